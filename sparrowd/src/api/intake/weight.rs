//! What a message weighs in memory beyond its bytes.
//!
//! Counted without reading it: on the wire by the tags, in protobuf's JSON by objects and members. The
//! figures are rough and err upwards; what matters is that two bytes that become a struct of 272 are not
//! taken for two bytes.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use prost_reflect::{Kind, MessageDescriptor};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::super::error::{ApiError, Reason};

/// Of one message, at most. A thousand events, each with all the metadata and headers that it may
/// have, weigh 10 MiB.
pub(in super::super) const MOST: usize = 16 * 1024 * 1024;

/// One message of several: an event as it is decoded, in a list that has room to grow.
pub(in super::super) const MESSAGE: usize = 512;
/// A key and its value.
pub(in super::super) const PAIR: usize = 128;
/// A text of several; a field that is not known.
pub(in super::super) const TEXT: usize = 64;
/// For each byte of a list of numbers.
const NUMBER: usize = 8;
/// Messages within messages.
const DEPTH: usize = 16;

/// So much and no more.
pub(in super::super) fn add(weight: &mut usize, more: usize) -> Result<(), ApiError> {
    *weight = weight.saturating_add(more);
    if *weight <= MOST {
        return Ok(());
    }
    Err(ApiError::new(Reason::BatchTooLarge, "the message holds more entries than any call takes")
        .hint("split it into several calls, or push events in a stream"))
}

/// What is to be known of a message to weigh it on the wire.
#[derive(Debug)]
pub(in super::super) struct Shape(Vec<(u32, Part)>);

#[derive(Debug, Clone)]
enum Part {
    /// It weighs its bytes.
    Single,
    Numbers,
    Texts,
    Pairs,
    Message(Arc<Shape>),
    Messages(Arc<Shape>),
}

impl Shape {
    pub(in super::super) fn of(message: &MessageDescriptor) -> Arc<Self> {
        Self::within(message, DEPTH)
    }

    fn within(message: &MessageDescriptor, depth: usize) -> Arc<Self> {
        let parts = message.fields().map(|field| {
            let inner = match field.kind() {
                Kind::Message(inner) if depth > 0 => Some(Self::within(&inner, depth - 1)),
                _ => None,
            };
            let part = match inner {
                _ if field.is_map() => Part::Pairs,
                Some(inner) if field.is_list() => Part::Messages(inner),
                Some(inner) => Part::Message(inner),
                None if !field.is_list() => Part::Single,
                None if matches!(field.kind(), Kind::String | Kind::Bytes) => Part::Texts,
                None => Part::Numbers,
            };
            (field.number(), part)
        });
        Arc::new(Self(parts.collect()))
    }

    fn part(&self, number: u32) -> Option<&Part> {
        self.0.iter().find(|(known, _)| *known == number).map(|(_, part)| part)
    }

    /// The weight of a message. What no decoder could read is refused here.
    pub(in super::super) fn weigh(&self, bytes: &[u8]) -> Result<usize, ApiError> {
        let mut weight = 0;
        self.add_up(bytes, DEPTH, &mut weight)?;
        Ok(weight)
    }

    fn add_up(&self, mut rest: &[u8], depth: usize, weight: &mut usize) -> Result<(), ApiError> {
        while !rest.is_empty() {
            let key = varint(&mut rest).ok_or_else(unreadable)?;
            let number = u32::try_from(key >> 3).map_err(|_| unreadable())?;
            let part = self.part(number);
            let skipped = match key & 7 {
                0 => varint(&mut rest).map(|_| &[][..]),
                1 => cut(&mut rest, 8),
                2 => varint(&mut rest).and_then(|length| cut(&mut rest, length)),
                5 => cut(&mut rest, 4),
                // Groups: nobody has sent them since proto2.
                _ => None,
            };
            let inside = skipped.ok_or_else(unreadable)?;
            match part {
                Some(Part::Single) => {}
                None | Some(Part::Texts) => add(weight, TEXT)?,
                Some(Part::Numbers) => add(weight, NUMBER * inside.len().max(1))?,
                Some(Part::Pairs) => add(weight, PAIR)?,
                Some(Part::Message(shape) | Part::Messages(shape)) => {
                    if matches!(part, Some(Part::Messages(_))) {
                        add(weight, MESSAGE)?;
                    }
                    shape.add_up(inside, depth.checked_sub(1).ok_or_else(unreadable)?, weight)?;
                }
            }
        }
        Ok(())
    }
}

pub(in super::super) fn unreadable() -> ApiError {
    ApiError::new(Reason::InvalidArgument, "the message can't be read")
        .hint("client and daemon may speak different versions of sparrow.v1")
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..70).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn cut<'a>(rest: &mut &'a [u8], length: u64) -> Option<&'a [u8]> {
    let (inside, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    *rest = after;
    Some(inside)
}

