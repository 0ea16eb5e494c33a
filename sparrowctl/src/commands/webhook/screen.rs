//! What a webhook looks like to a person.

use super::secrets;
use crate::{
    nouns::webhook::{WebhookRow, state, suspension_words},
    output::{Screen, Tone, Value, printer::cell, view},
    time,
};

/// Its name and id, and the state beside them.
pub(super) fn title(screen: &mut Screen<'_>, row: &WebhookRow) {
    let webhook = &row.webhook;
    let state = screen.view.human(&state(webhook.health(), webhook.pause.is_some()));
    let suspended = webhook.suspension.as_ref().and_then(|it| it.suspend_time);
    let paused = webhook.pause.as_ref().and_then(|it| it.pause_time);
    let since = paused.or(suspended).or(webhook.health_time);
    let since = screen.view.lasting(since);
    let name = screen.paint(Tone::Strong, &cell(row.name()));
    let id = if webhook.name.is_empty() { String::new() } else { format!("  {}", webhook.id) };
    screen.line(format!("{name}{id}   {state} {since}"));
}

/// All of it.
pub(super) fn show(screen: &mut Screen<'_>, row: &WebhookRow) {
    let webhook = &row.webhook;
    title(screen, row);
    screen.field("url", &[cell(&webhook.url)]);
    screen.field("events", &[cell(&webhook.event_types.join(", "))]);
    if !webhook.description.is_empty() {
        screen.field("about", &[cell(&webhook.description)]);
    }
    if let Some(pause) = &webhook.pause {
        let at = screen.view.human(&Value::time(pause.pause_time));
        screen.field("paused", &[at, cell(&pause.reason)]);
    }
    if let Some(suspension) = &webhook.suspension {
        let at = screen.view.human(&Value::time(suspension.suspend_time));
        screen.field("suspended", &[at, cell(&suspension_words(suspension))]);
    }
    policy(screen, row);
    headers(screen, row);
    secrets::live(screen, row);
    if let Some(stats) = &row.stats {
        let mean = screen.view.human(&Value::duration(stats.mean_duration));
        screen.field(
            "last hour",
            &[
                format!("ok {}", view::grouped(stats.succeeded)),
                format!("failed {}", view::grouped(stats.failed)),
                row.ok_words(),
                format!("mean {mean}"),
            ],
        );
        let backlog = view::at_least(stats.backlog.into(), stats.backlog_is_more);
        let oldest = match Value::time(stats.oldest_time) {
            Value::None => String::new(),
            at => format!("oldest {}", screen.view.human(&at)),
        };
        screen.field("backlog", &[backlog, oldest]);
    }
    let created = screen.view.human(&Value::time(webhook.create_time));
    screen.field("created", &[created, format!("revision {}", webhook.revision)]);
    let name = cell(row.name());
    if row.is_failing() && webhook.pause.is_none() {
        screen.next("see why", &format!("attempt list --webhook {name} --failed"));
    }
    if row.is_stopped() {
        screen.next("go on", &format!("webhook resume {name}"));
    }
}

/// Names alone: the values are hidden.
pub(super) fn headers(screen: &mut Screen<'_>, row: &WebhookRow) {
    let mut names: Vec<&str> = row.webhook.headers.keys().map(String::as_str).collect();
    names.sort_unstable();
    if !names.is_empty() {
        screen.field("headers", &[cell(&names.join(", ")), "values hidden".to_owned()]);
    }
}

fn policy(screen: &mut Screen<'_>, row: &WebhookRow) {
    let webhook = &row.webhook;
    let Some(retry) = &webhook.retry else { return };
    let waits: Vec<String> = retry
        .waits
        .iter()
        .filter_map(|wait| time::duration_from_wire(*wait))
        .map(time::exact)
        .collect();
    let waits = match waits.len() {
        0 => String::new(),
        1..=10 => format!("waits {}", waits.join(" ")),
        _ => format!("waits {} …", waits[..10].join(" ")),
    };
    let ends: Vec<String> = retry.final_statuses.iter().map(u32::to_string).collect();
    let ends = if ends.is_empty() { String::new() } else { format!("ended by {}", ends.join(" ")) };
    let attempts = view::count(retry.max_attempts.into(), "attempt", "attempts");
    screen.field("retry", &[cell(&retry.schedule), attempts, waits, ends]);
    let timeout = webhook.attempt_timeout.and_then(time::duration_from_wire);
    let timeout = timeout.map_or_else(String::new, |it| format!("timeout {}", time::exact(it)));
    let concurrency = match webhook.concurrency {
        0 => String::new(),
        most => format!("at most {most} in flight"),
    };
    let gone = if webhook.ignore_gone { "410 is a failure like others" } else { "" };
    screen.field("attempt", &[timeout, concurrency, gone.to_owned()]);
    if let Some(age) = webhook.max_age.and_then(time::duration_from_wire) {
        screen.field("expiry", &[format!("what is older than {} expires", time::exact(age))]);
    }
}
