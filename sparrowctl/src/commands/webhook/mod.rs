//! `webhook …`: registered receivers, their secrets, and what they answer.

mod change;
mod probe;
mod register;
mod screen;
mod secrets;
mod update;

use sparrow_proto::v1::{GetWebhookRequest, Health, ListWebhooksRequest};

use super::pages::{self, Empty};
use crate::{
    args::webhook::{List, Show, State, Verb},
    client::{Client, OrFail as _},
    error::Result,
    exit::Exit,
    ids,
    nouns::webhook::WebhookRow,
    session::Session,
};

pub async fn run(session: &mut Session, verb: Verb) -> Result<Exit> {
    match verb {
        Verb::Register(args) => register::run(session, args).await,
        Verb::List(args) => list(session, &args).await,
        Verb::Show(args) => show(session, args).await,
        Verb::Update(args) => update::run(session, args).await,
        Verb::Pause(args) => change::pause(session, args).await,
        Verb::Resume(args) => change::resume(session, args).await,
        Verb::Delete(args) => change::delete(session, args).await,
        Verb::Ping(args) => probe::ping(session, args).await,
        Verb::Test(args) => probe::test(session, args).await,
        Verb::RotateSecret(args) => secrets::rotate(session, args).await,
        Verb::Secret(args) => secrets::reveal(session, &args).await,
    }
}

async fn list(session: &mut Session, args: &List) -> Result<Exit> {
    let client = session.connect::<WebhookRow>().await?;
    let namespace = session.namespace();
    let (health, paused) = match args.state {
        None => (Health::Unspecified, false),
        Some(State::Paused) => (Health::Unspecified, true),
        Some(State::Unknown) => (Health::Unknown, false),
        Some(State::Healthy) => (Health::Healthy, false),
        Some(State::Degraded) => (Health::Degraded, false),
        Some(State::Failing) => (Health::Failing, false),
        Some(State::Suspended) => (Health::Suspended, false),
    };
    let hint = "webhook register URL --on TYPE";
    let empty = Empty::in_namespace(session, "such webhooks", hint);
    let empty = match (args.state, &args.on) {
        (None, None) => Empty::in_namespace(session, "webhooks", hint),
        _ => empty,
    };
    pages::list(&mut session.out, &args.paging, empty, async |page_size, page_token| {
        let request = client.request(ListWebhooksRequest {
            namespace: namespace.clone(),
            page_size,
            page_token,
            health: health.into(),
            paused,
            event_type: args.on.clone().unwrap_or_default(),
        });
        let page = client.webhooks().list_webhooks(request).await.or_fail(&client)?;
        let mut stats = page.stats.into_iter();
        let row = |webhook| WebhookRow::new(Some(webhook), stats.next());
        Ok((page.webhooks.into_iter().map(row).collect(), page.next_page_token))
    })
    .await
}

/// A webhook by id or name, with its recent outcomes.
async fn get(session: &Session, client: &Client, webhook: &str) -> Result<WebhookRow> {
    let webhook = ids::webhook(webhook)?;
    let request = client.request(GetWebhookRequest { namespace: session.namespace(), webhook });
    let answer = client.webhooks().get_webhook(request).await.or_fail(client)?;
    Ok(WebhookRow::new(answer.webhook, answer.stats))
}

async fn show(session: &mut Session, args: Show) -> Result<Exit> {
    ids::webhook(&args.webhook)?;
    let client = session.connect::<WebhookRow>().await?;
    let row = get(session, &client, &args.webhook).await?;
    session.out.one(&row, screen::show)?;
    Ok(Exit::Ok)
}
