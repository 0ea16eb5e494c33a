//! The turns: whose delivery is attempted next, and what comes of one that is not.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Queues, Turn};
use crate::clock::Boot;
use crate::domain::ids::{DeliveryId, WebhookId};
use crate::domain::timestamp::Timestamp;

/// What is known of receivers that hang.
#[derive(Debug, Default)]
pub(super) struct Hanging {
    /// Those of the ring whose turn came when these had their part of the node.
    pub(super) line: VecDeque<WebhookId>,
    are_next: bool,
    pub(super) in_flight: usize,
}

/// Where a webhook stands that is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Ring,
    HeldUp,
    Hanging,
}

impl Queues {
    /// Tells the pace the time; to be called before turns are taken.
    pub fn time_is(&mut self, now: Boot) {
        self.pace.time_is(now);
    }

    /// The next delivery to attempt, if there is room for one. The fuller the node, in requests or in
    /// payloads (in percent of its memory for them), the fewer each webhook may have in flight; and a
    /// quarter of it is for receivers that don't hang, so that those that do can't take all of it.
    pub fn take(&mut self, memory_used: usize) -> Option<Turn> {
        while self.in_flight < self.max_in_flight {
            let (has_room, may_hang) = (self.pace.has_room(), self.may_hang());
            let of = self.next_line(has_room, may_hang);
            let line = match of {
                Line::Ring => &mut self.ring,
                Line::HeldUp => &mut self.held_up,
                Line::Hanging => &mut self.hanging.line,
            };
            let webhook = line.pop_front()?;
            let share = self.share(memory_used);
            let Some(queue) = self.queues.get_mut(&webhook) else { continue };
            queue.in_ring = false;
            if !queue.is_ready(queue.concurrency.min(share)) {
                // One with its share in flight comes back when a request of its own is through.
                self.forget_idle(webhook);
                continue;
            }
            let hangs = queue.expected.hangs();
            if hangs && of != Line::Hanging && !(may_hang && self.hanging.line.is_empty()) {
                queue.in_ring = true;
                self.hanging.line.push_back(webhook);
                continue;
            }
            let is_first = has_room && (of == Line::HeldUp || self.held_up.is_empty());
            if queue.expected.is_soon() && !is_first {
                queue.in_ring = true;
                self.held_up.push_back(webhook);
                self.held_up_are_next = true;
                continue;
            }
            // The lines take turns.
            self.held_up_are_next = match of {
                Line::Ring => true,
                Line::HeldUp => false,
                Line::Hanging => self.held_up_are_next,
            };
            self.hanging.are_next = of != Line::Hanging;
            let taken = queue.taken();
            let Some(item) = queue.take() else { continue };
            let (namespace, begun) = (queue.namespace, self.pace.begin(queue.expected));
            self.count(webhook, taken);
            self.in_flight += 1;
            self.hanging.in_flight += usize::from(hangs);
            self.buffered -= 1;
            self.place(webhook, Timestamp::EPOCH);
            return Some(Turn { namespace, webhook, item, begun, hangs });
        }
        None
    }

    fn next_line(&self, has_room: bool, may_hang: bool) -> Line {
        let held_up = has_room && !self.held_up.is_empty();
        let hanging = may_hang && !self.hanging.line.is_empty();
        let others = !self.ring.is_empty() || held_up;
        if hanging && (self.hanging.are_next || !others) {
            Line::Hanging
        } else if held_up && (self.held_up_are_next || self.ring.is_empty()) {
            Line::HeldUp
        } else {
            Line::Ring
        }
    }

    /// Whether those that hang have less than their part of the node.
    pub fn may_hang(&self) -> bool {
        self.hanging.in_flight * 4 < self.max_in_flight * 3
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
        let nobody_waits = self.ring.is_empty() && self.held_up.is_empty();
        self.in_flight < self.max_in_flight && !self.pace.has_room() && !nobody_waits
    }

    /// A request is through; `took`: how long its receiver did, if that is known.
    pub fn finished(&mut self, turn: &Turn, took: Option<Duration>) {
        if let (Some(queue), Some(took)) = (self.queues.get_mut(&turn.webhook), took) {
            let hung = queue.expected.hangs();
            queue.expected.learn(took);
            // It hung and is well again: nobody else has to be through first.
            if hung
                && !queue.expected.hangs()
                && let Some(at) = self.hanging.line.iter().position(|it| *it == turn.webhook)
            {
                self.hanging.line.remove(at);
                self.ring.push_back(turn.webhook);
            }
        }
        self.over(turn);
    }

    /// A request is through, or was not made.
    fn over(&mut self, turn: &Turn) {
        self.pace.end(turn.begun);
        self.in_flight -= 1;
        self.hanging.in_flight -= usize::from(turn.hangs);
        if let Some(queue) = self.queues.get_mut(&turn.webhook) {
            queue.in_flight = queue.in_flight.saturating_sub(1);
            self.place(turn.webhook, Timestamp::EPOCH);
        }
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
