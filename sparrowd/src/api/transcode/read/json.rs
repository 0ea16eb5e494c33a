//! A body.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

use bytes::Bytes;
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, ReflectMessage as _, Value,
};
use serde::de::{
    Deserialize as _, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::super::super::error::{ApiError, Reason};
use super::super::super::intake::weight::{MESSAGE, PAIR, TEXT, add};
use super::super::descriptors::{content_type_of, name_of};
use super::text::{decode_base64, enumerated, expected, known, well_known};
use super::{BASE64, Place, named, twice, unknown_field, wrong};
use crate::domain::event::JSON;
use crate::domain::json;

/// The message that a body holds, and what it weighs beside its bytes. What stands inline shares the
/// body's memory.
pub(in super::super) fn body(
    input: MessageDescriptor,
    bytes: &Bytes,
) -> Result<(DynamicMessage, usize), ApiError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| ApiError::new(Reason::InvalidJson, "the body is not UTF-8"))?;
    let text = if text.trim_ascii().is_empty() { "{}" } else { text };
    let reader = Reader { bytes, weight: Cell::new(0), refused: RefCell::new(None) };
    let mut json = serde_json::Deserializer::from_str(text);
    let whole = Whole { reader: &reader, of: input };
    let read = (&mut json).deserialize_any(whole).and_then(|message| {
        json.end()?;
        Ok(message)
    });
    match (reader.refused.into_inner(), read) {
        (Some(refused), _) => Err(refused),
        (None, Ok(message)) => Ok((message, reader.weight.get())),
        (None, Err(error)) => {
            let wrong = json::syntax(&error);
            Err(ApiError::new(Reason::InvalidJson, format!("the body is not JSON: {wrong}")))
        }
    }
}

struct Reader<'b> {
    bytes: &'b Bytes,
    weight: Cell<usize>,
    /// Why reading was given up: what serde can carry of it is a text.
    refused: RefCell<Option<ApiError>>,
}

impl Reader<'_> {
    fn refuse<E: Error>(&self, error: ApiError) -> E {
        self.refused.replace(Some(error));
        E::custom("refused")
    }

    fn add<E: Error>(&self, more: usize) -> Result<(), E> {
        let mut weight = self.weight.get();
        let added = add(&mut weight, more);
        self.weight.set(weight);
        added.map_err(|error| self.refuse(error))
    }

    fn message<'de, A: MapAccess<'de>>(
        &self,
        of: &MessageDescriptor,
        place: &Place<'_>,
        mut members: A,
    ) -> Result<DynamicMessage, A::Error> {
        let mut message = DynamicMessage::new(of.clone());
        let mut seen = Vec::new();
        while let Some(name) = members.next_key::<String>()? {
            let (field, in_base64) = match named(of, &name) {
                Some(field) => (field, false),
                // The bytes of a field that otherwise stands inline.
                None => match name.strip_suffix(BASE64).and_then(|name| named(of, name)) {
                    Some(field) if content_type_of(&field).is_some() => (field, true),
                    _ => return Err(self.refuse(unknown_field(place, &name, of, "field"))),
                },
            };
            let named = if in_base64 { &name } else { name_of(&field) };
            let place = Place::Member(place, named);
            if seen.contains(&field.number()) {
                return Err(self.refuse(twice(&place)));
            }
            seen.push(field.number());
            if content_type_of(&field).is_some() && !in_base64 {
                let raw = members.next_value::<&RawValue>()?;
                let inline = self.bytes.slice_ref(raw.get().as_bytes());
                message.set_field(&field, Value::Bytes(inline));
                continue;
            }
            let slot = Slot { reader: self, field: &field, place: &place };
            if let Some(value) = members.next_value_seed(slot)? {
                message.set_field(&field, value);
            }
        }
        inline_is_there(&message, place).map_err(|error| self.refuse(error))?;
        Ok(message)
    }
}

/// What can stand inline has to be there, and only JSON does.
fn inline_is_there(message: &DynamicMessage, place: &Place<'_>) -> Result<(), ApiError> {
    for field in message.descriptor().fields() {
        let Some(of_type) = content_type_of(&field).filter(|_| !message.has_field(&field)) else {
            continue;
        };
        let of_type = message.get_field(of_type);
        let empty_is_meant = of_type.as_str().is_some_and(|text| !text.is_empty() && text != JSON);
        if !empty_is_meant {
            return Err(ApiError::missing(&Place::Member(place, name_of(&field)).to_string()));
        }
    }
    Ok(())
}

struct Whole<'r> {
    reader: &'r Reader<'r>,
    of: MessageDescriptor,
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = DynamicMessage;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<DynamicMessage, A::Error> {
        self.reader.message(&self.of, &Place::Body, members)
    }
}

/// Where the value of a field stands. What comes of it is `None` for null: the field is not there.
#[derive(Clone, Copy)]
struct Slot<'r> {
    reader: &'r Reader<'r>,
    field: &'r FieldDescriptor,
    place: &'r Place<'r>,
}

