//! The pace at which requests are begun.
//!
//! A receiver that takes its time can only be kept waiting by many requests in flight. One that answers
//! at once can't: as soon as there are enough for all processors, more of them only wait for each other,
//! here or with the receiver, and when the answer to one comes, all that belongs to it has left the
//! caches. So of those that are expected to be answered soon few are on their way at a time. One that
//! takes longer counts no more, whatever was expected: nobody waits for a receiver that hangs.

use std::time::Duration;

use crate::clock::Boot;

/// Requests on their way at a time that are to be answered soon, for each processor.
const FOR_EACH_PROCESSOR: usize = 48;
/// What is soon, in milliseconds.
const SOON: usize = 8;
/// How much of what an answer took longer than the quickest ones is believed.
const BELIEVED: u32 = 32;

/// So many may be on their way at a time on this machine.
pub fn at_a_time() -> usize {
    FOR_EACH_PROCESSOR * std::thread::available_parallelism().map_or(1, usize::from)
}

#[derive(Debug)]
pub(super) struct Pace {
    at_a_time: usize,
    now: Boot,
    /// Those that count, by the millisecond in which they were begun.
    begun: [usize; SOON],
    count: usize,
}

/// When a request was begun, and whether it was expected to be answered soon.
#[derive(Debug, Clone, Copy)]
pub struct Begun {
    at: Boot,
    counts: bool,
}

/// How soon a receiver answers when it can: the quickest of its answers, from which a slower one leads
/// away by little. Of one that is not known yet the best is expected.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quickest(Duration);

impl Quickest {
    pub fn is_soon(self) -> bool {
        self.0 < Duration::from_millis(SOON as u64)
    }

    pub fn learn(&mut self, took: Duration) {
        let longer = took.saturating_sub(self.0);
        self.0 = self.0.min(took) + longer / BELIEVED;
    }
}

fn millis(at: Boot) -> usize {
    usize::try_from(at.duration().as_millis()).unwrap_or(usize::MAX)
}

impl Pace {
    pub(super) fn new(at_a_time: usize) -> Self {
        let now = Boot::from_duration(Duration::ZERO);
        Self { at_a_time: at_a_time.max(1), now, begun: [0; SOON], count: 0 }
    }

    fn in_millisecond(&mut self, millis: usize) -> &mut usize {
        &mut self.begun[millis % SOON]
    }

    /// What was begun long enough ago counts no more.
    pub(super) fn time_is(&mut self, now: Boot) {
        let (before, after) = (millis(self.now), millis(now));
        for passed in (before..after).take(SOON) {
            let late = std::mem::take(self.in_millisecond(passed + 1));
            self.count -= late;
        }
        self.now = self.now.max(now);
    }

    pub(super) fn has_room(&self) -> bool {
        self.count < self.at_a_time
    }

    pub(super) fn begin(&mut self, expected: Quickest) -> Begun {
        let begun = Begun { at: self.now, counts: expected.is_soon() };
        if begun.counts {
            *self.in_millisecond(millis(begun.at)) += 1;
            self.count += 1;
        }
        begun
    }

    /// Says how long it took.
    pub(super) fn end(&mut self, begun: Begun) -> Duration {
        if begun.counts && millis(self.now) - millis(begun.at) < SOON {
            *self.in_millisecond(millis(begun.at)) -= 1;
            self.count -= 1;
        }
        self.now.since(begun.at)
    }

    /// How many count.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        assert_eq!(self.begun.iter().sum::<usize>(), self.count, "each has its millisecond");
        self.count
    }
}
