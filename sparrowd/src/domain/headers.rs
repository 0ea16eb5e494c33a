//! Headers that people add to the requests of a webhook or an event.

use std::collections::BTreeMap;
use std::fmt;

use http::{HeaderName, HeaderValue};

/// Headers in one set, at most.
pub const MAX_HEADERS: usize = 20;
/// Bytes of all names and values of a set, at most.
pub const MAX_HEADER_BYTES: usize = 4 * 1024;

/// What stands for a value that is not shown; where one is set, it says that the value stays.
pub const HIDDEN: &str = "[hidden]";

/// Names that sparrow sets itself, or that would change how HTTP reads the request.
const RESERVED: [&str; 20] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "keep-alive",
    "te",
    "traceparent",
    "tracestate",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];
const RESERVED_PREFIXES: [&str; 4] = ["proxy-", "sparrow-", "webhook-", "x-forwarded-"];

/// Headers that passed the rules, by name in lower case. Their values can be credentials.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct OwnHeaders(BTreeMap<String, String>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadersError {
    #[error("at most {MAX_HEADERS} headers, not {0}")]
    TooMany(usize),
    #[error("names and values have at most {MAX_HEADER_BYTES} bytes in all, these have {0}")]
    TooLarge(usize),
    #[error("{0:?} is not the name of a header")]
    Name(String),
    #[error("the value of {0} has a character that no header may hold")]
    Value(String),
    #[error("{0} is set by sparrow or by HTTP itself")]
    Reserved(String),
    #[error("{0} is there twice")]
    Twice(String),
    #[error("{0} is {HIDDEN}, and has no value that could stay")]
    NothingToKeep(String),
}

impl OwnHeaders {
    pub fn try_new<N, V>(given: impl IntoIterator<Item = (N, V)>) -> Result<Self, HeadersError>
    where
        N: AsRef<str>,
        V: Into<String>,
    {
        let (mut headers, mut bytes) = (BTreeMap::new(), 0_usize);
        for (name, value) in given {
            let (shown, value) = (name.as_ref(), value.into());
            let name = HeaderName::from_bytes(shown.as_bytes())
                .map_err(|_| HeadersError::Name(shown.chars().take(64).collect()))?;
            let name = name.as_str();
            if RESERVED.contains(&name) || RESERVED_PREFIXES.iter().any(|p| name.starts_with(p)) {
                return Err(HeadersError::Reserved(name.to_owned()));
            }
            if !is_value(&value) {
                return Err(HeadersError::Value(name.to_owned()));
            }
            bytes = bytes.saturating_add(name.len() + value.len());
            if headers.insert(name.to_owned(), value).is_some() {
                return Err(HeadersError::Twice(name.to_owned()));
            }
            if headers.len() > MAX_HEADERS {
                return Err(HeadersError::TooMany(headers.len()));
            }
        }
        if bytes > MAX_HEADER_BYTES {
            return Err(HeadersError::TooLarge(bytes));
        }
        Ok(Self(headers))
    }

