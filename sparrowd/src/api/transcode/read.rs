//! Plain JSON, and the parameters of a path or query, into a message.
//!
//! An object is taken apart into its members as they are written, so that what stands inline keeps
//! every byte; a message's fields then say what each member has to be.

use std::collections::HashMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use prost_reflect::{
    DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MapKey, MessageDescriptor,
    ReflectMessage as _, Value,
};
use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::super::error::{ApiError, Reason, nearest};
use super::descriptors::{content_type_of, name_of, word_of};
use crate::domain::event::JSON;
use crate::domain::json;
use crate::domain::retry::parse_duration;

/// Members of one object, at most.
const MAX_MEMBERS: usize = 100;
/// Messages within messages, at most.
const MAX_DEPTH: usize = 16;
/// What is added to the name of a field whose bytes are given in base64.
pub(in crate::api) const BASE64: &str = "_base64";

/// The message that a body holds. What stands inline shares the body's memory.
pub(super) fn body(input: MessageDescriptor, bytes: &Bytes) -> Result<DynamicMessage, ApiError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| ApiError::new(Reason::InvalidJson, "the body is not UTF-8"))?;
    let text = if text.trim().is_empty() { "{}" } else { text };
    Reader { bytes }.message(input, "", text, MAX_DEPTH)
}

/// Sets a field by its dotted path, from a path's variable or a query's pair. One that repeats adds.
pub(super) fn set(message: &mut DynamicMessage, path: &str, text: &str) -> Result<(), ApiError> {
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    let Some(field) = named(&message.descriptor(), first) else {
        return Err(unknown_field("", first, &message.descriptor(), "parameter"));
    };
    if let Some(rest) = rest {
        if field.is_list() || field.is_map() || !matches!(field.kind(), Kind::Message(_)) {
            return Err(ApiError::field(
                Reason::UnknownField,
                path,
                format!("there is no parameter {path}"),
            ));
        }
        let Some(inner) = message.get_field_mut(&field).as_message_mut() else {
            return Err(ApiError::invalid(path, format!("{path} can't be a parameter")));
        };
        return set(inner, rest, text);
    }
    if field.is_map() {
        return Err(ApiError::invalid(path, format!("{path} can't be a parameter")));
    }
    let value = parameter(&field, path, text)?;
    if field.is_list() {
        if let Some(list) = message.get_field_mut(&field).as_list_mut() {
            if list.len() >= MAX_MEMBERS {
                return Err(ApiError::invalid(path, format!("{path} stands there too often")));
            }
            list.push(value);
        }
    } else if message.has_field(&field) {
        return Err(ApiError::invalid(path, format!("{path} stands there twice")));
    } else {
        message.set_field(&field, value);
    }
    Ok(())
}

/// A single value as text.
fn parameter(field: &FieldDescriptor, place: &str, text: &str) -> Result<Value, ApiError> {
    match field.kind() {
        Kind::Bool => match text {
            "true" | "1" | "" => Ok(Value::Bool(true)),
            "false" | "0" => Ok(Value::Bool(false)),
            _ => Err(wrong(place, "true or false")),
        },
        Kind::String => Ok(Value::String(text.to_owned())),
        Kind::Uint32 => text.parse().map(Value::U32).map_err(|_| wrong(place, WHOLE)),
        Kind::Uint64 => text.parse().map(Value::U64).map_err(|_| wrong(place, WHOLE)),
        Kind::Double => finite(text.parse().ok(), place),
        Kind::Enum(of) => enumerated(&of, place, text),
        Kind::Message(of) => match well_known(&of, place, text) {
            Some(value) => value,
            None => Err(wrong(place, "an object, and can't be a parameter")),
        },
        _ => Err(wrong(place, "no parameter")),
    }
}

const WHOLE: &str = "a whole number from 0 on";

fn wrong(place: &str, kind: &str) -> ApiError {
    ApiError::invalid(place, format!("{place} is {kind}"))
}

fn finite(number: Option<f64>, place: &str) -> Result<Value, ApiError> {
    let number = number.filter(|number| number.is_finite());
    number.map(Value::F64).ok_or_else(|| wrong(place, "a number"))
}

/// By its word, its full name or its number.
fn enumerated(of: &EnumDescriptor, place: &str, text: &str) -> Result<Value, ApiError> {
    let found = of.values().find(|value| {
        value.name() == text
            || word_of(of.name(), value.name()).eq_ignore_ascii_case(text)
            || value.number().to_string() == text
    });
    found.map(|value| Value::EnumNumber(value.number())).ok_or_else(|| {
        let words: Vec<_> = of
            .values()
            .filter(|value| value.number() != 0)
            .map(|value| word_of(of.name(), value.name()))
            .collect();
        wrong(place, &format!("one of {}", words.join(", ")))
    })
}

