//! Ids on the command line: which type a text has, checked before the daemon is asked.

use std::io::{BufRead, IsTerminal};

use crate::{
    error::{Failure, Result},
    exit::Exit,
};

/// Crockford's alphabet, lower case: no `i`, `l`, `o`, `u`.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ENCODED_LEN: usize = 26;
/// Ids read from stdin, at most: what one replay can hold.
const MAX_IDS: usize = 10_000;

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Event,
    Webhook,
    Delivery,
    Attempt,
    Replay,
    Token,
    Plan,
    Request,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Event,
        Self::Webhook,
        Self::Delivery,
        Self::Attempt,
        Self::Replay,
        Self::Token,
        Self::Plan,
        Self::Request,
    ];

    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Event => "evt",
            Self::Webhook => "wh",
            Self::Delivery => "dlv",
            Self::Attempt => "att",
            Self::Replay => "rpl",
            Self::Token => "tok",
            Self::Plan => "plan",
            Self::Request => "req",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Event => "an event",
            Self::Webhook => "a webhook",
            Self::Delivery => "a delivery",
            Self::Attempt => "an attempt",
            Self::Replay => "a replay",
            Self::Token => "a token",
            Self::Plan => "a plan",
            Self::Request => "a request",
        }
    }

    /// By which its kind is listed.
    const fn noun(self) -> Option<&'static str> {
        match self {
            Self::Event => Some("event"),
            Self::Webhook => Some("webhook"),
            Self::Delivery => Some("delivery"),
            Self::Attempt => Some("attempt"),
            Self::Replay => Some("replay"),
            Self::Token | Self::Plan | Self::Request => None,
        }
    }
}

fn decode(text: &str) -> Option<u128> {
    if text.len() != ENCODED_LEN {
        return None;
    }
    text.bytes().enumerate().try_fold(0u128, |value, (at, byte)| {
        let digit = ALPHABET.iter().position(|c| *c == byte.to_ascii_lowercase())?;
        (at > 0 || digit < 8).then_some((value << 5) | digit as u128)
    })
}

/// The type and bits of an id, if the text is one.
fn parse(text: &str) -> Option<(Kind, u128)> {
    let (prefix, rest) = text.split_once('_')?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.prefix() == prefix)?;
    Some((kind, decode(rest)?))
}

/// When an id was made; `None` if the text is no id.
pub fn unix_millis(text: &str) -> Option<i64> {
    parse(text).and_then(|(_, bits)| i64::try_from(bits >> 80).ok())
}

/// An id of this type, or why it is none.
pub fn check(kind: Kind, text: &str) -> Result<String, Failure> {
    match parse(text) {
        Some((found, _)) if found == kind => Ok(text.to_ascii_lowercase()),
        Some((found, _)) => Err(wrong_type(kind, found, text)),
        None => Err(Failure::new(
            Exit::Invalid,
            "invalid_id",
            format!(
                "{text:?} is not an id of {}: those are {}_ and {ENCODED_LEN} characters",
                kind.words(),
                kind.prefix()
            ),
        )),
    }
}

fn wrong_type(expected: Kind, found: Kind, text: &str) -> Failure {
    let failure = Failure::new(
        Exit::Invalid,
        "wrong_id_type",
        format!("{text} is {}, expected {}", found.words(), expected.words()),
    )
    .with("expected", expected.prefix())
    .with("found", found.prefix());
    match expected.noun() {
        Some(noun) => failure.hint(format!("find one: sparrowctl {noun} list")),
        None => failure,
    }
}

/// A webhook by its id or its name.
pub fn webhook(text: &str) -> Result<String, Failure> {
    match parse(text) {
        Some((Kind::Webhook, _)) | None => Ok(text.to_owned()),
        Some((found, _)) => Err(wrong_type(Kind::Webhook, found, text)),
    }
}

/// The ids given, with `-` replaced by those on stdin, one per line.
pub fn expand(
    given: &[String],
    check: impl Fn(&str) -> Result<String, Failure>,
) -> Result<Vec<String>> {
    let mut ids = Vec::with_capacity(given.len());
    for text in given {
        if text == "-" {
            read_lines(&mut ids)?;
        } else {
            ids.push(text.clone());
        }
    }
    if ids.is_empty() {
        return Err(Failure::usage("no_ids", "standard input holds no ids").into());
    }
    let mut seen = std::collections::HashSet::new();
    let checked = ids.iter().map(|text| check(text)).collect::<Result<Vec<_>, Failure>>()?;
    Ok(checked.into_iter().filter(|id| seen.insert(id.clone())).collect())
}

fn read_lines(ids: &mut Vec<String>) -> Result<()> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Err(Failure::usage(
            "no_input",
            "`-` reads ids from standard input, which is a terminal",
        )
        .hint("… list -o name | sparrowctl … -")
        .into());
    }
    for line in stdin.lock().lines() {
        let line = line.map_err(|error| {
            Failure::usage("unreadable_input", "cannot read ids from standard input")
                .note(error.to_string())
        })?;
        let id = line.trim();
        if !id.is_empty() {
            ids.push(id.to_owned());
        }
        if ids.len() > MAX_IDS {
            let message = format!("more than {MAX_IDS} ids on standard input");
            return Err(Failure::new(Exit::Invalid, "too_many_ids", message).into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_types_id_is_named() {
        let error = check(Kind::Webhook, "evt_01jd9x7rkc3v6m2p8wz4t9hq5e").unwrap_err();
        assert_eq!(error.code, "wrong_id_type");
        assert_eq!(error.message, "evt_01jd9x7rkc3v6m2p8wz4t9hq5e is an event, expected a webhook");
        assert!(webhook("evt_01jd9x7rkc3v6m2p8wz4t9hq5e").is_err());
        assert_eq!(webhook("evt_orders"), Ok("evt_orders".to_owned()), "a name may look like one");
        assert_eq!(check(Kind::Event, "evt_short").unwrap_err().code, "invalid_id");
        assert!(check(Kind::Event, "evt_zzzzzzzzzzzzzzzzzzzzzzzzzz").is_err(), "131 bits");
    }

    #[test]
    fn an_id_tells_its_time() {
        assert_eq!(unix_millis("wh_00000000000000000000000000"), Some(0));
        assert_eq!(unix_millis("wh_7zzzzzzzzzzzzzzzzzzzzzzzzz"), Some((1 << 48) - 1));
        assert_eq!(unix_millis("demo"), None);
    }
}
