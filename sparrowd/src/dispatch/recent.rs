//! What was settled while statements were out: rows that one of them brings back may be older than
//! that, and what was settled since it was sent is not to be sent again.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::domain::ids::DeliveryId;

/// A point in the order of settlements: taken before a statement is sent, brought back with its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tick(u64);

/// What was settled while statements were out.
#[derive(Debug, Default)]
pub(super) struct Recent {
    now: u64,
    /// Statements out, by the tick at which each was sent.
    out: BTreeMap<u64, usize>,
    order: VecDeque<(u64, DeliveryId)>,
    by_id: HashMap<DeliveryId, u64>,
}

impl Recent {
    pub(super) fn sent(&mut self) -> Tick {
        *self.out.entry(self.now).or_default() += 1;
        Tick(self.now)
    }

    pub(super) fn back(&mut self, tick: Tick) {
        if let Some(count) = self.out.get_mut(&tick.0) {
            *count -= 1;
            if *count == 0 {
                self.out.remove(&tick.0);
            }
        }
        let oldest = self.out.keys().next().copied().unwrap_or(self.now);
        while self.order.front().is_some_and(|(at, _)| *at <= oldest) {
            let Some((at, id)) = self.order.pop_front() else { break };
            if self.by_id.get(&id) == Some(&at) {
                self.by_id.remove(&id);
            }
        }
    }

    pub(super) fn settled(&mut self, delivery: DeliveryId) {
        if self.out.is_empty() {
            return;
        }
        self.now += 1;
        self.order.push_back((self.now, delivery));
        self.by_id.insert(delivery, self.now);
    }

    pub(super) fn is_settled_since(&self, tick: Tick, delivery: DeliveryId) -> bool {
        self.by_id.get(&delivery).is_some_and(|at| *at > tick.0)
    }
}

#[cfg(test)]
impl Tick {
    /// Before everything that was settled.
    pub(super) const FIRST: Self = Self(0);
}

#[cfg(test)]
impl Recent {
    pub(super) fn is_empty(&self) -> bool {
        self.out.is_empty() && self.order.is_empty() && self.by_id.is_empty()
    }
}
