//! What arrived in one run.

use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::latency::Latency;
use crate::payload::Mark;

const LOOK: Duration = Duration::from_millis(10);

/// Counted by event, so that what was lost or came twice is known and not estimated.
#[derive(Debug, Default)]
pub struct Arrivals {
    run: u64,
    by_event: Vec<AtomicU16>,
    requests: AtomicU64,
    /// When the last one came.
    last_us: AtomicU64,
    /// Those due within it are measured.
    window: [AtomicU64; 2],
    latency: Mutex<Latency>,
}

impl Arrivals {
    /// For events 0 to `events` of a run.
    pub fn new(run: u64, events: usize) -> Self {
        let mut by_event = Vec::new();
        by_event.resize_with(events, AtomicU16::default);
        let window = [AtomicU64::new(u64::MAX), AtomicU64::new(u64::MAX)];
        Self { run, by_event, window, ..Self::default() }
    }

    /// `is_aside`: it counts, but is not measured.
    pub fn note(&self, mark: Mark, now_us: u64, is_aside: bool) {
        if mark.run != self.run {
            return;
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.last_us.fetch_max(now_us, Ordering::Relaxed);
        let event = usize::try_from(mark.n).ok().and_then(|n| self.by_event.get(n));
        if let Some(times) = event {
            times.fetch_add(1, Ordering::Relaxed);
        }
        let [from, to] = &self.window;
        let is_within =
            mark.due_us >= from.load(Ordering::Relaxed) && mark.due_us < to.load(Ordering::Relaxed);
        if is_within && !is_aside {
            let mut latency = self.latency.lock().unwrap_or_else(PoisonError::into_inner);
            latency.note(now_us.saturating_sub(mark.due_us));
        }
    }

    pub fn measure_from(&self, us: u64) {
        self.window[0].store(us, Ordering::Relaxed);
    }

    pub fn measure_to(&self, us: u64) {
        self.window[1].store(us, Ordering::Relaxed);
    }

    pub fn latency(&self) -> Latency {
        self.latency.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    pub fn last_us(&self) -> u64 {
        self.last_us.load(Ordering::Relaxed)
    }

    /// How often an event came.
    pub fn of(&self, n: u64) -> u64 {
        let event = usize::try_from(n).ok().and_then(|n| self.by_event.get(n));
        event.map_or(0, |times| times.load(Ordering::Relaxed).into())
    }

    /// Until so many requests came; `false` if they have not for as long as `patience`.
    pub async fn wait_for(&self, requests: u64, patience: Duration) -> bool {
        let mut seen = self.requests();
        let mut give_up = Instant::now() + patience;
        while seen < requests {
            sleep(LOOK).await;
            let now = self.requests();
            if now > seen {
                seen = now;
                give_up = Instant::now() + patience;
            } else if Instant::now() > give_up {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_run_counts_and_only_the_window_is_measured() {
        let arrivals = Arrivals::new(2, 10);
        let mark = |run, n, due_us| Mark { run, n, due_us };
        arrivals.note(mark(2, 0, 50), 60, false);
        arrivals.measure_from(100);
        arrivals.measure_to(200);
        arrivals.note(mark(2, 1, 150), 190, false);
        arrivals.note(mark(2, 1, 200), 300, false);
        arrivals.note(mark(1, 1, 150), 160, false);
        arrivals.note(mark(2, 2, 150), 170, true);
        assert_eq!((arrivals.requests(), arrivals.last_us()), (4, 300));
        assert_eq!((arrivals.of(0), arrivals.of(1), arrivals.of(99)), (1, 2, 0));
        assert_eq!(arrivals.latency().count(), 1);
        assert_eq!(arrivals.latency().at(50.0), Duration::from_micros(40));
    }
}
