//! What holds of a queue after every step, whatever came before.

use super::{BUFFER, Queue, Refill};
use std::collections::HashSet;

impl Queue {
    pub(in crate::dispatch) fn check(&self) {
        let buffered: Vec<_> =
            self.fresh.iter().chain(&self.retries).map(|item| item.delivery).collect();
        let distinct: HashSet<_> = buffered.iter().copied().collect();
        assert_eq!(distinct.len(), buffered.len(), "one delivery is buffered twice");
        assert!(distinct.is_subset(&self.known), "what is buffered is known");
        assert!(self.fresh.len() <= BUFFER && self.retries.len() <= BUFFER, "a buffer overflows");
        assert!(self.is_open() || buffered.is_empty(), "{:?} and holds something", self.standing);
        assert!(!self.is_idle(), "an idle queue stays in memory");
    }

    /// Whether it has first attempts or retries to look for, at some time, and nothing else that
    /// would make it look: a step that forgets it now has forgotten it for good.
    pub(in crate::dispatch) fn starves(&self) -> (bool, bool) {
        let waits = self.is_open() && matches!(self.refill, Refill::Idle);
        let fresh = waits && self.behind && self.fresh.is_empty();
        let due = waits && self.next_due.is_some() && self.retries.is_empty();
        (fresh, due)
    }
}
