//! What happened, as somebody knows it who sees everything; and the rules that each step is held
//! against while it happens.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::machines::{self, Process};
use super::model::{Event, Tables};
use crate::clock::{Boot, Clock};
use crate::domain::ids::{DeliveryId, EventId, NodeId, WebhookId};
use crate::store::settle::{Settled, Stamp};

/// So long after a failover that lost something a node may not know of it: as long as its lease lasts,
/// on the slowest clock.
const AFTER: Duration = Duration::from_millis(6_500);

/// What a courier heard of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Heard {
    Nothing,
    Status(u16),
}

/// A request that was begun: the node was permitted to write it.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    pub process: Process,
    pub node: NodeId,
    pub webhook: WebhookId,
    pub delivery: DeliveryId,
    pub number: u32,
    pub begun: Duration,
    /// It reached its receiver.
    pub arrived: bool,
    pub heard: Heard,
}

/// What somebody was promised about a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// The answer to the push was lost, so it may have been accepted or not.
    None,
    Accepted,
}

#[derive(Debug, Default)]
pub struct Entries {
    pub violations: Vec<String>,
    pub requests: Vec<Request>,
    by_attempt: BTreeMap<(DeliveryId, u32), Vec<usize>>,
    pub promises: BTreeMap<DeliveryId, Promise>,
    deliveries: BTreeMap<(EventId, WebhookId), DeliveryId>,
    /// Deliveries that somebody asked to be cancelled.
    pub cancelled: BTreeSet<DeliveryId>,
    /// Processes that were killed.
    pub killed: BTreeSet<Process>,
    /// Processes that ended in order, with what was out when their time was up.
    pub left: BTreeSet<Process>,
    /// Incarnations that have ended, and were looked at then.
    ended: BTreeSet<NodeId>,
    is_over: bool,
    /// What happens is printed.
    pub aloud: bool,
    /// Incarnations that were told that they are dead.
    told: BTreeSet<NodeId>,
    /// Until when a process may act, on its own clock, and as whom.
    leases: BTreeMap<Process, (NodeId, Boot)>,
    /// When the database went back in time.
    pub rewinds: Vec<Duration>,
    pub seizures: u32,
    /// Requests in flight, or not settled, of incarnations when they came to their end.
    pub unsettled_at_ends: usize,
    /// Requests made once more, for an attempt that was begun before.
    pub repeated: usize,
    pub takeovers: u32,
    pub releases: u32,
    fingerprint: DefaultHasher,
}

#[derive(Debug, Default)]
pub struct Journal(Mutex<Entries>);

impl Entries {
    pub fn violated(&mut self, rule: impl Into<String>) {
        if self.violations.len() < 20 {
            self.violations.push(format!("at {:?}: {}", machines::elapsed(), rule.into()));
        }
    }

    pub fn trace(&mut self, what: impl Hash + Debug) {
        let at = machines::elapsed();
        if self.aloud {
            println!("{at:>12.3?} {what:?}");
        }
        (at, what).hash(&mut self.fingerprint);
    }

    pub fn fingerprint(&self) -> u64 {
        self.fingerprint.finish()
    }

    fn has_ended(&self, request: &Request, tables: &Tables) -> bool {
        self.killed.contains(&request.process) || !tables.is_live(request.node)
    }

    /// What it had out, or not yet settled, may be sent again.
    fn ends(&mut self, node: NodeId, tables: &Tables) {
        if !self.ended.insert(node) {
            return;
        }
        let is_open = |request: &&Request| {
            let settled = tables.counted.contains_key(&(request.delivery, request.number));
            request.node == node && !settled
        };
        self.unsettled_at_ends += self.requests.iter().filter(is_open).count();
    }

    /// A request begins only while its node may act, of a lane that is the node's, for an attempt that
    /// is owed, and that nobody else can have begun but one who has ended since.
    fn hold_against_rules(&mut self, request: &Request, tables: &Tables) {
        let Request { process, node, webhook, delivery, number, begun, .. } = *request;
        match self.leases.get(&process) {
            Some((who, until)) if *who == node && Clock::now() < *until => {}
            lease => {
                let lease = format!("{lease:?}");
                self.violated(format!("{delivery} is sent after its node's lease ended: {lease}"));
            }
        }
        if self.told.contains(&node) {
            self.violated(format!("{delivery} is sent by a node that knows that it is dead"));
        }
        let owner = tables.lanes.get(&webhook.lane()).and_then(|(owner, _)| *owner);
        if owner != Some(node) && self.rewinds.is_empty() {
            self.violated(format!("{delivery} is sent by {node}, and its lane is {owner:?}'s"));
        }
        let before = self.by_attempt.get(&(delivery, number)).into_iter().flatten();
        let before: Vec<Request> = before.map(|place| self.requests[*place]).collect();
        self.repeated += usize::from(!before.is_empty());
        // Who held the lane then goes on until its next beat shows that the database went back.
        let is_of_a_rewind = |before: &Request| {
            self.rewinds.iter().any(|at| *at + AFTER >= before.begun && *at <= begun)
        };
        let is_settled = tables.counted.contains_key(&(delivery, number));
        let is_out = |before: &Request| !is_of_a_rewind(before) && !self.has_ended(before, tables);
        let is_twice = before.iter().any(is_out);
        if is_settled && !before.iter().any(is_of_a_rewind) {
            self.violated(format!("attempt {number} of {delivery} is sent though it is settled"));
        }
        if is_twice {
            self.violated(format!("attempt {number} of {delivery} is sent twice"));
        }
    }

