//! Looking events up.

use bytes::Bytes;
use sparrow_proto::v1;
use uuid::Uuid;

use super::super::context::Context;
use super::super::convert;
use super::super::error::{ApiError, unknown_event};
use super::super::filters::{Window, event_type};
use super::super::pages::{Filters, cut};
use crate::domain::ids::EventId;
use crate::domain::timestamp::Timestamp;
use crate::store::events::{self as store, Event, Filter};
use crate::store::first_id;

pub(super) async fn get(
    context: &Context,
    request: v1::GetEventRequest,
) -> Result<v1::GetEventResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let id: EventId = convert::id("event_id", &request.event_id)?;
    let found = store::get(&context.pool, space.id, id).await?;
    let (event, payload) = found.ok_or_else(|| unknown_event(&space, id))?;
    Ok(v1::GetEventResponse { event: Some(show(&space.name, event, payload)) })
}

pub(super) async fn list(
    context: &Context,
    request: v1::ListEventsRequest,
) -> Result<v1::ListEventsResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let size = convert::page_size(request.page_size)?;
    let window = Window::parse(request.since, request.until)?;
    let filters =
        Filters::new("ListEvents", [request.namespace.as_str(), &request.r#type, &window.words()]);
    let from = window.since.map_or(Uuid::nil(), first_id);
    let below = match filters.uuid(&request.page_token)? {
        Some(last) => last,
        None => window.until.map_or(Uuid::max(), first_id),
    };
    let filter = Filter { from, below, pattern: event_type("type", &request.r#type)? };
    let page = store::page(&context.pool, space.id, &filter, size).await?;
    let ids: Vec<EventId> = page.events.iter().map(|event| event.id).collect();
    let shown = page.events.into_iter().map(|event| show(&space.name, event, Bytes::new()));
    let mut events: Vec<_> = shown.collect();
    let next = if cut(&mut events) {
        events.len().checked_sub(1).map(|last| ids[last].uuid())
    } else {
        page.next
    };
    Ok(v1::ListEventsResponse {
        events,
        next_page_token: next.map(|last| filters.token(last.as_bytes())).unwrap_or_default(),
    })
}

fn show(namespace: &str, event: Event, payload: Bytes) -> v1::Event {
    v1::Event {
        id: event.id.to_string(),
        namespace: namespace.to_owned(),
        r#type: event.event_type,
        payload,
        content_type: event.content_type,
        metadata: event.metadata.into_iter().collect(),
        accept_time: Some(convert::time(Timestamp::from_millis(event.id.unix_millis()))),
        deliveries: event.deliveries,
        payload_bytes: event.payload_bytes,
        idempotency_key: event.idempotency_key.unwrap_or_default(),
        headers: event.headers.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        deliver_time: event.deliver_at.map(convert::time),
        expire_time: event.expires_at.map(convert::time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_of_moments_is_one_of_ids() {
        let id = |millis: u128| Uuid::from_u128(millis << 80);
        assert_eq!(first_id(Timestamp::from_millis(5)), id(5));
        assert_eq!(first_id(Timestamp::from_micros(5_001)), id(6), "5 ms is before it");
        assert_eq!(first_id(Timestamp::from_micros(-1)), id(0));
        assert!(first_id(Timestamp::from_micros(i64::MAX)) > id(1 << 47));
    }
}
