//! The ledger: all that dispatch asks of the database, and the one seam between the two.
//!
//! Each task that depends on the database opens one for itself, so that none waits for another. There
//! are two kinds. [`Postgres`] is what the daemon runs on, and its methods are the statements of
//! `store`. The other is a model in memory, with which the simulation runs several nodes through
//! crashes and outages; a conformance test holds the one against the other.
//!
//! Every method is called once for a batch or once in a while, never for each delivery, so its future
//! may as well be boxed.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use crate::domain::ids::{DeliveryId, EventId, Lane, NamespaceId, NodeId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::commands::{Located, locate};
use crate::store::counting::{self, Outcomes, Recounted, Span};
use crate::store::expiry::{Expired, ends_asked, expired};
use crate::store::hints::{self, Ear, Handed, Hints};
use crate::store::nodes::{self, Beat, Before, Grounds, LaneRow, NodeRow, Released, Says};
use crate::store::payloads::{self, Found};
use crate::store::queue::{self, Due, DueWanted, Fresh, FreshWanted, Owed, Page, Stretch};
use crate::store::settle::{self, Change, ChangeKind, Settled, Settlement, Stamp};
use crate::store::webhooks::{self, Suspended, Suspension};
use crate::store::{Database, Link, Plans, Pool, StoreError, in_time, partitions};

/// What comes back, or why it does not.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// A delivery by what leads to its row.
pub type Key = (NamespaceId, DeliveryId);

/// Where ledgers come from.
pub trait Ledgers: Debug + Send + Sync {
    /// One for a task of its own. An answer later than `deadline` is none; the statement may have been
    /// carried out all the same.
    fn open(&self, deadline: Duration, plans: Plans) -> Box<dyn Ledger>;
    fn listen(&self) -> Box<dyn Listener>;
}

/// The ledger as one task has it open. What each method promises is told where its statement is.
pub trait Ledger: Debug + Send {
    // The lease protocol.
    fn join<'a>(
        &'a mut self,
        node: NodeId,
        host: &'a str,
        before: Option<Before>,
    ) -> Answer<'a, ()>;
    fn beat(&mut self, node: NodeId, says: Says) -> Answer<'_, Beat>;
    fn watch(&mut self) -> Answer<'_, (Vec<NodeRow>, Vec<LaneRow>)>;
    fn claim<'a>(&'a mut self, node: NodeId, lanes: &'a [Lane]) -> Answer<'a, Vec<LaneRow>>;
    fn seize(&mut self, me: NodeId, dead: NodeId, grounds: Grounds) -> Answer<'_, bool>;
    fn leave(&mut self, node: NodeId) -> Answer<'_, ()>;
    fn release<'a>(&'a mut self, node: NodeId, lanes: &'a [(Lane, i64)]) -> Answer<'a, Released>;
    fn standing(&mut self, node: NodeId) -> Answer<'_, Option<(i64, bool)>>;

    // What changes rows of the queue: only settlers send it.
    fn settle<'a>(&'a mut self, stamp: Stamp, batch: &'a [Settlement]) -> Answer<'a, Settled>;
    fn superseded<'a>(&'a mut self, batch: &'a [Settlement]) -> Answer<'a, ()>;
    fn change<'a>(
        &'a mut self,
        stamp: Stamp,
        batch: &'a [Change],
        kind: ChangeKind,
        at: Timestamp,
    ) -> Answer<'a, Settled>;
    fn make_partitions(&mut self, now: Timestamp) -> Answer<'_, u32>;

    // What it came to.
    fn count<'a>(&'a mut self, span: Span, outcomes: &'a [Outcomes]) -> Answer<'a, bool>;
    fn recount(&mut self, node: NodeId) -> Answer<'_, Recounted>;

    // What is owed.
    fn fresh<'a>(&'a mut self, wanted: &'a [FreshWanted]) -> Answer<'a, Vec<Fresh>>;
    fn due<'a>(&'a mut self, wanted: &'a [DueWanted], now: Timestamp) -> Answer<'a, Vec<Due>>;
    fn handed<'a>(&'a mut self, deliveries: &'a [Handed]) -> Answer<'a, Vec<Option<Owed>>>;
    fn owing(
        &mut self,
        after: (NamespaceId, WebhookId),
        limit: i64,
    ) -> Answer<'_, Vec<(NamespaceId, WebhookId)>>;
    fn rescan_glance<'a>(&'a mut self, stretches: &'a [Stretch]) -> Answer<'a, Vec<Page>>;
    fn rescan_page(&mut self, stretch: Stretch) -> Answer<'_, Page>;
    fn some_of(
        &mut self,
        namespace: NamespaceId,
        webhook: WebhookId,
        limit: i64,
    ) -> Answer<'_, Vec<DeliveryId>>;
    fn expired<'a>(
        &'a mut self,
        lanes: &'a [Lane],
        but: &'a [DeliveryId],
        now: Timestamp,
        limit: i64,
    ) -> Answer<'a, Vec<Expired>>;

    // What it is that is owed.
    fn load<'a>(&'a mut self, wanted: &'a [Key], most: usize) -> Answer<'a, Vec<Option<Found>>>;
    fn events_of<'a>(&'a mut self, wanted: &'a [Key]) -> Answer<'a, Vec<Option<EventId>>>;
    fn ends_asked<'a>(
        &'a mut self,
        events: &'a [(NamespaceId, EventId)],
    ) -> Answer<'a, Vec<Option<Timestamp>>>;
    fn locate<'a>(
        &'a mut self,
        namespace: NamespaceId,
        ids: &'a [DeliveryId],
    ) -> Answer<'a, Vec<Located>>;

    /// Suspends a webhook that is still at this revision.
    fn suspend(
        &mut self,
        namespace: NamespaceId,
        webhook: WebhookId,
        revision: i64,
        suspension: Suspension,
    ) -> Answer<'_, Suspended>;

    /// Tells every node. `Ledgers::listen` is the other end.
    fn tell<'a>(&'a mut self, hints: &'a Hints) -> Answer<'a, ()>;

    fn close(self: Box<Self>) -> BoxFuture<'static, ()>;
}

