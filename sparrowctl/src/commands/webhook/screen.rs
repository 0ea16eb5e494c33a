//! What a webhook looks like to a person.

use crate::{
    nouns::webhook::{WebhookRow, state},
    output::{Screen, Tone, Value, printer::cell, view},
    time,
};

/// Its name and id, and the state beside them.
pub(super) fn title(screen: &mut Screen<'_>, row: &WebhookRow) {
    let webhook = &row.webhook;
    let state = screen.view.human(&state(webhook.health(), webhook.pause.is_some()));
    let since = webhook.pause.as_ref().map_or(webhook.health_time, |pause| pause.pause_time);
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
    policy(screen, row);
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
    if webhook.pause.is_some() {
        screen.next("go on", &format!("webhook resume {name}"));
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
    screen.field("attempt", &[timeout, concurrency]);
}
