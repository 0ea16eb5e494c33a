//! `dead-letter list|replay|discard`.

use sparrow_proto::v1::{DiscardDeadLettersRequest, ListDeadLettersRequest};

use super::{
    delivery::in_batches,
    pages::{self, Empty},
    replay,
};
use crate::{
    args::{
        dead_letter::{Discard, List, Replay, Verb},
        replay::Ended,
        shared::Window,
    },
    client::OrFail as _,
    error::Result,
    exit::Exit,
    ids,
    nouns::{changed::Changed, delivery::DeadLetter},
    output::view,
    session::{Session, Tier},
    time,
};

pub async fn run(session: &mut Session, verb: Verb) -> Result<Exit> {
    match verb {
        Verb::List(args) => list(session, &args).await,
        Verb::Replay(args) => again(session, args).await,
        Verb::Discard(args) => discard(session, args).await,
    }
}

async fn list(session: &mut Session, args: &List) -> Result<Exit> {
    let webhook = args.webhook.as_deref().map(ids::webhook).transpose()?.unwrap_or_default();
    let client = session.connect::<DeadLetter>().await?;
    let namespace = session.namespace();
    let mut empty = Empty::in_namespace(session, "dead letters", "delivery list --state retrying");
    empty.hint = format!("what is still tried: {}", empty.hint);
    let window = Window { since: args.since, until: args.until };
    let (out, paging) = (&mut session.out, &args.paging);
    pages::list_within(out, paging, window, empty, async |page_size, page_token| {
        let request = client.request(ListDeadLettersRequest {
            namespace: namespace.clone(),
            page_size,
            page_token,
            webhook: webhook.clone(),
            since: args.since.map(time::to_wire),
            until: args.until.map(time::to_wire),
            event_type: args.event_type.clone().unwrap_or_default(),
        });
        let page = client.deliveries().list_dead_letters(request).await.or_fail(&client)?;
        Ok((page.dead_letters.into_iter().map(DeadLetter).collect(), page.next_page_token))
    })
    .await
}

async fn again(session: &mut Session, args: Replay) -> Result<Exit> {
    let what = if args.deliveries.is_empty() {
        replay::What::selected(session, vec![Ended::Dead], &args.filter)?
    } else {
        let check = |id: &str| ids::check(ids::Kind::Delivery, id);
        replay::What::dead_letters(session, ids::expand(&args.deliveries, check)?)
    };
    replay::start(session, what, args.pace, &args.confirm).await
}

async fn discard(session: &mut Session, args: Discard) -> Result<Exit> {
    session.out.check_columns::<Changed>()?;
    let ids = ids::expand(&args.deliveries, |id| ids::check(ids::Kind::Delivery, id))?;
    if ids.len() > 1 || session.settings.protected {
        let count = view::count(ids.len() as u64, "dead letter", "dead letters");
        let effect = format!("discards {count}; they can no longer be replayed from the list");
        session.confirm(Tier::Moderate, &effect, "discard", &args.confirm)?;
    }
    let client = session.connect::<Changed>().await?;
    let namespace = session.namespace();
    let discarded = in_batches(&ids, async |delivery_ids| {
        let (namespace, reason) = (namespace.clone(), args.reason.clone());
        let request = client.request(DiscardDeadLettersRequest { namespace, delivery_ids, reason });
        let answer = client.deliveries().discard_dead_letters(request).await.or_fail(&client)?;
        Ok(answer.discarded)
    })
    .await?;
    session.out.one(
        &Changed { verb: "discarded", ids, changed: discarded },
        |screen, changed| {
            let count = view::count(changed.changed.into(), "dead letter", "dead letters");
            screen.done(format!("discarded {count}"));
        },
    )?;
    Ok(Exit::Ok)
}
