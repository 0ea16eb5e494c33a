//! What a replay would send: counted and fixed, not sent.

use std::time::Duration;

use sparrow_proto::v1::{PlanReplayResponse, PlannedWebhook};

use super::webhook;
use crate::output::{Column, Noun, Value, col};

#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub answer: PlanReplayResponse,
    /// Deliveries a second, if that was limited.
    pub rate: Option<f64>,
}

impl Plan {
    /// How long making the deliveries takes at least.
    pub fn takes(&self) -> Option<Duration> {
        let seconds = f64::from(self.answer.total) / self.rate?;
        Duration::try_from_secs_f64(seconds).ok()
    }

    pub fn expires(&self) -> Value {
        Value::time(self.answer.expire_time)
    }
}

pub fn webhook_name(webhook: &PlannedWebhook) -> &str {
    if webhook.webhook_name.is_empty() { &webhook.webhook_id } else { &webhook.webhook_name }
}

fn webhooks(plan: &PlanReplayResponse) -> Value {
    let fields = |it: &PlannedWebhook| {
        vec![
            ("webhook_id", Value::text(&it.webhook_id)),
            ("webhook", Value::text(webhook_name(it))),
            ("deliveries", Value::number(it.deliveries)),
            ("delivered_before", Value::number(it.delivered_before)),
            ("state", webhook::state(it.health(), it.paused)),
        ]
    };
    Value::Items(plan.webhooks.iter().map(fields).collect())
}

impl Noun for Plan {
    const KIND: &'static str = "replay_plan";
    const KINDS: &'static str = "replay_plans";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("id", "PLAN", |row: &Self| Value::text(&row.answer.plan_id)),
            col("total", "TOTAL", |row: &Self| Value::number(row.answer.total)).right(),
            col("events", "EVENTS", |row: &Self| Value::number(row.answer.events)).right(),
            col("skipped", "SKIPPED", |row: &Self| Value::number(row.answer.skipped)).right(),
            col("expires_at", "EXPIRES", Self::expires),
            col("oldest_at", "OLDEST", |row: &Self| Value::time(row.answer.oldest_time)),
            col("newest_at", "NEWEST", |row: &Self| Value::time(row.answer.newest_time)),
            col("takes_ms", "TAKES", |row: &Self| row.takes().map_or(Value::None, Value::Duration))
                .on_demand(),
            col("webhooks", "WEBHOOKS", |row: &Self| webhooks(&row.answer)).on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.answer.plan_id
    }
}
