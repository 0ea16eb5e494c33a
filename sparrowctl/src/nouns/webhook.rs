//! A webhook as a row, with its recent outcomes.

use sparrow_proto::v1::{Health, Suspension, Webhook, WebhookStats};

use super::{probe::Probe, secret, sorted};
use crate::{
    output::{Column, Mark, Noun, Tone, Value, col, json},
    time,
};

/// A webhook and what it does.
#[derive(Debug, Clone, Default)]
pub struct WebhookRow {
    pub webhook: Webhook,
    pub stats: Option<WebhookStats>,
    /// Only after registration or rotation, and what verifies it where that is another.
    pub secret: Option<String>,
    pub public_key: String,
    /// After registration: whether it is new.
    pub created: Option<bool>,
    /// After registration: what it answered.
    pub ping: Option<Probe>,
}

impl WebhookRow {
    pub fn new(webhook: Option<Webhook>, stats: Option<WebhookStats>) -> Self {
        Self { webhook: webhook.unwrap_or_default(), stats, ..Self::default() }
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        if self.webhook.name.is_empty() { &self.webhook.id } else { &self.webhook.name }
    }

    /// Whether its attempts are worth a look.
    pub fn is_failing(&self) -> bool {
        matches!(self.webhook.health(), Health::Failing | Health::Suspended)
    }

    /// Whether nothing is sent until someone resumes it.
    pub fn is_stopped(&self) -> bool {
        self.webhook.pause.is_some() || self.webhook.suspension.is_some()
    }

    /// Share of attempts of the last hour that were delivered.
    fn ok_percent(&self) -> Option<f64> {
        let stats = self.stats.as_ref()?;
        let all = stats.succeeded + stats.failed;
        #[expect(clippy::cast_precision_loss, reason = "a percentage for people")]
        (all > 0).then(|| 100.0 * stats.succeeded as f64 / all as f64)
    }

    pub fn ok_words(&self) -> String {
        self.ok_percent().map_or_else(String::new, |percent| format!("{percent:.2} % ok"))
    }
}

/// A state as people read it: paused before health.
pub fn state(health: Health, paused: bool) -> Value {
    let (word, mark, tone) = match (paused, health) {
        (true, _) => ("paused", Mark::Paused, Tone::Warn),
        (_, Health::Healthy) => ("healthy", Mark::Healthy, Tone::Good),
        (_, Health::Degraded) => ("degraded", Mark::Degraded, Tone::Warn),
        (_, Health::Failing) => ("failing", Mark::Failing, Tone::Bad),
        (_, Health::Suspended) => ("suspended", Mark::Failing, Tone::Bad),
        (_, Health::Unknown | Health::Unspecified) => ("unknown", Mark::Unknown, Tone::Muted),
    };
    Value::State(word, mark, tone)
}

/// Why sparrow stopped it, in words.
pub fn suspension_words(suspension: &Suspension) -> String {
    match suspension.reason.as_str() {
        "gone" => "the receiver answered 410 Gone".to_owned(),
        reason => reason.to_owned(),
    }
}

pub fn health_word(health: Health) -> &'static str {
    match state(health, false) {
        Value::State(word, ..) => word,
        _ => "unknown",
    }
}

fn stat(row: &WebhookRow, get: fn(&WebhookStats) -> Value) -> Value {
    row.stats.as_ref().map_or(Value::None, get)
}

fn retry(webhook: &Webhook) -> Value {
    let retry = webhook.retry.clone().unwrap_or_default();
    let waits = retry.waits.iter().filter_map(|wait| time::duration_from_wire(*wait));
    Value::Nested(vec![
        ("schedule", Value::text(&retry.schedule)),
        ("max_attempts", Value::number(retry.max_attempts)),
        (
            "final_statuses",
            Value::Numbers(retry.final_statuses.iter().map(|it| (*it).into()).collect()),
        ),
        ("waits_ms", Value::Numbers(waits.map(|wait| json::millis(wait).0).collect())),
    ])
}