/// Who hears what nodes tell each other.
pub trait Listener: Debug + Send {
    /// Waits for the next hints. After an error some may have been missed, and it is asked again.
    fn next(&mut self) -> Answer<'_, Hints>;
}

/// PostgreSQL: a connection of its own for each ledger, and the pool for what is rare.
#[derive(Debug)]
pub struct Postgres {
    database: Database,
    pool: Pool,
}

impl Postgres {
    #[expect(clippy::new_ret_no_self, reason = "whoever has it knows it as ledgers alone")]
    pub fn new(database: Database, pool: Pool) -> Arc<dyn Ledgers> {
        Arc::new(Self { database, pool })
    }
}

impl Ledgers for Postgres {
    fn open(&self, deadline: Duration, plans: Plans) -> Box<dyn Ledger> {
        Box::new(Session { link: self.database.link(deadline, plans), pool: self.pool.clone() })
    }

    fn listen(&self) -> Box<dyn Listener> {
        Box::new(self.database.ear())
    }
}

impl Listener for Ear {
    fn next(&mut self) -> Answer<'_, Hints> {
        Box::pin(Ear::next(self))
    }
}

#[derive(Debug)]
struct Session {
    link: Link,
    pool: Pool,
}

impl Ledger for Session {
    fn join<'a>(
        &'a mut self,
        node: NodeId,
        host: &'a str,
        before: Option<Before>,
    ) -> Answer<'a, ()> {
        Box::pin(nodes::join(&mut self.link, node, host, before))
    }

    fn beat(&mut self, node: NodeId, says: Says) -> Answer<'_, Beat> {
        Box::pin(nodes::beat(&mut self.link, node, says))
    }

    fn watch(&mut self) -> Answer<'_, (Vec<NodeRow>, Vec<LaneRow>)> {
        Box::pin(nodes::watch(&mut self.link))
    }

    fn claim<'a>(&'a mut self, node: NodeId, lanes: &'a [Lane]) -> Answer<'a, Vec<LaneRow>> {
        Box::pin(nodes::claim(&mut self.link, node, lanes))
    }

    fn seize(&mut self, me: NodeId, dead: NodeId, grounds: Grounds) -> Answer<'_, bool> {
        Box::pin(nodes::seize(&mut self.link, me, dead, grounds))
    }

    fn leave(&mut self, node: NodeId) -> Answer<'_, ()> {
        Box::pin(nodes::leave(&mut self.link, node))
    }

    fn release<'a>(&'a mut self, node: NodeId, lanes: &'a [(Lane, i64)]) -> Answer<'a, Released> {
        Box::pin(nodes::release(&mut self.link, node, lanes))
    }

    fn standing(&mut self, node: NodeId) -> Answer<'_, Option<(i64, bool)>> {
        Box::pin(nodes::standing(&mut self.link, node))
    }

    fn settle<'a>(&'a mut self, stamp: Stamp, batch: &'a [Settlement]) -> Answer<'a, Settled> {
        Box::pin(settle::attempts(&mut self.link, stamp, batch))
    }

    fn superseded<'a>(&'a mut self, batch: &'a [Settlement]) -> Answer<'a, ()> {
        Box::pin(settle::superseded(&mut self.link, batch))
    }

    fn change<'a>(
        &'a mut self,
        stamp: Stamp,
        batch: &'a [Change],
        kind: ChangeKind,
        at: Timestamp,
    ) -> Answer<'a, Settled> {
        Box::pin(settle::changes(&mut self.link, stamp, batch, kind, at))
    }

    fn make_partitions(&mut self, now: Timestamp) -> Answer<'_, u32> {
        Box::pin(partitions::make_missing(&self.pool, now))
    }

    fn count<'a>(&'a mut self, span: Span, outcomes: &'a [Outcomes]) -> Answer<'a, bool> {
        Box::pin(counting::count(&mut self.link, span, outcomes))
    }

    fn recount(&mut self, node: NodeId) -> Answer<'_, Recounted> {
        Box::pin(counting::recount(&mut self.link, node))
    }

    fn fresh<'a>(&'a mut self, wanted: &'a [FreshWanted]) -> Answer<'a, Vec<Fresh>> {
        Box::pin(queue::fresh(&mut self.link, wanted))
    }

    fn due<'a>(&'a mut self, wanted: &'a [DueWanted], now: Timestamp) -> Answer<'a, Vec<Due>> {
        Box::pin(queue::due(&mut self.link, wanted, now))
    }

    fn handed<'a>(&'a mut self, deliveries: &'a [Handed]) -> Answer<'a, Vec<Option<Owed>>> {
        Box::pin(queue::handed(&mut self.link, deliveries))
    }

    fn owing(
        &mut self,
        after: (NamespaceId, WebhookId),
        limit: i64,
    ) -> Answer<'_, Vec<(NamespaceId, WebhookId)>> {
        Box::pin(queue::owing(&mut self.link, after, limit))
    }

    fn rescan_glance<'a>(&'a mut self, stretches: &'a [Stretch]) -> Answer<'a, Vec<Page>> {
        Box::pin(queue::rescan_glance(&mut self.link, stretches))
    }

    fn rescan_page(&mut self, stretch: Stretch) -> Answer<'_, Page> {
        Box::pin(queue::rescan_page(&mut self.link, stretch))
    }

    fn some_of(
        &mut self,
        namespace: NamespaceId,
        webhook: WebhookId,
        limit: i64,
    ) -> Answer<'_, Vec<DeliveryId>> {
        Box::pin(queue::some_of(&mut self.link, namespace, webhook, limit))
    }

    fn expired<'a>(
        &'a mut self,
        lanes: &'a [Lane],
        but: &'a [DeliveryId],
        now: Timestamp,
        limit: i64,
    ) -> Answer<'a, Vec<Expired>> {
        Box::pin(expired(&mut self.link, lanes, but, now, limit))
    }

    fn load<'a>(&'a mut self, wanted: &'a [Key], most: usize) -> Answer<'a, Vec<Option<Found>>> {
        Box::pin(payloads::load(&mut self.link, wanted, most))
    }

    fn events_of<'a>(&'a mut self, wanted: &'a [Key]) -> Answer<'a, Vec<Option<EventId>>> {
        Box::pin(payloads::events_of(&mut self.link, wanted))
    }

    fn ends_asked<'a>(
        &'a mut self,
        events: &'a [(NamespaceId, EventId)],
    ) -> Answer<'a, Vec<Option<Timestamp>>> {
        Box::pin(ends_asked(&mut self.link, events))
    }

    fn locate<'a>(
        &'a mut self,
        namespace: NamespaceId,
        ids: &'a [DeliveryId],
    ) -> Answer<'a, Vec<Located>> {
        Box::pin(in_time(locate(&self.pool, namespace, ids)))
    }

    fn suspend(
        &mut self,
        namespace: NamespaceId,
        webhook: WebhookId,
        revision: i64,
        suspension: Suspension,
    ) -> Answer<'_, Suspended> {
        let done = webhooks::suspend(&self.pool, namespace, webhook, revision, suspension);
        Box::pin(in_time(done))
    }

    fn tell<'a>(&'a mut self, hints: &'a Hints) -> Answer<'a, ()> {
        Box::pin(hints::tell(&mut self.link, hints))
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(self.link.close())
    }
}
