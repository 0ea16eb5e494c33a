//! `webhook update`: only what is given changes.

use prost_types::FieldMask;
use sparrow_proto::v1::{UpdateWebhookRequest, Webhook};

use super::{register, screen};
use crate::{
    args::webhook::Update,
    client::OrFail as _,
    error::{Failure, Result},
    exit::Exit,
    headers, ids,
    nouns::webhook::WebhookRow,
    output::printer::cell,
    session::{Session, Tier},
};

pub(super) async fn run(session: &mut Session, args: Update) -> Result<Exit> {
    ids::webhook(&args.webhook)?;
    let (mut webhook, mut paths) = changes(&args);
    if paths.is_empty() && args.on.is_none() && args.policy.header.is_empty() {
        return Err(Failure::usage("nothing_to_change", "no flag says what to change").into());
    }
    let client = session.connect::<WebhookRow>().await?;
    let is_edited = args.on.is_some() || !args.policy.header.is_empty();
    let current = if is_edited {
        super::get(session, &client, &args.webhook).await?
    } else {
        WebhookRow::default()
    };
    if !args.policy.header.is_empty() {
        // Values that are hidden here are kept there.
        webhook.headers = headers::edited(&current.webhook.headers, &args.policy.header)?;
        paths.push("headers");
    }
    if let Some(edits) = &args.on {
        let edited = edit(&current.webhook.event_types, edits)?;
        let removed: Vec<&str> = current
            .webhook
            .event_types
            .iter()
            .filter(|event_type| !edited.contains(event_type))
            .map(String::as_str)
            .collect();
        if !removed.is_empty() {
            let effect = format!("{} will no longer get {}", current.name(), removed.join(", "));
            session.confirm(Tier::Moderate, &effect, current.name(), &args.confirm)?;
        }
        webhook.event_types = edited;
        paths.push("event_types");
    }
    webhook.namespace = session.namespace();
    webhook.id.clone_from(&args.webhook);
    let mask = FieldMask { paths: paths.into_iter().map(str::to_owned).collect() };
    let request = UpdateWebhookRequest { webhook: Some(webhook), update_mask: Some(mask) };
    let request = client.request(request);
    let answer = client.webhooks().update_webhook(request).await.or_fail(&client)?;
    if let Some(hint) = headers::exposed(&args.policy.header) {
        session.out.hint(hint);
    }
    session.out.one(&WebhookRow::new(answer.webhook, None), |lines, row| {
        lines.done(format!("updated {}", cell(row.name())));
        screen::show(lines, row);
    })?;
    Ok(Exit::Ok)
}

/// The fields that flags name, and their names.
fn changes(args: &Update) -> (Webhook, Vec<&'static str>) {
    let policy = &args.policy;
    let mut webhook = Webhook::default();
    let mut paths = Vec::new();
    let mut note = |is_given: bool, path| {
        if is_given {
            paths.push(path);
        }
    };
    note(args.url.is_some(), "url");
    note(args.name.is_some(), "name");
    note(policy.description.is_some(), "description");
    note(policy.retry.is_some(), "retry.schedule");
    note(policy.max_attempts.is_some(), "retry.max_attempts");
    note(policy.final_status.is_some(), "retry.final_statuses");
    note(policy.attempt_timeout.is_some(), "attempt_timeout");
    note(policy.concurrency.is_some(), "concurrency");
    note(policy.max_age.is_some(), "max_age");
    note(policy.ignore_gone.is_some(), "ignore_gone");
    webhook.url = args.url.clone().unwrap_or_default();
    webhook.name = args.name.clone().unwrap_or_default();
    webhook.description = policy.description.clone().unwrap_or_default();
    webhook.retry = register::retry(policy);
    webhook.attempt_timeout = policy.attempt_timeout.and_then(|timeout| timeout.try_into().ok());
    webhook.concurrency = policy.concurrency.unwrap_or_default();
    webhook.max_age = register::max_age(policy);
    webhook.ignore_gone = policy.ignore_gone.unwrap_or_default();
    (webhook, paths)
}

/// `+T` adds, `-T` takes away; without a sign the list is new.
fn edit(current: &[String], edits: &[String]) -> Result<Vec<String>, Failure> {
    let signed = |edit: &&String| edit.starts_with(['+', '-']);
    let count = edits.iter().filter(signed).count();
    if count == 0 {
        return Ok(edits.to_vec());
    }
    if count < edits.len() {
        return Err(Failure::usage(
            "mixed_edit",
            "--on takes either a new list or +TYPE and -TYPE",
        ));
    }
    let mut types = current.to_vec();
    for edit in edits {
        let (sign, name) = edit.split_at(1);
        let found = types.iter().position(|event_type| event_type == name);
        match (sign, found) {
            ("+", None) => types.push(name.to_owned()),
            ("-", Some(at)) => {
                types.remove(at);
            }
            ("-", None) => {
                return Err(Failure::usage("not_subscribed", format!("it does not get {name:?}"))
                    .note(format!("it gets {}", current.join(", "))));
            }
            _ => {}
        }
    }
    if types.is_empty() {
        return Err(Failure::usage("no_event_types", "a webhook needs at least one event type")
            .hint("to stop it: sparrowctl webhook pause, or delete"));
    }
    Ok(types)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(edits: &[&str]) -> Result<Vec<String>, String> {
        let own = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        edit(&own(&["order.paid", "order.*"]), &own(edits))
            .map_err(|failure| failure.code.to_string())
    }

    #[test]
    fn sets_are_edited_or_replaced() {
        assert_eq!(edited(&["+user.*"]).unwrap(), ["order.paid", "order.*", "user.*"]);
        assert_eq!(edited(&["-order.paid"]).unwrap(), ["order.*"]);
        assert_eq!(edited(&["+order.paid"]).unwrap(), ["order.paid", "order.*"]);
        assert_eq!(edited(&["a", "b"]).unwrap(), ["a", "b"]);
        assert_eq!(edited(&["+a", "b"]), Err("mixed_edit".to_owned()));
        assert_eq!(edited(&["-a"]), Err("not_subscribed".to_owned()));
        assert_eq!(edited(&["-order.paid", "-order.*"]), Err("no_event_types".to_owned()));
    }
}
