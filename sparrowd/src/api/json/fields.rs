//! Objects of a body, field by field. Values stay the text that they are, so that a payload comes
//! out as it was written; every field is asked for by name, and what nobody asked for is an error.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

use super::super::error::{ApiError, Reason, nearest};
use crate::domain::json;
use crate::domain::retry::parse_duration;

/// An object, while its fields are taken out of it.
pub(super) struct Fields<'a> {
    /// Where it stands: `event`, or empty for the body itself.
    path: String,
    entries: Vec<(String, &'a RawValue)>,
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The body itself.
    pub(super) fn of_body(bytes: &'a [u8]) -> Result<Self, ApiError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| ApiError::new(Reason::InvalidJson, "the body is not UTF-8"))?;
        Self::parse(String::new(), text)
    }

    fn parse(path: String, text: &'a str) -> Result<Self, ApiError> {
        let entries: Entries<'a> = serde_json::from_str(text).map_err(|error| {
            let what = if path.is_empty() { "the body" } else { path.as_str() };
            let message = match json::check(text.as_bytes()) {
                Ok(()) => format!("{what} is no JSON object: {error}"),
                Err(wrong) => format!("{what} is not JSON: {wrong}"),
            };
            ApiError::new(Reason::InvalidJson, message)
        })?;
        Ok(Self { path, entries: entries.0, asked: Vec::new() })
    }

    fn place(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// The value as it is written, `null` too.
    pub(super) fn raw(&mut self, name: &'static str) -> Option<&'a RawValue> {
        self.asked.push(name);
        let at = self.entries.iter().position(|(key, _)| key == name)?;
        Some(self.entries.swap_remove(at).1)
    }

    /// A value that is there and not `null`.
    fn value<T: Deserialize<'a>>(
        &mut self,
        name: &'static str,
        kind: &str,
    ) -> Result<Option<T>, ApiError> {
        let Some(raw) = self.raw(name) else { return Ok(None) };
        serde_json::from_str::<Option<T>>(raw.get()).map_err(|_| {
            let place = self.place(name);
            ApiError::invalid(&place, format!("{place} is {kind}"))
        })
    }

    /// A text; empty if it is left out.
    pub(super) fn text(&mut self, name: &'static str) -> Result<String, ApiError> {
        Ok(self.value(name, "a string")?.unwrap_or_default())
    }

    pub(super) fn texts(&mut self, name: &'static str) -> Result<Vec<String>, ApiError> {
        Ok(self.value(name, "an array of strings")?.unwrap_or_default())
    }

    pub(super) fn number(&mut self, name: &'static str) -> Result<u32, ApiError> {
        Ok(self.value(name, "a whole number from 0 on")?.unwrap_or_default())
    }

    pub(super) fn numbers(&mut self, name: &'static str) -> Result<Vec<u32>, ApiError> {
        Ok(self.value(name, "an array of whole numbers from 0 on")?.unwrap_or_default())
    }

    pub(super) fn map(&mut self, name: &'static str) -> Result<BTreeMap<String, String>, ApiError> {
        Ok(self.value(name, "an object of strings")?.unwrap_or_default())
    }

    /// A length of time such as `15s`.
    pub(super) fn length(&mut self, name: &'static str) -> Result<Option<Duration>, ApiError> {
        let kind = "a length of time such as \"15s\"";
        let Some(text) = self.value::<String>(name, kind)? else { return Ok(None) };
        let place = self.place(name);
        let length = parse_duration(&text);
        length.map(Some).ok_or_else(|| ApiError::invalid(&place, format!("{place} is {kind}")))
    }

    pub(super) fn object(&mut self, name: &'static str) -> Result<Option<Self>, ApiError> {
        match self.raw(name) {
            None => Ok(None),
            Some(raw) if raw.get() == "null" => Ok(None),
            Some(raw) => Self::parse(self.place(name), raw.get()).map(Some),
        }
    }

    /// Nothing may be left.
    pub(super) fn finish(self) -> Result<(), ApiError> {
        let Some((left, _)) = self.entries.first() else { return Ok(()) };
        let shown: String = left.chars().take(64).collect();
        let place = self.place(&shown);
        let error =
            ApiError::field(Reason::UnknownField, &place, format!("there is no field {place}"));
        Err(match nearest(left, self.asked.iter().copied()) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint(format!("its fields are {}", self.asked.join(", "))),
        })
    }
}

