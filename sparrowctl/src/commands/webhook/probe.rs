//! `webhook ping|test`: a request to one webhook alone, and what it answers. The first attempt
//! decides; what is tried again after it is on record as for any delivery.

use sparrow_proto::v1::{
    Delivery, DeliveryState, EventInput, PingWebhookRequest, TestWebhookRequest,
    WatchDeliveriesRequest,
};

use crate::{
    args::webhook::{Ping, Test},
    client::{Client, OrFail as _},
    commands::{
        bulk,
        fan_out::{self, FanOut, Until},
    },
    data,
    error::{Failure, Result, Stop},
    exit::Exit,
    headers, ids,
    nouns::{
        attempt::{result_text, total},
        delivery::state_word,
        probe::Probe,
    },
    output::{Screen, Tone, printer::cell},
    session::Session,
    time,
};

/// Webhooks that one call pings: as many deliveries as one watch takes.
const MOST: usize = 100;
/// The answer by which a receiver says that it wants no more.
const GONE: u32 = 410;
/// What a test sends where nothing else is said.
const NOTHING: &[u8] = b"{}";

pub(super) async fn ping(session: &mut Session, args: Ping) -> Result<Exit> {
    let webhooks = ids::expand(&args.webhooks, ids::webhook)?;
    if webhooks.len() > MOST {
        let message = format!("{} webhooks; one call pings at most {MOST}", webhooks.len());
        return Err(Failure::new(Exit::Invalid, "too_many_ids", message).into());
    }
    let client = session.connect::<Probe>().await?;
    let (mut probes, mut failed) = (Vec::new(), Vec::new());
    for webhook in &webhooks {
        match send_ping(session, &client, webhook).await {
            Ok(probe) => probes.push(probe),
            Err(Stop::Failed(failure)) => failed.push((webhook, failure)),
            Err(stop) => return Err(stop),
        }
    }
    let answered = answers(session, &client, &mut probes).await;
    show(session, &probes)?;
    answered?;
    for probe in &probes {
        failed.extend(verdict(session, probe).map(|failure| (&probe.webhook, failure)));
    }
    bulk::result(webhooks.len() - failed.len(), failed)
}

/// Pushes a ping; its answer is still to come.
pub(super) async fn send_ping(session: &Session, client: &Client, webhook: &str) -> Result<Probe> {
    let request =
        PingWebhookRequest { namespace: session.namespace(), webhook: webhook.to_owned() };
    let answer = client.webhooks().ping_webhook(client.request(request)).await.or_fail(client)?;
    Ok(probe(webhook, answer.event_id, answer.delivery_id))
}

fn probe(webhook: &str, event_id: String, delivery_id: String) -> Probe {
    let delivery = Delivery { id: delivery_id, ..Delivery::default() };
    Probe { webhook: webhook.to_owned(), event_id, delivery }
}

/// Waits for the first attempt of each. What is known is in them also where this fails.
pub(super) async fn answers(
    session: &mut Session,
    client: &Client,
    probes: &mut [Probe],
) -> Result<()> {
    if probes.is_empty() {
        return Ok(());
    }
    let request = WatchDeliveriesRequest {
        namespace: session.namespace(),
        event_id: String::new(),
        delivery_ids: probes.iter().map(|probe| probe.delivery.id.clone()).collect(),
    };
    let mut seen = FanOut::silent();
    let watched = fan_out::watch(session, client, request, Until::Attempted, &mut seen).await;
    for probe in probes {
        if let Some(delivery) = seen.deliveries.remove(&probe.delivery.id) {
            probe.delivery = delivery;
        }
    }
    watched
}

fn show(session: &mut Session, probes: &[Probe]) -> Result<()> {
    if let [probe] = probes {
        session.out.one(probe, screen)?;
        return session.out.flush();
    }
    let mut listing = session.out.list::<Probe>(crate::args::shared::Frame::default())?;
    for probe in probes {
        listing.push(probe)?;
    }
    listing.finish(None)?;
    Ok(())
}

