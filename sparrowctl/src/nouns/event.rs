//! An event as a row.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use sparrow_proto::v1::{Event, EventInput};

use super::{delivery::DeliveryRow, sorted};
use crate::{
    output::{Column, Noun, Value, col, json},
    time,
};

/// An event as lists have it: without its payload.
#[derive(Debug, Clone, Default)]
pub struct EventRow(pub Event);

impl Noun for EventRow {
    const KIND: &'static str = "event";
    const KINDS: &'static str = "events";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("id", "ID", |row: &Self| Value::text(&row.0.id)),
            col("type", "TYPE", |row: &Self| Value::text(&row.0.r#type)).elastic(16),
            col("deliveries", "DELIVERIES", |row: &Self| Value::number(row.0.deliveries)).right(),
            col("bytes", "BYTES", |row: &Self| Value::Number(row.0.payload_bytes))
                .right()
                .droppable(1),
            col("accepted_at", "ACCEPTED", |row: &Self| Value::time(row.0.accept_time)),
            col("content_type", "CONTENT TYPE", |row: &Self| Value::text(&row.0.content_type))
                .on_demand(),
            col("namespace", "NAMESPACE", |row: &Self| Value::text(&row.0.namespace)).on_demand(),
            col("metadata", "METADATA", |row: &Self| sorted(&row.0.metadata)).on_demand(),
            col("idempotency_key", "KEY", |row: &Self| Value::text(&row.0.idempotency_key))
                .on_demand(),
            col("headers", "HEADERS", |row: &Self| sorted(&row.0.headers)).on_demand(),
            col("deliver_at", "DELIVER AT", |row: &Self| Value::time(row.0.deliver_time))
                .on_demand(),
            col("expires_at", "EXPIRES", |row: &Self| Value::time(row.0.expire_time)).on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.0.id
    }
}

/// An event with its payload and, where asked for, its deliveries.
#[derive(Debug, Clone, Default)]
pub struct EventDetail {
    pub event: Event,
    pub fan_out: Option<Vec<DeliveryRow>>,
}

impl Noun for EventDetail {
    const KIND: &'static str = "event";
    const KINDS: &'static str = "events";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("id", "ID", |row: &Self| Value::text(&row.event.id)),
            col("type", "TYPE", |row: &Self| Value::text(&row.event.r#type)),
            col("deliveries", "DELIVERIES", |row: &Self| Value::number(row.event.deliveries))
                .right(),
            col("bytes", "BYTES", |row: &Self| Value::Number(row.event.payload_bytes)).right(),
            col("accepted_at", "ACCEPTED", |row: &Self| Value::time(row.event.accept_time)),
            col("content_type", "CONTENT TYPE", |row: &Self| Value::text(&row.event.content_type))
                .on_demand(),
            col("namespace", "NAMESPACE", |row: &Self| Value::text(&row.event.namespace))
                .on_demand(),
            col("metadata", "METADATA", |row: &Self| sorted(&row.event.metadata)).on_demand(),
            col("idempotency_key", "KEY", |row: &Self| Value::text(&row.event.idempotency_key))
                .on_demand(),
            col("headers", "HEADERS", |row: &Self| sorted(&row.event.headers)).on_demand(),
            col("deliver_at", "DELIVER AT", |row: &Self| Value::time(row.event.deliver_time))
                .on_demand(),
            col("expires_at", "EXPIRES", |row: &Self| Value::time(row.event.expire_time))
                .on_demand(),
            col("payload", "PAYLOAD", |row: &Self| {
                json::compact(&row.event.payload).map_or(Value::None, Value::Json)
            })
            .on_demand(),
            col("payload_base64", "BASE64", |row: &Self| base64(&row.event.payload)).on_demand(),
            col("fan_out", "FAN-OUT", |row: &Self| fan_out(row.fan_out.as_deref())).on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.event.id
    }
}

pub fn base64(bytes: &[u8]) -> Value {
    if bytes.is_empty() { Value::None } else { Value::Text(STANDARD.encode(bytes)) }
}

/// An event that was just pushed, and what became of it where that was waited for.
#[derive(Debug, Clone, Default)]
pub struct Pushed {
    pub id: String,
    pub namespace: String,
    pub event_type: String,
    pub bytes: u64,
    pub deliveries: u32,
    pub key: String,
    /// An earlier push had the key: this is its event, and nothing was accepted now.
    pub is_duplicate: bool,
    pub deliver_at: Option<Timestamp>,
    pub fan_out: Option<Vec<DeliveryRow>>,
}

impl Pushed {
    /// What is known of it before the daemon has answered.
    pub fn of(event: &EventInput) -> Self {
        Self {
            namespace: event.namespace.clone(),
            event_type: event.r#type.clone(),
            bytes: event.payload.len() as u64,
            key: event.idempotency_key.clone(),
            deliver_at: event.deliver_time.and_then(time::from_wire),
            ..Self::default()
        }
    }
}

impl Noun for Pushed {
    const KIND: &'static str = "event";
    const KINDS: &'static str = "events";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("id", "ID", |row: &Self| Value::text(&row.id)),
            col("type", "TYPE", |row: &Self| Value::text(&row.event_type)),
            col("deliveries", "DELIVERIES", |row: &Self| Value::number(row.deliveries)).right(),
            col("bytes", "BYTES", |row: &Self| Value::Number(row.bytes)).right(),
            col("namespace", "NAMESPACE", |row: &Self| Value::text(&row.namespace)).on_demand(),
            col("idempotency_key", "KEY", |row: &Self| Value::text(&row.key)).on_demand(),
            col("duplicate", "DUPLICATE", |row: &Self| Value::Flag(row.is_duplicate)).on_demand(),
            col("deliver_at", "DELIVER AT", |row: &Self| {
                row.deliver_at.map_or(Value::None, Value::Time)
            })
            .on_demand(),
            col("fan_out", "FAN-OUT", |row: &Self| fan_out(row.fan_out.as_deref())).on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.id
    }
}

fn fan_out(rows: Option<&[DeliveryRow]>) -> Value {
    rows.map_or(Value::None, |rows| Value::Items(rows.iter().map(DeliveryRow::fields).collect()))
}

/// Many events that were pushed from a file.
#[derive(Debug, Clone, Default)]
pub struct BulkPush {
    pub lines: u64,
    pub accepted: u64,
    /// Lines whose key an earlier push had: nothing was accepted for them.
    pub duplicates: u64,
    pub deliveries: u64,
    pub took: std::time::Duration,
}

impl Noun for BulkPush {
    const KIND: &'static str = "push";
    const KINDS: &'static str = "pushes";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("accepted", "ACCEPTED", |row: &Self| Value::Number(row.accepted)).right(),
            col("deliveries", "DELIVERIES", |row: &Self| Value::Number(row.deliveries)).right(),
            col("lines", "LINES", |row: &Self| Value::Number(row.lines)).right(),
            col("took_ms", "TOOK", |row: &Self| Value::Duration(row.took)).right(),
            col("duplicates", "DUPLICATES", |row: &Self| Value::Number(row.duplicates)).right(),
        ]
    }

    fn handle(&self) -> &'static str {
        ""
    }
}