    /// Headers of these names, as they are shown to those who may not see the values.
    pub fn hidden<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self(names.into_iter().map(|name| (name.into(), HIDDEN.to_owned())).collect())
    }

    /// These, with the values of `present` where one is [`HIDDEN`].
    pub fn over(self, present: &Self) -> Result<Self, HeadersError> {
        let mut headers = self.0;
        for (name, value) in &mut headers {
            if value == HIDDEN {
                let kept = present.0.get(name);
                let kept = kept.ok_or_else(|| HeadersError::NothingToKeep(name.clone()))?;
                value.clone_from(kept);
            }
        }
        Self::try_new(headers)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes of all names and values.
    pub fn bytes(&self) -> usize {
        self.iter().map(|(name, value)| name.len() + value.len()).sum()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl fmt::Debug for OwnHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Visible ASCII, with spaces and tabs inside.
fn is_value(value: &str) -> bool {
    value.trim() == value && HeaderValue::from_str(value).is_ok_and(|value| value.to_str().is_ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(name: &str, value: &str) -> Result<OwnHeaders, HeadersError> {
        OwnHeaders::try_new([(name, value)])
    }

    #[test]
    fn names_are_lower_case_and_in_order() {
        let headers = OwnHeaders::try_new([("X-B", "2"), ("authorization", "Bearer a b")]).unwrap();
        let pairs: Vec<_> = headers.iter().collect();
        assert_eq!(pairs, [("authorization", "Bearer a b"), ("x-b", "2")]);
    }

    #[test]
    fn what_is_refused() {
        for name in ["Host", "content-type", "Webhook-Id", "proxy-authorization", "X-Forwarded-For"]
        {
            assert_eq!(one(name, "x"), Err(HeadersError::Reserved(name.to_ascii_lowercase())));
        }
        for name in ["", "a b", "a:b", "x\r\ny", "é"] {
            assert!(matches!(one(name, "x"), Err(HeadersError::Name(_))), "{name:?}");
        }
        for value in ["a\r\nhost: b", "a\nb", "a\0", "é", " a", "a "] {
            assert_eq!(one("x-a", value), Err(HeadersError::Value("x-a".into())), "{value:?}");
        }
        let twice = OwnHeaders::try_new([("X-A", "1"), ("x-a", "2")]);
        assert_eq!(twice, Err(HeadersError::Twice("x-a".into())));
    }

    #[test]
    fn hidden_values_stay_and_are_not_shown() {
        let present = OwnHeaders::try_new([("x-a", "secret"), ("x-b", "2")]).unwrap();
        assert_eq!(format!("{present:?}"), r#"{"x-a", "x-b"}"#);
        let shown = OwnHeaders::hidden(present.names());
        assert_eq!(shown.iter().next(), Some(("x-a", HIDDEN)));
        assert_eq!(shown.over(&present), Ok(present.clone()));
        let given = OwnHeaders::try_new([("X-A", HIDDEN), ("x-c", "3")]).unwrap();
        let expected = OwnHeaders::try_new([("x-a", "secret"), ("x-c", "3")]).unwrap();
        assert_eq!(given.clone().over(&present), Ok(expected));
        let nothing = given.over(&OwnHeaders::default());
        assert_eq!(nothing, Err(HeadersError::NothingToKeep("x-a".into())));
        let large = OwnHeaders::try_new([("x-a", "v".repeat(MAX_HEADER_BYTES - 3))]).unwrap();
        let given = OwnHeaders::try_new([("x-a", HIDDEN), ("x-b", "2")]).unwrap();
        assert!(matches!(given.over(&large), Err(HeadersError::TooLarge(_))));
    }

    proptest! {
        /// Whatever is taken, HTTP takes too, as one header each.
        #[test]
        fn what_passes_is_a_header(name in ".{0,12}", value in ".{0,12}") {
            let Ok(headers) = one(&name, &value) else { return Ok(()) };
            for (name, value) in headers.iter() {
                prop_assert!(HeaderName::try_from(name).is_ok());
                prop_assert!(HeaderValue::from_str(value).is_ok());
                prop_assert!(!value.contains(['\r', '\n', '\0']));
            }
        }
    }

    #[test]
    fn how_much() {
        let many = |n: usize| OwnHeaders::try_new((0..n).map(|i| (format!("x-{i}"), "v")));
        assert!(many(MAX_HEADERS).is_ok());
        assert_eq!(many(MAX_HEADERS + 1), Err(HeadersError::TooMany(MAX_HEADERS + 1)));
        assert!(one("x", &"v".repeat(MAX_HEADER_BYTES - 1)).is_ok());
        let large = one("x", &"v".repeat(MAX_HEADER_BYTES));
        assert_eq!(large, Err(HeadersError::TooLarge(MAX_HEADER_BYTES + 1)));
    }
}
