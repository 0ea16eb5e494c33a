//! `webhook register`: the webhook, its secret, and what it answers to a first ping.

use sparrow_proto::v1::{
    RegisterWebhookRequest, RetryPolicy, Webhook, register_webhook_request::NameConflict,
};

use super::{probe, secrets};
use crate::{
    args::{
        values::Limit,
        webhook::{Policy, Register},
    },
    client::{Client, OrFail as _},
    error::{Result, Stop},
    exit::Exit,
    headers,
    nouns::webhook::WebhookRow,
    output::{Screen, Tone, printer::cell},
    session::Session,
};

pub(super) async fn run(session: &mut Session, args: Register) -> Result<Exit> {
    let (secret, kind) = secrets::given(&args.key)?;
    let is_made_there = secret.is_empty();
    let keep = args.if_not_exists;
    let request = RegisterWebhookRequest {
        webhook: Some(webhook(session.namespace(), &args)?),
        secret,
        on_name_conflict: if keep { NameConflict::Keep } else { NameConflict::Unspecified }.into(),
        paused_reason: args.paused.unwrap_or_default(),
        secret_kind: kind.into(),
    };
    let client = session.connect::<WebhookRow>().await?;
    let request = client.request(request);
    let answer = client.webhooks().register_webhook(request).await.or_fail(&client)?;
    let mut row = WebhookRow::new(answer.webhook, None);
    row.secret = Some(answer.secret).filter(|secret| !secret.is_empty());
    row.public_key = answer.public_key;
    row.created = Some(answer.created);
    if answer.created && is_made_there {
        secrets::told_in_any_case(session, &row);
    }
    if let Some(hint) = headers::exposed(&args.policy.header) {
        session.out.hint(hint);
    }
    if args.ping {
        return pinged(session, &client, row).await;
    }
    show(session, &row)?;
    Ok(Exit::Ok)
}

fn show(session: &mut Session, row: &WebhookRow) -> Result<()> {
    let badge = session.badge();
    session.out.one(row, |screen, row| registered(screen, row, &badge))?;
    session.out.flush()?;
    if row.created == Some(false) {
        let name = cell(row.name());
        session.out.say(format!("unchanged: a webhook named {name} is there already"));
    }
    Ok(())
}

/// The webhook is shown whatever becomes of the ping: it stands, and its secret is new.
async fn pinged(session: &mut Session, client: &Client, mut row: WebhookRow) -> Result<Exit> {
    let as_screen = session.out.view.is_table() && session.out.view.columns.is_none();
    if as_screen {
        show(session, &row)?;
    }
    let answered = match probe::send_ping(session, client, &row.webhook.id).await {
        Ok(mut ping) => {
            row.name().clone_into(&mut ping.webhook);
            let ping = row.ping.insert(ping);
            probe::answers(session, client, std::slice::from_mut(ping)).await
        }
        Err(stop) => Err(stop),
    };
    match &row.ping {
        Some(ping) if as_screen => session.out.one(ping, probe::screen)?,
        _ if as_screen => {}
        _ => show(session, &row)?,
    }
    session.out.flush()?;
    let failed = match answered {
        Ok(()) => row.ping.as_ref().and_then(|ping| probe::verdict(session, ping)),
        Err(Stop::Failed(failure)) => Some(failure),
        Err(stop) => return Err(stop),
    };
    match failed {
        None => Ok(Exit::Ok),
        Some(failure) => {
            let again = session.command(&format!("webhook ping {}", cell(row.name())));
            let note = format!("{} is registered all the same; ping it again: {again}", row.name());
            Err(failure.note(note).into())
        }
    }
}

fn webhook(namespace: String, args: &Register) -> Result<Webhook> {
    let policy = &args.policy;
    Ok(Webhook {
        namespace,
        url: args.url.clone(),
        event_types: args.on.clone(),
        name: args.name.clone().unwrap_or_default(),
        description: policy.description.clone().unwrap_or_default(),
        retry: retry(policy),
        attempt_timeout: policy.attempt_timeout.and_then(|timeout| timeout.try_into().ok()),
        concurrency: policy.concurrency.unwrap_or_default(),
        headers: headers::new(&policy.header)?,
        max_age: max_age(policy),
        ignore_gone: policy.ignore_gone.unwrap_or_default(),
        ..Webhook::default()
    })
}

/// The most age, if there is one to keep to.
pub(super) fn max_age(policy: &Policy) -> Option<prost_types::Duration> {
    match policy.max_age {
        Some(Limit::After(age)) => age.try_into().ok(),
        Some(Limit::None) | None => None,
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
    secrets::new(screen, row);
    super::screen::headers(screen, row);
    let name = cell(row.name());
    if let Some(pause) = &webhook.pause {
        screen.field("paused", &[cell(&pause.reason)]);
        screen.next("begin", &format!("webhook resume {name}"));
    } else {
        let example = webhook.event_types.first().map_or("order.paid", String::as_str);
        let example = example.replace('*', if example == "*" { "order.paid" } else { "created" });
        screen.next("try it", &format!("push {} id=7 --wait", cell(&example)));
    }
    secrets::again(screen, row);
    screen.next("undo", &format!("webhook delete {name}"));
}
