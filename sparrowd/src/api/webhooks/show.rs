//! A webhook in the words of the API. What was left to the daemon is shown as it is in force.

use std::collections::HashMap;
use std::time::Duration;

use sparrow_proto::v1;

use super::super::context::Context;
use super::super::{convert, messages};
use crate::domain::event::EventPattern;
use crate::domain::headers::OwnHeaders;
use crate::domain::signature::{PublicKey, SecretKind};
use crate::domain::webhook::DEFAULT_CONCURRENCY;
use crate::store::webhook_stats::Stats;
use crate::store::webhooks::{Record, Secret, Settings};

pub(super) fn webhook(context: &Context, namespace: &str, record: &Record) -> v1::Webhook {
    let settings = &record.settings;
    let timeout = settings
        .attempt_timeout_ms
        .map_or(context.defaults.attempt_timeout, |ms| Duration::from_millis(ms.into()));
    let pause = record.pause.as_ref().map(|pause| v1::Pause {
        pause_time: Some(convert::time(pause.at)),
        reason: pause.reason.clone(),
    });
    let hidden = OwnHeaders::hidden(settings.headers.names.iter().cloned());
    let seconds = |seconds: u32| convert::duration(Duration::from_secs(seconds.into()));
    let now = context.stamper.now();
    let live = record.secrets.iter().filter(|secret| secret.is_live(now));
    v1::Webhook {
        id: record.id.to_string(),
        namespace: namespace.to_owned(),
        name: settings.name.as_ref().map(ToString::to_string).unwrap_or_default(),
        url: settings.url.to_string(),
        event_types: settings.patterns.iter().map(EventPattern::to_string).collect(),
        description: settings.description.clone(),
        retry: Some(retry(context, settings)),
        attempt_timeout: Some(convert::duration(timeout)),
        concurrency: settings.concurrency.unwrap_or(DEFAULT_CONCURRENCY),
        health: messages::health(record.health()).into(),
        health_time: record.health_at().map(convert::time),
        pause,
        revision: convert::unsigned(record.revision),
        create_time: Some(convert::time(record.created_at)),
        update_time: Some(convert::time(record.updated_at)),
        headers: headers(&hidden),
        max_age: settings.max_age_s.map(seconds),
        ignore_gone: settings.ignore_gone,
        suspension: suspension(record),
        secrets: live.map(secret).collect(),
    }
}

pub(super) fn headers(headers: &OwnHeaders) -> HashMap<String, String> {
    headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

pub(super) fn suspension(record: &Record) -> Option<v1::Suspension> {
    record.suspension.as_ref().map(|suspension| v1::Suspension {
        suspend_time: Some(convert::time(suspension.at)),
        reason: suspension.reason.clone(),
    })
}

/// Without the secret itself.
pub(super) fn secret(secret: &Secret) -> v1::WebhookSecret {
    let kind = match secret.kind {
        SecretKind::Hmac => v1::SecretKind::Hmac,
        SecretKind::Ed25519 => v1::SecretKind::Ed25519,
    };
    v1::WebhookSecret {
        kind: kind.into(),
        secret: String::new(),
        public_key: public_key(secret.public_key),
        create_time: Some(convert::time(secret.created_at)),
        expire_time: secret.expires_at.map(convert::time),
    }
}

/// Empty for a kind that has none.
pub(super) fn public_key(key: Option<PublicKey>) -> String {
    key.map(|key| key.to_string()).unwrap_or_default()
}

fn retry(context: &Context, settings: &Settings) -> v1::RetryPolicy {
    let schedule = settings.schedule.as_ref().unwrap_or(&context.defaults.schedule);
    let max_attempts = settings.max_attempts.unwrap_or_else(|| schedule.default_attempts());
    let waits = (1..max_attempts).map(|failures| convert::duration(schedule.wait(failures)));
    v1::RetryPolicy {
        schedule: schedule.to_string(),
        max_attempts,
        final_statuses: settings.final_statuses.iter().copied().map(u32::from).collect(),
        waits: waits.collect(),
    }
}

pub(super) fn stats(stats: &Stats) -> v1::WebhookStats {
    v1::WebhookStats {
        succeeded: stats.succeeded,
        failed: stats.failed,
        mean_duration: stats.mean().map(convert::duration),
        backlog: stats.backlog.number,
        backlog_is_more: stats.backlog.more,
        oldest_time: stats.oldest_at.map(convert::time),
    }
}