/// `✓ demo answered 204 in 83ms   198.51.100.9:443`.
pub(super) fn screen(screen: &mut Screen<'_>, probe: &Probe) {
    let name = screen.paint(Tone::Strong, &cell(&probe.webhook));
    let Some(last) = probe.delivery.last_attempt.as_ref().filter(|_| probe.is_answered_well())
    else {
        // What went wrong is said as the failure that it is.
        if probe.delivery.state() == DeliveryState::Unspecified {
            screen.done(format!("sent to {name}  {}", probe.event_id));
            screen.next("its answer", &format!("delivery wait {}", probe.delivery.id));
        }
        return;
    };
    let took = total(last).map(|it| format!(" in {}", time::took(it))).unwrap_or_default();
    let address = screen.paint(Tone::Muted, &cell(&last.remote_address));
    screen.done(format!("{name} answered {}{took}   {address}", cell(&result_text(last))));
}

/// What is wrong, unless it was answered well.
pub(super) fn verdict(session: &Session, probe: &Probe) -> Option<Failure> {
    if probe.is_answered_well() {
        return None;
    }
    let (name, state) = (&probe.webhook, probe.delivery.state());
    let Some(last) = &probe.delivery.last_attempt else {
        let resume = session.command(&format!("webhook resume {name}"));
        return Some(match state {
            DeliveryState::Held => {
                let message = format!("{name} is stopped: its delivery is held");
                Failure::new(Exit::Conflict, "webhook_stopped", message).hint(resume)
            }
            state => {
                let message =
                    format!("{name} was not asked: its delivery is {}", state_word(state));
                Failure::new(Exit::TargetFailed, "not_delivered", message)
            }
        });
    };
    let message = match last.status {
        0 => format!("{name} did not answer: {}", result_text(last)),
        _ => format!("{name} answered {}", result_text(last)),
    };
    let mut failure = Failure::new(Exit::TargetFailed, "not_delivered", message);
    if !last.error.is_empty() {
        failure = failure.note(last.error.clone());
    }
    if last.status == GONE {
        let resume = session.command(&format!("webhook resume {name}"));
        let note = format!("unless it ignores that, a 410 suspends it; start it again: {resume}");
        failure = failure.note(note);
    }
    let show = session.command(&format!("attempt show {}", last.id));
    let failure = failure.hint(format!("what was sent and answered: {show}"));
    Some(failure.with("attempt_id", last.id.clone()).with("delivery_id", probe.delivery.id.clone()))
}

pub(super) async fn test(session: &mut Session, args: Test) -> Result<Exit> {
    session.out.check_columns::<Probe>()?;
    let webhook = ids::webhook(&args.webhook)?;
    let payload = match args.data.as_slice() {
        [] => NOTHING.to_vec(),
        given => data::payload(given, args.content_type.as_deref())?,
    };
    let event = EventInput {
        r#type: args.event_type,
        payload: payload.into(),
        content_type: args.content_type.unwrap_or_default(),
        headers: headers::new(&args.header)?,
        ttl: args.ttl.and_then(|ttl| ttl.try_into().ok()),
        ..EventInput::default()
    };
    let client = session.connect::<Probe>().await?;
    let request = TestWebhookRequest {
        namespace: session.namespace(),
        webhook: webhook.clone(),
        event: Some(event),
    };
    let answer = client.webhooks().test_webhook(client.request(request)).await.or_fail(&client)?;
    let mut probes = [probe(&webhook, answer.event_id, answer.delivery_id)];
    let answered = if args.wait { answers(session, &client, &mut probes).await } else { Ok(()) };
    show(session, &probes)?;
    answered?;
    match verdict(session, &probes[0]).filter(|_| args.wait) {
        Some(failure) => Err(failure.into()),
        None => Ok(Exit::Ok),
    }
}
