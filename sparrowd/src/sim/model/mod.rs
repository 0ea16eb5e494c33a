//! The ledger as a model: PostgreSQL as far as dispatch knows it, in memory.
//!
//! [`Tables`] are what is committed. Each statement is a function on them that runs as a whole, which
//! is what an autocommit statement promises; [`lease`], [`settle`], [`counting`] and [`owed`] have those of the
//! trait, and say for themselves what the SQL says. What lies between a caller and its statement is
//! [`Session`]'s: time, and all that can go wrong on the way.
//!
//! A conformance test sends the same steps to this and to PostgreSQL, and compares the answers.

mod counting;
mod database;
mod ear;
pub mod lease;
pub mod owed;
mod session;
pub mod settle;
mod weather;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::attempt::Outcome;
use crate::domain::delivery::{Decision, End};
use crate::domain::ids::{AttemptId, DeliveryId, EventId, Lane, NamespaceId, NodeId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::payloads::Body;

pub use database::Model;
pub use session::Session;
pub use weather::Path;

/// A row of `queue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub attempt: u32,
    pub excused: u32,
    pub due_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
}

/// A row of `events`.
#[derive(Debug, Clone)]
pub struct Event {
    pub body: Arc<Body>,
    pub expires_at: Option<Timestamp>,
    /// Those matched, in the order of the deliveries' numbers.
    pub webhooks: Vec<WebhookId>,
}

/// A row of `nodes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    pub beat: i64,
    pub fence: i64,
    pub live: bool,
    pub draining: bool,
    /// Up to which batch outcomes are counted; `None`: to the end.
    pub counted: Option<i64>,
}

/// A row of `attempts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    pub node: NodeId,
    pub delivery: DeliveryId,
    pub webhook: WebhookId,
    pub number: u32,
    pub outcome: Outcome,
    pub excused: bool,
    /// `None`: it came too late to count.
    pub decision: Option<Decision>,
}

/// A row of `ended`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub state: End,
    pub attempt: u32,
}

/// A row of `settlements`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noted {
    pub attempts: Vec<AttemptId>,
    pub deliveries: Vec<DeliveryId>,
}

/// All buckets of a webhook in one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub succeeded: i64,
    pub failed: i64,
}

/// A webhook, as far as it can change here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Switches {
    pub paused: bool,
    pub suspended: bool,
    pub deleted: bool,
    pub revision: i64,
}

pub type QueueKey = (NamespaceId, WebhookId, DeliveryId);

/// What is committed.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    pub queue: BTreeMap<QueueKey, Row>,
    pub events: BTreeMap<(NamespaceId, EventId), Event>,
    pub nodes: BTreeMap<NodeId, Node>,
    pub lanes: BTreeMap<Lane, (Option<NodeId>, i64)>,
    pub attempts: BTreeMap<AttemptId, Made>,
    /// The attempts that counted, by what they were of.
    pub counted: BTreeMap<(DeliveryId, u32), AttemptId>,
    pub ended: BTreeMap<(NamespaceId, DeliveryId), Ended>,
    pub settlements: BTreeMap<(NodeId, i64), Noted>,
    pub counts: BTreeMap<WebhookId, Counts>,
    pub webhooks: BTreeMap<(NamespaceId, WebhookId), Switches>,
    pub revision: i64,
    /// How far the clock of the database is from true time, in microseconds.
    pub clock: i64,
}

/// The database's time at the beginning.
pub const EPOCH: Timestamp = Timestamp::from_millis(1_790_000_000_000);

impl Tables {
    pub fn now(&self, elapsed: Duration) -> Timestamp {
        Timestamp::from_micros(EPOCH.plus(elapsed).micros() + self.clock)
    }

    /// Accepts an event, and what it owes. A delivery that is there already is one of a statement
    /// sent twice, which no committer does.
    pub fn push(&mut self, namespace: NamespaceId, event: &Event, due_at: Option<Timestamp>) {
        let id = event.body.event;
        for (webhook, n) in event.webhooks.iter().zip(1..) {
            let delivery = id.delivery(n).expect("few webhooks");
            let row = Row { attempt: 0, excused: 0, due_at, expires_at: event.expires_at };
            self.queue.insert((namespace, *webhook, delivery), row);
        }
        self.events.insert((namespace, id), event.clone());
    }

    /// A change of a webhook's configuration.
    pub fn switch(&mut self, key: (NamespaceId, WebhookId), change: impl FnOnce(&mut Switches)) {
        self.revision += 1;
        let revision = self.revision;
        if let Some(switches) = self.webhooks.get_mut(&key) {
            change(switches);
            switches.revision = revision;
        }
    }

    pub fn is_live(&self, node: NodeId) -> bool {
        self.nodes.get(&node).is_some_and(|node| node.live)
    }
}
