//! Events: the grammar of event types, of the patterns that webhooks subscribe with, and the
//! limits of what may be pushed.

use std::fmt;

/// Why a text is not an event type or pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventTypeError {
    #[error("an event type may not be empty")]
    Empty,
    #[error("an event type may have at most 128 bytes, this one has {0}")]
    TooLong(usize),
    #[error("an event type is segments of a-z A-Z 0-9 _ - joined by dots, not {0:?}")]
    Character(char),
    #[error("an event type may not begin or end with a dot or hold two in a row")]
    EmptySegment,
    #[error("a pattern is an event type, `prefix.*` or `*`; here the `*` stands elsewhere")]
    Star,
}

/// What the types of sparrow's own events begin with.
const RESERVED: &str = "sparrow.";

/// A name such as `order.paid`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventType(String);

impl EventType {
    pub const MAX_BYTES: usize = 128;

    pub fn try_new(text: &str) -> Result<Self, EventTypeError> {
        check(text)?;
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one of sparrow's own, which nobody else may push.
    pub fn is_reserved(&self) -> bool {
        self.0.starts_with(RESERVED)
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check(text: &str) -> Result<(), EventTypeError> {
    if text.is_empty() {
        return Err(EventTypeError::Empty);
    }
    if text.len() > EventType::MAX_BYTES {
        return Err(EventTypeError::TooLong(text.len()));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if let Some(bad) = text.chars().find(|c| !allowed(*c)) {
        return Err(if bad == '*' { EventTypeError::Star } else { EventTypeError::Character(bad) });
    }
    if text.split('.').any(str::is_empty) {
        return Err(EventTypeError::EmptySegment);
    }
    Ok(())
}

/// What a webhook subscribes with: an event type, `prefix.*` (all that begin with `prefix.`, at any
/// depth) or `*` (all).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventPattern<T = String> {
    All,
    /// With the dot: `order.` for `order.*`.
    Prefix(T),
    Exact(T),
}

impl EventPattern {
    pub fn try_new(text: &str) -> Result<Self, EventTypeError> {
        if text == "*" {
            return Ok(Self::All);
        }
        if let Some(prefix) = text.strip_suffix(".*") {
            check(prefix)?;
            return Ok(Self::Prefix(format!("{prefix}.")));
        }
        check(text)?;
        Ok(Self::Exact(text.to_owned()))
    }

    /// All patterns that match an event of this type.
    pub fn all_matching(event_type: &EventType) -> Vec<Self> {
        let owned = |pattern| match pattern {
            EventPattern::All => Self::All,
            EventPattern::Prefix(prefix) => Self::Prefix(str::to_owned(prefix)),
            EventPattern::Exact(exact) => Self::Exact(str::to_owned(exact)),
        };
        EventPattern::of(event_type).map(owned).collect()
    }

    pub fn matches(&self, event_type: &str) -> bool {
        match self {
            Self::All => true,
            Self::Prefix(prefix) => {
                event_type.len() > prefix.len() && event_type.starts_with(prefix.as_str())
            }
            Self::Exact(exact) => exact == event_type,
        }
    }
}

impl<'a> EventPattern<&'a str> {
    /// All patterns that match an event of this type: a closed list, so that what wants it can be
    /// found by comparing. They hash as the others do.
    pub fn of(event_type: &'a EventType) -> impl Iterator<Item = Self> {
        let text = event_type.as_str();
        let prefixes = text.match_indices('.').map(|(at, _)| Self::Prefix(&text[..=at]));
        [Self::All, Self::Exact(text)].into_iter().chain(prefixes)
    }
}

impl fmt::Display for EventPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::Prefix(prefix) => write!(f, "{prefix}*"),
            Self::Exact(exact) => f.write_str(exact),
        }
    }
}

/// The content type of an event pushed without one.
pub const JSON: &str = "application/json";
/// Bytes of a content type, at most.
pub const MAX_CONTENT_TYPE: usize = 128;
/// Entries of an event's metadata, at most.
pub const MAX_METADATA_ENTRIES: usize = 50;
/// Bytes of one key or value of metadata, at most.
pub const MAX_METADATA_BYTES: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        for good in ["a", "order.paid", "user-v2.signed_up.EU", "0.1"] {
            assert_eq!(EventType::try_new(good).unwrap().as_str(), good);
        }
        for (bad, why) in [
            ("", EventTypeError::Empty),
            ("a b", EventTypeError::Character(' ')),
            ("ordér", EventTypeError::Character('é')),
            (".a", EventTypeError::EmptySegment),
            ("a..b", EventTypeError::EmptySegment),
            ("a.", EventTypeError::EmptySegment),
            ("a.*", EventTypeError::Star),
        ] {
            assert_eq!(EventType::try_new(bad), Err(why), "{bad:?}");
        }
        assert_eq!(EventType::try_new(&"x".repeat(129)), Err(EventTypeError::TooLong(129)));
    }

    #[test]
    fn patterns() {
        let cases = [
            ("*", "order.paid", true),
            ("order.*", "order.paid", true),
            ("order.*", "order.paid.eu", true),
            ("order.*", "order", false),
            ("order.*", "order.", false),
            ("order.*", "orders.paid", false),
            ("order.paid", "order.paid", true),
            ("order.paid", "order.paid.eu", false),
        ];
        for (pattern, event_type, matches) in cases {
            let parsed = EventPattern::try_new(pattern).unwrap();
            assert_eq!(parsed.matches(event_type), matches, "{pattern} on {event_type}");
            assert_eq!(parsed.to_string(), pattern);
            if let Ok(event_type) = EventType::try_new(event_type) {
                let all = EventPattern::all_matching(&event_type);
                assert_eq!(all.contains(&parsed), matches, "{pattern} among those of {event_type}");
            }
        }
        for bad in ["", "**", "*.paid", "order.*.eu", "order*", ".*"] {
            assert!(EventPattern::try_new(bad).is_err(), "{bad:?}");
        }
    }
}