impl<'de> DeserializeSeed<'de> for Slot<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.field.is_map() {
            deserializer.deserialize_any(Many(self, "an object of strings"))
        } else if self.field.is_list() {
            deserializer.deserialize_any(Many(self, "an array"))
        } else {
            deserializer.deserialize_any(One(self))
        }
    }
}

impl Slot<'_> {
    fn wrong<E: Error>(&self, kind: &str) -> E {
        self.reader.refuse(wrong(self.place, kind))
    }
}

/// A single value.
struct One<'r>(Slot<'r>);

impl One<'_> {
    fn refuse<E: Error>(&self) -> E {
        self.0.wrong(&expected(self.0.field))
    }

    /// `None`: not as this field.
    fn take<E: Error>(&self, value: Option<Value>) -> Result<Option<Value>, E> {
        value.map(Some).ok_or_else(|| self.refuse())
    }

    fn number<E: Error>(&self, number: impl Into<serde_json::Number>) -> Result<Option<Value>, E> {
        let number = number.into();
        let value = match self.0.field.kind() {
            Kind::Uint32 => number.as_u64().and_then(|n| n.try_into().ok()).map(Value::U32),
            Kind::Uint64 => number.as_u64().map(Value::U64),
            Kind::Double => number.as_f64().map(Value::F64),
            Kind::Enum(of) => {
                let value = enumerated(&of, self.0.place, &number.to_string());
                Some(value.map_err(|error| self.0.reader.refuse(error))?)
            }
            _ => None,
        };
        self.take(value)
    }
}

impl<'de> Visitor<'de> for One<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&expected(self.0.field))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.take((self.0.field.kind() == Kind::Bool).then_some(Value::Bool(value)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        self.number(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        self.number(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        match serde_json::Number::from_f64(number) {
            Some(number) => self.number(number),
            None => Err(self.refuse()),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let value = match self.0.field.kind() {
            Kind::String => Some(Value::String(text.to_owned())),
            Kind::Uint64 => text.parse().ok().map(Value::U64),
            Kind::Bytes => decode_base64(text).map(Value::Bytes),
            Kind::Enum(of) => {
                let value = enumerated(&of, self.0.place, text);
                Some(value.map_err(|error| self.0.reader.refuse(error))?)
            }
            Kind::Message(of) => well_known(&of, text),
            _ => None,
        };
        self.take(value)
    }

    /// Names of fields may stand in an array too.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let Kind::Message(of) = self.0.field.kind() else { return Err(self.refuse()) };
        if of.full_name() != "google.protobuf.FieldMask" {
            return Err(self.refuse());
        }
        let mut paths = Vec::new();
        while let Some(path) = items.next_element_seed(Text(self.0, "names of fields"))? {
            self.0.reader.add(TEXT)?;
            paths.push(path);
        }
        self.take(well_known(&of, &paths.join(",")))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        match self.0.field.kind() {
            Kind::Message(of) if known(&of).is_none() => {
                let message = self.0.reader.message(&of, self.0.place, members)?;
                Ok(Some(Value::Message(message)))
            }
            _ => Err(self.refuse()),
        }
    }
}

/// A list or a map, and what it is called.
struct Many<'r>(Slot<'r>, &'static str);

impl<'de> Visitor<'de> for Many<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Err(self.0.wrong(self.1))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Err(self.0.wrong(self.1))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Err(self.0.wrong(self.1))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Err(self.0.wrong(self.1))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Err(self.0.wrong(self.1))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let Slot { reader, field, place } = self.0;
        if field.is_map() {
            return Err(self.0.wrong(self.1));
        }
        let each = if matches!(field.kind(), Kind::Message(_)) { MESSAGE } else { TEXT };
        let mut values = Vec::new();
        loop {
            let place = Place::Item(place, values.len());
            let slot = Slot { reader, field, place: &place };
            match items.next_element_seed(Item(slot))? {
                None => return Ok(Some(Value::List(values))),
                Some(Some(value)) => values.push(value),
                Some(None) => return Err(slot.wrong(&expected(field))),
            }
            reader.add(each)?;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let Slot { reader, field, place } = self.0;
        if !field.is_map() {
            return Err(self.0.wrong(self.1));
        }
        let mut pairs = HashMap::new();
        while let Some(key) = members.next_key::<String>()? {
            let value = members.next_value_seed(Text(self.0, self.1))?;
            reader.add(PAIR)?;
            match pairs.entry(MapKey::String(key)) {
                Entry::Vacant(free) => drop(free.insert(Value::String(value))),
                Entry::Occupied(taken) => {
                    let name = taken.key().as_str().unwrap_or_default();
                    return Err(reader.refuse(twice(&Place::Member(place, name))));
                }
            }
        }
        Ok(Some(Value::Map(pairs)))
    }
}

/// One of a list.
struct Item<'r>(Slot<'r>);

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(One(self.0))
    }
}

/// A string, in something that is called so.
struct Text<'r>(Slot<'r>, &'static str);

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        serde_json::from_str(raw.get()).map_err(|_| self.0.wrong(self.1))
    }
}
