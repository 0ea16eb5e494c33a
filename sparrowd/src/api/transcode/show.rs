//! A message as plain JSON. Names are those of the proto (`name` and `events` those that it gives
//! apart), times are RFC 3339, lengths of time seconds as in `0.083s`, values of enums short words;
//! JSON that was pushed stands inline, byte for byte.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, ReflectMessage as _, Value,
};
use serde::ser::{Error as _, Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::super::events::check::is_json;
use super::descriptors::{content_type_of, name_of, word_of};
use super::read::BASE64;

/// A message, to be written.
pub(super) struct Shown<'a>(pub(super) &'a DynamicMessage);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = self.0;
        match well_known(message) {
            Text::Is(text) => return text.serialize(serializer),
            Text::None => return serializer.serialize_none(),
            Text::Object => {}
        }
        let mut map = serializer.serialize_map(None)?;
        for field in message.descriptor().fields() {
            let has = message.has_field(&field);
            let value = message.get_field(&field);
            if let Some(of_type) = content_type_of(&field) {
                if let Some(bytes) = value.as_bytes().filter(|bytes| !bytes.is_empty()) {
                    let of_type = message.get_field(of_type);
                    match inline(bytes, of_type.as_str().unwrap_or_default()) {
                        Some(raw) => map.serialize_entry(name_of(&field), raw)?,
                        None => map.serialize_entry(
                            &format!("{}{BASE64}", name_of(&field)),
                            &STANDARD.encode(bytes),
                        )?,
                    }
                }
                continue;
            }
            if !has && (field.containing_oneof().is_some() || field.supports_presence()) {
                // One of several shows itself alone; anything else that is not there is null.
                if field.containing_oneof().is_none() {
                    map.serialize_entry(name_of(&field), &())?;
                }
                continue;
            }
            map.serialize_entry(name_of(&field), &Field(&field, &value))?;
        }
        map.end()
    }
}

/// `None`: not JSON, or not all of it would be kept.
fn inline<'a>(bytes: &'a [u8], content_type: &str) -> Option<&'a RawValue> {
    if !content_type.is_empty() && !is_json(content_type) {
        return None;
    }
    let raw: &RawValue = serde_json::from_slice(bytes).ok()?;
    (raw.get().len() == bytes.len()).then_some(raw)
}

struct Field<'a>(&'a FieldDescriptor, &'a Value);

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(field, value) = self;
        match value {
            Value::Bool(value) => value.serialize(serializer),
            Value::I32(value) => value.serialize(serializer),
            Value::I64(value) => value.serialize(serializer),
            Value::U32(value) => value.serialize(serializer),
            Value::U64(value) => value.serialize(serializer),
            Value::F32(value) => value.serialize(serializer),
            Value::F64(value) => value.serialize(serializer),
            Value::String(value) => value.serialize(serializer),
            Value::Bytes(value) => STANDARD.encode(value).serialize(serializer),
            Value::EnumNumber(number) => word(field, *number).serialize(serializer),
            Value::Message(message) => Shown(message).serialize(serializer),
            Value::List(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(&Field(field, item))?;
                }
                seq.end()
            }
            Value::Map(pairs) => {
                // In order, so that the same message is the same text.
                let mut pairs: Vec<_> = pairs.iter().collect();
                pairs.sort_by_key(|(key, _)| (*key).clone());
                let mut map = serializer.serialize_map(Some(pairs.len()))?;
                for (key, value) in pairs {
                    let MapKey::String(key) = key else {
                        return Err(S::Error::custom("a map's keys are strings"));
                    };
                    map.serialize_entry(key, &Field(field, value))?;
                }
                map.end()
            }
        }
    }
}

/// The word for a value; null for none.
fn word(field: &FieldDescriptor, number: i32) -> Option<String> {
    let Kind::Enum(of) = field.kind() else { return None };
    if number == 0 {
        return None;
    }
    Some(match of.get_value(number) {
        Some(value) => word_of(of.name(), value.name()),
        None => number.to_string(),
    })
}

/// How a message stands.
enum Text {
    Is(String),
    /// As a text, but there is none: what no calendar holds.
    None,
    Object,
}

fn well_known(message: &DynamicMessage) -> Text {
    let of: MessageDescriptor = message.descriptor();
    let number = |name| match message.get_field_by_name(name).as_deref() {
        Some(Value::I64(number)) => *number,
        Some(Value::I32(number)) => i64::from(*number),
        _ => 0,
    };
    match of.full_name() {
        "google.protobuf.Timestamp" => {
            let nanos = i128::from(number("seconds")) * 1_000_000_000 + i128::from(number("nanos"));
            let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok();
            at.and_then(|at| at.format(&Rfc3339).ok()).map_or(Text::None, Text::Is)
        }
        "google.protobuf.Duration" => Text::Is(length(number("seconds"), number("nanos"))),
        "google.protobuf.FieldMask" => {
            let paths = message.get_field_by_name("paths");
            let paths = paths.as_deref().and_then(Value::as_list).unwrap_or_default();
            let paths: Vec<_> = paths.iter().filter_map(Value::as_str).collect();
            Text::Is(paths.join(","))
        }
        _ => Text::Object,
    }
}

/// Seconds, with as many digits after the point as there are.
pub(super) fn length(seconds: i64, nanos: i64) -> String {
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    let (seconds, nanos) = (seconds.unsigned_abs(), nanos.unsigned_abs());
    if nanos == 0 {
        return format!("{sign}{seconds}s");
    }
    let digits = format!("{nanos:09}");
    format!("{sign}{seconds}.{}s", digits.trim_end_matches('0'))
}
