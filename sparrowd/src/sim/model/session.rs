//! A process's way to the model: what a statement meets on its way, and its deadline.
//!
//! A statement that was sent is on its own. Whether its sender is frozen, killed or has given it up,
//! it is carried out when its time has come; only the answer needs somebody to hear it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::database::Model;
use super::ear::Ear;
use super::weather::Fate;
use super::{Event, Tables};
use crate::clock::Clock;
use crate::dispatch::lease::OWN_TTL;
use crate::dispatch::ledger::{Answer, Key, Ledger, Ledgers, Listener};
use crate::domain::ids::{DeliveryId, EventId, Lane, NamespaceId, NodeId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::sim::machines::{self, Process};
use crate::sim::mutation::Mutation;
use crate::store::commands::Located;
use crate::store::counting::{Outcomes, Recounted, Span};
use crate::store::expiry::Expired;
use crate::store::hints::{Handed, Hints};
use crate::store::nodes::{Beat, Before, Grounds, LaneRow, NodeRow, Released, Says};
use crate::store::payloads::Found;
use crate::store::queue::{Due, DueWanted, Fresh, FreshWanted, Owed, Page, Stretch};
use crate::store::settle::{Change, ChangeKind, Settled, Settlement, Stamp};
use crate::store::webhooks::{Suspended, Suspension};
use crate::store::{Plans, StoreError};

#[derive(Debug, Clone)]
pub struct Door {
    pub(super) model: Arc<Model>,
    pub(super) process: Process,
}

impl Door {
    pub fn session(&self, deadline: Duration) -> Session {
        Session { door: self.clone(), deadline }
    }
}

impl Ledgers for Door {
    fn open(&self, deadline: Duration, _plans: Plans) -> Box<dyn Ledger> {
        Box::new(self.session(deadline))
    }

    fn listen(&self) -> Box<dyn Listener> {
        Box::new(Ear::new(self.clone(), self.model.told.subscribe()))
    }
}

#[derive(Debug)]
pub struct Session {
    door: Door,
    deadline: Duration,
}

impl Session {
    /// Sends a statement. `arrive` is what it sees when it arrives, and `act` when it is carried out:
    /// for all but a broken one there is nothing in between.
    fn send<S, T>(
        &mut self,
        arrive: impl FnOnce(&Tables) -> S + Send + 'static,
        act: impl FnOnce(&mut Tables, S) -> T + Send + 'static,
    ) -> BoxFuture<'static, Result<T, StoreError>>
    where
        S: Send + 'static,
        T: Send + 'static,
    {
        let Door { model, process } = self.door.clone();
        let deadline = self.deadline;
        let (out, work, answered) = match model.fate(process) {
            Fate::Refused => {
                return async {
                    sleep(Duration::from_millis(2)).await;
                    Err(StoreError::away())
                }
                .boxed();
            }
            Fate::Lost { noticed } => {
                let after = if noticed { Duration::from_millis(5) } else { deadline };
                return async move {
                    sleep(after).await;
                    Err(StoreError::Unknown(None))
                }
                .boxed();
            }
            Fate::Carried { out, work, answered } => (out, work, answered),
        };
        let (answer, heard) = oneshot::channel();
        let server = model.server();
        let statement = async move {
            sleep(out).await;
            let seen = arrive(&model.tables());
            if !work.is_zero() {
                model.under_way.fetch_add(1, Ordering::Relaxed);
                sleep(work).await;
                model.under_way.fetch_sub(1, Ordering::Relaxed);
            }
            if server != model.server() {
                return;
            }
            let done = act(&mut model.tables(), seen);
            // One that nobody waits for any more is lost like any other.
            if answered && !model.weather().path(process).swallows() {
                drop(answer.send(done));
            } else {
                drop((answer, done));
            }
        };
        #[expect(clippy::disallowed_methods, reason = "it is no process's, but the database's")]
        drop(tokio::spawn(statement));
        async move {
            match timeout(deadline, heard).await {
                Ok(Ok(done)) => Ok(done),
                Ok(Err(_)) | Err(_) => Err(StoreError::Unknown(None)),
            }
        }
        .boxed()
    }

    fn run<T: Send + 'static>(
        &mut self,
        act: impl FnOnce(&mut Tables) -> T + Send + 'static,
    ) -> BoxFuture<'static, Result<T, StoreError>> {
        self.send(|_| (), |tables, ()| act(tables))
    }

    /// The same, and then tells every node.
    fn run_and_tell<T: Send + 'static>(
        &mut self,
        hints: Hints,
        act: impl FnOnce(&mut Tables) -> T + Send + 'static,
    ) -> BoxFuture<'static, Result<T, StoreError>> {
        let model = Arc::clone(&self.door.model);
        self.run(move |tables| {
            let done = act(tables);
            model.tell(hints);
            done
        })
    }

    fn broken(&self) -> Option<Mutation> {
        self.door.model.broken
    }

    fn is_blind(&self) -> bool {
        self.broken() == Some(Mutation::BlindScans)
    }

    /// What ingest commits.
    pub fn push(
        &mut self,
        namespace: NamespaceId,
        events: Vec<(Event, Option<Timestamp>)>,
    ) -> BoxFuture<'static, Result<(), StoreError>> {
        let journal = Arc::clone(&self.door.model.journal);
        self.run(move |tables| {
            for (event, due_at) in &events {
                tables.push(namespace, event, *due_at);
                journal.committed(event);
            }
        })
    }
}

