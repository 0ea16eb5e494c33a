//! `health`: the daemon, or one webhook.

use sparrow_proto::v1::{
    GetSystemHealthRequest, GetSystemHealthResponse, GetWebhookHealthRequest, Health as State,
};

use crate::{
    args::shared::Health,
    client::OrFail as _,
    error::Result,
    exit::Exit,
    ids,
    nouns::{
        health::{SystemHealth, WebhookHealth, readiness},
        webhook,
    },
    output::{Mark, Screen, Tone, Value, printer::cell, view},
    session::Session,
    time,
};

pub async fn run(session: &mut Session, args: &Health) -> Result<Exit> {
    let name = args.webhook.as_deref().map(ids::webhook).transpose()?;
    let exit = match name {
        Some(name) => of_webhook(session, name).await?,
        None => of_system(session).await?,
    };
    Ok(if args.exit_status { exit } else { Exit::Ok })
}

async fn of_system(session: &mut Session) -> Result<Exit> {
    let client = session.connect::<SystemHealth>().await?;
    // Counts of all namespaces unless one was asked for.
    let namespace = match session.settings.namespace.origin {
        crate::config::Origin::BuiltIn => String::new(),
        _ => session.namespace(),
    };
    let request = client.request(GetSystemHealthRequest { namespace });
    let health = client.admin().get_system_health(request).await.or_fail(&client)?;
    let exit = match (health.ready, health.webhooks_failing + health.webhooks_suspended) {
        (false, _) => Exit::Unreachable,
        (true, 0) => Exit::Ok,
        (true, _) => Exit::TargetFailed,
    };
    let server = session.settings.server.value.to_string();
    session.out.one(&SystemHealth(health), |screen, row| system(screen, &row.0, &server))?;
    Ok(exit)
}

fn system(screen: &mut Screen<'_>, health: &GetSystemHealthResponse, server: &str) {
    let ready = screen.view.human(&readiness(health.ready));
    let up = match Value::time(health.start_time) {
        Value::Time(at) => {
            format!("up {}", time::short(at.duration_until(screen.view.now).unsigned_abs()))
        }
        _ => String::new(),
    };
    screen.line(format!("sparrowd {} @ {server}  {ready}  {up}", cell(&health.version)));
    if !health.ready {
        let reason = screen.paint(Tone::Bad, &cell(&health.not_ready_reason));
        screen.field("because", &[reason]);
    }
    let latency = health.database_latency.and_then(time::duration_from_wire);
    let latency = latency
        .map_or_else(String::new, |latency| format!("{:.1} ms", latency.as_secs_f64() * 1_000.0));
    screen.field(
        "postgres",
        &[cell(&health.database_version), latency, format!("schema {}", health.schema_version)],
    );
    let nodes = view::count(health.live_nodes.into(), "node", "nodes");
    let node = format!("node {}", cell(&health.node_id));
    screen.field("nodes", &[nodes, node, format!("{} of 256 lanes here", health.lanes_owned)]);
    let backlog = view::at_least(health.backlog.into(), health.backlog_is_more);
    screen
        .field("queue", &[format!("{backlog} waiting"), format!("{} in flight", health.in_flight)]);
    screen.field("attempts", &[attempts(health)]);
    let counts = webhook_counts(screen, health);
    screen.field("webhooks", &counts);
    let dead = view::at_least(health.dead_letters.into(), health.dead_letters_is_more);
    screen.field("dead", &[format!("{dead} dead letters")]);
    if health.partitions_postponed > 0 {
        let days = view::count(health.partitions_postponed.into(), "day", "days");
        let why = "kept beyond their time: still owed, or asked for by a replay";
        screen.field("retention", &[format!("{days} of events {why}")]);
    }
    for (count, state) in
        [(health.webhooks_failing, "failing"), (health.webhooks_suspended, "suspended")]
    {
        if count > 0 {
            screen.next("see which", &format!("webhook list --state {state}"));
        }
    }
}

fn attempts(health: &GetSystemHealthResponse) -> String {
    let all = health.succeeded + health.failed;
    if all == 0 {
        return "none in 5 minutes".to_owned();
    }
    #[expect(clippy::cast_precision_loss, reason = "a percentage for people")]
    let percent = 100.0 * health.succeeded as f64 / all as f64;
    format!("{} in 5 minutes, {percent:.1} % ok", view::grouped(all))
}

fn webhook_counts(screen: &Screen<'_>, health: &GetSystemHealthResponse) -> Vec<String> {
    let palette = screen.palette();
    [
        (Mark::Healthy, Tone::Good, health.webhooks_healthy, "healthy"),
        (Mark::Degraded, Tone::Warn, health.webhooks_degraded, "degraded"),
        (Mark::Failing, Tone::Bad, health.webhooks_failing, "failing"),
        (Mark::Failing, Tone::Bad, health.webhooks_suspended, "suspended"),
        (Mark::Paused, Tone::Warn, health.webhooks_paused, "paused"),
        (Mark::Unknown, Tone::Muted, health.webhooks_unknown, "unknown"),
    ]
    .into_iter()
    .map(|(mark, tone, count, word)| {
        let tone = if count == 0 { Tone::Muted } else { tone };
        palette.paint(tone, &format!("{} {count} {word}", palette.mark(mark)))
    })
    .collect()
}

async fn of_webhook(session: &mut Session, name: String) -> Result<Exit> {
    let client = session.connect::<WebhookHealth>().await?;
    let namespace = session.namespace();
    let request = client.request(GetWebhookHealthRequest { namespace, webhook: name.clone() });
    let health = client.webhooks().get_webhook_health(request).await.or_fail(&client)?;
    let exit = match health.health() {
        State::Failing | State::Suspended => Exit::TargetFailed,
        _ => Exit::Ok,
    };
    session.out.one(&WebhookHealth(health), |screen, row| {
        let health = &row.0;
        let state = screen.view.human(&webhook::state(health.health(), health.paused));
        let suspended = health.suspension.as_ref().and_then(|it| it.suspend_time);
        let since = screen.view.lasting(suspended.or(health.health_time));
        screen.line(format!("{}   {state} {since}", cell(&name)));
        if let Some(suspension) = &health.suspension {
            screen.field("suspended", &[cell(&webhook::suspension_words(suspension))]);
        }
        let stats = health.stats.unwrap_or_default();
        let mean = screen.view.human(&Value::duration(stats.mean_duration));
        screen.field(
            "last hour",
            &[
                format!("ok {}", view::grouped(stats.succeeded)),
                format!("failed {}", view::grouped(stats.failed)),
                format!("mean {mean}"),
            ],
        );
        let oldest = match Value::time(stats.oldest_time) {
            Value::None => String::new(),
            at => format!("oldest {}", screen.view.human(&at)),
        };
        let backlog = view::at_least(stats.backlog.into(), stats.backlog_is_more);
        screen.field("backlog", &[backlog, oldest]);
        if health.suspension.is_some() {
            screen.next("go on", &format!("webhook resume {}", cell(&name)));
        }
    })?;
    Ok(exit)
}
