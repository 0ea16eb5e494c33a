//! The queues in operation: what ingest, refills, couriers and the settler share, and the turns that
//! they set going. Whoever makes something ready starts what is ready, and a courier that is done takes
//! the next turn itself; what neither can see is left to the pacer.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::courier;
use super::cut::Cut;
use super::errands::Errands;
use super::hints::Teller;
use super::lease::Lease;
use super::parcels::{Loader, Shelf};
use super::queues::{Fate, Queues, Terms, Turn};
use super::settler::Settler;
use super::suspender::{Suspensions, Wanted};
use super::way_out::WayOut;
use crate::clock::{Clock, Stamper};
use crate::domain::ids::{DeliveryId, Lane, NamespaceId, WebhookId};
use crate::domain::webhook::Webhook;
use crate::store::catalog::Catalog;
use crate::store::hints::Owed;
use crate::tasks::{Policy, Tasks};
use crate::telemetry::Chain;

/// Turns started under one lock.
const TURNS: usize = 256;

/// What couriers work with.
#[derive(Debug)]
pub struct Parts {
    pub lease: Arc<Lease>,
    pub catalog: Catalog,
    pub stamper: Arc<Stamper>,
    pub way_out: WayOut,
    pub settler: Settler,
    pub shelf: Shelf,
    pub loader: Loader,
    pub teller: Teller,
    pub tasks: Tasks,
}

#[derive(Debug)]
pub struct Dispatcher {
    pub(super) parts: Parts,
    queues: Mutex<Queues>,
    /// Somebody waits for a refill.
    pub(super) refill: Notify,
    /// Turns wait for requests that are expected to be through soon.
    pub(super) held_up: Notify,
    /// Lanes were gained: look for everything owed in them.
    pub(super) takeover: Takeover,
    /// Something of a draining lane has come to its end.
    pub(super) drained: Notify,
    /// Another node came, goes or was told to; or lanes are free.
    pub(super) nodes_moved: Notify,
    /// Cuts what is in flight.
    pub(super) cut: Cut,
    /// Webhooks that are deleted and still have rows.
    pub(super) sweeps: Errands<(NamespaceId, WebhookId)>,
    pub(super) suspensions: Suspensions,
    /// Something owed has expired, or lanes were gained in which that may be so.
    pub(super) expiry: Notify,
    stopping: AtomicBool,
}

/// Lanes in which nobody has looked yet since they were gained, or since something was told of
/// that memory can't place.
#[derive(Debug, Default)]
pub(super) struct Takeover {
    lanes: Mutex<BTreeSet<Lane>>,
    pub(super) wake: Notify,
}

impl Takeover {
    pub(super) fn add(&self, lanes: impl IntoIterator<Item = Lane>) {
        let mut waiting = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.extend(lanes);
        if !waiting.is_empty() {
            self.wake.notify_one();
        }
    }