    /// From here on every request that was made is on record.
    pub fn rest_begins(&mut self) {
        self.is_over = true;
    }
}

impl Journal {
    pub fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn may_act(&self, process: Process, node: NodeId, until: Boot) {
        self.entries().leases.insert(process, (node, until));
    }

    /// As which it was known, if it was.
    pub fn killed(&self, process: Process, node: Option<NodeId>, tables: &Tables) {
        let mut entries = self.entries();
        entries.trace(("killed", process, node));
        entries.killed.insert(process);
        if let Some(node) = node {
            entries.ends(node, tables);
        }
    }

    /// It is about to release its lanes.
    pub fn leaves(&self, process: Process, node: NodeId, tables: &Tables) {
        let mut entries = self.entries();
        entries.trace(("leaves", process, node));
        entries.ends(node, tables);
        if !entries.is_over {
            entries.left.insert(process);
        }
    }

    pub fn seized(&self, node: NodeId, tables: &Tables) {
        let mut entries = self.entries();
        entries.trace(("seized", node));
        entries.seizures += 1;
        entries.ends(node, tables);
    }

    pub fn claimed(&self, node: NodeId, lanes: usize) {
        let mut entries = self.entries();
        entries.trace(("claimed", node, lanes));
        entries.takeovers += u32::from(lanes > 0);
    }

    pub fn released(&self, node: NodeId, lanes: usize) {
        let mut entries = self.entries();
        entries.trace(("released", node, lanes));
        entries.releases += 1;
    }

    /// It has heard that it is dead.
    pub fn told(&self, node: NodeId) {
        self.entries().told.insert(node);
    }

    /// What a push owes is in the tables from here on.
    pub fn committed(&self, event: &Event) {
        let mut entries = self.entries();
        entries.trace(("pushed", event.body.event));
        for (webhook, n) in event.webhooks.iter().zip(1..) {
            let delivery = event.body.event.delivery(n).expect("few webhooks");
            entries.deliveries.insert((event.body.event, *webhook), delivery);
            entries.promises.entry(delivery).or_insert(Promise::None);
        }
    }

    /// Whoever pushed it was told so; perhaps after a standby took over that does not have it.
    pub fn accepted(&self, event: &Event) {
        let mut entries = self.entries();
        for n in 1..=event.webhooks.len() {
            let delivery = event.body.event.delivery(n).expect("few webhooks");
            if let Some(promise) = entries.promises.get_mut(&delivery) {
                *promise = Promise::Accepted;
            }
        }
    }

    /// The database went back: what it does not hold any more is owed to nobody.
    pub fn rewound(&self, tables: &Tables) {
        let mut entries = self.entries();
        entries.trace("rewound");
        entries.rewinds.push(machines::elapsed());
        let known = |delivery: &DeliveryId| {
            tables.events.values().any(|event| {
                let id = event.body.event;
                (1..=event.webhooks.len()).any(|n| id.delivery(n) == Some(*delivery))
            })
        };
        entries.promises.retain(|delivery, _| known(delivery));
    }

    /// A settling statement was carried out.
    pub fn settled(&self, stamp: Stamp, settled: &Settled, is_live: bool) {
        let mut entries = self.entries();
        let won = match settled {
            Settled::Done { won } => won.iter().filter(|won| **won).count(),
            Settled::Fenced => 0,
        };
        entries.trace(("settled", stamp.node, stamp.batch, won));
        if *settled != Settled::Fenced && !is_live {
            entries.violated(format!("a batch of {} is settled after its seizure", stamp.node));
        }
    }

    /// A request is about to be written. Comes back with its place in the journal, if there is such a
    /// delivery.
    pub fn begin(
        &self,
        (process, node): (Process, NodeId),
        (event, webhook): (EventId, WebhookId),
        number: u32,
        tables: &Tables,
    ) -> Option<usize> {
        let mut entries = self.entries();
        let Some(delivery) = entries.deliveries.get(&(event, webhook)).copied() else {
            entries.violated(format!("{event} is sent to {webhook}, which it does not match"));
            return None;
        };
        let begun = machines::elapsed();
        let (arrived, heard) = (false, Heard::Nothing);
        let request = Request { process, node, webhook, delivery, number, begun, arrived, heard };
        entries.trace(("begun", node, delivery, number));
        entries.hold_against_rules(&request, tables);
        let place = entries.requests.len();
        entries.requests.push(request);
        entries.by_attempt.entry((delivery, number)).or_default().push(place);
        Some(place)
    }

    pub fn arrived(&self, place: usize) {
        self.entries().requests[place].arrived = true;
    }

    pub fn heard(&self, place: usize, status: u16) {
        let mut entries = self.entries();
        entries.trace(("heard", place, status));
        entries.requests[place].heard = Heard::Status(status);
    }
}