/// Messages that stand as a text. `None`: this is none of them.
fn well_known(of: &MessageDescriptor, place: &str, text: &str) -> Option<Result<Value, ApiError>> {
    let pair = |seconds: i64, nanos: i32| {
        let mut message = DynamicMessage::new(of.clone());
        message.set_field_by_name("seconds", Value::I64(seconds));
        message.set_field_by_name("nanos", Value::I32(nanos));
        Value::Message(message)
    };
    Some(match of.full_name() {
        "google.protobuf.Timestamp" => OffsetDateTime::parse(text, &Rfc3339)
            .map(|at| pair(at.unix_timestamp(), at.nanosecond().cast_signed()))
            .map_err(|_| wrong(place, "a time such as 2026-11-25T14:00:00Z")),
        "google.protobuf.Duration" => parse_duration(text)
            .and_then(|length| {
                let seconds = i64::try_from(length.as_secs()).ok()?;
                Some(pair(seconds, length.subsec_nanos().cast_signed()))
            })
            .ok_or_else(|| wrong(place, "a length of time such as \"15s\"")),
        "google.protobuf.FieldMask" => {
            let paths = text.split(',').map(str::trim).filter(|path| !path.is_empty());
            let paths = paths.map(|path| Value::String(path.to_owned())).collect();
            let mut message = DynamicMessage::new(of.clone());
            message.set_field_by_name("paths", Value::List(paths));
            Ok(Value::Message(message))
        }
        _ => return None,
    })
}

/// The field of this name: as plain JSON, the proto or protobuf's JSON has it.
fn named(message: &MessageDescriptor, name: &str) -> Option<FieldDescriptor> {
    message
        .fields()
        .find(|field| name_of(field) == name)
        .or_else(|| message.get_field_by_name(name))
        .or_else(|| message.get_field_by_json_name(name))
}

fn unknown_field(place: &str, name: &str, message: &MessageDescriptor, kind: &str) -> ApiError {
    let shown: String = name.chars().take(64).collect();
    let at = join(place, &shown);
    let error = ApiError::field(Reason::UnknownField, &at, format!("there is no {kind} {at}"));
    let fields: Vec<_> = message.fields().collect();
    let names = fields.iter().map(name_of);
    match nearest(name, names.clone()) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint(format!("there are: {}", names.collect::<Vec<_>>().join(", "))),
    }
}

fn join(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

struct Reader<'a> {
    bytes: &'a Bytes,
}

