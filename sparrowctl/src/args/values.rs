//! Parsers of argument values that clap calls, so that a bad one is a usage error that names its
//! flag.

use std::{num::NonZeroU32, time::Duration};

use jiff::Timestamp;

use crate::{clock, time};

pub fn duration(text: &str) -> Result<Duration, String> {
    time::parse_duration(text)
}

pub fn point(text: &str) -> Result<Timestamp, String> {
    time::parse_point(text, clock::now())
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
