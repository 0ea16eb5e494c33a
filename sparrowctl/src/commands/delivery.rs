//! `delivery list|show|retry|cancel|wait`.

use sparrow_proto::v1::{
    CancelDeliveriesRequest, Delivery, DeliveryState, GetDeliveryRequest, ListDeliveriesRequest,
    RetryDeliveriesRequest, WatchDeliveriesRequest,
};

use super::{
    event::{verdict, wait_for},
    pages::{self, Empty},
};
use crate::{
    args::{
        delivery::{Cancel, List, Retry, Show, State, Verb, Wait},
        shared::Window,
    },
    client::OrFail as _,
    error::{Failure, Result, Stop},
    exit::Exit,
    ids,
    nouns::{
        attempt,
        changed::Changed,
        delivery::{DeliveryRow, state, tries, webhook_name},
    },
    output::{Screen, Tone, Value, printer::cell, view},
    session::Session,
    time,
};

/// Deliveries in one call that changes them.
const BATCH: usize = 100;

pub async fn run(session: &mut Session, verb: Verb) -> Result<Exit> {
    match verb {
        Verb::List(args) => list(session, args).await,
        Verb::Show(args) => show(session, &args).await,
        Verb::Retry(args) => retry(session, &args).await,
        Verb::Cancel(args) => cancel(session, args).await,
        Verb::Wait(args) => wait(session, &args).await,
    }
}

fn wire(state: State) -> DeliveryState {
    match state {
        State::Pending => DeliveryState::Pending,
        State::Retrying => DeliveryState::Retrying,
        State::Held => DeliveryState::Held,
        State::Delivered => DeliveryState::Delivered,
        State::Dead => DeliveryState::Dead,
        State::Cancelled => DeliveryState::Cancelled,
        State::Expired => DeliveryState::Expired,
        State::Discarded => DeliveryState::Discarded,
    }
}

async fn list(session: &mut Session, args: List) -> Result<Exit> {
    let event_id = match &args.event {
        Some(event) => ids::check(ids::Kind::Event, event)?,
        None => String::new(),
    };
    let webhook = args.webhook.as_deref().map(ids::webhook).transpose()?.unwrap_or_default();
    if args.state.contains(&State::Delivered) && args.event.is_none() {
        return Err(Failure::usage("needs_event", "--state delivered needs --event")
            .note("a delivered one is known by its attempt")
            .hint(session.command("attempt list"))
            .into());
    }
    let states: Vec<i32> = args.state.iter().map(|state| wire(*state).into()).collect();
    let client = session.connect::<DeliveryRow>().await?;
    let namespace = session.namespace();
    let empty = Empty::in_namespace(session, "such deliveries", "attempt list");
    let window = Window { since: args.since, until: args.until };
    let (out, paging) = (&mut session.out, &args.paging);
    pages::list_within(out, paging, window, empty, async |page_size, page_token| {
        let request = client.request(ListDeliveriesRequest {
            namespace: namespace.clone(),
            page_size,
            page_token,
            event_id: event_id.clone(),
            webhook: webhook.clone(),
            states: states.clone(),
            since: args.since.map(time::to_wire),
            until: args.until.map(time::to_wire),
            event_type: args.event_type.clone().unwrap_or_default(),
        });
        let page = client.deliveries().list_deliveries(request).await.or_fail(&client)?;
        Ok((page.deliveries.into_iter().map(DeliveryRow).collect(), page.next_page_token))
    })
    .await
}

async fn show(session: &mut Session, args: &Show) -> Result<Exit> {
    let delivery_id = ids::check(ids::Kind::Delivery, &args.delivery)?;
    let client = session.connect::<DeliveryRow>().await?;
    let request = GetDeliveryRequest { namespace: session.namespace(), delivery_id };
    let request = client.request(request);
    let answer = client.deliveries().get_delivery(request).await.or_fail(&client)?;
    session.out.one(&DeliveryRow(answer.delivery.unwrap_or_default()), screen)?;
    Ok(Exit::Ok)
}

fn screen(screen: &mut Screen<'_>, row: &DeliveryRow) {
    let delivery = &row.0;
    let name = screen.paint(Tone::Strong, &cell(webhook_name(delivery)));
    let state_words = screen.view.human(&state(delivery.state()));
    screen.line(format!("{}   {name}   {state_words}", delivery.id));
    screen.field("event", &[delivery.event_id.clone(), cell(&delivery.event_type)]);
    screen.field("webhook", std::slice::from_ref(&delivery.webhook_id));
    let accepted = screen.view.human(&Value::time(delivery.accept_time));
    let expires = match Value::time(delivery.expire_time) {
        Value::None => String::new(),
        at if delivery.end_time.is_none() => format!("expires {}", screen.view.human(&at)),
        _ => String::new(),
    };
    screen.field("accepted", &[accepted, expires]);
    let excused = match delivery.excused {
        0 => String::new(),
        excused => format!("{excused} excused"),
    };
    let next = match Value::time(delivery.next_attempt_time) {
        Value::None => String::new(),
        at => format!("next {}", screen.view.human(&at)),
    };
    screen.field("tries", &[tries(delivery), excused, next]);
    last(screen, delivery);
    if let at @ Value::Time(_) = Value::time(delivery.end_time) {
        let by = match delivery.ended_by.as_str() {
            "" => String::new(),
            by => format!("by {}", cell(by)),
        };
        screen.field("ended", &[screen.view.human(&at), cell(&delivery.reason), by]);
    }
    for (label, id) in [("replay of", &delivery.replay_id), ("replayed", &delivery.replayed_by)] {
        if !id.is_empty() {
            screen.field(label, std::slice::from_ref(id));
        }
    }
    hints(screen, delivery);
}

