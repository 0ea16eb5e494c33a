//! All queues of this node and their turns. Pure, like [`super::queue`]: a state machine behind one
//! lock, whose callers bring time and results.
//!
//! No delivery is sent twice from memory: every item that comes in (by hand-over, refill or rescan)
//! is held against what is buffered, in flight, and settled since the statement that brought it was
//! sent.

mod drain;
pub mod pace;
mod rescan;
mod turns;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::lease::Epoch;
use super::queue::{Ask, BUFFER, Item, Queue, Standing};
use super::recent::Recent;
pub use super::recent::Tick;
use crate::domain::ids::{DeliveryId, Lane, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::hints::Owed;
use crate::store::queue::{Due, Fresh};
use pace::{Begun, Pace};
use turns::Hanging;

/// Ids buffered over all queues beyond which each may hold few only, and one at twice as many.
const MAX_BUFFERED: usize = 65_536;

/// How a webhook is configured, as far as its queue cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub concurrency: u32,
    pub paused: bool,
}

/// An item whose turn has come.
#[derive(Debug, Clone)]
pub struct Turn {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub item: Item,
    begun: Begun,
    /// It is for a receiver that may hang, for it has.
    pub hangs: bool,
}

/// How a delivery was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Ended,
    /// Its next attempt is due then.
    Kept(Timestamp),
    /// Its row was not as expected: look at the rows again.
    Unclear,
}

/// Hashes alike in every run, so that the order of the queues does not come from chance. Nobody can
/// choose ids that collide: they are our own.
type Always = BuildHasherDefault<DefaultHasher>;

#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "`by_id` would say less")]
pub struct Queues {
    queues: HashMap<WebhookId, Queue, Always>,
    /// Those that may have something to send, in the order of their turns.
    ring: VecDeque<WebhookId>,
    /// Those of the ring whose turn came when the pace had no room.
    held_up: VecDeque<WebhookId>,
    held_up_are_next: bool,
    hanging: Hanging,
    /// Those that want a refill.
    line: VecDeque<WebhookId>,
    timers: BTreeSet<(Timestamp, WebhookId)>,
    /// Webhooks to be suspended: nothing of them is sent, whatever their terms still say.
    held_back: HashSet<WebhookId>,
    /// Lanes of which nothing new is sent, for they are about to be given away.
    draining: BTreeSet<Lane>,
    /// How many deliveries of each lane are taken and not settled yet; lanes without any are left out.
    under_way: BTreeMap<Lane, usize>,
    recent: Recent,
    max_in_flight: usize,
    pace: Pace,
    /// What each buffer of a queue may hold, and all of them, while there is room.
    buffer: usize,
    max_buffered: usize,
    in_flight: usize,
    buffered: usize,
    /// Ids asked for by refills that are out.
    asked: usize,
}

impl Queues {
    pub fn new(max_in_flight: usize, at_a_time: usize) -> Self {
        Self {
            queues: HashMap::default(),
            ring: VecDeque::new(),
            held_up: VecDeque::new(),
            held_up_are_next: false,
            hanging: Hanging::default(),
            line: VecDeque::new(),
            timers: BTreeSet::new(),
            held_back: HashSet::new(),
            draining: BTreeSet::new(),
            under_way: BTreeMap::new(),
            recent: Recent::default(),
            max_in_flight,
            pace: Pace::new(at_a_time),
            buffer: BUFFER,
            max_buffered: MAX_BUFFERED,
            in_flight: 0,
            buffered: 0,
            asked: 0,
        }
    }

    /// Ids that each buffer of a queue may hold with the node as full as it is, so that receivers
    /// which are slow can't take all of it. However many of them there are, each other one has room for
    /// the next that it sends.
    fn room(&self) -> usize {
        match (self.buffered + self.asked) * 4 / self.max_buffered {
            0 | 1 => self.buffer,
            2 => self.buffer.min(64),
            3..8 => self.buffer.min(8),
            _ => 1,
        }
    }

    /// The queue of a webhook under these terms; made, if it isn't there, with this cursor.
    fn queue(
        &mut self,
        namespace: NamespaceId,
        webhook: WebhookId,
        terms: Terms,
        cursor: DeliveryId,
    ) -> &mut Queue {
        self.set_terms(webhook, terms);
        let standing = self.standing(webhook, terms);
        let pace = &mut self.pace;
        self.queues.entry(webhook).or_insert_with(|| {
            let mut queue = Queue::new(namespace, webhook, cursor);
            (queue.concurrency, queue.standing) = (terms.concurrency, standing);
            queue.paused = terms.paused;
            queue.expected = pace.recall(webhook);
            queue
        })
    }

    fn standing(&self, webhook: WebhookId, terms: Terms) -> Standing {
        Standing::of(terms.paused || self.holds_back(webhook) || self.drains(webhook.lane()))
    }

    /// The one way in for terms.
    fn set_terms(&mut self, webhook: WebhookId, terms: Terms) {
        if let Some(queue) = self.queues.get_mut(&webhook) {
            (queue.concurrency, queue.paused) = (terms.concurrency, terms.paused);
        }
        self.set_standing(webhook, self.standing(webhook, terms));
    }

