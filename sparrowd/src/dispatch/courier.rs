//! A courier brings one delivery, top to bottom: payload, signature, lease, request, answer,
//! decision, record. Then it takes the next turn.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use super::dispatcher::Dispatcher;
use super::parcels::{Away, Parcel};
use super::queues::{Turn, pace};
use crate::chance;
use crate::domain::attempt::{Attempt, Exchange, Outcome, Signed, Timing};
use crate::domain::delivery::{Ended, Standing, settle};
use crate::domain::ids::AttemptId;
use crate::domain::request::Request;
use crate::domain::retry::Jitter;
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::Webhook;
use crate::store::settle::Settlement;
use crate::transport::Outgoing;

/// A turn in hand. If the courier is dropped with it, it goes back, so that the delivery is found
/// again by its row.
struct InHand<'a> {
    dispatcher: &'a Dispatcher,
    turn: Option<Turn>,
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        if let Some(turn) = self.turn.take() {
            self.dispatcher.give_back(&turn);
        }
    }
}

pub(super) async fn run(dispatcher: Arc<Dispatcher>, first: Turn) {
    let mut next = Some(first);
    while let Some(turn) = next {
        let mut in_hand = InHand { dispatcher: &dispatcher, turn: Some(turn.clone()) };
        match deliver(&dispatcher, &turn).await {
            Brought::Attempted { took } => {
                in_hand.turn = None;
                next = dispatcher.finished(&turn, took);
                continue;
            }
            Brought::NotAttempted => {}
            Brought::TooLate => {
                in_hand.turn = None;
                dispatcher.expired(&turn);
            }
            Brought::Cancelled => {
                in_hand.turn = None;
                dispatcher.left_alone(&turn);
            }
        }
        drop(in_hand);
        dispatcher.pump();
        return;
    }
}

/// What a turn came to.
enum Brought {
    /// An attempt was made, and its settlement is handed in.
    Attempted {
        /// How long the receiver took to answer, or not to.
        took: Option<Duration>,
    },
    /// None was made, and the delivery is to be found again by its row.
    NotAttempted,
    /// None was made, for the delivery has expired.
    TooLate,
    /// None was made, for the delivery is of a replay that was cancelled: who cancelled it ends it.
    Cancelled,
}

async fn deliver(dispatcher: &Dispatcher, turn: &Turn) -> Brought {
    let parts = &dispatcher.parts;
    let Some(webhook) = dispatcher.live(turn.namespace, turn.webhook).await else {
        return Brought::NotAttempted;
    };
    let parcel = match &turn.item.parcel {
        Some(parcel) => Some(Arc::clone(parcel)),
        None => match parts.loader.load(turn.namespace, turn.webhook, turn.item.delivery).await {
            Ok(parcel) => parcel,
            Err(Away) => return Brought::NotAttempted,
        },
    };
    if turn.item.attempt == 0 && parcel.as_ref().is_some_and(|parcel| parcel.body().cancelled) {
        return Brought::Cancelled;
    }
    let (lane, epoch) = (turn.webhook.lane(), turn.item.epoch);
    let permit = {
        let lease = Arc::clone(&parts.lease);
        move || lease.permits(lane, epoch)
    };
    if !permit() || dispatcher.cut.is_made() {
        return Brought::NotAttempted;
    }
    if dispatcher.has_expired(turn) {
        return Brought::TooLate;
    }
    let started_at = parts.stamper.now();
    let id = AttemptId::from_uuid(parts.stamper.stamp());
    let number = turn.item.attempt + 1;
    let (signed, exchange) = match &parcel {
        Some(parcel) => send(dispatcher, &webhook, parcel, number, permit).await,
        None => (None, unsendable("the event's payload is gone")),
    };
    let ended_at = parts.stamper.now();
    let total = exchange.timing.total;
    let took = match exchange.outcome {
        // However short the time that it had.
        Outcome::Timeout => Some(total.max(pace::HANGS)),
        _ => (exchange.answer.is_some() || total >= pace::HANGS).then_some(total),
    };
    let came = Timestamp::from_millis(turn.item.delivery.unix_millis());
    let deliver_at = parcel.as_ref().and_then(|parcel| parcel.body().deliver_at);
    let standing = Standing {
        since: deliver_at.map_or(came, |at| at.max(came)),
        attempt: turn.item.attempt,
        excused: turn.item.excused,
        trial: parcel.as_ref().is_some_and(|parcel| parcel.body().trial),
    };
    let ended = Ended {
        outcome: exchange.outcome,
        status: exchange.status(),
        retry_after: exchange.retry_after,
        at: ended_at,
    };
    let jitter = Jitter::new(chance::range(-1.0..=1.0));
    let verdict = settle(ended, &webhook.policy, standing, jitter);
    if verdict.suspends.is_some() {
        // At once, for the next turn may well be another of its deliveries.
        dispatcher.queues().hold_back(turn.webhook);
    }
    let attempt = Attempt {
        id,
        namespace: turn.namespace,
        delivery: turn.item.delivery,
        event: parcel.map_or_else(
            || crate::domain::ids::EventId::from_stamp(turn.item.delivery.uuid()),
            |parcel| parcel.body().event,
        ),
        webhook: turn.webhook,
        revision: webhook.revision,
        number,
        max_attempts: webhook.policy.max_attempts,
        started_at,
        exchange,
        signed,
    };
    // It counts for the incarnation under which it was permitted.
    let settlement = Settlement { node: epoch.node, attempt, verdict, ended_at };
    if parts.settler.submit(settlement).await {
        Brought::Attempted { took }
    } else {
        Brought::NotAttempted
    }
}

/// Signs and sends.
async fn send(
    dispatcher: &Dispatcher,
    webhook: &Webhook,
    parcel: &Parcel,
    number: u32,
    permit: impl Fn() -> bool + Send + Sync + 'static,
) -> (Option<Signed>, Exchange) {
    let parts = &dispatcher.parts;
    let body = parcel.body();
    let event = body.event.to_string();
    let (now, shown) = (parts.stamper.now(), parts.stamper.shown());
    let Some(signed) = webhook.keys.sign(&event, now, shown, &body.payload) else {
        return (None, unsendable("the webhook's secret can't be opened"));
    };
    let Some(webhook_headers) = &webhook.headers else {
        return (None, unsendable("the webhook's own headers can't be opened"));
    };
    let request = Request {
        url: &webhook.url,
        event: body.event,
        event_type: &body.event_type,
        content_type: &body.content_type,
        body_len: body.payload.len(),
        attempt: number,
        signed: &signed,
        webhook_headers,
        event_headers: &body.headers,
    };
    let Ok(headers) = request.headers() else {
        return (Some(signed), unsendable("a header of the request is not valid"));
    };
    let outgoing = Outgoing {
        url: &webhook.url,
        headers,
        body: body.payload.clone(),
        timeout: webhook.policy.attempt_timeout,
    };
    let request = pin!(parts.way_out.send(outgoing, permit));
    let exchange = dispatcher.cut.or(request).await;
    (Some(signed), exchange)
}

fn unsendable(error: &str) -> Exchange {
    Exchange {
        outcome: Outcome::Unsendable,
        error: Some(error.to_owned()),
        answer: None,
        retry_after: None,
        timing: Timing::default(),
        remote: None,
    }
}
