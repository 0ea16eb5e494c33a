//! When a failed delivery is tried again: schedules as people write them, and the wait before each
//! attempt.

use std::{fmt, str::FromStr, time::Duration};

/// The waits of Standard Webhooks' own schedule: 10 attempts over 3 d 3 h 35 m.
const STANDARD: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
    Duration::from_secs(5 * 3600),
    Duration::from_secs(10 * 3600),
    Duration::from_secs(14 * 3600),
    Duration::from_secs(20 * 3600),
    Duration::from_secs(24 * 3600),
];

/// Attempts of the schedules that have no length of their own.
const DEFAULT_ATTEMPTS: u32 = 10;
pub const MAX_ATTEMPTS: u32 = 100;
const LONGEST_WAIT: Duration = Duration::from_secs(7 * 24 * 3600);
const JITTER: f64 = 0.2;

/// The waits between attempts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Schedule {
    #[default]
    Standard,
    /// Doubles from `first` until `cap`.
    Exponential {
        first: Duration,
        cap: Duration,
    },
    Fixed(Duration),
    List(Vec<Duration>),
    /// One attempt only.
    None,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    #[error("unknown schedule {0:?}")]
    Unknown(String),
    #[error("{0:?} is not a duration such as 30s, 5m, 2h or 1d")]
    Duration(String),
    #[error("a wait is between 1s and 7d, not {0:?}")]
    OutOfRange(String),
    #[error("exp: takes `FIRST..CAP` with FIRST no longer than CAP, not {0:?}")]
    Exponential(String),
    #[error("list: takes 1 to 99 waits, not {0}")]
    ListLength(usize),
}

/// A number from −1 to 1 drawn by the caller, so that the rule itself stays a pure function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jitter(f64);

impl Jitter {
    pub const NONE: Self = Self(0.0);

    /// From any number; what lies outside −1 to 1 is brought to its edge.
    pub fn new(draw: f64) -> Self {
        Self(if draw.is_finite() { draw.clamp(-1.0, 1.0) } else { 0.0 })
    }

    fn apply(self, wait: Duration) -> Duration {
        wait.mul_f64(1.0 + JITTER * self.0)
    }
}

impl Schedule {
    /// The wait after `failures` counted failures (from 1), before jitter. Past the end of a
    /// schedule with a length, its last wait holds: the limit on attempts ends it, not the list.
    pub fn wait(&self, failures: u32) -> Duration {
        let at = failures.saturating_sub(1);
        let nth = |waits: &[Duration]| {
            let last = waits.len().saturating_sub(1);
            waits.get((at as usize).min(last)).copied().unwrap_or_default()
        };
        match self {
            Self::Standard => nth(&STANDARD),
            Self::Exponential { first, cap } => {
                first.saturating_mul(2_u32.saturating_pow(at.min(31))).min(*cap)
            }
            Self::Fixed(wait) => *wait,
            Self::List(waits) => nth(waits),
            Self::None => Duration::ZERO,
        }
    }

    pub fn wait_with(&self, failures: u32, jitter: Jitter) -> Duration {
        jitter.apply(self.wait(failures))
    }

    /// Attempts that it makes unless the webhook says otherwise.
    pub fn default_attempts(&self) -> u32 {
        match self {
            Self::Standard => attempts(STANDARD.len()),
            Self::List(waits) => attempts(waits.len()),
            Self::Exponential { .. } | Self::Fixed(_) => DEFAULT_ATTEMPTS,
            Self::None => 1,
        }
    }

    /// The name by which an attempt's record refers to it.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Standard => "retry.standard",
            Self::Exponential { .. } => "retry.exp",
            Self::Fixed(_) => "retry.fixed",
            Self::List(_) => "retry.list",
            Self::None => "retry.none",
        }
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        match text.split_once(':') {
            None if text == "standard" => Ok(Self::Standard),
            None if text == "none" => Ok(Self::None),
            Some(("fixed", wait)) => Ok(Self::Fixed(parse_wait(wait)?)),
            Some(("exp", range)) => {
                let wrong = || ScheduleError::Exponential(range.to_owned());
                let (first, cap) = range.split_once("..").ok_or_else(wrong)?;
                let (first, cap) = (parse_wait(first)?, parse_wait(cap)?);
                if first > cap { Err(wrong()) } else { Ok(Self::Exponential { first, cap }) }
            }
            Some(("list", list)) => {
                let waits = list.split(',').map(parse_wait).collect::<Result<Vec<_>, _>>()?;
                if waits.len() >= MAX_ATTEMPTS as usize {
                    return Err(ScheduleError::ListLength(waits.len()));
                }
                Ok(Self::List(waits))
            }
            _ => Err(ScheduleError::Unknown(text.chars().take(64).collect())),
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard => f.write_str("standard"),
            Self::None => f.write_str("none"),
            Self::Fixed(wait) => write!(f, "fixed:{}", format_duration(*wait)),
            Self::Exponential { first, cap } => {
                write!(f, "exp:{}..{}", format_duration(*first), format_duration(*cap))
            }
            Self::List(waits) => {
                let waits: Vec<_> = waits.iter().map(|w| format_duration(*w)).collect();
                write!(f, "list:{}", waits.join(","))
            }
        }
    }
}