/// The weight of a message in protobuf's JSON. A name that stands twice in an object is refused: which
/// of the two was meant, nobody can tell.
pub(in super::super) fn of_json(bytes: &[u8]) -> Result<usize, ApiError> {
    let mut scale = Scale { weight: 0, refused: None };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = scale.deserialize(&mut json).and_then(|()| json.end());
    match (scale.refused, read) {
        (Some(refused), _) => Err(refused),
        (None, Ok(())) => Ok(scale.weight),
        (None, Err(error)) => {
            let message = format!("the message is not JSON: {error}");
            Err(ApiError::new(Reason::InvalidJson, message))
        }
    }
}

struct Scale {
    weight: usize,
    refused: Option<ApiError>,
}

impl Scale {
    fn put<E: de::Error>(&mut self, more: usize) -> Result<(), E> {
        let added = add(&mut self.weight, more);
        added.map_err(|refused| self.refuse(refused))
    }

    fn refuse<E: de::Error>(&mut self, refused: ApiError) -> E {
        self.refused = Some(refused);
        E::custom("refused")
    }
}

impl<'de> DeserializeSeed<'de> for &mut Scale {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Scale {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(&mut *self)?.is_some() {
            self.put(TEXT)?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.put(MESSAGE)?;
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            self.put(PAIR)?;
            if names.contains(&name) {
                let shown: String = name.chars().take(64).collect();
                let message = format!("{shown} stands there twice");
                return Err(self.refuse(ApiError::field(Reason::InvalidJson, shown, message)));
            }
            names.insert(name);
            members.next_value_seed(&mut *self)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::transcode::descriptors::methods;
    use super::*;
    use prost::Message as _;
    use sparrow_proto::v1;

    fn shape(path: &str) -> Arc<Shape> {
        let method = methods().iter().find(|method| method.path.ends_with(path)).unwrap();
        Shape::of(&method.descriptor.input())
    }

    #[test]
    fn what_is_small_on_the_wire_and_large_in_memory() {
        let batch = shape("/PushEventBatch");
        // Field 1, of no bytes.
        let empty = [0x0a, 0x00].repeat(1_000);
        assert_eq!(batch.weigh(&empty), Ok(1_000 * MESSAGE));
        let bomb = [0x0a, 0x00].repeat(1_800_000);
        assert_eq!(batch.weigh(&bomb).unwrap_err().reason(), Reason::BatchTooLarge);
        let unknown = [0x78, 0x00].repeat(1_000_000);
        assert_eq!(batch.weigh(&unknown).unwrap_err().reason(), Reason::BatchTooLarge);

        let event = v1::EventInput {
            metadata: (0..50).map(|n| (format!("key-{n}"), "v".repeat(500))).collect(),
            headers: (0..20).map(|n| (format!("x-{n}"), "v".to_owned())).collect(),
            payload: "{}".into(),
            ..Default::default()
        };
        let full = v1::PushEventBatchRequest { events: vec![event; 1_000] };
        let weight = batch.weigh(&full.encode_to_vec()).unwrap();
        assert_eq!(weight, 1_000 * (MESSAGE + 70 * PAIR));

        let replay = v1::CreateReplayRequest {
            delivery_ids: vec!["dlv_01jd9x7rkc3v6m2p8wz4t9hq5e".to_owned(); 10_000],
            selection: Some(v1::ReplaySelection { states: vec![5; 100], ..Default::default() }),
            ..Default::default()
        };
        let weight = shape("/CreateReplay").weigh(&replay.encode_to_vec());
        assert_eq!(weight, Ok(10_000 * TEXT + 100 * NUMBER));
    }

    #[test]
    fn what_is_no_message() {
        let batch = shape("/PushEventBatch");
        for bytes in [&[0x0a][..], &[0x0a, 5, 1], &[0x0b, 0x0c], &[0xff; 11], &[0x09, 1, 2]] {
            assert_eq!(batch.weigh(bytes).unwrap_err().reason(), Reason::InvalidArgument);
        }
        assert_eq!(batch.weigh(&[]), Ok(0));
    }

    #[test]
    fn json() {
        let refused = |text: &str| of_json(text.as_bytes()).unwrap_err().reason();
        let events = |n| format!(r#"{{"events":[{}]}}"#, vec!["{}"; n].join(","));
        assert!(of_json(events(1_000).as_bytes()).is_ok());
        assert_eq!(refused(&events(1_000_000)), Reason::BatchTooLarge);
        assert_eq!(refused(r#"{"a":{"k":"v","k":"w"}}"#), Reason::InvalidJson);
        assert_eq!(refused(r#"{"a":[1,"#), Reason::InvalidJson);
        assert_eq!(refused("{} {}"), Reason::InvalidJson);
        assert_eq!(refused(&"[".repeat(100_000)), Reason::InvalidJson);
        assert_eq!(of_json(br#"{"a":[1,2.5,null,true,"x"]}"#), Ok(MESSAGE + PAIR + 5 * TEXT));
    }
}
