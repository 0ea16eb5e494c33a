//! How long what has happened is kept.

use std::time::Duration;

use super::timestamp::Timestamp;

const DAY: Duration = Duration::from_hours(24);
/// Nothing is dropped for so long after the clock was seen to step: what seems old may not be.
pub const DOUBT: Duration = DAY;

/// Counted from the event for events and dead letters, from the attempt for attempts. Nothing is kept
/// for longer than its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    pub events: Duration,
    pub attempts: Duration,
    pub dead_letters: Duration,
}

/// What is older goes: full days in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cutoffs {
    pub events: Timestamp,
    pub attempts: Timestamp,
    pub dead_letters: Timestamp,
}

impl Retention {
    pub fn cutoffs(self, now: Timestamp) -> Cutoffs {
        let before = |kept| now.minus(kept).start_of_day();
        Cutoffs {
            events: before(self.events),
            attempts: before(self.attempts),
            dead_letters: before(self.dead_letters),
        }
    }
}

/// Until when nothing is dropped, if the clock has stepped; `None`: it may be.
pub fn held_until(stepped_at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    stepped_at.map(|at| at.plus(DOUBT)).filter(|until| *until > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(n: i64) -> Timestamp {
        Timestamp::from_millis(n * 3_600_000)
    }

    #[test]
    fn what_is_older_is_counted_in_full_days() {
        let retention = Retention { events: 30 * DAY, attempts: 7 * DAY, dead_letters: DAY };
        let cutoffs = retention.cutoffs(hours(100 * 24 + 23));
        let at = |days: i64| hours(days * 24);
        let expected = Cutoffs { events: at(70), attempts: at(93), dead_letters: at(99) };
        assert_eq!(cutoffs, expected);
    }

    #[test]
    fn a_step_of_the_clock_holds_for_a_day() {
        assert_eq!(held_until(None, hours(5)), None);
        assert_eq!(held_until(Some(hours(5)), hours(28)), Some(hours(29)));
        assert_eq!(held_until(Some(hours(5)), hours(29)), None);
    }
}
