//! Points in time and durations as people write and read them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use prost_types::Timestamp as WireTime;

use crate::ids;

/// `90s`, `15m`, `1h30m`, `250ms`, `7d`; a bare number is refused, for it could mean anything.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is not a duration: write 250ms, 30s, 15m, 2h, 7d or 1h30m");
    let mut rest = text;
    let mut total = Duration::ZERO;
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let count: u64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let millis: u64 = match &rest[..letters] {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 604_800_000,
            _ => return Err(wrong()),
        };
        rest = &rest[letters..];
        let part = count.checked_mul(millis).map(Duration::from_millis).ok_or_else(wrong)?;
        total = total.checked_add(part).ok_or_else(wrong)?;
    }
    Ok(total)
}

/// A point in time: how long ago, RFC 3339, a local date and time, `today`, `yesterday`, or an id,
/// which holds the time at which it was made.
pub fn parse_point(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    if let Ok(ago) = parse_duration(text) {
        return SignedDuration::try_from(ago)
            .ok()
            .and_then(|ago| now.checked_sub(ago).ok())
            .ok_or_else(|| format!("{text} ago is before the calendar begins"));
    }
    if let Some(millis) = ids::unix_millis(text) {
        return Timestamp::from_millisecond(millis).map_err(|error| error.to_string());
    }
    let day = match text {
        "today" => Some(local_day(now)),
        "yesterday" => local_day(now).yesterday().ok(),
        _ => None,
    };
    day.map_or_else(|| written(text), midnight).ok_or_else(|| {
        format!(
            "{text:?} is not a time: write 15m, 2h, 7d (ago), 2026-11-23T14:00:00Z, \
             \"2026-11-23 14:00\", today, yesterday or an id"
        )
    })
}

/// A point in time to come: how long from now, RFC 3339, a local date and time, or `tomorrow`.
pub fn parse_moment(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    if let Ok(ahead) = parse_duration(text.strip_prefix('+').unwrap_or(text)) {
        return SignedDuration::try_from(ahead)
            .ok()
            .and_then(|ahead| now.checked_add(ahead).ok())
            .ok_or_else(|| format!("{text} from now is after the calendar ends"));
    }
    let day = if text == "tomorrow" { local_day(now).tomorrow().ok() } else { None };
    day.map_or_else(|| written(text), midnight).ok_or_else(|| {
        format!(
            "{text:?} is not a time: write 15m, 2h, 7d (from now), 2026-11-23T14:00:00Z, \
             \"2026-11-23 14:00\" or tomorrow"
        )
    })
}

fn local_day(now: Timestamp) -> civil::Date {
    now.to_zoned_datetime(TimeZone::system()).date()
}

fn midnight(day: civil::Date) -> Option<Timestamp> {
    local(day.to_datetime(civil::Time::midnight()))
}

fn local(at: civil::DateTime) -> Option<Timestamp> {
    at.to_zoned_datetime(TimeZone::system()).ok().map(|at| at.timestamp())
}

/// RFC 3339, or a date and time of this machine's zone.
fn written(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().or_else(|| text.parse().ok().and_then(local))
}

pub fn to_wire(at: Timestamp) -> WireTime {
    WireTime { seconds: at.as_second(), nanos: at.subsec_nanosecond() }
}

pub fn from_wire(at: WireTime) -> Option<Timestamp> {
    Timestamp::new(at.seconds, at.nanos).ok()
}

/// A length of time on the wire; negative ones don't occur and read as none.
pub fn duration_from_wire(duration: prost_types::Duration) -> Option<Duration> {
    duration.try_into().ok()
}

/// `2026-11-23T14:09:31.204Z`.
pub fn iso(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The two largest units: `41s`, `5m 02s`, `5h 02m`, `6d 04h`.
pub fn short(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, rest) = (seconds / 60 % 60, seconds % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{rest}s"),
        (0, 0, _) => format!("{minutes}m {rest:02}s"),
        (0, _, _) => format!("{hours}h {minutes:02}m"),
        _ => format!("{days}d {hours:02}h"),
    }
}

/// `0.8ms`, `83ms`, `1.4s`, `2m 04s`: how long something took.
pub fn took(duration: Duration) -> String {
    match duration.as_millis() {
        0..10 => format!("{:.1}ms", duration.as_secs_f64() * 1_000.0),
        millis @ 10..1_000 => format!("{millis}ms"),
        1_000..60_000 => format!("{:.1}s", duration.as_secs_f64()),
        _ => short(duration),
    }
}

