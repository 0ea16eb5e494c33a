//! From when on an event is delivered, and until when.

use std::time::Duration;

use super::timestamp::Timestamp;

/// How long an event's deliveries may be asked to live.
pub const MIN_TTL: Duration = Duration::from_secs(1);
pub const MAX_TTL: Duration = Duration::from_hours(365 * 24);
/// How far ahead an event may be pushed.
pub const MAX_AHEAD: Duration = Duration::from_hours(365 * 24);

/// Why a delivery ended as expired: the event's own end, or that of its webhook.
pub const TTL: &str = "ttl";
pub const MAX_AGE: &str = "max_age";

/// What a push asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lifetime {
    /// Not attempted before.
    pub deliver_at: Option<Timestamp>,
    /// What is not delivered so long after acceptance, or after `deliver_at`, expires.
    pub ttl: Option<Duration>,
}

impl Lifetime {
    /// When its first attempt is due; `None`: as soon as its turn comes.
    pub fn due_at(self, accepted: Timestamp) -> Option<Timestamp> {
        self.deliver_at.filter(|at| *at > accepted)
    }

    /// The end that was asked for.
    pub fn expires_at(self, accepted: Timestamp) -> Option<Timestamp> {
        self.ttl.map(|ttl| self.begins_at(accepted).plus(ttl))
    }

    /// The end of its delivery to a webhook that sets a most age of its own: whichever comes first.
    pub fn delivery_expires_at(
        self,
        accepted: Timestamp,
        max_age: Option<Duration>,
    ) -> Option<Timestamp> {
        let by_age = max_age.map(|age| self.begins_at(accepted).plus(age));
        [self.expires_at(accepted), by_age].into_iter().flatten().min()
    }

    fn begins_at(self, accepted: Timestamp) -> Timestamp {
        self.due_at(accepted).unwrap_or(accepted)
    }
}

/// The reason for which a delivery ended at `end`; `asked`: the end that its event was pushed with.
pub fn reason(end: Timestamp, asked: Option<Timestamp>) -> &'static str {
    if asked == Some(end) { TTL } else { MAX_AGE }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCEPTED: Timestamp = Timestamp::from_millis(1_000_000);

    fn after(seconds: u64) -> Timestamp {
        ACCEPTED.plus(Duration::from_secs(seconds))
    }

    #[test]
    fn whichever_end_comes_first() {
        let past = ACCEPTED.minus(Duration::from_secs(5));
        // (deliver_at, ttl, max_age) → (due, the event's end, the delivery's end)
        for ((deliver_at, ttl, max_age), expected) in [
            ((None, None, None), (None, None, None)),
            ((None, Some(10), None), (None, Some(after(10)), Some(after(10)))),
            ((None, None, Some(60)), (None, None, Some(after(60)))),
            ((None, Some(10), Some(60)), (None, Some(after(10)), Some(after(10)))),
            ((None, Some(90), Some(60)), (None, Some(after(90)), Some(after(60)))),
            ((Some(past), Some(10), None), (None, Some(after(10)), Some(after(10)))),
            (
                (Some(after(100)), Some(90), Some(60)),
                (Some(after(100)), Some(after(190)), Some(after(160))),
            ),
        ] {
            let seconds = Duration::from_secs;
            let lifetime = Lifetime { deliver_at, ttl: ttl.map(seconds) };
            let found = (
                lifetime.due_at(ACCEPTED),
                lifetime.expires_at(ACCEPTED),
                lifetime.delivery_expires_at(ACCEPTED, max_age.map(seconds)),
            );
            assert_eq!(found, expected, "{lifetime:?} {max_age:?}");
        }
    }

    #[test]
    fn the_end_that_came_is_named() {
        assert_eq!(reason(after(10), Some(after(10))), TTL);
        assert_eq!(reason(after(10), Some(after(20))), MAX_AGE);
        assert_eq!(reason(after(10), None), MAX_AGE);
    }
}
