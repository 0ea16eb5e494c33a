//! `attempt list|show|tail|curl`.

mod curl;
mod show;
mod tail;
mod tail_records;

use sparrow_proto::v1::{Attempt, GetAttemptRequest, ListAttemptsRequest};

use super::pages::{self, Empty};
use crate::{
    args::{
        attempt::{List, Verb},
        shared::Window,
    },
    client::{Client, OrFail as _},
    error::Result,
    exit::Exit,
    ids,
    nouns::attempt::AttemptRow,
    session::Session,
    time,
};

pub async fn run(session: &mut Session, verb: Verb) -> Result<Exit> {
    match verb {
        Verb::List(args) => list(session, args).await,
        Verb::Show(args) => show::run(session, &args).await,
        Verb::Tail(args) => tail::run(session, args).await,
        Verb::Curl(args) => curl::run(session, &args).await,
    }
}

async fn list(session: &mut Session, args: List) -> Result<Exit> {
    let checked = |kind, id: &Option<String>| match id {
        Some(id) => ids::check(kind, id),
        None => Ok(String::new()),
    };
    let event_id = checked(ids::Kind::Event, &args.event)?;
    let delivery_id = checked(ids::Kind::Delivery, &args.delivery)?;
    let webhook = args.webhook.as_deref().map(ids::webhook).transpose()?.unwrap_or_default();
    let client = session.connect::<AttemptRow>().await?;
    let namespace = session.namespace();
    let empty = Empty::in_namespace(session, "such attempts", "event list");
    let window = Window { since: args.since, until: args.until };
    let (out, paging) = (&mut session.out, &args.paging);
    pages::list_within(out, paging, window, empty, async |page_size, page_token| {
        let request = client.request(ListAttemptsRequest {
            namespace: namespace.clone(),
            page_size,
            page_token,
            event_id: event_id.clone(),
            delivery_id: delivery_id.clone(),
            webhook: webhook.clone(),
            since: args.since.map(time::to_wire),
            until: args.until.map(time::to_wire),
            failed: args.failed,
            statuses: args.status.clone(),
            event_type: args.event_type.clone().unwrap_or_default(),
        });
        let page = client.deliveries().list_attempts(request).await.or_fail(&client)?;
        Ok((page.attempts.into_iter().map(AttemptRow).collect(), page.next_page_token))
    })
    .await
}

/// An attempt with its request and its answer; the values of own headers only where `reveal` asks
/// for them.
async fn get(session: &Session, client: &Client, attempt: &str, reveal: bool) -> Result<Attempt> {
    let attempt_id = ids::check(ids::Kind::Attempt, attempt)?;
    let request = GetAttemptRequest { namespace: session.namespace(), attempt_id, reveal };
    let answer = client.deliveries().get_attempt(client.request(request)).await.or_fail(client)?;
    Ok(answer.attempt.unwrap_or_default())
}