fn last(screen: &mut Screen<'_>, delivery: &Delivery) {
    let Some(last) = &delivery.last_attempt else { return };
    let took = attempt::total(last).map(time::took).unwrap_or_default();
    let result = screen.view.human(&attempt::result(last));
    screen.field("last", &[last.id.clone(), result, took]);
}

fn hints(screen: &mut Screen<'_>, delivery: &Delivery) {
    let id = &delivery.id;
    if delivery.last_attempt.is_some() {
        screen.next("its attempts", &format!("attempt list --delivery {id}"));
    }
    match delivery.state() {
        _ if !delivery.replayed_by.is_empty() => {
            screen.next("what became of it", &format!("replay show {}", delivery.replayed_by));
        }
        DeliveryState::Dead => {
            screen.next("again", &format!("dead-letter replay {id}"));
        }
        DeliveryState::Expired | DeliveryState::Cancelled | DeliveryState::Discarded => {
            screen.next("send it again", &format!("replay create --delivery {id}"));
        }
        DeliveryState::Retrying => {
            screen.next("now", &format!("delivery retry {id}"));
        }
        DeliveryState::Held => {
            let webhook = cell(webhook_name(delivery));
            screen.next("go on", &format!("webhook resume {webhook}"));
        }
        _ => {}
    }
}

async fn retry(session: &mut Session, args: &Retry) -> Result<Exit> {
    let ids = ids::expand(&args.deliveries, |id| ids::check(ids::Kind::Delivery, id))?;
    let client = session.connect::<Changed>().await?;
    let namespace = session.namespace();
    let changed = in_batches(&ids, async |delivery_ids| {
        let request = RetryDeliveriesRequest { namespace: namespace.clone(), delivery_ids };
        let request = client.request(request);
        let answer = client.deliveries().retry_deliveries(request).await.or_fail(&client)?;
        Ok(answer.changed)
    })
    .await;
    let changed = changed.map_err(|stop| suggest_replay(session, stop, &ids))?;
    session.out.one(&Changed { verb: "retried", ids, changed }, |screen, changed| {
        let count = view::count(changed.changed.into(), "delivery is", "deliveries are");
        screen.done(format!("{count} due now"));
    })?;
    Ok(Exit::Ok)
}

/// What has ended can't be retried; a replay is what was meant.
fn suggest_replay(session: &Session, stop: Stop, ids: &[String]) -> Stop {
    match stop {
        Stop::Failed(failure) if failure.code == "already_ended" && failure.hint.is_none() => {
            let create = format!("replay create --delivery {}", ids.join(","));
            failure.hint(session.command(&create)).into()
        }
        stop => stop,
    }
}

async fn cancel(session: &mut Session, args: Cancel) -> Result<Exit> {
    let ids = ids::expand(&args.deliveries, |id| ids::check(ids::Kind::Delivery, id))?;
    let client = session.connect::<Changed>().await?;
    let namespace = session.namespace();
    let reason = args.reason.unwrap_or_default();
    let changed = in_batches(&ids, async |delivery_ids| {
        let (namespace, reason) = (namespace.clone(), reason.clone());
        let request = client.request(CancelDeliveriesRequest { namespace, delivery_ids, reason });
        let answer = client.deliveries().cancel_deliveries(request).await.or_fail(&client)?;
        Ok(answer.changed)
    })
    .await?;
    session.out.one(&Changed { verb: "cancelled", ids, changed }, |screen, changed| {
        let count = view::count(changed.changed.into(), "delivery", "deliveries");
        screen.done(format!("cancelled {count}"));
    })?;
    Ok(Exit::Ok)
}

/// Calls with a hundred ids at a time. Each call changes all of its own or none; where a later one
/// fails, the failure tells how many were changed before.
pub async fn in_batches(
    ids: &[String],
    mut call: impl AsyncFnMut(Vec<String>) -> Result<u32>,
) -> Result<u32> {
    let mut changed = 0;
    for batch in ids.chunks(BATCH) {
        match call(batch.to_vec()).await {
            Ok(count) => changed += count,
            Err(Stop::Failed(mut failure)) if changed > 0 => {
                failure.exit = Exit::Partial;
                let note = format!("{changed} before it are changed");
                return Err(failure.note(note).with("changed", changed).into());
            }
            Err(stop) => return Err(stop),
        }
    }
    Ok(changed)
}

async fn wait(session: &mut Session, args: &Wait) -> Result<Exit> {
    let delivery_ids = ids::expand(&args.deliveries, |id| ids::check(ids::Kind::Delivery, id))?;
    if delivery_ids.len() > BATCH {
        let message = format!("{} deliveries; one wait takes {BATCH}", delivery_ids.len());
        return Err(Failure::new(Exit::Invalid, "too_many_ids", message).into());
    }
    let client = session.connect::<DeliveryRow>().await?;
    let request = WatchDeliveriesRequest {
        namespace: session.namespace(),
        event_id: String::new(),
        delivery_ids,
    };
    let ended = wait_for(session, &client, request).await?;
    verdict(session, &ended)
}
