//! What a payload carries: when its push was due, in which run, and which one it is.
//!
//! The moment is the one at which the push was to begin, not the one at which it did. So whatever
//! holds up the generator counts as latency, and is not left out.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub run: u64,
    pub n: u64,
    pub due_us: u64,
}

/// Microseconds since the epoch, by this machine's clock: both ends are on it.
pub fn now_us() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_micros()).unwrap_or(u64::MAX)
}

/// A JSON object of that many bytes, with the mark inside.
pub fn write(mark: Mark, size: usize) -> Bytes {
    let Mark { run, n, due_us } = mark;
    let head = format!(r#"{{"due_us":{due_us},"run":{run},"n":{n},"pad":""#);
    let pad = size.saturating_sub(head.len() + 2);
    let mut text = Vec::with_capacity(head.len() + pad + 2);
    text.extend_from_slice(head.as_bytes());
    text.resize(head.len() + pad, b'x');
    text.extend_from_slice(b"\"}");
    text.into()
}

/// The mark of a payload, if it is one of ours.
pub fn read(body: &[u8]) -> Option<Mark> {
    let (due_us, rest) = number(body.strip_prefix(br#"{"due_us":"#)?)?;
    let (run, rest) = number(rest.strip_prefix(br#","run":"#)?)?;
    let (n, _) = number(rest.strip_prefix(br#","n":"#)?)?;
    Some(Mark { run, n, due_us })
}

fn number(text: &[u8]) -> Option<(u64, &[u8])> {
    let end = text.iter().position(|byte| !byte.is_ascii_digit())?;
    let (digits, rest) = text.split_at(end);
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_reads_back_from_a_payload_of_the_size_asked_for() {
        let mark = Mark { run: 7, n: 12_345, due_us: 1_700_000_000_000_000 };
        let payload = write(mark, 1024);
        assert_eq!(payload.len(), 1024);
        assert!(serde_json::from_slice::<serde_json::Value>(&payload).unwrap().is_object());
        assert_eq!(read(&payload), Some(mark));
        assert_eq!(read(b"{}"), None);
    }

    #[test]
    fn a_size_that_is_too_small_gives_way_to_the_mark() {
        let mark = Mark { run: 1, n: 2, due_us: 3 };
        assert_eq!(read(&write(mark, 0)), Some(mark));
    }
}