impl Noun for WebhookRow {
    const KIND: &'static str = "webhook";
    const KINDS: &'static str = "webhooks";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("id", "ID", |row: &Self| Value::text(&row.webhook.id)),
            col("name", "NAME", |row: &Self| Value::text(&row.webhook.name)).elastic(16),
            col("state", "STATE", |row: &Self| {
                state(row.webhook.health(), row.webhook.pause.is_some())
            }),
            col("ok_1h", "OK 1H", |row: &Self| {
                row.ok_percent().map_or(Value::None, |p| Value::Text(format!("{p:.1}")))
            })
            .right()
            .droppable(2),
            col("mean_ms", "MEAN", |row: &Self| {
                stat(row, |stats| Value::duration(stats.mean_duration))
            })
            .right()
            .droppable(6),
            col("backlog", "BACKLOG", |row: &Self| {
                stat(row, |stats| Value::AtLeast(stats.backlog.into(), stats.backlog_is_more))
            })
            .right()
            .droppable(1),
            col("events", "EVENTS", |row: &Self| Value::List(row.webhook.event_types.clone()))
                .elastic(16)
                .droppable(4),
            col("url", "URL", |row: &Self| Value::text(&row.webhook.url)).elastic(24).droppable(5),
            col("namespace", "NAMESPACE", |row: &Self| Value::text(&row.webhook.namespace))
                .on_demand(),
            col("description", "DESCRIPTION", |row: &Self| Value::text(&row.webhook.description))
                .on_demand(),
            col("health", "HEALTH", |row: &Self| {
                Value::Text(health_word(row.webhook.health()).to_owned())
            })
            .on_demand(),
            col("health_since", "SINCE", |row: &Self| Value::time(row.webhook.health_time))
                .on_demand(),
            col("paused", "PAUSED", |row: &Self| Value::Flag(row.webhook.pause.is_some()))
                .on_demand(),
            col("paused_at", "PAUSED AT", |row: &Self| {
                Value::time(row.webhook.pause.as_ref().and_then(|pause| pause.pause_time))
            })
            .on_demand(),
            col("pause_reason", "PAUSE REASON", |row: &Self| {
                row.webhook.pause.as_ref().map_or(Value::None, |pause| Value::text(&pause.reason))
            })
            .on_demand(),
            col("retry", "RETRY", |row: &Self| retry(&row.webhook)).on_demand(),
            col("attempt_timeout_ms", "TIMEOUT", |row: &Self| {
                Value::duration(row.webhook.attempt_timeout)
            })
            .on_demand(),
            col("concurrency", "CONCURRENCY", |row: &Self| Value::number(row.webhook.concurrency))
                .on_demand(),
            col("headers", "HEADERS", |row: &Self| sorted(&row.webhook.headers)).on_demand(),
            col("max_age_ms", "MAX AGE", |row: &Self| Value::duration(row.webhook.max_age))
                .on_demand(),
            col("ignore_gone", "IGNORE GONE", |row: &Self| Value::Flag(row.webhook.ignore_gone))
                .on_demand(),
            col("suspended_at", "SUSPENDED AT", |row: &Self| {
                Value::time(row.webhook.suspension.as_ref().and_then(|it| it.suspend_time))
            })
            .on_demand(),
            col("suspension_reason", "SUSPENSION", |row: &Self| {
                row.webhook.suspension.as_ref().map_or(Value::None, |it| Value::text(&it.reason))
            })
            .on_demand(),
            col("secrets", "SECRETS", |row: &Self| secret::items(&row.webhook.secrets)).on_demand(),
            col("succeeded_1h", "OK", |row: &Self| {
                stat(row, |stats| Value::Number(stats.succeeded))
            })
            .on_demand(),
            col("failed_1h", "FAILED", |row: &Self| stat(row, |stats| Value::Number(stats.failed)))
                .on_demand(),
            col("backlog_is_more", "MORE", |row: &Self| {
                stat(row, |stats| Value::Flag(stats.backlog_is_more))
            })
            .on_demand(),
            col("oldest_at", "OLDEST", |row: &Self| {
                stat(row, |stats| Value::time(stats.oldest_time))
            })
            .on_demand(),
            col("revision", "REVISION", |row: &Self| Value::Number(row.webhook.revision))
                .on_demand(),
            col("created_at", "CREATED", |row: &Self| Value::time(row.webhook.create_time))
                .on_demand(),
            col("updated_at", "UPDATED", |row: &Self| Value::time(row.webhook.update_time))
                .on_demand(),
            col("secret", "SECRET", |row: &Self| {
                row.secret.as_deref().map_or(Value::None, Value::text)
            })
            .on_demand(),
            col("public_key", "PUBLIC KEY", |row: &Self| Value::text(&row.public_key)).on_demand(),
            col("created", "NEW", |row: &Self| row.created.map_or(Value::None, Value::Flag))
                .on_demand(),
            col("ping", "PING", |row: &Self| {
                row.ping.as_ref().map_or(Value::None, |ping| Value::Nested(ping.fields()))
            })
            .on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.webhook.id
    }
}
