//! The turns: whose delivery is attempted next, and what comes of one that is not.

use std::collections::VecDeque;
use std::time::Duration;

use super::pace::Prospect;
use super::{Queues, Turn};
use crate::clock::Boot;
use crate::domain::ids::{DeliveryId, WebhookId};
use crate::domain::timestamp::Timestamp;

/// What is known of receivers that hang, or did so a short while ago. They have a part of the node, and
/// those of the ring whose turn comes when that is taken stand in these lines, which take turns: who
/// has answered since need not wait for all that have not.
#[derive(Debug, Default)]
pub(super) struct Hanging {
    pub(super) hung: VecDeque<WebhookId>,
    pub(super) doubted: VecDeque<WebhookId>,
    doubted_are_next: bool,
    are_next: bool,
    pub(super) in_flight: usize,
}

impl Hanging {
    fn is_empty(&self) -> bool {
        self.hung.is_empty() && self.doubted.is_empty()
    }

    fn line(&mut self, prospect: Prospect) -> Option<&mut VecDeque<WebhookId>> {
        match prospect {
            Prospect::Answer => None,
            Prospect::Doubt => Some(&mut self.doubted),
            Prospect::Hang => Some(&mut self.hung),
        }
    }

    fn next(&mut self) -> Option<WebhookId> {
        let (first, second) = if self.doubted_are_next {
            (&mut self.doubted, &mut self.hung)
        } else {
            (&mut self.hung, &mut self.doubted)
        };
        self.doubted_are_next = !self.doubted_are_next;
        first.pop_front().or_else(|| second.pop_front())
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
            if !goes_by && let Some(line) = self.hanging.line(prospect) {
                queue.in_ring = true;
                line.push_back(webhook);
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
            if before != after && queue.in_ring {
                self.change_lines(turn.webhook, before, after);
            }
        }
        self.over(turn);
    }

    /// Something else is to be expected of a webhook: where it waits for those that hang, it waits with
    /// its like, or with nobody.
    fn change_lines(&mut self, webhook: WebhookId, before: Prospect, after: Prospect) {
        let Some(line) = self.hanging.line(before) else { return };
        let Some(at) = line.iter().position(|it| *it == webhook) else { return };
        line.remove(at);
        self.hanging.line(after).unwrap_or(&mut self.ring).push_back(webhook);
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