/// The fields of an object in their order, each once.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

/// Fields of one object, at most: none of ours has as many.
const MAX_FIELDS: usize = 100;

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries: Self::Value = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
                    if entries.iter().any(|(known, _)| *known == key) {
                        return Err(de::Error::custom(format!("field {key} stands twice")));
                    }
                    if entries.len() == MAX_FIELDS {
                        return Err(de::Error::custom("too many fields"));
                    }
                    entries.push((key, value));
                }
                Ok(entries)
            }
        }

        deserializer.deserialize_map(Object).map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_out_as_they_are_written() {
        let body = br#"{"event": {"payload":  {"b": 9007199254740993, "a":1.50 ,"a":"\u0041"} }}"#;
        let mut fields = Fields::of_body(body).unwrap();
        let mut event = fields.object("event").unwrap().unwrap();
        let payload = event.raw("payload").unwrap().get();
        assert_eq!(payload, r#"{"b": 9007199254740993, "a":1.50 ,"a":"\u0041"}"#);
        assert!(event.finish().is_ok() && fields.finish().is_ok());
    }

    #[test]
    fn every_kind_of_value() {
        let body = br#"{"t":"x","l":["a","b"],"n":7,"d":"1m30s","m":{"k":"v"},"none":null}"#;
        let mut fields = Fields::of_body(body).unwrap();
        assert_eq!(fields.text("t").unwrap(), "x");
        assert_eq!(fields.texts("l").unwrap(), ["a", "b"]);
        assert_eq!(fields.number("n").unwrap(), 7);
        assert_eq!(fields.length("d").unwrap(), Some(Duration::from_secs(90)));
        assert_eq!(fields.map("m").unwrap()["k"], "v");
        assert_eq!(fields.text("none").unwrap(), "");
        assert_eq!(fields.text("left out").unwrap(), "");
        assert!(fields.finish().is_ok());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let refused = |body: &str| {
            let mut fields = Fields::of_body(body.as_bytes())?;
            let mut event = fields.object("event")?.ok_or_else(|| ApiError::missing("event"))?;
            event.text("namespace")?;
            event.length("ttl")?;
            event.finish()?;
            fields.finish()
        };
        for (body, reason, message) in [
            ("[]", Reason::InvalidJson, "the body is no JSON object"),
            ("{", Reason::InvalidJson, "the body is not JSON: line 1, column 1"),
            (r#"{"event":7}"#, Reason::InvalidJson, "event is no JSON object"),
            (r#"{"event":null}"#, Reason::MissingField, "event is required"),
            (
                r#"{"event":{},"event":{}}"#,
                Reason::InvalidJson,
                "the body is no JSON object: field event stands twice",
            ),
            (
                r#"{"event":{"namespace":7}}"#,
                Reason::InvalidArgument,
                "event.namespace is a string",
            ),
            (r#"{"event":{"ttl":"soon"}}"#, Reason::InvalidArgument, "event.ttl is a length"),
            (
                r#"{"event":{"namespce":""}}"#,
                Reason::UnknownField,
                "there is no field event.namespce",
            ),
        ] {
            let error = refused(body).unwrap_err();
            assert_eq!(error.reason(), reason, "{body}: {error}");
            assert!(error.to_string().starts_with(message), "{body}: {error}");
        }
        let error = refused(r#"{"event":{"namespce":""}}"#).unwrap_err();
        assert_eq!(error.hint_text(), Some("did you mean namespace?"));
    }
}
