//! What a push may ask for: to be accepted once, together with others, later, not too late, with
//! headers of its own, or by one webhook alone.

mod bounds;
mod headers;
mod keys;
mod lifetimes;
mod matching;
mod mistakes;
mod order;
mod together;
mod tries;

use std::time::Duration;

use bytes::Bytes;
use sparrow_proto::v1::{
    DeliveryState, Event, EventInput, GetEventRequest, ListEventsRequest, PauseWebhookRequest,
    PushEventBatchRequest, PushEventRequest, PushEventResponse,
};
use sparrowd::domain::timestamp::Timestamp;
use tonic::Status;
use tonic_types::StatusExt as _;

use crate::harness::daemon::{NAMESPACE, TestDaemon};
use crate::harness::{SOON, eventually};

/// Longer than the time between two sweeps of what has expired.
const SWEPT: Duration = Duration::from_secs(30);

fn input(payload: &'static str) -> EventInput {
    EventInput {
        namespace: NAMESPACE.to_owned(),
        r#type: "a.b".to_owned(),
        payload: Bytes::from_static(payload.as_bytes()),
        ..EventInput::default()
    }
}

fn keyed(key: &str, payload: &'static str) -> EventInput {
    EventInput { idempotency_key: key.to_owned(), ..input(payload) }
}

async fn push(daemon: &TestDaemon, event: EventInput) -> Result<PushEventResponse, Status> {
    let request = PushEventRequest { event: Some(event) };
    Ok(daemon.events().push_event(request).await?.into_inner())
}

async fn together(
    daemon: &TestDaemon,
    events: Vec<EventInput>,
) -> Result<Vec<PushEventResponse>, Status> {
    let request = PushEventBatchRequest { events };
    Ok(daemon.events().push_event_batch(request).await?.into_inner().results)
}

async fn event(daemon: &TestDaemon, id: &str) -> Event {
    let request = GetEventRequest { namespace: NAMESPACE.to_owned(), event_id: id.to_owned() };
    daemon.events().get_event(request).await.unwrap().into_inner().event.unwrap()
}

/// How many events there are.
async fn kept(daemon: &TestDaemon) -> usize {
    let request = ListEventsRequest {
        namespace: NAMESPACE.to_owned(),
        page_size: 1_000,
        ..ListEventsRequest::default()
    };
    daemon.events().list_events(request).await.unwrap().into_inner().events.len()
}

async fn pause(daemon: &TestDaemon, webhook: &str) {
    let pause = PauseWebhookRequest {
        namespace: NAMESPACE.to_owned(),
        webhook: webhook.to_owned(),
        reason: "test".to_owned(),
    };
    daemon.webhooks().pause_webhook(pause).await.unwrap();
}

async fn in_state(daemon: &TestDaemon, delivery: &str, state: DeliveryState, deadline: Duration) {
    eventually(deadline, async || {
        let found = daemon.delivery(delivery).await;
        if found.state() == state { Ok(()) } else { Err(found.state()) }
    })
    .await;
}

/// The only delivery of an event.
async fn delivery_of(daemon: &TestDaemon, event_id: &str) -> sparrow_proto::v1::Delivery {
    eventually(SOON, async || daemon.deliveries_of(event_id).await.pop().ok_or("none")).await
}

fn moment(at: Option<prost_types::Timestamp>) -> Timestamp {
    let at = at.expect("a time is set");
    Timestamp::from_micros(at.seconds * 1_000_000 + i64::from(at.nanos) / 1_000)
}

fn seconds(seconds: i64) -> prost_types::Duration {
    prost_types::Duration { seconds, nanos: 0 }
}

/// Reason and position of a refusal.
fn refused<T: std::fmt::Debug>(answer: Result<T, Status>) -> (String, Option<String>) {
    let status = answer.expect_err("the push should be refused");
    let details = status.get_error_details();
    let info = details.error_info().unwrap_or_else(|| panic!("no details: {status:?}"));
    (info.reason.clone(), info.metadata.get("index").cloned())
}
