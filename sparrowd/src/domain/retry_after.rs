//! What a receiver asks for by `retry-after` (RFC 9110, 10.2.3): seconds, or a date.
//!
//! It is a stranger's text. What is not of these two forms asks for nothing; of several, the latest
//! counts; and nobody can ask for more than a day.

use std::time::{Duration, UNIX_EPOCH};

use super::timestamp::Timestamp;

/// The longest wait that is granted.
pub const MAX_WAIT: Duration = Duration::from_hours(24);
/// A date has 29 bytes, or a few more in the oldest form.
const MAX_BYTES: usize = 64;
/// Headers of this name that are looked at.
const MAX_VALUES: usize = 8;

/// A wait asked for, a moment asked for, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RetryAfter {
    wait: Duration,
    /// The Unix epoch without one.
    until: Timestamp,
}

impl RetryAfter {
    /// From the values of all headers of this name. `None`: they ask for nothing.
    pub fn read<'a>(values: impl IntoIterator<Item = &'a [u8]>) -> Option<Self> {
        values.into_iter().take(MAX_VALUES).filter_map(Self::read_one).reduce(|one, other| Self {
            wait: one.wait.max(other.wait),
            until: one.until.max(other.until),
        })
    }

    fn read_one(value: &[u8]) -> Option<Self> {
        if value.len() > MAX_BYTES {
            return None;
        }
        let text = std::str::from_utf8(value).ok()?.trim_matches([' ', '\t']);
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // More than fits is more than is granted.
            let seconds = text.parse().unwrap_or(u64::MAX);
            let wait = Duration::from_secs(seconds).min(MAX_WAIT);
            return Some(Self { wait, ..Self::default() });
        }
        let date = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self { until: Timestamp::EPOCH.plus(date), ..Self::default() })
    }

    /// When the receiver wants to be asked again, at the latest a day after `now`.
    pub fn due(self, now: Timestamp) -> Timestamp {
        now.plus(self.wait).max(self.until).min(now.plus(MAX_WAIT))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT, a minute earlier.
    const NOW: Timestamp = Timestamp::from_millis((784_111_777 - 60) * 1_000);

    /// Seconds from now.
    fn wait(values: &[&str]) -> Option<u64> {
        let asked = RetryAfter::read(values.iter().map(|value| value.as_bytes()))?;
        Some(asked.due(NOW).since(NOW).as_secs())
    }

    #[test]
    fn seconds_and_dates() {
        const DAY: u64 = 86_400;
        for (value, seconds) in [
            ("0", 0),
            ("120", 120),
            (" 007\t", 7),
            ("86400", DAY),
            ("86401", DAY),
            ("99999999999999999999999999", DAY),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 60),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 60),
            ("Sun Nov  6 08:49:37 1994", 60),
            ("Sun, 06 Nov 1994 08:47:37 GMT", 0),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ] {
            assert_eq!(wait(&[value]), Some(seconds), "{value}");
        }
    }

    #[test]
    fn what_asks_for_nothing() {
        let (long, longer) = ("1".repeat(65), "1".repeat(5 * 1024 * 1024));
        for value in [
            "",
            " ",
            "-1",
            "+1",
            "1.5",
            "1e3",
            "0x10",
            "1 2",
            "1,2",
            "10s",
            "soon",
            "١٢",
            "Sun, 06 Nov 1994",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
            "\0",
            &long,
            &longer,
        ] {
            assert_eq!(wait(&[value]), None, "{value:.20}");
        }
        assert_eq!(RetryAfter::read([b"\xff\xfe".as_slice()]), None);
        assert_eq!(RetryAfter::read([]), None);
    }

    #[test]
    fn of_several_the_latest_counts() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(wait(&["5", "rubbish", "7", "6"]), Some(7));
        assert_eq!(wait(&["5", date]), Some(60));
        assert_eq!(wait(&[date, "600"]), Some(600));
        let many = vec!["1"; 100_000];
        assert_eq!(wait(&many), Some(1));
    }

    proptest! {
        #[test]
        fn whatever_comes_the_wait_is_within_a_day(
            values: Vec<Vec<u8>>,
            text in "[A-Za-z]{0,9},? ?[0-9 :-]{0,24}(GMT)?",
            now: i32,
        ) {
            let values = values.iter().map(Vec::as_slice).chain([text.as_bytes()]);
            let now = Timestamp::from_millis(i64::from(now) * 1_000);
            if let Some(asked) = RetryAfter::read(values) {
                let due = asked.due(now);
                prop_assert!(now <= due && due <= now.plus(MAX_WAIT));
            }
        }
    }
}
