//! A context as a row, and a setting with its origin.

use crate::{
    config::Context,
    output::{Column, Noun, Value, col},
};

#[derive(Debug, Clone)]
pub struct ContextRow {
    pub name: String,
    pub context: Context,
    pub is_current: bool,
}

impl Noun for ContextRow {
    const KIND: &'static str = "context";
    const KINDS: &'static str = "contexts";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("name", "NAME", |row: &Self| Value::text(&row.name)),
            col("current", "CURRENT", |row: &Self| Value::Flag(row.is_current)),
            col("server", "SERVER", |row: &Self| optional(row.context.server.as_deref()))
                .elastic(24),
            col("namespace", "NAMESPACE", |row: &Self| optional(row.context.namespace.as_deref())),
            col("protected", "PROTECTED", |row: &Self| Value::Flag(row.context.protected))
                .droppable(1),
            col("tls_ca", "TLS CA", |row: &Self| {
                let path = row.context.tls_ca.as_ref().map(|path| path.display().to_string());
                optional(path.as_deref())
            })
            .on_demand(),
            col("tls_name", "TLS NAME", |row: &Self| optional(row.context.tls_name.as_deref()))
                .on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.name
    }
}

fn optional(text: Option<&str>) -> Value {
    text.map_or(Value::None, Value::text)
}

/// A value in force.
#[derive(Debug, Clone)]
pub struct SettingRow {
    pub name: &'static str,
    pub value: Option<String>,
    pub origin: String,
}

impl Noun for SettingRow {
    const KIND: &'static str = "setting";
    const KINDS: &'static str = "settings";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("name", "SETTING", |row: &Self| Value::text(row.name)),
            col("value", "VALUE", |row: &Self| optional(row.value.as_deref())).elastic(20),
            col("origin", "FROM", |row: &Self| Value::text(&row.origin)),
        ]
    }

    fn handle(&self) -> &str {
        self.name
    }
}