impl Reader<'_> {
    fn message(
        &self,
        of: MessageDescriptor,
        place: &str,
        text: &str,
        depth: usize,
    ) -> Result<DynamicMessage, ApiError> {
        let what = if place.is_empty() { "the body" } else { place };
        if depth == 0 {
            return Err(ApiError::new(Reason::InvalidJson, format!("{what} is nested too deep")));
        }
        let members: Members<'_> = serde_json::from_str(text).map_err(|error| {
            let message = match json::check(text.as_bytes()) {
                Ok(()) => format!("{what} is no JSON object: {error}"),
                Err(wrong) => format!("{what} is not JSON: {wrong}"),
            };
            ApiError::new(Reason::InvalidJson, message)
        })?;
        let mut message = DynamicMessage::new(of.clone());
        for (name, raw) in members.0 {
            let Some(field) = named(&of, &name) else {
                Self::in_base64(&mut message, place, &name, raw)?;
                continue;
            };
            if raw.get() == "null" && content_type_of(&field).is_none() {
                continue;
            }
            let place = join(place, name_of(&field));
            if message.has_field(&field) {
                return Err(ApiError::invalid(&place, format!("{place} stands there twice")));
            }
            let value = self.value(&field, &place, raw, depth)?;
            message.set_field(&field, value);
        }
        inline_is_there(&message, place)?;
        Ok(message)
    }

    /// `payload_base64`: the bytes of a field that otherwise stands inline.
    fn in_base64(
        message: &mut DynamicMessage,
        place: &str,
        name: &str,
        raw: &RawValue,
    ) -> Result<(), ApiError> {
        let of = message.descriptor();
        let field = name.strip_suffix(BASE64).and_then(|name| named(&of, name));
        let Some(field) = field.filter(|field| content_type_of(field).is_some()) else {
            return Err(unknown_field(place, name, &of, "field"));
        };
        let place = join(place, name);
        if message.has_field(&field) {
            return Err(ApiError::invalid(&place, format!("{place} stands there twice")));
        }
        message.set_field(&field, base64(&place, raw)?);
        Ok(())
    }

    fn value(
        &self,
        field: &FieldDescriptor,
        place: &str,
        raw: &RawValue,
        depth: usize,
    ) -> Result<Value, ApiError> {
        if field.is_map() {
            let pairs: HashMap<String, String> = plain(place, raw, "an object of strings")?;
            let pairs =
                pairs.into_iter().map(|(key, value)| (MapKey::String(key), Value::String(value)));
            return Ok(Value::Map(pairs.collect()));
        }
        if field.is_list() {
            let items: Vec<&RawValue> =
                serde_json::from_str(raw.get()).map_err(|_| wrong(place, "an array"))?;
            let numbered = items.into_iter().enumerate();
            let items =
                numbered.map(|(n, item)| self.single(field, &format!("{place}[{n}]"), item, depth));
            return Ok(Value::List(items.collect::<Result<_, _>>()?));
        }
        self.single(field, place, raw, depth)
    }

    fn single(
        &self,
        field: &FieldDescriptor,
        place: &str,
        raw: &RawValue,
        depth: usize,
    ) -> Result<Value, ApiError> {
        Ok(match field.kind() {
            Kind::Bool => Value::Bool(plain(place, raw, "true or false")?),
            Kind::String => Value::String(plain(place, raw, "a string")?),
            Kind::Uint32 => Value::U32(plain(place, raw, WHOLE)?),
            Kind::Uint64 => match raw.get().trim_matches('"').parse() {
                Ok(number) => Value::U64(number),
                Err(_) => return Err(wrong(place, WHOLE)),
            },
            Kind::Double => finite(serde_json::from_str(raw.get()).ok(), place)?,
            Kind::Enum(of) => match serde_json::from_str::<String>(raw.get()) {
                Ok(word) => enumerated(&of, place, &word)?,
                Err(_) => enumerated(&of, place, raw.get())?,
            },
            Kind::Bytes if content_type_of(field).is_some() => {
                Value::Bytes(self.bytes.slice_ref(raw.get().as_bytes()))
            }
            Kind::Bytes => base64(place, raw)?,
            Kind::Message(of) => {
                let text = serde_json::from_str::<String>(raw.get()).ok();
                let paths = serde_json::from_str::<Vec<String>>(raw.get()).ok();
                let text = text.or_else(|| paths.map(|paths| paths.join(",")));
                match text.and_then(|text| well_known(&of, place, &text)) {
                    Some(value) => value?,
                    // Says what was expected, if it is one that stands as a text.
                    None => match well_known(&of, place, "?") {
                        Some(Err(error)) => return Err(error),
                        _ => Value::Message(self.message(of, place, raw.get(), depth - 1)?),
                    },
                }
            }
            _ => return Err(wrong(place, "not taken")),
        })
    }
}

/// What can stand inline has to be there, and only JSON does.
fn inline_is_there(message: &DynamicMessage, place: &str) -> Result<(), ApiError> {
    for field in message.descriptor().fields() {
        if content_type_of(&field).is_some() && !message.has_field(&field) {
            let empty_is_meant = content_type_of(&field).is_some_and(|of_type| {
                message
                    .get_field(of_type)
                    .as_str()
                    .is_some_and(|text| !text.is_empty() && text != JSON)
            });
            if !empty_is_meant {
                return Err(ApiError::missing(&join(place, name_of(&field))));
            }
        }
    }
    Ok(())
}

fn plain<T: DeserializeOwned>(place: &str, raw: &RawValue, kind: &str) -> Result<T, ApiError> {
    serde_json::from_str(raw.get()).map_err(|_| wrong(place, kind))
}

/// Standard, or safe for URLs; with padding or without.
fn base64(place: &str, raw: &RawValue) -> Result<Value, ApiError> {
    let text: String = plain(place, raw, "a string of base64")?;
    decode_base64(&text).map(Value::Bytes).ok_or_else(|| wrong(place, "a string of base64"))
}

pub(super) fn decode_base64(text: &str) -> Option<Bytes> {
    let text = text.trim_end_matches('=');
    let decoded = if text.contains(['-', '_']) {
        URL_SAFE_NO_PAD.decode(text)
    } else {
        STANDARD
            .decode(text)
            .or_else(|_| base64::engine::general_purpose::STANDARD_NO_PAD.decode(text))
    };
    decoded.ok().map(Bytes::from)
}

/// The members of an object as they are written, each name once.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: Self::Value = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    if members.iter().any(|(known, _)| *known == name) {
                        return Err(de::Error::custom(format!("field {name} stands twice")));
                    }
                    if members.len() == MAX_MEMBERS {
                        return Err(de::Error::custom("too many fields"));
                    }
                    members.push((name, value));
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Object).map(Members)
    }
}
