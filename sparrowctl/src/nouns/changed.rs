//! What a verb on several objects did.

use crate::output::{Column, Noun, Value, col};

#[derive(Debug, Clone)]
pub struct Changed {
    pub verb: &'static str,
    pub ids: Vec<String>,
    pub changed: u32,
}

impl Noun for Changed {
    const KIND: &'static str = "change";
    const KINDS: &'static str = "changes";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("verb", "DONE", |row: &Self| Value::text(row.verb)),
            col("changed", "CHANGED", |row: &Self| Value::number(row.changed)).right(),
            col("ids", "IDS", |row: &Self| Value::List(row.ids.clone())),
        ]
    }

    fn handle(&self) -> &str {
        self.ids.first().map_or("", String::as_str)
    }
}
