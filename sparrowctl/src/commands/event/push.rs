//! `event push`: one event.

use std::collections::HashMap;

use sparrow_proto::v1::{EventInput, PushEventRequest, WatchDeliveriesRequest};

use super::verdict;
use crate::{
    args::event::{Push, WaitFor},
    client::{Client, OrFail as _, is_of_unknown_outcome},
    clock::Stopwatch,
    commands::fan_out::{self, FanOut, Until},
    data,
    error::{Result, Stop},
    exit::Exit,
    headers,
    nouns::{delivery::DeliveryRow, event::Pushed},
    output::{Screen, Tone, printer::cell, view},
    session::Session,
    time,
};

pub(super) async fn run(session: &mut Session, args: Push) -> Result<Exit> {
    // Before the payload is read: stdin is read once.
    session.out.check_columns::<Pushed>()?;
    let payload = data::payload(&args.data, args.content_type.as_deref())?;
    let client = session.connect::<Pushed>().await?;
    let stopwatch = Stopwatch::start();
    let event = EventInput {
        namespace: session.namespace(),
        r#type: args.event_type.unwrap_or_default(),
        content_type: args.content_type.unwrap_or_default(),
        metadata: args.meta.into_iter().collect::<HashMap<_, _>>(),
        payload: payload.into(),
        idempotency_key: args.idempotency_key.unwrap_or_default(),
        headers: headers::new(&args.header)?,
        ttl: args.ttl.and_then(|ttl| ttl.try_into().ok()),
        deliver_time: args.at.map(time::to_wire),
    };
    let mut pushed = Pushed::of(&event);
    let request = client.request(PushEventRequest { event: Some(event) });
    let answer = client.events().push_event(request).await.or_fail(&client);
    let answer = answer.map_err(|stop| with_key(stop, &pushed))?;
    (pushed.id, pushed.deliveries) = (answer.event_id, answer.deliveries);
    pushed.is_duplicate = answer.duplicate;
    match args.wait {
        None => {
            session.out.one(&pushed, accepted)?;
            if pushed.is_duplicate {
                session.out.say(unchanged(&pushed));
            } else if pushed.deliveries == 0 {
                session.out.hint(nobody(session, &pushed));
            }
            Ok(Exit::Ok)
        }
        Some(wait) => follow(session, &client, pushed, wait, stopwatch).await,
    }
}

/// Where it is not known whether the event was accepted, a key is the way out; and its content
/// must not depend on when it is pushed.
fn with_key(stop: Stop, pushed: &Pushed) -> Stop {
    match stop {
        Stop::Failed(failure) if failure.code == "idempotency_conflict" => {
            match pushed.deliver_at {
                Some(_) => {
                    failure.note("--at is part of it: with a key, give a date and time").into()
                }
                None => failure.into(),
            }
        }
        Stop::Failed(failure)
            if !pushed.key.is_empty() && (failure.retryable || is_of_unknown_outcome(&failure)) =>
        {
            failure.note("its key makes it safe to push it again").retryable().into()
        }
        stop => stop,
    }
}

fn nobody(session: &Session, pushed: &Pushed) -> String {
    let event_type = cell(&pushed.event_type);
    format!(
        "no webhook in {} gets {event_type}; register one: {}",
        session.settings.namespace.value,
        session.command(&format!("webhook register URL --on {event_type}"))
    )
}

fn unchanged(pushed: &Pushed) -> String {
    format!("unchanged: an earlier push had the key {}", cell(&pushed.key))
}

fn accepted(screen: &mut Screen<'_>, pushed: &Pushed) {
    let name = screen.paint(Tone::Strong, &cell(&pushed.event_type));
    let done = if pushed.is_duplicate { "there already" } else { "accepted" };
    let key = match pushed.key.as_str() {
        "" => String::new(),
        key => format!("   key {}", cell(key)),
    };
    let at = match pushed.deliver_at {
        None => String::new(),
        Some(at) => format!("   to be delivered {}", screen.view.at(at)),
    };
    screen.done(format!(
        "{done}  {name}  {}{key}   {} B   {}{at}",
        pushed.id,
        view::grouped(pushed.bytes),
        view::count(pushed.deliveries.into(), "delivery", "deliveries")
    ));
}

/// Waits for the deliveries. The event is accepted whatever becomes of them, so it is shown also
/// where waiting fails.
async fn follow(
    session: &mut Session,
    client: &Client,
    mut pushed: Pushed,
    wait: WaitFor,
    stopwatch: Stopwatch,
) -> Result<Exit> {
    let as_screen = session.out.view.is_table() && session.out.view.columns.is_none();
    if as_screen {
        session.out.one(&pushed, accepted)?;
        session.out.flush()?;
    }
    let until = match wait {
        WaitFor::Delivered => Until::Settled,
        WaitFor::Attempted => Until::Attempted,
    };
    let request = WatchDeliveriesRequest {
        namespace: session.namespace(),
        event_id: pushed.id.clone(),
        delivery_ids: Vec::new(),
    };
    let mut seen = FanOut::default();
    let watched = match pushed.deliveries {
        0 => Ok(()),
        _ => fan_out::watch(session, client, request, until, &mut seen).await,
    };
    if !as_screen {
        pushed.fan_out = Some(seen.deliveries.values().cloned().map(DeliveryRow).collect());
        session.out.one(&pushed, accepted)?;
        session.out.flush()?;
    }
    if let Err(stop) = watched {
        let wait = session.command(&format!("event wait {} --for delivered", pushed.id));
        session.out.hint(format!("go on waiting: {wait}"));
        return Err(stop);
    }
    session.out.say(format!("{} in {}", seen.summary(), time::took(stopwatch.elapsed())));
    match wait {
        WaitFor::Delivered => verdict(session, &seen),
        WaitFor::Attempted => Ok(Exit::Ok),
    }
}
