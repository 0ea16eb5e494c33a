//! `webhook register`.

use std::io::{IsTerminal, Read};

use sparrow_proto::v1::{
    RegisterWebhookRequest, RetryPolicy, Webhook, register_webhook_request::NameConflict,
};

use crate::{
    args::webhook::{Policy, Register},
    client::OrFail as _,
    error::{Failure, Result},
    exit::Exit,
    nouns::webhook::WebhookRow,
    output::{Screen, Tone, printer::cell, talk},
    session::Session,
};

pub(super) async fn run(session: &mut Session, args: Register) -> Result<Exit> {
    let secret = secret(&args.secret)?;
    let is_made_there = secret.is_empty();
    let keep = args.if_not_exists;
    let request = RegisterWebhookRequest {
        webhook: Some(webhook(session.namespace(), &args)),
        secret,
        on_name_conflict: if keep { NameConflict::Keep } else { NameConflict::Unspecified }.into(),
        paused_reason: args.paused.unwrap_or_default(),
        ..Default::default()
    };
    let client = session.connect::<WebhookRow>().await?;
    let request = client.request(request);
    let answer = client.webhooks().register_webhook(request).await.or_fail(&client)?;
    let mut row = WebhookRow::new(answer.webhook, None);
    row.secret = Some(answer.secret).filter(|secret| !secret.is_empty());
    row.created = Some(answer.created);
    if let Some(secret) = row.secret.as_deref().filter(|_| answer.created && is_made_there)
        && !session.out.shows("secret")
    {
        // Nobody can ask for it again, so it is said in every form and however quiet.
        talk(&format!("secret  {}   (shown this once)", cell(secret)));
    }
    let badge = session.badge();
    session.out.one(&row, |screen, row| registered(screen, row, &badge))?;
    if !answer.created {
        session
            .out
            .say(format!("unchanged: a webhook named {} is there already", cell(row.name())));
    }
    Ok(Exit::Ok)
}

fn webhook(namespace: String, args: &Register) -> Webhook {
    let policy = &args.policy;
    Webhook {
        namespace,
        url: args.url.clone(),
        event_types: args.on.clone(),
        name: args.name.clone().unwrap_or_default(),
        description: policy.description.clone().unwrap_or_default(),
        retry: retry(policy),
        attempt_timeout: policy.attempt_timeout.and_then(|timeout| timeout.try_into().ok()),
        concurrency: policy.concurrency.unwrap_or_default(),
        ..Webhook::default()
    }
}

/// The retry policy, if a flag says something about it.
pub(super) fn retry(policy: &Policy) -> Option<RetryPolicy> {
    let is_said =
        policy.retry.is_some() || policy.max_attempts.is_some() || policy.final_status.is_some();
    is_said.then(|| RetryPolicy {
        schedule: policy.retry.clone().unwrap_or_default(),
        max_attempts: policy.max_attempts.unwrap_or_default(),
        final_statuses: policy.final_status.clone().unwrap_or_default(),
        waits: Vec::new(),
    })
}

/// A secret is never an argument: those are seen by everyone on the machine.
fn secret(source: &str) -> Result<String> {
    let read = |text: std::io::Result<String>| {
        text.map(|text| text.trim().to_owned()).map_err(|error| {
            Failure::usage("unreadable_secret", "cannot read the secret").note(error.to_string())
        })
    };
    let secret = match source {
        "auto" => return Ok(String::new()),
        "-" if std::io::stdin().is_terminal() => {
            return Err(Failure::usage("no_input", "--secret - reads stdin, which is a terminal")
                .hint("sparrowctl webhook register … --secret - < file")
                .into());
        }
        "-" => {
            let mut text = String::new();
            read(std::io::stdin().lock().read_to_string(&mut text).map(|_| text))?
        }
        source => match source.strip_prefix('@') {
            Some(path) => read(std::fs::read_to_string(path))?,
            None => {
                return Err(Failure::usage(
                    "secret_on_command_line",
                    "--secret takes auto, @FILE or -",
                )
                .note("a secret on the command line is seen by everyone on the machine")
                .into());
            }
        },
    };
    if secret.is_empty() {
        return Err(Failure::usage("no_secret", "the secret is empty").into());
    }
    Ok(secret)
}

fn registered(screen: &mut Screen<'_>, row: &WebhookRow, badge: &str) {
    if row.created == Some(false) {
        super::screen::show(screen, row);
        return;
    }
    let webhook = &row.webhook;
    let name = screen.paint(Tone::Strong, &cell(row.name()));
    let id = if webhook.name.is_empty() { "" } else { webhook.id.as_str() };
    let badge = screen.paint(Tone::Muted, badge);
    screen.done(format!("registered {name}  {id}  {badge}"));
    screen.field("url", &[cell(&webhook.url)]);
    screen.field("events", &[cell(&webhook.event_types.join(", "))]);
    if let Some(secret) = &row.secret {
        let once = screen.paint(Tone::Warn, "shown once; keep it");
        screen.field("secret", &[secret.clone(), once]);
    }
    let name = cell(row.name());
    if let Some(pause) = &webhook.pause {
        screen.field("paused", &[cell(&pause.reason)]);
        screen.next("begin", &format!("webhook resume {name}"));
    } else {
        let example = webhook.event_types.first().map_or("order.paid", String::as_str);
        let example = example.replace('*', if example == "*" { "order.paid" } else { "created" });
        screen.next("try it", &format!("push {} id=7 --wait", cell(&example)));
    }
    screen.next("undo", &format!("webhook delete {name}"));
}
