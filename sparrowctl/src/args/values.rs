//! Parsers of argument values that clap calls, so that a bad one is a usage error that names its
//! flag.

use std::{num::NonZeroU32, time::Duration};

use jiff::Timestamp;

use crate::{clock, time};

/// A length of time, or that there is none to keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    None,
    After(Duration),
}

pub fn duration(text: &str) -> Result<Duration, String> {
    time::parse_duration(text)
}

pub fn point(text: &str) -> Result<Timestamp, String> {
    time::parse_point(text, clock::now())
}

/// A time to come: how long from now, or when.
pub fn moment(text: &str) -> Result<Timestamp, String> {
    time::parse_moment(text, clock::now())
}

/// A duration, or `none`.
pub fn limit_of_age(text: &str) -> Result<Limit, String> {
    match text {
        "none" => Ok(Limit::None),
        text => duration(text)
            .map(Limit::After)
            .map_err(|_| format!("{text:?} is not a duration: write 90m, 12h, 7d or none")),
    }
}

/// `20/s`, `30/m`, `0.5/h`, as so many a second.
pub fn rate(text: &str) -> Result<f64, String> {
    let seconds = |unit: &str| match unit {
        "s" => Some(1.0),
        "m" | "min" => Some(60.0),
        "h" => Some(3_600.0),
        _ => None,
    };
    text.split_once('/')
        .and_then(|(count, unit)| Some(count.parse::<f64>().ok()? / seconds(unit)?))
        .filter(|rate| (0.001..=10_000.0).contains(rate))
        .ok_or_else(|| "write 20/s, 30/m or 100/h: from 0.001 to 10,000 a second".to_owned())
}

/// How many items a list shows.
pub fn limit(text: &str) -> Result<NonZeroU32, String> {
    text.parse().map_err(|_| format!("a number from 1 to {} is expected", u32::MAX))
}

/// `k=v` of metadata.
pub fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("KEY=VALUE is expected".to_owned()),
    }
}

/// An HTTP status, a class as `5xx`, or a kind of failure.
pub fn status(text: &str) -> Result<String, String> {
    const WORDS: [&str; 10] = [
        "timeout",
        "dns",
        "tls",
        "refused",
        "network",
        "protocol",
        "denied",
        "interrupted",
        "unsendable",
        "proxy",
    ];
    let lower = text.to_ascii_lowercase();
    let is_class = matches!(lower.as_bytes(), [b'1'..=b'5', b'x', b'x']);
    let is_status = lower.len() == 3 && lower.parse::<u16>().is_ok_and(|n| (100..600).contains(&n));
    if is_class || is_status || WORDS.contains(&lower.as_str()) {
        return Ok(lower);
    }
    Err(format!("write 200, 4xx or one of {}", WORDS.join(", ")))
}

/// A status that may end a delivery.
pub fn final_status(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(status @ 300..=599) => Ok(status),
        _ => Err("a status from 300 to 599 is expected".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rates_are_a_second() {
        for (text, expected) in [("20/s", 20.0), ("30/m", 0.5), ("36/h", 0.01), ("0.5/s", 0.5)] {
            assert!((rate(text).unwrap() - expected).abs() < 1e-9, "{text}");
        }
        for bad in ["20", "/s", "0/s", "-1/s", "inf/s", "nan/s", "10001/s", "1/d", "1/s/s", "1 /s"]
        {
            assert!(rate(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_age_may_be_none() {
        assert_eq!(limit_of_age("none"), Ok(Limit::None));
        assert_eq!(limit_of_age("2h"), Ok(Limit::After(Duration::from_secs(7_200))));
        assert!(limit_of_age("never").is_err());
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,30}") {
            prop_assert!(rate(&text).is_ok_and(f64::is_finite) || rate(&text).is_err());
            let _ = (limit_of_age(&text), status(&text), pair(&text), limit(&text));
        }
    }
}
