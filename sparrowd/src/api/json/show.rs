//! Answers of this door. Names are those of the proto, `name` and `events` those of the original;
//! times are RFC 3339, lengths of time seconds as in `0.083s`, as protobuf's JSON has them.

use serde_json::{Value, json};
use sparrow_proto::v1;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

pub(super) fn registered(answer: v1::RegisterWebhookResponse) -> Value {
    json!({
        "webhook": answer.webhook.map(webhook),
        "secret": answer.secret,
        "created": answer.created,
    })
}

fn webhook(webhook: v1::Webhook) -> Value {
    let health = health_word(webhook.health());
    let pause = webhook
        .pause
        .map(|pause| json!({ "pause_time": pause.pause_time.map(moment), "reason": pause.reason }));
    json!({
        "id": webhook.id,
        "namespace": webhook.namespace,
        "name": webhook.name,
        "url": webhook.url,
        "events": webhook.event_types,
        "description": webhook.description,
        "retry": webhook.retry.as_ref().map(retry),
        "attempt_timeout": webhook.attempt_timeout.map(length),
        "concurrency": webhook.concurrency,
        "health": health,
        "pause": pause,
        "revision": webhook.revision,
        "create_time": webhook.create_time.map(moment),
        "update_time": webhook.update_time.map(moment),
    })
}

fn retry(retry: &v1::RetryPolicy) -> Value {
    json!({
        "schedule": retry.schedule,
        "max_attempts": retry.max_attempts,
        "final_statuses": retry.final_statuses,
    })
}

pub(super) fn pushed(answer: &v1::PushEventResponse) -> Value {
    json!({ "event_id": answer.event_id, "deliveries": answer.deliveries })
}

pub(super) fn health(answer: &v1::GetWebhookHealthResponse) -> Value {
    json!({
        "webhook_id": answer.webhook_id,
        "health": health_word(answer.health()),
        "health_time": answer.health_time.map(moment),
        "paused": answer.paused,
        "stats": answer.stats.as_ref().map(stats),
    })
}

fn stats(stats: &v1::WebhookStats) -> Value {
    json!({
        "succeeded": stats.succeeded,
        "failed": stats.failed,
        "mean_duration": stats.mean_duration.map(length),
        "backlog": stats.backlog,
        "backlog_is_more": stats.backlog_is_more,
        "oldest_time": stats.oldest_time.map(moment),
    })
}

fn health_word(health: v1::Health) -> &'static str {
    match health {
        v1::Health::Unspecified | v1::Health::Unknown => "unknown",
        v1::Health::Healthy => "healthy",
        v1::Health::Degraded => "degraded",
        v1::Health::Failing => "failing",
        v1::Health::Suspended => "suspended",
    }
}

/// `null` for what no calendar holds.
fn moment(at: prost_types::Timestamp) -> Option<String> {
    let nanos = i128::from(at.seconds) * 1_000_000_000 + i128::from(at.nanos);
    OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?.format(&Rfc3339).ok()
}

fn length(length: prost_types::Duration) -> String {
    let text = format!("{}.{:09}", length.seconds, length.nanos);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_lengths() {
        let at = prost_types::Timestamp { seconds: 1_795_442_971, nanos: 204_000_000 };
        assert_eq!(moment(at).as_deref(), Some("2026-11-23T14:09:31.204Z"));
        for (seconds, nanos, text) in
            [(15, 0, "15s"), (0, 83_000_000, "0.083s"), (0, 0, "0s"), (100, 1, "100.000000001s")]
        {
            assert_eq!(length(prost_types::Duration { seconds, nanos }), text);
        }
    }

    #[test]
    fn a_registration_shows_its_secret() {
        let answer = v1::RegisterWebhookResponse {
            webhook: Some(v1::Webhook {
                id: "wh_x".into(),
                event_types: vec!["order.*".into()],
                ..v1::Webhook::default()
            }),
            secret: "whsec_x".into(),
            created: true,
            ..v1::RegisterWebhookResponse::default()
        };
        let shown = registered(answer);
        assert_eq!(shown["webhook"]["id"], "wh_x");
        assert_eq!(shown["webhook"]["events"][0], "order.*");
        assert_eq!(shown["secret"], "whsec_x");
    }
}
