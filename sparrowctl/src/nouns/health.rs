//! The daemon's health, and a webhook's, as rows.

use sparrow_proto::v1::{GetSystemHealthResponse, GetWebhookHealthResponse};

use super::webhook;
use crate::output::{Column, Mark, Noun, Tone, Value, col};

#[derive(Debug, Clone, Default)]
pub struct SystemHealth(pub GetSystemHealthResponse);

pub fn readiness(ready: bool) -> Value {
    if ready {
        Value::State("ready", Mark::Healthy, Tone::Good)
    } else {
        Value::State("not ready", Mark::Failing, Tone::Bad)
    }
}

impl Noun for SystemHealth {
    const KIND: &'static str = "system_health";
    const KINDS: &'static str = "system_health";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("node_id", "NODE", |row: &Self| Value::text(&row.0.node_id)),
            col("version", "VERSION", |row: &Self| Value::text(&row.0.version)),
            col("ready", "READY", |row: &Self| Value::Flag(row.0.ready)),
            col("not_ready_reason", "REASON", |row: &Self| Value::text(&row.0.not_ready_reason)),
            col("started_at", "STARTED", |row: &Self| Value::time(row.0.start_time)),
            col("schema_version", "SCHEMA", |row: &Self| Value::number(row.0.schema_version)),
            col("database_version", "POSTGRESQL", |row: &Self| {
                Value::text(&row.0.database_version)
            }),
            col("database_latency_us", "LATENCY", |row: &Self| {
                let latency = row.0.database_latency.and_then(crate::time::duration_from_wire);
                latency.map_or(Value::None, |latency| {
                    Value::Number(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX))
                })
            }),
            col("live_nodes", "NODES", |row: &Self| Value::number(row.0.live_nodes)),
            col("lanes_owned", "LANES", |row: &Self| Value::number(row.0.lanes_owned)),
            col("backlog", "BACKLOG", |row: &Self| {
                Value::AtLeast(row.0.backlog.into(), row.0.backlog_is_more)
            }),
            col("backlog_is_more", "MORE", |row: &Self| Value::Flag(row.0.backlog_is_more)),
            col("in_flight", "IN FLIGHT", |row: &Self| Value::number(row.0.in_flight)),
            col("webhooks_unknown", "UNKNOWN", |row: &Self| Value::number(row.0.webhooks_unknown)),
            col("webhooks_healthy", "HEALTHY", |row: &Self| Value::number(row.0.webhooks_healthy)),
            col("webhooks_degraded", "DEGRADED", |row: &Self| {
                Value::number(row.0.webhooks_degraded)
            }),
            col("webhooks_failing", "FAILING", |row: &Self| Value::number(row.0.webhooks_failing)),
            col("webhooks_suspended", "SUSPENDED", |row: &Self| {
                Value::number(row.0.webhooks_suspended)
            }),
            col("webhooks_paused", "PAUSED", |row: &Self| Value::number(row.0.webhooks_paused)),
            col("dead_letters", "DEAD", |row: &Self| {
                Value::AtLeast(row.0.dead_letters.into(), row.0.dead_letters_is_more)
            }),
            col("dead_letters_is_more", "MORE", |row: &Self| {
                Value::Flag(row.0.dead_letters_is_more)
            }),
            col("partitions_postponed", "POSTPONED", |row: &Self| {
                Value::number(row.0.partitions_postponed)
            }),
            col("succeeded_5m", "OK 5M", |row: &Self| Value::Number(row.0.succeeded)),
            col("failed_5m", "FAILED 5M", |row: &Self| Value::Number(row.0.failed)),
        ]
    }

    fn handle(&self) -> &str {
        &self.0.node_id
    }
}

#[derive(Debug, Clone, Default)]
pub struct WebhookHealth(pub GetWebhookHealthResponse);

impl Noun for WebhookHealth {
    const KIND: &'static str = "webhook_health";
    const KINDS: &'static str = "webhook_health";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("webhook_id", "WEBHOOK", |row: &Self| Value::text(&row.0.webhook_id)),
            col("state", "STATE", |row: &Self| webhook::state(row.0.health(), row.0.paused)),
            col("health", "HEALTH", |row: &Self| {
                Value::Text(webhook::health_word(row.0.health()).to_owned())
            })
            .on_demand(),
            col("paused", "PAUSED", |row: &Self| Value::Flag(row.0.paused)).on_demand(),
            col("suspended_at", "SUSPENDED AT", |row: &Self| {
                Value::time(row.0.suspension.as_ref().and_then(|it| it.suspend_time))
            })
            .on_demand(),
            col("suspension_reason", "SUSPENSION", |row: &Self| {
                row.0.suspension.as_ref().map_or(Value::None, |it| Value::text(&it.reason))
            })
            .on_demand(),
            col("health_since", "SINCE", |row: &Self| Value::time(row.0.health_time)),
            col("succeeded_1h", "OK 1H", |row: &Self| {
                Value::Number(row.0.stats.unwrap_or_default().succeeded)
            }),
            col("failed_1h", "FAILED 1H", |row: &Self| {
                Value::Number(row.0.stats.unwrap_or_default().failed)
            }),
            col("mean_ms", "MEAN", |row: &Self| {
                Value::duration(row.0.stats.unwrap_or_default().mean_duration)
            }),
            col("backlog", "BACKLOG", |row: &Self| {
                let stats = row.0.stats.unwrap_or_default();
                Value::AtLeast(stats.backlog.into(), stats.backlog_is_more)
            }),
            col("backlog_is_more", "MORE", |row: &Self| {
                Value::Flag(row.0.stats.unwrap_or_default().backlog_is_more)
            })
            .on_demand(),
            col("oldest_at", "OLDEST", |row: &Self| {
                Value::time(row.0.stats.unwrap_or_default().oldest_time)
            }),
        ]
    }

    fn handle(&self) -> &str {
        &self.0.webhook_id
    }
}
