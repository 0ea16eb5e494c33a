//! The turns: whose delivery is attempted next, and what comes of one that is not.

use std::time::Duration;

use super::{Queues, Turn};
use crate::clock::Boot;
use crate::domain::ids::{DeliveryId, WebhookId};
use crate::domain::timestamp::Timestamp;

impl Queues {
    /// Before turns are taken or come to their end: that is now.
    pub fn time_is(&mut self, now: Boot) {
        self.pace.time_is(now);
    }

    /// The next delivery to attempt. The fuller the node, in requests or in payloads (in percent of
    /// its memory for them), the fewer each webhook may have in flight, so that hanging receivers
    /// can't take all of it.
    pub fn take(&mut self, memory_used: usize) -> Option<Turn> {
        while self.in_flight < self.max_in_flight {
            let webhook = self.ring.pop_front()?;
            let share = self.share(memory_used);
            let Some(queue) = self.queues.get_mut(&webhook) else { continue };
            if queue.quickest.is_soon() && !self.pace.has_room() {
                self.ring.push_front(webhook);
                return None;
            }
            queue.in_ring = false;
            if !queue.is_ready(queue.concurrency.min(share)) {
                // One with its share in flight comes back when a request of its own is through.
                self.forget_idle(webhook);
                continue;
            }
            let taken = queue.taken();
            let Some(item) = queue.take() else { continue };
            let namespace = queue.namespace;
            let begun = self.pace.begin(queue.quickest);
            self.count(webhook, taken);
            self.in_flight += 1;
            self.buffered -= 1;
            self.place(webhook, Timestamp::EPOCH);
            return Some(Turn { namespace, webhook, item, begun });
        }
        None
    }

    /// What one webhook may have in flight with the node as full as it is.
    fn share(&self, memory_used: usize) -> u32 {
        let used = (self.in_flight * 100 / self.max_in_flight.max(1)).max(memory_used);
        match used {
            0..=50 => u32::MAX,
            51..=75 => 8,
            _ => 1,
        }
    }

    /// Whether turns wait for nothing but the pace.
    pub fn is_held_up(&self) -> bool {
        self.in_flight < self.max_in_flight && !self.pace.has_room() && !self.ring.is_empty()
    }

    /// A request is through.
    pub fn finished(&mut self, turn: &Turn) {
        let took = self.over(turn);
        if let Some(queue) = self.queues.get_mut(&turn.webhook) {
            queue.quickest.learn(took);
        }
    }

    /// A request is through, or was not made. Says how long that took.
    fn over(&mut self, turn: &Turn) -> Duration {
        self.in_flight -= 1;
        if let Some(queue) = self.queues.get_mut(&turn.webhook) {
            queue.in_flight = queue.in_flight.saturating_sub(1);
            self.place(turn.webhook, Timestamp::EPOCH);
        }
        self.pace.end(turn.begun)
    }

    /// An item taken that was not attempted.
    pub fn give_back(&mut self, turn: &Turn, now: Timestamp) {
        if let Some(queue) = self.queues.get_mut(&turn.webhook) {
            let (timer, taken) = (queue.next_due, queue.taken());
            queue.give_back(&turn.item, now);
            self.count(turn.webhook, taken);
            self.retime(turn.webhook, timer);
        }
        self.over(turn);
    }

    /// An item taken that a sweep ends, for it has expired or is not wanted any more.
    pub fn left_alone(&mut self, turn: &Turn) {
        if let Some(queue) = self.queues.get_mut(&turn.webhook) {
            let taken = queue.taken();
            queue.forget(turn.item.delivery);
            self.count(turn.webhook, taken);
        }
        self.over(turn);
    }

    /// Whether an attempt of it is under way: how that ends is for the settlement to say.
    pub fn has_taken(&self, webhook: WebhookId, delivery: DeliveryId) -> bool {
        self.queues.get(&webhook).is_some_and(|queue| queue.has_taken(delivery))
    }
}