    /// Sends nothing more of a webhook until it is let go.
    pub fn hold_back(&mut self, webhook: WebhookId) {
        self.held_back.insert(webhook);
        if self.queues.get(&webhook).is_some_and(Queue::is_open) {
            self.set_standing(webhook, Standing::Paused);
        }
    }

    pub fn holds_back(&self, webhook: WebhookId) -> bool {
        self.held_back.contains(&webhook)
    }

    /// Its terms alone count again: they are to be told next.
    pub fn let_go(&mut self, webhook: WebhookId) {
        self.held_back.remove(&webhook);
    }

    /// A queue that is paused, resumed or gone lets go of what it holds.
    fn set_standing(&mut self, webhook: WebhookId, standing: Standing) {
        let Some(queue) = self.queues.get_mut(&webhook) else { return };
        if queue.standing != standing {
            let timer = queue.next_due;
            queue.standing = standing;
            self.buffered -= queue.clear_buffers();
            self.retime(webhook, timer);
        }
    }

    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// A statement that reads or writes rows is about to be sent.
    pub fn sent(&mut self) -> Tick {
        self.recent.sent()
    }

    /// It is back, and its rows are dealt with.
    pub fn back(&mut self, tick: Tick) {
        self.recent.back(tick);
    }

    /// Whether a delivery that is handed over has a place with its webhook.
    pub fn takes(&self, webhook: WebhookId) -> bool {
        self.queues.get(&webhook).is_none_or(|queue| queue.takes(self.room()))
    }

    /// Takes a delivery that was just committed. `since`: when that commit was sent, or the read of it.
    pub fn hand_over(
        &mut self,
        namespace: NamespaceId,
        webhook: WebhookId,
        terms: Terms,
        item: Item,
        since: Tick,
    ) {
        if self.recent.is_settled_since(since, item.delivery) {
            return;
        }
        let room = self.room();
        let delivery = item.delivery;
        let queue = self.queue(namespace, webhook, terms, delivery);
        if !queue.knows(delivery) && queue.hand_over(item, room) {
            self.buffered += 1;
        }
        self.place(webhook, Timestamp::EPOCH);
    }

    /// A delivery was just committed whose first attempt is due at this moment: its row is looked
    /// for then.
    pub fn later(
        &mut self,
        namespace: NamespaceId,
        webhook: WebhookId,
        terms: Terms,
        delivery: DeliveryId,
        due: Timestamp,
    ) {
        let queue = self.queue(namespace, webhook, terms, delivery);
        let timer = queue.next_due;
        queue.due_at(due);
        self.retime(webhook, timer);
        self.place(webhook, Timestamp::EPOCH);
    }

    /// A webhook has rows that may not be known here: its queue starts over from them, unless it
    /// exists already and `only_new` is asked for.
    pub fn owing(
        &mut self,
        namespace: NamespaceId,
        webhook: WebhookId,
        terms: Terms,
        only_new: bool,
    ) {
        let here = self.queues.get(&webhook);
        if only_new && here.is_some_and(|queue| queue.standing != Standing::Gone) {
            return;
        }
        let queue = self.queue(namespace, webhook, terms, DeliveryId::ZERO);
        let timer = queue.next_due;
        queue.start_over();
        self.retime(webhook, timer);
        self.place(webhook, Timestamp::EPOCH);
    }

    /// The webhooks with a queue among these namespaces.
    pub fn webhooks_of(&self, spaces: &HashSet<NamespaceId>) -> Vec<(NamespaceId, WebhookId)> {
        let of = self.queues.values().filter(|queue| spaces.contains(&queue.namespace));
        let of = of.filter(|queue| queue.standing != Standing::Gone);
        of.map(|queue| (queue.namespace, queue.webhook)).collect()
    }

    /// The configuration of a webhook has changed; `None`: it is deleted, or not ours any more.
    pub fn configure(&mut self, webhook: WebhookId, terms: Option<Terms>) {
        let here = self.queues.get(&webhook);
        if here.is_none_or(|queue| queue.standing == Standing::Gone) {
            return;
        }
        match terms {
            Some(terms) => self.set_terms(webhook, terms),
            None => self.set_standing(webhook, Standing::Gone),
        }
        self.place(webhook, Timestamp::EPOCH);
    }

    /// Drops every queue for which this holds: their lanes are no longer ours.
    pub fn drop_where(&mut self, lost: impl Fn(WebhookId) -> bool) {
        let gone: Vec<_> = self.queues.keys().copied().filter(|id| lost(*id)).collect();
        for webhook in gone {
            self.configure(webhook, None);
        }
    }