/// One more than there are waits between them.
fn attempts(waits: usize) -> u32 {
    u32::try_from(waits).unwrap_or(MAX_ATTEMPTS).saturating_add(1)
}

fn parse_wait(text: &str) -> Result<Duration, ScheduleError> {
    let wait = parse_duration(text).ok_or_else(|| ScheduleError::Duration(text.to_owned()))?;
    if wait < Duration::from_secs(1) || wait > LONGEST_WAIT {
        return Err(ScheduleError::OutOfRange(text.to_owned()));
    }
    Ok(wait)
}

/// A duration of one or more `number unit` pairs: `ms s m h d`, as in `1h30m`. `None` if it is not.
pub fn parse_duration(text: &str) -> Option<Duration> {
    // In what `format_duration` can write.
    let mut total: u64 = 0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let millis = match &rest[..letters] {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        rest = &rest[letters..];
        total = total.checked_add(number.checked_mul(millis)?)?;
    }
    Some(Duration::from_millis(total))
}

/// The shortest form that [`parse_duration`] reads back.
pub fn format_duration(duration: Duration) -> String {
    let mut millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    if millis == 0 {
        return "0s".to_owned();
    }
    let mut out = String::new();
    for (unit, size) in
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]
    {
        if millis >= size {
            out.push_str(&(millis / size).to_string());
            out.push_str(unit);
            millis %= size;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn secs(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn schedules_as_written() {
        let table = [
            ("standard", Schedule::Standard, 10),
            ("none", Schedule::None, 1),
            ("fixed:30s", Schedule::Fixed(secs(30)), 10),
            ("exp:5s..6h", Schedule::Exponential { first: secs(5), cap: secs(21_600) }, 10),
            ("list:1s,1m,1h30m", Schedule::List(vec![secs(1), secs(60), secs(5_400)]), 4),
        ];
        for (text, schedule, attempts) in table {
            assert_eq!(text.parse(), Ok(schedule.clone()));
            assert_eq!(schedule.to_string(), text);
            assert_eq!(schedule.default_attempts(), attempts);
        }
    }

    #[test]
    fn bad_schedules_say_what_is_wrong() {
        for bad in [
            "",
            "Standard",
            "fixed:",
            "fixed:0s",
            "fixed:8d",
            "exp:5s",
            "exp:1h..1m",
            "list:",
            "x:1s",
        ] {
            assert!(bad.parse::<Schedule>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn standard_spans_three_days() {
        let total: Duration = (1..=9).map(|n| Schedule::Standard.wait(n)).sum();
        assert_eq!(total, secs(5 + 5 * 60 + 30 * 60 + (2 + 5 + 10 + 14 + 20 + 24) * 3600));
        assert_eq!(Schedule::Standard.wait(50), secs(24 * 3600), "its last wait holds");
    }

    #[test]
    fn exponential_doubles_up_to_its_cap() {
        let schedule: Schedule = "exp:5s..1m".parse().unwrap();
        let waits: Vec<_> = (1..=6).map(|n| schedule.wait(n).as_secs()).collect();
        assert_eq!(waits, [5, 10, 20, 40, 60, 60]);
        assert_eq!(schedule.wait(u32::MAX), secs(60));
    }

    proptest! {
        #[test]
        fn jitter_stays_within_a_fifth(draw in -2.0f64..2.0, failures in 1u32..20) {
            let wait = Schedule::Standard.wait(failures).as_secs_f64();
            let with = Schedule::Standard.wait_with(failures, Jitter::new(draw)).as_secs_f64();
            prop_assert!(with >= wait * 0.799 && with <= wait * 1.201);
        }

        #[test]
        fn durations_read_back(millis in 0u64..10_000_000_000) {
            let duration = Duration::from_millis(millis);
            prop_assert_eq!(parse_duration(&format_duration(duration)), Some(duration));
        }

        #[test]
        fn parsing_never_panics(text in ".{0,40}") {
            let _ = text.parse::<Schedule>();
        }
    }
}