impl Ledger for Session {
    fn join<'a>(
        &'a mut self,
        node: NodeId,
        _host: &'a str,
        before: Option<Before>,
    ) -> Answer<'a, ()> {
        self.run(move |tables| tables.join(node, before))
    }

    fn beat(&mut self, node: NodeId, says: Says) -> Answer<'_, Beat> {
        let sent = Clock::now();
        let beat = self.run(move |tables| tables.beat(node, says, machines::elapsed()));
        async move {
            let beat = beat.await?;
            let Door { model, process } = &self.door;
            match beat {
                Beat::Alive { .. } => model.journal.may_act(*process, node, sent.plus(OWN_TTL)),
                Beat::Dead => model.journal.told(node),
            }
            Ok(beat)
        }
        .boxed()
    }

    fn watch(&mut self) -> Answer<'_, (Vec<NodeRow>, Vec<LaneRow>)> {
        async move {
            let nodes = self.run(|tables| tables.live_nodes()).await?;
            let lanes = self.run(|tables| tables.all_lanes()).await?;
            Ok((nodes, lanes))
        }
        .boxed()
    }

    fn claim<'a>(&'a mut self, node: NodeId, lanes: &'a [Lane]) -> Answer<'a, Vec<LaneRow>> {
        let lanes = lanes.to_vec();
        let journal = Arc::clone(&self.door.model.journal);
        self.run(move |tables| {
            let claimed = tables.claim(node, &lanes);
            journal.claimed(node, claimed.len());
            claimed
        })
    }

    fn seize(&mut self, me: NodeId, dead: NodeId, grounds: Grounds) -> Answer<'_, bool> {
        let journal = Arc::clone(&self.door.model.journal);
        self.run(move |tables| {
            let seized = tables.seize(me, dead, grounds);
            if seized {
                journal.seized(dead, tables);
            }
            seized
        })
    }

    fn leave(&mut self, node: NodeId) -> Answer<'_, ()> {
        let Door { model, process } = &self.door;
        model.journal.leaves(*process, node, &model.tables());
        self.run_and_tell(Hints::of_nodes(), move |tables| tables.leave(node))
    }

    fn release<'a>(&'a mut self, node: NodeId, lanes: &'a [(Lane, i64)]) -> Answer<'a, Released> {
        let lanes = lanes.to_vec();
        let journal = Arc::clone(&self.door.model.journal);
        self.run_and_tell(Hints::of_nodes(), move |tables| {
            journal.released(node, lanes.len());
            tables.release(node, &lanes)
        })
    }

    fn standing(&mut self, node: NodeId) -> Answer<'_, Option<(i64, bool)>> {
        let standing = self.run(move |tables| tables.standing(node));
        async move {
            let standing = standing.await?;
            if !standing.is_some_and(|(_, live)| live) {
                self.door.model.journal.told(node);
            }
            Ok(standing)
        }
        .boxed()
    }

    fn settle<'a>(&'a mut self, stamp: Stamp, batch: &'a [Settlement]) -> Answer<'a, Settled> {
        let batch = batch.to_vec();
        let broken = self.broken();
        let journal = Arc::clone(&self.door.model.journal);
        self.send(
            move |tables| tables.holds_fence(stamp.node, stamp.fence),
            move |tables, held_fence| {
                let holds_fence = tables.holds_fence(stamp.node, stamp.fence);
                let passes =
                    if broken == Some(Mutation::PlainFence) { held_fence } else { holds_fence };
                let settled = tables.settle(stamp, &batch, passes, broken);
                journal.settled(stamp, &settled, tables.is_live(stamp.node));
                settled
            },
        )
    }

    fn superseded<'a>(&'a mut self, batch: &'a [Settlement]) -> Answer<'a, ()> {
        let batch = batch.to_vec();
        self.run(move |tables| tables.superseded(&batch))
    }

    fn change<'a>(
        &'a mut self,
        stamp: Stamp,
        batch: &'a [Change],
        kind: ChangeKind,
        at: Timestamp,
    ) -> Answer<'a, Settled> {
        let batch = batch.to_vec();
        let journal = Arc::clone(&self.door.model.journal);
        self.run(move |tables| {
            let changed = tables.change(stamp, &batch, kind, at);
            journal.settled(stamp, &changed, tables.is_live(stamp.node));
            changed
        })
    }

    fn make_partitions(&mut self, _now: Timestamp) -> Answer<'_, u32> {
        self.run(|_| 0)
    }

    fn count<'a>(&'a mut self, span: Span, outcomes: &'a [Outcomes]) -> Answer<'a, bool> {
        let (outcomes, broken) = (outcomes.to_vec(), self.broken());
        self.run(move |tables| tables.count(span, &outcomes, broken))
    }

    fn recount(&mut self, node: NodeId) -> Answer<'_, Recounted> {
        self.run(move |tables| tables.recount(node))
    }

    fn fresh<'a>(&'a mut self, wanted: &'a [FreshWanted]) -> Answer<'a, Vec<Fresh>> {
        let wanted = wanted.to_vec();
        self.run(move |tables| wanted.iter().map(|one| tables.fresh(one)).collect())
    }

    fn handed<'a>(&'a mut self, deliveries: &'a [Handed]) -> Answer<'a, Vec<Option<Owed>>> {
        let deliveries = deliveries.to_vec();
        let is_believed = self.broken() == Some(Mutation::Hearsay);
        self.run(move |tables| {
            deliveries.iter().map(|one| tables.handed(one, is_believed)).collect()
        })
    }

    fn due<'a>(&'a mut self, wanted: &'a [DueWanted], now: Timestamp) -> Answer<'a, Vec<Due>> {
        let wanted = wanted.to_vec();
        self.run(move |tables| wanted.iter().map(|one| tables.due(one, now)).collect())
    }

    fn owing(
        &mut self,
        after: (NamespaceId, WebhookId),
        limit: i64,
    ) -> Answer<'_, Vec<(NamespaceId, WebhookId)>> {
        let limit = if self.is_blind() { 0 } else { limit };
        self.run(move |tables| tables.owing(after, limit))
    }

    fn rescan_glance<'a>(&'a mut self, stretches: &'a [Stretch]) -> Answer<'a, Vec<Page>> {
        let stretches = stretches.to_vec();
        let is_blind = self.is_blind();
        self.run(move |tables| {
            let look = |stretch| if is_blind { Page::default() } else { tables.glance(stretch) };
            stretches.iter().map(look).collect()
        })
    }

    fn rescan_page(&mut self, stretch: Stretch) -> Answer<'_, Page> {
        self.run(move |tables| tables.rescan_page(&stretch))
    }

    fn some_of(
        &mut self,
        namespace: NamespaceId,
        webhook: WebhookId,
        limit: i64,
    ) -> Answer<'_, Vec<DeliveryId>> {
        self.run(move |tables| tables.some_of(namespace, webhook, limit))
    }

    fn expired<'a>(
        &'a mut self,
        lanes: &'a [Lane],
        but: &'a [DeliveryId],
        now: Timestamp,
        limit: i64,
    ) -> Answer<'a, Vec<Expired>> {
        let (lanes, but) = (lanes.to_vec(), but.to_vec());
        self.run(move |tables| tables.expired(&lanes, &but, now, limit))
    }

    fn load<'a>(&'a mut self, wanted: &'a [Key], most: usize) -> Answer<'a, Vec<Option<Found>>> {
        let wanted = wanted.to_vec();
        self.run(move |tables| tables.load(&wanted, most))
    }

    fn events_of<'a>(&'a mut self, wanted: &'a [Key]) -> Answer<'a, Vec<Option<EventId>>> {
        let wanted = wanted.to_vec();
        self.run(move |_| Tables::events_of(&wanted))
    }

    fn ends_asked<'a>(
        &'a mut self,
        events: &'a [(NamespaceId, EventId)],
    ) -> Answer<'a, Vec<Option<Timestamp>>> {
        let events = events.to_vec();
        self.run(move |tables| tables.ends_asked(&events))
    }

    fn locate<'a>(
        &'a mut self,
        namespace: NamespaceId,
        ids: &'a [DeliveryId],
    ) -> Answer<'a, Vec<Located>> {
        let ids = ids.to_vec();
        self.run(move |tables| tables.locate(namespace, &ids))
    }

    fn suspend(
        &mut self,
        namespace: NamespaceId,
        webhook: WebhookId,
        revision: i64,
        _suspension: Suspension,
    ) -> Answer<'_, Suspended> {
        self.run(move |tables| tables.suspend(namespace, webhook, revision))
    }

    fn tell<'a>(&'a mut self, hints: &'a Hints) -> Answer<'a, ()> {
        self.run_and_tell(hints.clone(), |_| ())
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        async {}.boxed()
    }
}
