//! Single fields, from a path's variable or a query's pair.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, ReflectMessage as _, Value};

use super::super::super::error::{ApiError, Reason};
use super::text::{enumerated, expected, well_known};
use super::{Place, named, twice, unknown_field, wrong};

/// Items of a list, at most.
const MAX_ITEMS: usize = 100;

/// Sets a field by its dotted path. One that repeats adds.
pub(in super::super) fn set(
    message: &mut DynamicMessage,
    path: &str,
    text: &str,
) -> Result<(), ApiError> {
    at(message, path, path, &mut |message, field| {
        let place = Place::Parameter(path);
        let value = value(field, &place, text)?;
        if !field.is_list() {
            if message.has_field(field) {
                return Err(twice(&place));
            }
            message.set_field(field, value);
        } else if let Some(list) = message.get_field_mut(field).as_list_mut() {
            if list.len() >= MAX_ITEMS {
                return Err(ApiError::invalid(path, format!("{path} stands there too often")));
            }
            list.push(value);
        }
        Ok(())
    })
}

/// Sets a field that stands in the path. The body may say the same, and nothing else.
pub(in super::super) fn agree(
    message: &mut DynamicMessage,
    path: &str,
    text: &str,
) -> Result<(), ApiError> {
    at(message, path, path, &mut |message, field| {
        let value = value(field, &Place::Parameter(path), text)?;
        if message.has_field(field) && *message.get_field(field) != value {
            let message = format!("{path} is one in the path and another beside it");
            return Err(ApiError::invalid(path, message)
                .hint("leave it out: what stands in the path is enough"));
        }
        message.set_field(field, value);
        Ok(())
    })
}

/// Of a call that takes its fields in the body.
pub(in super::super) fn not_a_parameter(name: &str) -> ApiError {
    let shown: String = name.chars().take(64).collect();
    let message = format!("this call takes no parameter {shown}: its fields stand in the body");
    ApiError::field(Reason::UnknownField, shown, message)
}

/// Goes to the field at a path, `rest` of which is still to go.
fn at(
    message: &mut DynamicMessage,
    path: &str,
    rest: &str,
    then: &mut dyn FnMut(&mut DynamicMessage, &FieldDescriptor) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let (first, rest) = match rest.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (rest, None),
    };
    let Some(field) = named(&message.descriptor(), first) else {
        return Err(unknown_field(&Place::Body, first, &message.descriptor(), "parameter"));
    };
    if field.is_map() {
        return Err(ApiError::invalid(path, format!("{path} can't be a parameter")));
    }
    let Some(rest) = rest else { return then(message, &field) };
    if field.is_list() || !matches!(field.kind(), Kind::Message(_)) {
        let message = format!("there is no parameter {path}");
        return Err(ApiError::field(Reason::UnknownField, path, message));
    }
    match message.get_field_mut(&field).as_message_mut() {
        Some(inner) => at(inner, path, rest, then),
        None => Err(ApiError::invalid(path, format!("{path} can't be a parameter"))),
    }
}

fn value(field: &FieldDescriptor, place: &Place<'_>, text: &str) -> Result<Value, ApiError> {
    let value = match field.kind() {
        Kind::Bool => match text {
            "true" | "1" | "" => Some(Value::Bool(true)),
            "false" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        Kind::String => Some(Value::String(text.to_owned())),
        Kind::Uint32 => text.parse().ok().map(Value::U32),
        Kind::Uint64 => text.parse().ok().map(Value::U64),
        Kind::Double => text.parse().ok().filter(|n: &f64| n.is_finite()).map(Value::F64),
        Kind::Enum(of) => return enumerated(&of, place, text),
        Kind::Message(of) => well_known(&of, text),
        _ => return Err(wrong(place, "no parameter")),
    };
    value.ok_or_else(|| wrong(place, &expected(field)))
}
