//! The health of a webhook: a state drawn from a window of outcomes, with a minimum sample and
//! hysteresis, so that it neither judges from two requests nor flutters at an edge.

use std::time::Duration;

use super::timestamp::Timestamp;

/// How far back outcomes count.
pub const WINDOW: Duration = Duration::from_secs(15 * 60);
/// The width of one bucket of counters.
pub const BUCKET: Duration = Duration::from_secs(10);
/// The start of the bucket that a moment falls into.
pub fn bucket(at: Timestamp) -> Timestamp {
    let width = i64::try_from(BUCKET.as_micros()).unwrap_or(10_000_000);
    Timestamp::from_micros(at.micros().div_euclid(width) * width)
}

/// Attempts in the window below which the state stays what it is.
const MINIMUM_SAMPLE: u64 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Health {
    /// Too few attempts to tell.
    #[default]
    Unknown,
    Healthy,
    Degraded,
    Failing,
}

impl Health {
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Healthy, Self::Degraded, Self::Failing];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Failing => "failing",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|health| health.word() == word)
    }
}

/// The health of a webhook as people see it: one that sparrow has stopped is that, whatever its
/// outcomes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shown {
    Drawn(Health),
    Suspended,
}

impl Default for Shown {
    fn default() -> Self {
        Self::Drawn(Health::default())
    }
}

impl Shown {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Drawn(health) => health.word(),
            Self::Suspended => "suspended",
        }
    }
}

/// Attempts in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    pub succeeded: u64,
    pub failed: u64,
}

/// The state that follows from the present one and the window. Success in percent: below 50 it is
/// failing, from 95 on healthy, between them degraded; to leave failing takes 60, to become healthy
/// again from worse takes 97.
pub fn next(present: Health, window: Window) -> Health {
    let total = window.succeeded.saturating_add(window.failed);
    if total < MINIMUM_SAMPLE {
        return present;
    }
    let permille = u128::from(window.succeeded) * 1_000 / u128::from(total);
    let leave_failing = if present == Health::Failing { 600 } else { 500 };
    let become_healthy = match present {
        Health::Degraded | Health::Failing => 970,
        Health::Unknown | Health::Healthy => 950,
    };
    if permille < leave_failing {
        Health::Failing
    } else if permille < become_healthy {
        Health::Degraded
    } else {
        Health::Healthy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transitions() {
        use Health::{Degraded, Failing, Healthy, Unknown};
        let table = [
            (Unknown, 4, 0, Unknown),
            (Unknown, 5, 0, Healthy),
            (Unknown, 0, 4, Unknown),
            (Unknown, 0, 5, Failing),
            (Healthy, 95, 5, Healthy),
            (Healthy, 94, 6, Degraded),
            (Degraded, 95, 5, Degraded),
            (Degraded, 97, 3, Healthy),
            (Degraded, 50, 50, Degraded),
            (Degraded, 49, 51, Failing),
            (Failing, 55, 45, Failing),
            (Failing, 60, 40, Degraded),
            (Failing, 100, 0, Healthy),
            (Failing, 0, 0, Failing),
        ];
        for (present, succeeded, failed, expected) in table {
            let window = Window { succeeded, failed };
            assert_eq!(next(present, window), expected, "{present:?} {window:?}");
        }
    }
}
