//! The nouns as they are shown: one file each, with its columns and the words for its states.

pub mod attempt;
pub mod changed;
pub mod context;
pub mod delivery;
pub mod event;
pub mod health;
pub mod namespace;
pub mod node;
pub mod plan;
pub mod probe;
pub mod replay;
pub mod secret;
pub mod webhook;

use std::collections::HashMap;

use crate::output::Value;

/// A map of texts, by its keys' order.
fn sorted(map: &HashMap<String, String>) -> Value {
    let mut pairs: Vec<(String, Value)> =
        map.iter().map(|(key, value)| (key.clone(), Value::Text(value.clone()))).collect();
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    Value::Map(pairs)
}
