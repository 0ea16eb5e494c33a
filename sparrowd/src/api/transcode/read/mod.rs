//! Plain JSON, and the parameters of a path or query, into a message.
//!
//! [`json`] reads a body in one pass, the message's fields saying what each member has to be; what
//! stands inline is taken as it is written, so it keeps every byte. [`parameters`] sets single fields.
//! [`text`] is the values that both have as texts.

mod json;
mod parameters;
mod text;

use std::fmt;

use prost_reflect::{FieldDescriptor, MessageDescriptor};

use super::super::error::{ApiError, Reason, nearest};
use super::descriptors::name_of;

pub(super) use json::body;
pub(super) use parameters::{agree, not_a_parameter, set};
pub(super) use text::decode_base64;

/// What is added to the name of a field whose bytes are given in base64.
pub(in crate::api) const BASE64: &str = "_base64";

/// Where something stands, in words of the caller.
#[derive(Debug, Clone, Copy)]
enum Place<'a> {
    Body,
    Parameter(&'a str),
    Member(&'a Self, &'a str),
    Item(&'a Self, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => f.write_str("the body"),
            Self::Parameter(path) | Self::Member(Self::Body, path) => f.write_str(path),
            Self::Member(parent, name) => write!(f, "{parent}.{name}"),
            Self::Item(parent, n) => write!(f, "{parent}[{n}]"),
        }
    }
}

fn wrong(place: &Place<'_>, kind: &str) -> ApiError {
    ApiError::invalid(place.to_string(), format!("{place} is {kind}"))
}

fn twice(place: &Place<'_>) -> ApiError {
    ApiError::invalid(place.to_string(), format!("{place} stands there twice"))
}

/// The field of this name: as plain JSON, the proto or protobuf's JSON has it.
fn named(message: &MessageDescriptor, name: &str) -> Option<FieldDescriptor> {
    message
        .fields()
        .find(|field| name_of(field) == name)
        .or_else(|| message.get_field_by_name(name))
        .or_else(|| message.get_field_by_json_name(name))
}

fn unknown_field(
    place: &Place<'_>,
    name: &str,
    message: &MessageDescriptor,
    kind: &str,
) -> ApiError {
    let shown: String = name.chars().take(64).collect();
    let at = Place::Member(place, &shown);
    let error =
        ApiError::field(Reason::UnknownField, at.to_string(), format!("there is no {kind} {at}"));
    let fields: Vec<_> = message.fields().collect();
    let names = fields.iter().map(name_of);
    match nearest(name, names.clone()) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint(format!("there are: {}", names.collect::<Vec<_>>().join(", "))),
    }
}
