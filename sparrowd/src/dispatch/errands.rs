//! What one task is to do for others, one thing after the other: each waits once, whoever asks for it
//! how often, and what fails may be asked for again and keeps nothing else waiting.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

#[derive(Debug)]
pub(super) struct Errands<K, V = ()> {
    waiting: Mutex<Waiting<K, V>>,
    wake: Notify,
}

#[derive(Debug)]
struct Waiting<K, V> {
    errands: BTreeMap<K, V>,
    /// Whose turn it was last: the next one is the one after it.
    last: Option<K>,
}

impl<K, V> Default for Errands<K, V> {
    fn default() -> Self {
        let waiting = Waiting { errands: BTreeMap::new(), last: None };
        Self { waiting: Mutex::new(waiting), wake: Notify::new() }
    }
}

impl<K: Ord + Copy, V> Errands<K, V> {
    /// `over`: what becomes of one that waits for the same.
    pub(super) fn add(&self, of: K, errand: V, over: impl FnOnce(&mut V, V)) {
        let mut waiting = self.waiting();
        match waiting.errands.get_mut(&of) {
            Some(present) => over(present, errand),
            None => drop(waiting.errands.insert(of, errand)),
        }
        self.wake.notify_one();
    }

    /// The next one, once there is one.
    pub(super) async fn next(&self) -> (K, V) {
        loop {
            if let Some(next) = self.waiting().next() {
                return next;
            }
            self.wake.notified().await;
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<K, V>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Ord + Copy, V> Waiting<K, V> {
    fn next(&mut self) -> Option<(K, V)> {
        let behind = self.last.map_or(Bound::Unbounded, Bound::Excluded);
        let mut after = self.errands.range((behind, Bound::Unbounded));
        let of = *after.next().or_else(|| self.errands.first_key_value())?.0;
        self.last = Some(of);
        self.errands.remove_entry(&of)
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[test]
    fn what_fails_keeps_nothing_else_waiting() {
        let errands = Errands::default();
        for of in [1, 2, 3] {
            errands.add(of, (), |(), ()| ());
        }
        let next = || errands.next().now_or_never().map(|(of, ())| of);
        for _ in 0..2 {
            assert_eq!(next(), Some(1));
            // It failed.
            errands.add(1, (), |(), ()| ());
            errands.add(1, (), |(), ()| ());
            assert_eq!([next(), next()], [Some(2), Some(3)]);
            errands.add(2, (), |(), ()| ());
            errands.add(3, (), |(), ()| ());
        }
        assert_eq!([next(), next(), next(), next()], [Some(1), Some(2), Some(3), None]);
    }

    #[test]
    fn of_two_for_the_same_one_is_done() {
        let errands = Errands::default();
        for n in [1, 3, 2] {
            errands.add("a", n, |present, n| *present = n.max(*present));
        }
        assert_eq!(errands.next().now_or_never(), Some(("a", 3)));
        assert_eq!(errands.next().now_or_never(), None);
    }
}
