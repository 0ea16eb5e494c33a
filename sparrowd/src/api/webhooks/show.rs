//! A webhook in the words of the API. What was left to the daemon is shown as it is in force.

use std::time::Duration;

use sparrow_proto::v1;

use super::super::context::Context;
use super::super::convert;
use crate::domain::event::EventPattern;
use crate::domain::health::Health;
use crate::domain::webhook::DEFAULT_CONCURRENCY;
use crate::store::webhook_stats::Stats;
use crate::store::webhooks::{Record, Settings};

pub(super) fn webhook(context: &Context, namespace: &str, record: &Record) -> v1::Webhook {
    let settings = &record.settings;
    let timeout = settings
        .attempt_timeout_ms
        .map_or(context.defaults.attempt_timeout, |ms| Duration::from_millis(ms.into()));
    let pause = record.pause.as_ref().map(|pause| v1::Pause {
        pause_time: Some(convert::time(pause.at)),
        reason: pause.reason.clone(),
    });
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
        health: health(record.health).into(),
        health_time: record.health_at.map(convert::time),
        pause,
        revision: convert::unsigned(record.revision),
        create_time: Some(convert::time(record.created_at)),
        update_time: Some(convert::time(record.updated_at)),
        ..Default::default()
    }
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

pub(super) fn health(health: Health) -> v1::Health {
    match health {
        Health::Unknown => v1::Health::Unknown,
        Health::Healthy => v1::Health::Healthy,
        Health::Degraded => v1::Health::Degraded,
        Health::Failing => v1::Health::Failing,
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
