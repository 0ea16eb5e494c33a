//! Values as texts.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use prost_reflect::{
    DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, Value,
};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::super::super::error::ApiError;
use super::super::descriptors::word_of;
use super::{Place, wrong};
use crate::domain::retry::parse_duration;

/// What a field's value has to be, in words.
pub(super) fn expected(field: &FieldDescriptor) -> String {
    let kind = match field.kind() {
        Kind::Bool => "true or false",
        Kind::String => "a string",
        Kind::Uint32 | Kind::Uint64 => "a whole number from 0 on",
        Kind::Double => "a number",
        Kind::Bytes => "a string of base64",
        Kind::Enum(of) => return words(&of),
        Kind::Message(of) => known(&of).unwrap_or("an object"),
        _ => "not taken",
    };
    kind.to_owned()
}

/// What a message is that stands as a text. `None`: this one does not.
pub(super) fn known(of: &MessageDescriptor) -> Option<&'static str> {
    match of.full_name() {
        "google.protobuf.Timestamp" => Some("a time such as 2026-11-25T14:00:00Z"),
        "google.protobuf.Duration" => Some("a length of time such as \"15s\""),
        "google.protobuf.FieldMask" => Some("names of fields, with commas between them"),
        _ => None,
    }
}

/// A message that stands as a text. `None`: not as this one.
pub(super) fn well_known(of: &MessageDescriptor, text: &str) -> Option<Value> {
    let pair = |seconds: i64, nanos: i32| {
        let mut message = DynamicMessage::new(of.clone());
        message.set_field_by_name("seconds", Value::I64(seconds));
        message.set_field_by_name("nanos", Value::I32(nanos));
        Value::Message(message)
    };
    match of.full_name() {
        "google.protobuf.Timestamp" => {
            let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
            Some(pair(at.unix_timestamp(), at.nanosecond().cast_signed()))
        }
        "google.protobuf.Duration" => {
            let (seconds, nanos) = seconds(text).or_else(|| {
                let length = parse_duration(text)?;
                Some((i64::try_from(length.as_secs()).ok()?, length.subsec_nanos().cast_signed()))
            })?;
            Some(pair(seconds, nanos))
        }
        "google.protobuf.FieldMask" => {
            let paths = text.split(',').map(str::trim).filter(|path| !path.is_empty());
            let paths = paths.map(|path| Value::String(path.to_owned())).collect();
            let mut message = DynamicMessage::new(of.clone());
            message.set_field_by_name("paths", Value::List(paths));
            Some(Value::Message(message))
        }
        _ => None,
    }
}

/// Seconds and nanoseconds, as lengths of time are shown: `-1.5s`.
fn seconds(text: &str) -> Option<(i64, i32)> {
    let number = text.strip_suffix('s')?;
    let (sign, number) = match number.strip_prefix('-') {
        Some(number) => (-1, number),
        None => (1, number),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 9 {
        return None;
    }
    let nanos: i32 = format!("{part:0<9}").parse().ok()?;
    Some((sign * whole.parse::<i64>().ok()?, i32::try_from(sign).ok()? * nanos))
}

/// By its word, its full name or its number.
pub(super) fn enumerated(
    of: &EnumDescriptor,
    place: &Place<'_>,
    text: &str,
) -> Result<Value, ApiError> {
    let found = of.values().find(|value| {
        value.name() == text
            || word_of(of.name(), value.name()).eq_ignore_ascii_case(text)
            || value.number().to_string() == text
    });
    found.map(|value| Value::EnumNumber(value.number())).ok_or_else(|| wrong(place, &words(of)))
}

fn words(of: &EnumDescriptor) -> String {
    let values = of.values().filter(|value| value.number() != 0);
    let words: Vec<_> = values.map(|value| word_of(of.name(), value.name())).collect();
    format!("one of {}", words.join(", "))
}

/// Standard, or safe for URLs; with padding or without.
pub(in super::super) fn decode_base64(text: &str) -> Option<Bytes> {
    let text = text.trim_end_matches('=');
    let decoded = if text.contains(['-', '_']) {
        URL_SAFE_NO_PAD.decode(text)
    } else {
        STANDARD.decode(text).or_else(|_| STANDARD_NO_PAD.decode(text))
    };
    decoded.ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_of_time() {
        for (text, read) in [
            ("15s", Some((15, 0))),
            ("1.5s", Some((1, 500_000_000))),
            ("0.000000001s", Some((0, 1))),
            ("-0.25s", Some((0, -250_000_000))),
            ("-3s", Some((-3, 0))),
            ("1.s", None),
            (".5s", None),
            ("1.0000000001s", None),
            ("1.5", None),
            ("+1s", None),
            ("1e3s", None),
        ] {
            assert_eq!(seconds(text), read, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(seconds in -315_576_000_000_i64..315_576_000_000, nanos in 0..1_000_000_000_i32) {
            let nanos = if seconds < 0 { -nanos } else { nanos };
            let shown = crate::api::transcode::show::length(seconds, nanos.into());
            prop_assert_eq!(super::seconds(&shown), Some((seconds, nanos)));
        }
    }
}