/// How a duration is written so that [`parse_duration`] reads it: `15s`, `1500ms`, `2h`.
pub fn exact(duration: Duration) -> String {
    let millis = duration.as_millis();
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")];
    for (unit, letter) in units {
        if millis >= unit && millis.is_multiple_of(unit) {
            return format!("{}{letter}", millis / unit);
        }
    }
    format!("{millis}ms")
}

/// Clocks of two machines differ by this much and still agree: what the daemon did just now is not
/// to come.
const SAME_MOMENT: Duration = Duration::from_secs(2);

/// `5m ago`, `in 41s`, `now`.
pub fn relative(at: Timestamp, now: Timestamp) -> String {
    let (past, distance) =
        if at <= now { (true, at.duration_until(now)) } else { (false, now.duration_until(at)) };
    let distance = distance.unsigned_abs();
    match (distance.as_secs(), past) {
        (0, true) => "now".to_owned(),
        (_, true) => format!("{} ago", short(distance)),
        (_, false) if distance <= SAME_MOMENT => "now".to_owned(),
        (_, false) => format!("in {}", short(distance + Duration::from_millis(999))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations() {
        for (text, millis) in [
            ("250ms", 250),
            ("30s", 30_000),
            ("1h30m", 5_400_000),
            ("7d", 604_800_000),
            ("1m1s1ms", 61_001),
        ] {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for bad in ["", "5", "s", "5 s", "-5s", "5x", "99999999999999999999s", "9999999999999999w"]
        {
            assert!(parse_duration(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn points() {
        let now: Timestamp = "2026-11-23T14:30:00Z".parse().unwrap();
        let minutes_ago: Timestamp = "2026-11-23T14:15:00Z".parse().unwrap();
        assert_eq!(parse_point("15m", now), Ok(minutes_ago));
        assert_eq!(parse_point("2026-11-23T14:15:00Z", now), Ok(minutes_ago));
        assert!(parse_point("today", now).unwrap() <= now);
        assert!(parse_point("yesterday", now).unwrap() < parse_point("today", now).unwrap());
        assert!(parse_point("2026-11-23 14:00", now).is_ok());
        assert!(parse_point("2026-11-23", now).is_ok());
        assert!(parse_point("noon", now).is_err());
        let in_an_hour: Timestamp = "2026-11-23T15:30:00Z".parse().unwrap();
        for text in ["1h", "+1h", "60m", "2026-11-23T15:30:00Z", "2026-11-23T16:30:00+01:00"] {
            assert_eq!(parse_moment(text, now), Ok(in_an_hour), "{text}");
        }
        assert!(parse_moment("tomorrow", now).unwrap() > now);
        assert!(parse_moment("2026-11-25 14:00", now).unwrap() > now);
        assert!(parse_moment("yesterday", now).is_err() && parse_moment("-1h", now).is_err());
        let id = "evt_01jd9x7rkc3v6m2p8wz4t9hq5e";
        assert_eq!(parse_point(id, now).unwrap().as_millisecond(), ids::unix_millis(id).unwrap());
    }

    #[test]
    fn words() {
        let now: Timestamp = "2026-11-23T14:30:00Z".parse().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(relative(at("2026-11-23T14:24:58Z"), now), "5m 02s ago");
        assert_eq!(relative(at("2026-11-23T14:30:41Z"), now), "in 41s");
        assert_eq!(relative(now, now), "now");
        assert_eq!(relative(at("2026-11-23T14:30:02Z"), now), "now");
        assert_eq!(relative(at("2026-11-23T14:30:02.001Z"), now), "in 3s");
        assert_eq!(took(Duration::from_micros(832)), "0.8ms");
        assert_eq!(took(Duration::from_millis(83)), "83ms");
        assert_eq!(took(Duration::from_millis(1_420)), "1.4s");
        assert_eq!(exact(Duration::from_secs(7_200)), "2h");
        assert_eq!(exact(Duration::from_millis(1_500)), "1500ms");
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,40}") {
            let _ = parse_duration(&text);
            let _ = parse_point(&text, Timestamp::UNIX_EPOCH);
            let _ = parse_moment(&text, Timestamp::UNIX_EPOCH);
        }

        #[test]
        fn exact_reads_back(millis in 0u64..10_000_000_000) {
            let duration = Duration::from_millis(millis);
            prop_assert_eq!(parse_duration(&exact(duration)), Ok(duration));
        }
    }
}
