//! The turns: whose delivery is attempted next, and what comes of one that is not.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::pace::Prospect;
use super::{Queues, Turn};
use crate::clock::Boot;
use crate::domain::ids::{DeliveryId, WebhookId};
use crate::domain::timestamp::Timestamp;

/// What is known of receivers that hang, or did so a short while ago. They have a part of the node, and
/// those of the ring whose turn comes when that is taken stand in these lines, which take turns: who
/// has answered since need not wait for all that have not, nor for those that hang every other time.
#[derive(Debug, Default)]
pub(super) struct Hanging {
    pub(super) hung: VecDeque<WebhookId>,
    /// Those first who owe the fewest answers, and then as they came.
    pub(super) doubted: BTreeMap<(u16, u64), WebhookId>,
    came: u64,
    doubted_are_next: bool,
    are_next: bool,
    pub(super) in_flight: usize,
}

impl Hanging {
    fn is_empty(&self) -> bool {
        self.hung.is_empty() && self.doubted.is_empty()
    }

    /// `false`: it need not wait with these.
    fn push(&mut self, webhook: WebhookId, prospect: Prospect) -> bool {
        match prospect {
            Prospect::Answer => return false,
            Prospect::Doubt(owes) => {
                self.came += 1;
                self.doubted.insert((owes, self.came), webhook);
            }
            Prospect::Hang => self.hung.push_back(webhook),
        }
        true
    }

    /// Whether it stood here.
    fn remove(&mut self, webhook: WebhookId, prospect: Prospect) -> bool {
        match prospect {
            Prospect::Answer => false,
            Prospect::Doubt(owes) => {
                let mut like = self.doubted.range((owes, 0)..=(owes, u64::MAX));
                let at = like.find(|(_, it)| **it == webhook).map(|(at, _)| *at);
                at.is_some_and(|at| self.doubted.remove(&at).is_some())
            }
            Prospect::Hang => {
                let at = self.hung.iter().position(|it| *it == webhook);
                at.is_some_and(|at| self.hung.remove(at).is_some())
            }
        }
    }

    fn next(&mut self) -> Option<WebhookId> {
        self.doubted_are_next = !self.doubted_are_next;
        if self.doubted_are_next || self.doubted.is_empty() {
            self.hung.pop_front().or_else(|| self.next_doubted())
        } else {
            self.next_doubted()
        }
    }

    fn next_doubted(&mut self) -> Option<WebhookId> {
        self.doubted.pop_first().map(|(_, webhook)| webhook)
    }
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
            let webhook = match of {
                Line::Ring => self.ring.pop_front()?,
                Line::HeldUp => self.held_up.pop_front()?,
                Line::Hanging => self.hanging.next()?,
            };
            let share = self.share(memory_used);
            let Some(queue) = self.queues.get_mut(&webhook) else { continue };
            queue.in_ring = false;
            if !queue.is_ready(queue.concurrency.min(share)) {
                // One with its share in flight comes back when a request of its own is through.
                self.forget_idle(webhook);
                continue;
            }
            let prospect = queue.expected.prospect();
            let goes_by = of == Line::Hanging || may_hang && self.hanging.is_empty();
            if !goes_by && self.hanging.push(webhook, prospect) {
                queue.in_ring = true;
                continue;
            }
            let hangs = prospect != Prospect::Answer;
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
        let hanging = may_hang && !self.hanging.is_empty();
        let others = !self.ring.is_empty() || held_up;
        if hanging && (self.hanging.are_next || !others) {
            Line::Hanging
        } else if held_up && (self.held_up_are_next || self.ring.is_empty()) {
            Line::HeldUp
        } else {
            Line::Ring
        }
    }

    /// Whether those that hang, or may, have less than their part of the node.
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
            let before = queue.expected.prospect();
            queue.expected.learn(took);
            let after = queue.expected.prospect();
            // Where it waits for those that hang, it now waits with its like, or with nobody.
            let changes = before != after && queue.in_ring;
            if changes
                && self.hanging.remove(turn.webhook, before)
                && !self.hanging.push(turn.webhook, after)
            {
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
