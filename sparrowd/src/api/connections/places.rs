//! The places of a door.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until};

/// How long a connection may take to its first request, and HTTP/1.1 with each head.
pub(super) const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long one may stand without a call after it had one.
pub(super) const IDLE_TIMEOUT: Duration = Duration::from_secs(60);
/// When all places are taken, one goes that has been idle for so long: it is not about to be used.
pub(super) const IDLE_WHEN_FULL: Duration = Duration::from_secs(1);
/// How often is looked for one while all are busy.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(super) struct Places(Arc<All>);

#[derive(Debug)]
struct All {
    most: usize,
    taken: Mutex<Taken>,
    /// Somebody has left.
    left: Notify,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    by: BTreeMap<u64, Calls>,
}

impl Places {
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(All { most, taken: Mutex::default(), left: Notify::new() }))
    }

    /// A place, as soon as there is one.
    pub(super) async fn enter(&self) -> Place {
        loop {
            if let Some(place) = self.try_enter() {
                return place;
            }
            tokio::select! {
                () = self.0.left.notified() => {}
                () = sleep(LOOK_AGAIN) => {}
            }
        }
    }

    fn try_enter(&self) -> Option<Place> {
        let mut taken = self.0.taken();
        if taken.by.len() >= self.0.most {
            let idle = taken.by.iter().filter_map(|(n, calls)| Some((calls.idle_since()?, *n)));
            let (since, longest) = idle.min()?;
            if since.elapsed() < IDLE_WHEN_FULL {
                return None;
            }
            if let Some(calls) = taken.by.remove(&longest) {
                calls.0.wanted.notify_one();
            }
        }
        let n = taken.next;
        taken.next += 1;
        let calls = Calls::new();
        taken.by.insert(n, calls.clone());
        Some(Place { all: Arc::clone(&self.0), n, calls })
    }
}

impl All {
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's place, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    all: Arc<All>,
    n: u64,
    calls: Calls,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.all.taken().by.remove(&self.n);
        self.all.left.notify_one();
    }
}

impl Place {
    pub(super) fn calls(&self) -> Calls {
        self.calls.clone()
    }

    pub(super) fn is_idle(&self) -> bool {
        self.calls.idle_since().is_some()
    }

    /// Comes back when no call was open for as long as that may be.
    pub(super) async fn idle_for_too_long(&self) {
        loop {
            match self.calls.idle_until() {
                Some(until) if until <= Instant::now() => return,
                Some(until) => sleep_until(until).await,
                // Whatever it does until then, it is not idle for longer.
                None => sleep(IDLE_TIMEOUT).await,
            }
        }
    }

    /// Comes back when the place has been given to somebody else.
    pub(super) async fn wanted(&self) {
        self.calls.0.wanted.notified().await;
    }
}

/// The calls of a connection. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Calls(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    state: Mutex<State>,
    wanted: Notify,
}

#[derive(Debug)]
struct State {
    open: usize,
    /// When the last one ended, or the connection came.
    since: Instant,
    had_one: bool,
}

impl Calls {
    fn new() -> Self {
        let state = State { open: 0, since: Instant::now(), had_one: false };
        Self(Arc::new(Counts { state: Mutex::new(state), wanted: Notify::new() }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn idle_since(&self) -> Option<Instant> {
        let state = self.state();
        (state.open == 0).then_some(state.since)
    }

    /// How long it may be, if it is.
    fn idle_until(&self) -> Option<Instant> {
        let state = self.state();
        let limit = if state.had_one { IDLE_TIMEOUT } else { HEAD_TIMEOUT };
        (state.open == 0).then_some(state.since + limit)
    }

    pub(super) fn open(&self) -> Call {
        let mut state = self.state();
        state.open += 1;
        state.had_one = true;
        drop(state);
        Call(self.clone())
    }
}

/// An open call.
#[derive(Debug)]
pub(super) struct Call(Calls);

impl Drop for Call {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.open -= 1;
        state.since = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_one_idle_longest_makes_room() {
        let places = Places::new(3);
        let busy = places.enter().await;
        let open = busy.calls().open();
        tokio::time::advance(Duration::from_secs(5)).await;
        let (old, new) = (places.enter().await, places.enter().await);
        let used = old.calls().open();
        tokio::time::advance(Duration::from_secs(1)).await;
        drop(used);
        tokio::time::advance(Duration::from_secs(1)).await;
        // The busy one came first, and the older of the others has been of use since.
        let _next = places.enter().await;
        new.wanted().await;
        assert!(futures::poll!(std::pin::pin!(old.wanted())).is_pending());
        assert!(futures::poll!(std::pin::pin!(busy.wanted())).is_pending());
        drop(open);
    }

    #[tokio::test(start_paused = true)]
    async fn where_all_are_busy_one_waits() {
        let places = Places::new(2);
        let (one, other) = (places.enter().await, places.enter().await);
        let (_open, shut) = (one.calls().open(), other.calls().open());
        let enters = places.enter();
        tokio::pin!(enters);
        let waited = tokio::time::timeout(Duration::from_hours(1), enters.as_mut()).await;
        assert!(waited.is_err(), "nobody who is at work is sent away");
        drop(shut);
        let before = Instant::now();
        enters.await;
        assert!(before.elapsed() >= IDLE_WHEN_FULL);
        other.wanted().await;
    }

    #[tokio::test(start_paused = true)]
    async fn time_without_a_call_is_limited() {
        let places = Places::new(2);
        let (new, begun) = (places.enter().await, Instant::now());
        new.idle_for_too_long().await;
        assert_eq!(begun.elapsed().as_secs(), HEAD_TIMEOUT.as_secs());
        let open = new.calls().open();
        let waits = tokio::time::timeout(Duration::from_hours(1), new.idle_for_too_long());
        assert!(waits.await.is_err(), "a call lasts as long as it lasts");
        drop(open);
        let ended = Instant::now();
        new.idle_for_too_long().await;
        assert_eq!(ended.elapsed().as_secs(), IDLE_TIMEOUT.as_secs());
    }
}
