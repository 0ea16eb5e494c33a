//! JSON of nouns. Every object carries `schema` and `kind`; fields are only ever added.

use std::time::Duration;

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};
use serde_json::value::RawValue;

use super::noun::{Column, Noun, Value};
use crate::time;

pub const SCHEMA: u32 = 1;

/// An object with its columns as fields.
pub struct Object<'a, T> {
    pub item: &'a T,
    pub columns: &'a [&'a Column<T>],
}

impl<T: Noun> Serialize for Object<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len() + 2))?;
        map.serialize_entry("schema", &SCHEMA)?;
        map.serialize_entry("kind", T::KIND)?;
        for column in self.columns {
            map.serialize_entry(column.name, &(column.get)(self.item))?;
        }
        map.end()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_none(),
            Self::Text(text) | Self::Toned(text, _) => serializer.serialize_str(text),
            Self::Number(number) | Self::AtLeast(number, _) => serializer.serialize_u64(*number),
            Self::Time(at) | Self::ClockTime(at) => serializer.serialize_str(&time::iso(*at)),
            Self::Duration(duration) => match millis(*duration) {
                (whole, 0) => serializer.serialize_u64(whole),
                (whole, micros) => {
                    // One division, so that the shortest digits are the ones it had.
                    let all = whole.saturating_mul(1_000).saturating_add(micros.into());
                    #[expect(clippy::cast_precision_loss, reason = "centuries fit")]
                    serializer.serialize_f64(all as f64 / 1_000.0)
                }
            },
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::State(word, ..) => serializer.serialize_str(word),
            Self::List(list) => list.serialize(serializer),
            Self::Numbers(list) => list.serialize(serializer),
            Self::Json(json) => json.serialize(serializer),
            Self::Nested(fields) => entries(fields, serializer),
            Self::Map(fields) => entries(fields, serializer),
            Self::Items(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for fields in items {
                    list.serialize_element(&Fields(fields))?;
                }
                list.end()
            }
        }
    }
}

/// Whole milliseconds and the microseconds beyond.
pub fn millis(duration: Duration) -> (u64, u32) {
    let whole = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    (whole, duration.subsec_micros() % 1_000)
}

/// An object inside of another.
struct Fields<'a>(&'a [(&'static str, Value)]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        entries(self.0, serializer)
    }
}

fn entries<K: Serialize, S: Serializer>(
    fields: &[(K, Value)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(fields.len()))?;
    for (name, value) in fields {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

/// JSON on one line: white space outside strings taken away, everything else as it is. `None` if
/// the bytes are not JSON.
pub fn compact(bytes: &[u8]) -> Option<Box<RawValue>> {
    let text = std::str::from_utf8(bytes).ok()?;
    serde_json::from_str::<&RawValue>(text).ok()?;
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        if in_string {
            out.push(c);
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
        } else if !matches!(c, ' ' | '\t' | '\n' | '\r') {
            in_string = c == '"';
            out.push(c);
        }
    }
    RawValue::from_string(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_and_order_stay() {
        let pretty = b"{ \"b\" : 9007199254740993,\n  \"a\": [ 1.0e2, \"x \\\" y\" ] }\n";
        let line = compact(pretty).unwrap();
        assert_eq!(line.get(), r#"{"b":9007199254740993,"a":[1.0e2,"x \" y"]}"#);
        assert!(compact(b"{not json}").is_none());
        assert!(compact(b"\xff").is_none());
    }

    #[test]
    fn milliseconds_have_no_more_digits_than_they_need() {
        for micros in [1_u64, 4_301, 16_383, 70_100, 1_000_007, 86_400_000_001] {
            let value = Value::Duration(Duration::from_micros(micros));
            let text = serde_json::to_string(&value).unwrap();
            let decimals = text.split_once('.').unwrap().1;
            assert!(decimals.len() <= 3 && !text.contains('e'), "{text}");
        }
    }

    proptest! {
        #[test]
        fn means_the_same(text in r#"\{"[a-z "\\]{0,6}": ?[0-9]{1,20} ?\}"#) {
            if let Some(line) = compact(text.as_bytes()) {
                let before: serde_json::Value = serde_json::from_str(&text).unwrap();
                let after: serde_json::Value = serde_json::from_str(line.get()).unwrap();
                prop_assert_eq!(before, after);
            }
        }
    }
}
