//! The pace at which requests are begun.
//!
//! Receivers that take their time are kept busy by many requests in flight. Of those to receivers that
//! answer at once so many are enough as keep all processors busy: more only wait for each other, here
//! or there, and when the answer to one comes, all that belongs to it has left the caches. So few
//! requests to receivers that are expected to answer soon are on their way at a time. One that takes
//! longer counts no more, so that nobody waits for a receiver that hangs.

use std::collections::HashMap;
use std::time::Duration;

use crate::clock::Boot;
use crate::domain::ids::WebhookId;

/// Requests that count, at a time, for each processor.
const FOR_EACH_PROCESSOR: usize = 64;
/// Who is expected to answer within this time answers soon: so many requests in that time are as many
/// as a processor can begin.
const SOON: Duration = Duration::from_millis(4);
/// Who took this long the last time may well hang.
pub const HANGS: Duration = Duration::from_secs(1);
/// For each second that it hung a receiver owes so many answers in time before it is trusted again: what
/// it cost the node is dear to have again, and costs one that is well nothing as long as others leave
/// room.
const OWED: u16 = 16;
/// For so many milliseconds a request counts.
const YOUNG: usize = 8;
/// One part in so many is believed of what an answer took longer than expected.
const BELIEVED: u32 = 256;
/// Late receivers without a queue that are remembered.
const REMEMBERED: usize = 65_536;

/// So many requests may count at a time on this machine.
pub fn at_a_time() -> usize {
    FOR_EACH_PROCESSOR * std::thread::available_parallelism().map_or(1, usize::from)
}

#[derive(Debug)]
pub(super) struct Pace {
    at_a_time: usize,
    now: Boot,
    /// Those that count, by the millisecond in which they were begun.
    young: [usize; YOUNG],
    count: usize,
    /// Of receivers that take their time and have no queue at the moment.
    late: HashMap<WebhookId, Expected>,
}

/// When a request was begun, if it counts.
#[derive(Debug, Clone, Copy)]
pub struct Begun(Option<Boot>);

/// How soon a receiver is expected to answer. Of one that is not known the best is expected.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected {
    /// As soon as it ever did, from which later answers lead away by little.
    within: Duration,
    /// Answers in time that it owes before it is trusted: it hung.
    owes: u16,
    /// The last time.
    hung: bool,
}

/// What may come of the next request to a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prospect {
    Answer,
    /// It hung a while ago and may do so again; so many answers are owed.
    Doubt(u16),
    /// It hung the last time: it may be in no hurry, or not answer at all.
    Hang,
}

impl Expected {
    pub fn is_soon(self) -> bool {
        self.within < SOON && self.prospect() == Prospect::Answer
    }

    pub fn prospect(self) -> Prospect {
        match self.owes {
            _ if self.hung => Prospect::Hang,
            0 => Prospect::Answer,
            owes => Prospect::Doubt(owes),
        }
    }

    pub fn learn(&mut self, took: Duration) {
        let longer = took.saturating_sub(self.within);
        self.within = self.within.min(took) + longer / BELIEVED;
        self.hung = took >= HANGS;
        self.owes = if self.hung {
            let seconds = u16::try_from(took.as_secs()).unwrap_or(u16::MAX);
            self.owes.max(seconds.saturating_mul(OWED))
        } else {
            self.owes.saturating_sub(1)
        };
    }
}

fn millis(at: Boot) -> usize {
    usize::try_from(at.duration().as_millis()).unwrap_or(usize::MAX)
}

impl Pace {
    pub(super) fn new(at_a_time: usize) -> Self {
        let now = Boot::from_duration(Duration::ZERO);
        Self { at_a_time: at_a_time.max(1), now, young: [0; YOUNG], count: 0, late: HashMap::new() }
    }

    /// What is expected of one whose queue is made.
    pub(super) fn recall(&mut self, webhook: WebhookId) -> Expected {
        self.late.remove(&webhook).unwrap_or_default()
    }

    /// Its queue goes.
    pub(super) fn remember(&mut self, webhook: WebhookId, expected: Expected) {
        if expected.is_soon() {
            return;
        }
        if self.late.len() >= REMEMBERED {
            self.late.retain(|_, expected| expected.prospect() != Prospect::Answer);
        }
        if self.late.len() >= REMEMBERED {
            self.late.clear();
        }
        self.late.insert(webhook, expected);
    }

    fn of(&mut self, millis: usize) -> &mut usize {
        &mut self.young[millis % YOUNG]
    }

    /// What was begun long enough ago counts no more.
    pub(super) fn time_is(&mut self, now: Boot) {
        let (before, after) = (millis(self.now), millis(now));
        for passed in (before..after).take(YOUNG) {
            let old = std::mem::take(self.of(passed + 1));
            self.count -= old;
        }
        self.now = self.now.max(now);
    }

    pub(super) fn has_room(&self) -> bool {
        self.count < self.at_a_time
    }

    pub(super) fn begin(&mut self, expected: Expected) -> Begun {
        let now = self.now;
        if !expected.is_soon() {
            return Begun(None);
        }
        *self.of(millis(now)) += 1;
        self.count += 1;
        Begun(Some(now))
    }

    pub(super) fn end(&mut self, begun: Begun) {
        if let Some(at) = begun.0
            && millis(self.now) - millis(at) < YOUNG
        {
            *self.of(millis(at)) -= 1;
            self.count -= 1;
        }
    }
}

#[cfg(test)]
impl Pace {
    pub(super) fn check(&self, in_flight: usize) {
        assert_eq!(self.young.iter().sum::<usize>(), self.count, "each has its millisecond");
        assert!(self.count <= in_flight.min(self.at_a_time), "{self:?} of {in_flight}");
    }
}