    pub(super) fn take(&self) -> BTreeSet<Lane> {
        std::mem::take(&mut *self.lanes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How a stop went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// Requests that were still out when patience ended, and were cut: they are on record as interrupted,
    /// and are made again by whoever has their lanes next.
    pub cut: usize,
    /// Deliveries in hand that came to no record, for PostgreSQL was away.
    pub unrecorded: usize,
}

impl From<&Webhook> for Terms {
    fn from(webhook: &Webhook) -> Self {
        Self { concurrency: webhook.policy.concurrency, paused: webhook.is_held() }
    }
}

impl Dispatcher {
    pub fn new(parts: Parts, max_in_flight: usize, at_a_time: usize) -> Arc<Self> {
        Arc::new(Self {
            parts,
            queues: Mutex::new(Queues::new(max_in_flight, at_a_time)),
            refill: Notify::new(),
            held_up: Notify::new(),
            takeover: Takeover::default(),
            drained: Notify::new(),
            nodes_moved: Notify::new(),
            cut: Cut::default(),
            sweeps: Errands::default(),
            suspensions: Suspensions::default(),
            expiry: Notify::new(),
            stopping: AtomicBool::new(false),
        })
    }

    pub(super) fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn in_flight(&self) -> usize {
        self.queues().in_flight()
    }

    /// No new sends from here on. What is in flight has `patience` to end, while the lanes are given away
    /// one by one; what is left then is cut, and has so long for its last words.
    pub async fn stop(&self, patience: Duration, last_words: Duration) -> Stopped {
        self.stopping.store(true, Ordering::Release);
        self.nodes_moved.notify_one();
        let couriers = &self.parts.tasks;
        if couriers.finish(patience).await > 0 {
            self.cut.make();
        }
        // Whoever is left now waits for PostgreSQL.
        let unrecorded = couriers.stop(last_words).await;
        Stopped { cut: self.cut.requests(), unrecorded }
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    fn take(&self, queues: &mut Queues) -> Option<Turn> {
        if self.is_stopping() || !self.parts.lease.is_alive() {
            return None;
        }
        loop {
            let turn = queues.take(self.parts.loader.used_percent())?;
            let lane = turn.webhook.lane();
            if !self.parts.lease.holds(lane, turn.item.epoch) {
                // Read under another epoch: the rows are looked at again, if the lane is ours.
                let now = self.parts.stamper.now();
                queues.give_back(&turn, now);
            } else if self.has_expired(&turn) {
                queues.left_alone(&turn);
                self.expiry.notify_one();
            } else {
                return Some(turn);
            }
        }
    }

    pub(super) fn has_expired(&self, turn: &Turn) -> bool {
        turn.item.expires_at.is_some_and(|at| at <= self.parts.stamper.now())
    }

    /// A turn that came too late.
    pub(super) fn expired(&self, turn: &Turn) {
        self.left_alone(turn);
        self.expiry.notify_one();
    }

    /// A turn of what somebody else is about to end.
    pub(super) fn left_alone(&self, turn: &Turn) {
        let mut queues = self.queues();
        queues.left_alone(turn);
        self.tell_drained(&queues);
    }

    fn tell_drained(&self, queues: &Queues) {
        if queues.is_draining() {
            self.drained.notify_one();
        }
    }

    /// Starts every turn that can be had.
    pub(super) fn pump(self: &Arc<Self>) {
        loop {
            let mut turns = Vec::new();
            {
                let mut queues = self.queues();
                queues.time_is(Clock::now());
                while turns.len() < TURNS {
                    let Some(turn) = self.take(&mut queues) else { break };
                    turns.push(turn);
                }
                self.wake(&queues);
            }
            let more = turns.len() == TURNS;
            for turn in turns {
                let run = courier::run(Arc::clone(self), turn);
                self.parts.tasks.spawn("courier", Policy::Detached, run);
            }
            if !more {
                return;
            }
        }
    }

    /// A courier is through with a turn and takes the next.
    pub(super) fn finished(self: &Arc<Self>, turn: &Turn, took: Option<Duration>) -> Option<Turn> {
        let next = {
            let mut queues = self.queues();
            queues.time_is(Clock::now());
            queues.finished(turn, took);
            let next = self.take(&mut queues);
            self.wake(&queues);
            next
        };
        if next.as_ref().is_some_and(|next| turn.hangs || next.hangs) {
            // This may have made room for another than the one that took it.
            self.pump();
        }
        next
    }

    /// Whoever has something to do after turns were taken.
    fn wake(&self, queues: &Queues) {
        if queues.next_look().1 {
            self.refill.notify_one();
        }
        if queues.is_held_up() {
            self.held_up.notify_one();
        }
    }

    /// A turn that came to no attempt.
    pub(super) fn give_back(&self, turn: &Turn) {
        let now = self.parts.stamper.now();
        let mut queues = self.queues();
        queues.give_back(turn, now);
        self.tell_drained(&queues);
        self.tell_refill(&queues);
    }

    /// Rows may be asked for now, or at a moment that the refill does not know.
    fn tell_refill(&self, queues: &Queues) {
        let (timer, is_asked_for) = queues.next_look();
        if is_asked_for || timer.is_some() {
            self.refill.notify_one();
        }
    }

    /// A batch has been settled.
    pub(super) fn settled(self: &Arc<Self>, fates: &[(WebhookId, DeliveryId, Fate)]) {
        let now = self.parts.stamper.now();
        let mut queues = self.queues();
        for (webhook, delivery, fate) in fates {
            queues.settled(*webhook, *delivery, *fate, now);
        }
        self.tell_drained(&queues);
        self.tell_refill(&queues);
    }

    /// The webhook of a turn, if it may have it. One that is held or deleted by now may not, and
    /// its queue learns that here, rather than be read again and again until the next round of
    /// configuration.
    pub(super) async fn live(
        &self,
        namespace: NamespaceId,
        webhook: WebhookId,
    ) -> Option<Arc<Webhook>> {
        if self.queues().holds_back(webhook) {
            return None;
        }
        let space = match self.parts.catalog.by_id(namespace).await {
            Ok(space) => space,
            Err(error) => {
                tracing::warn!(event = "configuration_unread", error = %Chain(&error), "a delivery waits for its webhook's configuration");
                return None;
            }
        };
        let live = space.as_ref().and_then(|space| space.webhook(webhook));
        if live.is_none_or(|live| live.is_held()) {
            self.queues().configure(webhook, live.map(|live| Terms::from(live.as_ref())));
        }
        if live.is_none() {
            self.sweep(namespace, webhook);
        }
        live.filter(|live| !live.is_held()).cloned()
    }

    /// The live webhook, as far as it is held in memory.
    pub(super) fn webhook(&self, namespace: NamespaceId, id: WebhookId) -> Option<Arc<Webhook>> {
        self.parts.catalog.held(namespace)?.webhook(id).cloned()
    }

    /// The configuration of these namespaces has changed.
    pub fn configured(self: &Arc<Self>, spaces: &HashSet<NamespaceId>) {
        {
            let mut queues = self.queues();
            for (namespace, webhook) in queues.webhooks_of(spaces) {
                self.configure(&mut queues, namespace, webhook);
            }
        }
        self.pump();
    }

    /// Looked up under the lock: what is held goes back with the database alone, so a queue made since
    /// then can't be judged by an older copy.
    fn configure(&self, queues: &mut Queues, namespace: NamespaceId, webhook: WebhookId) {
        let Some(space) = self.parts.catalog.held(namespace) else { return };
        let live = space.webhook(webhook);
        queues.configure(webhook, live.map(|live| Terms::from(live.as_ref())));
        if live.is_none() {
            self.sweep(namespace, webhook);
        }
    }

    /// A webhook was suspended, or was not to be: the configuration that is held now says which.
    pub(super) fn suspension_is_settled(self: &Arc<Self>, wanted: &Wanted) {
        {
            let mut queues = self.queues();
            queues.let_go(wanted.webhook);
            self.configure(&mut queues, wanted.namespace, wanted.webhook);
        }
        self.pump();
    }

    /// Rows of a webhook that is gone are to be ended.
    pub(super) fn sweep(&self, namespace: NamespaceId, webhook: WebhookId) {
        self.sweeps.add((namespace, webhook), (), |(), ()| ());
    }

    /// The lanes held have changed: queues of lanes that are gone are dropped, and what is owed in
    /// those that were gained is looked for.
    pub(super) fn lanes_changed(self: &Arc<Self>, gained: impl IntoIterator<Item = Lane>) {
        let lease = &self.parts.lease;
        self.queues().drop_where(|webhook| lease.epoch(webhook.lane()).is_none());
        self.takeover.add(gained);
        self.expiry.notify_one();
    }

    /// From here on these lanes drain, and no others.
    pub(super) fn drain(self: &Arc<Self>, lanes: &BTreeSet<Lane>) {
        self.queues().drain(lanes);
        self.pump();
    }

    /// A webhook has rows that may not be known here.
    pub(super) fn owing(
        &self,
        namespace: NamespaceId,
        webhook: WebhookId,
        terms: Terms,
        only_new: bool,
    ) {
        let mut queues = self.queues();
        // Under the lock: a lane that is lost right now has its queues dropped after this.
        if self.parts.lease.epoch(webhook.lane()).is_some() {
            queues.owing(namespace, webhook, terms, only_new);
        }
    }

    /// A replay's batch, or retries made due, are in the queue's rows: look there. What is of others'
    /// lanes is told to them.
    pub fn hint(self: &Arc<Self>, owed: &[Owed]) {
        let elsewhere = self.note(owed);
        self.parts.teller.owed(elsewhere);
        self.pump();
    }

    /// Notes what is of this node's lanes, and gives back the rest: what others have to be told. That is
    /// so too of a lane that drains, for it may be another's already. A webhook that memory doesn't have
    /// (nothing of its namespace was needed so far) is looked for.
    pub(super) fn note(&self, owed: &[Owed]) -> Vec<Owed> {
        let (mut elsewhere, mut unknown) = (Vec::new(), BTreeSet::new());
        {
            let mut queues = self.queues();
            let now = self.parts.stamper.now();
            for one in owed {
                let lane = one.webhook.lane();
                let is_ours = self.parts.lease.epoch(lane).is_some();
                if !is_ours || queues.drains(lane) {
                    elsewhere.push(*one);
                }
                if !is_ours {
                    continue;
                }
                match self.webhook(one.namespace, one.webhook) {
                    Some(live) => queues.hint(one, Terms::from(live.as_ref()), now),
                    None => drop(unknown.insert(lane)),
                }
            }
        }
        self.takeover.add(unknown);
        elsewhere
    }

    /// Deliveries were ended by somebody's command, and are not to be attempted any more.
    pub(super) fn end(&self, deliveries: &[(WebhookId, DeliveryId)]) {
        let lease = &self.parts.lease;
        let (ours, theirs): (Vec<_>, Vec<_>) =
            deliveries.iter().partition(|(webhook, _)| lease.epoch(webhook.lane()).is_some());
        {
            let mut queues = self.queues();
            for (webhook, delivery) in ours {
                queues.cancelled(webhook, delivery);
            }
        }
        self.parts.teller.ended(theirs);
    }
}

#[cfg(test)]
mod unrest;
