//! `event push|list|show|wait`.

mod lines;
mod progress;
mod push;
mod push_atomic;
mod push_file;

use std::collections::HashMap;

use sparrow_proto::v1::{
    GetEventRequest, ListDeliveriesRequest, ListEventsRequest, WatchDeliveriesRequest,
};

use super::{
    fan_out::{self, FanOut, Until},
    pages::{self, Empty},
};
use crate::{
    args::event::{Condition, List, Show, Verb, Wait},
    args::shared::{Frame, Window},
    client::{Client, OrFail as _},
    error::{Failure, Result},
    exit::Exit,
    ids,
    nouns::{
        delivery::DeliveryRow,
        event::{EventDetail, EventRow},
    },
    output::{Screen, Tone, Value, printer::cell, text::printable_lines, view},
    session::Session,
    time,
};

/// Deliveries that one page holds at most.
const PAGE: u32 = 1_000;

pub async fn run(session: &mut Session, verb: Verb) -> Result<Exit> {
    match verb {
        Verb::Push(args) if args.atomic => push_atomic::run(session, args).await,
        Verb::Push(args) if args.file.is_some() => push_file::run(session, args).await,
        Verb::Push(args) => push::run(session, args).await,
        Verb::List(args) => list(session, args).await,
        Verb::Show(args) => show(session, args).await,
        Verb::Wait(args) => wait(session, args).await,
    }
}

async fn list(session: &mut Session, args: List) -> Result<Exit> {
    let client = session.connect::<EventRow>().await?;
    let namespace = session.namespace();
    let empty = Empty::in_namespace(session, "events", "push TYPE DATA");
    let window = Window { since: args.since, until: args.until };
    let (out, paging) = (&mut session.out, &args.paging);
    pages::list_within(out, paging, window, empty, async |page_size, page_token| {
        let request = client.request(ListEventsRequest {
            namespace: namespace.clone(),
            page_size,
            page_token,
            r#type: args.event_type.clone().unwrap_or_default(),
            since: args.since.map(time::to_wire),
            until: args.until.map(time::to_wire),
        });
        let page = client.events().list_events(request).await.or_fail(&client)?;
        Ok((page.events.into_iter().map(EventRow).collect(), page.next_page_token))
    })
    .await
}

async fn show(session: &mut Session, args: Show) -> Result<Exit> {
    let event_id = ids::check(ids::Kind::Event, &args.event)?;
    let client = session.connect::<EventDetail>().await?;
    let namespace = session.namespace();
    let request = GetEventRequest { namespace, event_id: event_id.clone() };
    let answer = client.events().get_event(client.request(request)).await.or_fail(&client)?;
    let fan_out =
        if args.tree { Some(deliveries(session, &client, &event_id).await?) } else { None };
    let detail = EventDetail { event: answer.event.unwrap_or_default(), fan_out };
    session.out.one(&detail, screen)?;
    if let Some(rows) = detail.fan_out.filter(|rows| !rows.is_empty())
        && session.out.view.is_table()
        && session.out.view.columns.is_none()
    {
        let mut listing = session.out.list::<DeliveryRow>(Frame::default())?;
        for row in &rows {
            listing.push(row)?;
        }
        listing.finish(None)?;
    }
    Ok(Exit::Ok)
}

/// All deliveries of an event, in its order.
async fn deliveries(
    session: &Session,
    client: &Client,
    event_id: &str,
) -> Result<Vec<DeliveryRow>> {
    let mut rows = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = client.request(ListDeliveriesRequest {
            namespace: session.namespace(),
            page_size: PAGE,
            page_token,
            event_id: event_id.to_owned(),
            ..ListDeliveriesRequest::default()
        });
        let page = client.deliveries().list_deliveries(request).await.or_fail(client)?;
        rows.extend(page.deliveries.into_iter().map(DeliveryRow));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(rows);
        }
    }
}

fn screen(screen: &mut Screen<'_>, detail: &EventDetail) {
    let event = &detail.event;
    let name = screen.paint(Tone::Strong, &cell(&event.r#type));
    let at = screen.view.human(&Value::time(event.accept_time));
    screen.line(format!("{}   {name}   {at}", event.id));
    screen.field(
        "payload",
        &[
            format!("{} B", view::grouped(event.payload_bytes)),
            cell(&event.content_type),
            view::count(event.deliveries.into(), "delivery", "deliveries"),
        ],
    );
    if !event.idempotency_key.is_empty() {
        screen.field("key", &[cell(&event.idempotency_key)]);
    }
    let time = |what: &str, at| match Value::time(at) {
        Value::None => String::new(),
        at => format!("{what} {}", screen.view.human(&at)),
    };
    let times = [time("not before", event.deliver_time), time("expires", event.expire_time)];
    if times.iter().any(|part| !part.is_empty()) {
        screen.field("time", &times);
    }
    let pairs = |map: &HashMap<String, String>, sign: &str| {
        let mut pairs: Vec<String> =
            map.iter().map(|(key, value)| cell(&format!("{key}{sign}{value}"))).collect();
        pairs.sort();
        pairs
    };
    if !event.metadata.is_empty() {
        screen.field("metadata", &pairs(&event.metadata, "="));
    }
    if !event.headers.is_empty() {
        screen.field("headers", &pairs(&event.headers, ": "));
    }
    screen.block(&printable_lines(&event.payload));
    if detail.fan_out.is_none() {
        screen.next("its deliveries", &format!("event show {} --tree", event.id));
    }
}

async fn wait(session: &mut Session, args: Wait) -> Result<Exit> {
    let event_id = ids::check(ids::Kind::Event, &args.event)?;
    let client = session.connect::<DeliveryRow>().await?;
    let request = WatchDeliveriesRequest {
        namespace: session.namespace(),
        event_id,
        delivery_ids: Vec::new(),
    };
    let ended = wait_for(session, &client, request).await?;
    match args.condition {
        Condition::Terminal => Ok(Exit::Ok),
        Condition::Delivered => verdict(session, &ended),
    }
}

/// Waits for the end of deliveries, and shows them.
pub async fn wait_for(
    session: &mut Session,
    client: &Client,
    request: WatchDeliveriesRequest,
) -> Result<FanOut> {
    let mut seen = FanOut::default();
    let watched = fan_out::watch(session, client, request, Until::Ended, &mut seen).await;
    if !session.out.view.is_table() || session.out.view.columns.is_some() {
        let mut listing = session.out.list::<DeliveryRow>(Frame::default())?;
        for delivery in seen.deliveries.values() {
            listing.push(&DeliveryRow(delivery.clone()))?;
        }
        listing.finish(None)?;
    }
    session.out.flush()?;
    watched?;
    session.out.say(seen.summary());
    Ok(seen)
}

/// 0 if nothing ended other than delivered, else a failure of the receivers.
pub fn verdict(session: &Session, seen: &FanOut) -> Result<Exit> {
    if !seen.has_failures() {
        return Ok(Exit::Ok);
    }
    let first = seen.deliveries.values().find(|delivery| {
        crate::nouns::delivery::has_ended(delivery)
            && delivery.state() != sparrow_proto::v1::DeliveryState::Delivered
    });
    let failure = Failure::new(Exit::TargetFailed, "not_delivered", seen.summary());
    Err(match first {
        Some(delivery) => {
            let look = match delivery.last_attempt {
                Some(_) => format!("attempt list --delivery {}", delivery.id),
                None => format!("delivery show {}", delivery.id),
            };
            failure
                .hint(format!("see why: {}", session.command(&look)))
                .with("delivery_id", delivery.id.clone())
        }
        None => failure,
    }
    .into())
}
