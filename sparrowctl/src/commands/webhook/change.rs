//! `webhook pause|resume|delete`: one call per webhook.

use sparrow_proto::v1::{DeleteWebhookRequest, PauseWebhookRequest, ResumeWebhookRequest};

use crate::{
    args::webhook::{Delete, Pause, Resume},
    client::{Client, OrFail as _},
    commands::bulk,
    error::Result,
    exit::Exit,
    ids,
    nouns::webhook::WebhookRow,
    output::{Screen, printer::cell, view},
    session::{Session, Tier},
};

/// Deliveries waiting above which a resume is asked about.
const MANY_WAITING: u32 = 1_000;

pub(super) async fn pause(session: &mut Session, args: Pause) -> Result<Exit> {
    let webhooks = ids::expand(&args.webhooks, ids::webhook)?;
    let client = session.connect::<WebhookRow>().await?;
    let namespace = session.namespace();
    let call = async |webhook: &str| {
        let (namespace, reason) = (namespace.clone(), args.reason.clone());
        let request = PauseWebhookRequest { namespace, webhook: webhook.to_owned(), reason };
        let request = client.request(request);
        let answer = client.webhooks().pause_webhook(request).await.or_fail(&client)?;
        Ok(WebhookRow::new(answer.webhook, None))
    };
    bulk::each(session, &webhooks, call, |screen, row| {
        screen.done(format!("paused {}; its deliveries are held", cell(row.name())));
        screen.next("undo", &format!("webhook resume {}", cell(row.name())));
    })
    .await
}

pub(super) async fn resume(session: &mut Session, args: Resume) -> Result<Exit> {
    let webhooks = ids::expand(&args.webhooks, ids::webhook)?;
    let client = session.connect::<WebhookRow>().await?;
    let rows = rows(session, &client, &webhooks).await?;
    let (waiting, more) = backlog(&rows);
    if more || waiting > MANY_WAITING.into() {
        let effect = format!(
            "{} waiting for {} will be sent as fast as allowed",
            view::deliveries(waiting, more),
            names(&rows)
        );
        session.confirm(Tier::Moderate, &effect, &names(&rows), &args.confirm)?;
    }
    let namespace = session.namespace();
    let call = async |webhook: &str| {
        let namespace = namespace.clone();
        let request =
            client.request(ResumeWebhookRequest { namespace, webhook: webhook.to_owned() });
        let answer = client.webhooks().resume_webhook(request).await.or_fail(&client)?;
        Ok(WebhookRow::new(answer.webhook, None))
    };
    bulk::each(session, &webhooks, call, |screen, row| {
        screen.done(format!("resumed {}", cell(row.name())));
        screen.next("watch", &format!("tail --webhook {}", cell(row.name())));
    })
    .await
}

pub(super) async fn delete(session: &mut Session, args: Delete) -> Result<Exit> {
    let webhooks = ids::expand(&args.webhooks, ids::webhook)?;
    let client = session.connect::<WebhookRow>().await?;
    let rows = match webhooks.as_slice() {
        // Of one, its own error is the answer.
        [webhook] => vec![super::get(session, &client, webhook).await?],
        several => rows(session, &client, several).await?,
    };
    let (waiting, more) = backlog(&rows);
    let effect = format!(
        "deletes {}; {} still owed will be cancelled",
        names(&rows),
        view::deliveries(waiting, more)
    );
    session.confirm(Tier::Moderate, &effect, &names(&rows), &args.confirm)?;
    let namespace = session.namespace();
    let call = async |webhook: &str| {
        let namespace = namespace.clone();
        let request =
            client.request(DeleteWebhookRequest { namespace, webhook: webhook.to_owned() });
        let answer = client.webhooks().delete_webhook(request).await.or_fail(&client)?;
        Ok(WebhookRow::new(answer.webhook, None))
    };
    bulk::each(session, &webhooks, call, deleted).await
}

fn deleted(screen: &mut Screen<'_>, row: &WebhookRow) {
    let id = if row.webhook.name.is_empty() { "" } else { row.webhook.id.as_str() };
    screen.done(format!("deleted {}  {id}", cell(row.name())));
}

/// What is there of the webhooks named; one that is not there is told by the call itself.
async fn rows(session: &Session, client: &Client, webhooks: &[String]) -> Result<Vec<WebhookRow>> {
    let mut rows = Vec::with_capacity(webhooks.len());
    for webhook in webhooks {
        match super::get(session, client, webhook).await {
            Ok(row) => rows.push(row),
            Err(stop) if stop.exit() == Exit::NotFound => {}
            Err(stop) => return Err(stop),
        }
    }
    Ok(rows)
}

fn backlog(rows: &[WebhookRow]) -> (u64, bool) {
    let stats = || rows.iter().filter_map(|row| row.stats.as_ref());
    (
        stats().map(|stats| u64::from(stats.backlog)).sum(),
        stats().any(|stats| stats.backlog_is_more),
    )
}

/// `demo`, or how many.
fn names(rows: &[WebhookRow]) -> String {
    match rows {
        [row] => row.name().to_owned(),
        rows => format!("{} webhooks", rows.len()),
    }
}