    /// A delivery has been settled.
    pub fn settled(
        &mut self,
        webhook: WebhookId,
        delivery: DeliveryId,
        fate: Fate,
        now: Timestamp,
    ) {
        self.recent.settled(delivery);
        let Some(queue) = self.queues.get_mut(&webhook) else {
            return;
        };
        let (timer, taken) = (queue.next_due, queue.taken());
        match fate {
            Fate::Ended => queue.settled(delivery, None),
            Fate::Kept(due) => queue.settled(delivery, Some(due)),
            Fate::Unclear => {
                queue.settled(delivery, None);
                queue.start_over();
            }
        }
        self.count(webhook, taken);
        self.retime(webhook, timer);
        self.place(webhook, now);
    }

    /// A delivery was ended by somebody's command: it is not to be attempted if it still waits here.
    /// If it is in flight already, its settlement finds the row gone.
    pub fn cancelled(&mut self, webhook: WebhookId, delivery: DeliveryId) {
        self.recent.settled(delivery);
        if let Some(queue) = self.queues.get_mut(&webhook)
            && queue.forget_buffered(delivery)
        {
            self.buffered -= 1;
        }
        self.place(webhook, Timestamp::EPOCH);
    }

    /// Rows have come into the database that this node did not bring, or are due sooner than was known.
    pub fn hint(&mut self, owed: &Owed, terms: Terms, now: Timestamp) {
        let Owed { namespace, webhook, fresh, due } = *owed;
        let queue = self.queue(namespace, webhook, terms, fresh.unwrap_or(DeliveryId::MAX));
        let timer = queue.next_due;
        if let Some(fresh) = fresh {
            queue.fall_behind(fresh);
        }
        if let Some(due) = due {
            queue.due_at(due);
        }
        self.retime(webhook, timer);
        self.place(webhook, now);
    }

    /// What queues ask of the database now, at most `limit` of them.
    pub fn asks(&mut self, now: Timestamp, limit: usize) -> Vec<Ask> {
        while let Some((at, webhook)) = self.timers.first().copied() {
            if at > now {
                break;
            }
            self.timers.pop_first();
            self.place(webhook, now);
        }
        let mut asks = Vec::new();
        while asks.len() < limit {
            let Some(webhook) = self.line.pop_front() else { break };
            let room = self.room();
            let Some(queue) = self.queues.get_mut(&webhook) else { continue };
            queue.in_line = false;
            if queue.wants(now, room) {
                let timer = queue.next_due;
                let ask = queue.ask(now, room);
                self.asked += ask.ids();
                asks.push(ask);
                self.retime(webhook, timer);
            } else {
                self.forget_idle(webhook);
            }
        }
        asks
    }

    /// When the next retry is to be looked for, and whether somebody waits for a refill now.
    pub fn next_look(&self) -> (Option<Timestamp>, bool) {
        (self.timers.first().map(|(at, _)| *at), !self.line.is_empty())
    }

    /// A refill came back for one webhook. `epoch`: its lane's, when it was sent; `None`: lost since.
    pub fn refilled(
        &mut self,
        ask: &Ask,
        result: Option<(Fresh, Due)>,
        now: Timestamp,
        epoch: Option<Epoch>,
        since: Tick,
    ) {
        self.asked -= ask.ids();
        let Some(queue) = self.queues.get_mut(&ask.webhook) else {
            return;
        };
        let timer = queue.next_due;
        match (result, epoch) {
            (Some((fresh, due)), Some(epoch)) => {
                let recent = &self.recent;
                self.buffered += queue.refilled(ask, fresh, due, now, epoch, |delivery| {
                    recent.is_settled_since(since, delivery)
                });
            }
            _ => queue.refill_failed(ask, now),
        }
        self.retime(ask.webhook, timer);
        self.place(ask.webhook, now);
    }

    /// Moves a queue's timer from where it was to where its queue says.
    fn retime(&mut self, webhook: WebhookId, was: Option<Timestamp>) {
        let Some(queue) = self.queues.get(&webhook) else { return };
        if queue.next_due != was {
            if let Some(at) = was {
                self.timers.remove(&(at, webhook));
            }
            if let Some(at) = queue.next_due {
                self.timers.insert((at, webhook));
            }
        }
    }

    /// Puts a queue where it belongs: in the ring, in the line, or out of memory.
    fn place(&mut self, webhook: WebhookId, now: Timestamp) {
        self.forget_idle(webhook);
        let room = self.room();
        let Some(queue) = self.queues.get_mut(&webhook) else { return };
        if !queue.in_ring && queue.is_ready(queue.concurrency) {
            queue.in_ring = true;
            self.ring.push_back(webhook);
        }
        if !queue.in_line && queue.wants(now, room) {
            queue.in_line = true;
            self.line.push_back(webhook);
        }
        if let Some(at) = queue.next_due
            && at > now
        {
            self.timers.insert((at, webhook));
        }
    }

    /// Lets a queue go that has nothing to remember.
    fn forget_idle(&mut self, webhook: WebhookId) {
        if let Some(queue) = self.queues.get(&webhook)
            && queue.is_idle()
        {
            if let Some(at) = queue.next_due {
                self.timers.remove(&(at, webhook));
            }
            self.pace.remember(webhook, queue.expected);
            self.queues.remove(&webhook);
        }
    }
}

#[cfg(test)]
mod tests;
