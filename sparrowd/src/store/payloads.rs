//! What couriers need of an event, read in batches for many deliveries at once.

use std::collections::HashMap;

use bytes::Bytes;
use sqlx::types::Uuid;
use tokio::time::timeout;

use super::events::headers;
use super::{Link, StoreError, to_timestamp};
use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{DeliveryId, DeliveryOrigin, EventId, NamespaceId};
use crate::domain::timestamp::Timestamp;

/// An event as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    pub event: EventId,
    pub event_type: String,
    pub content_type: String,
    /// Not attempted before.
    pub deliver_at: Option<Timestamp>,
    /// Sent beside what sparrow sends itself.
    pub headers: OwnHeaders,
    pub payload: Bytes,
    /// Pushed to try one webhook out.
    pub trial: bool,
    /// The replay that the delivery is of has been cancelled: if it was never attempted, it is not
    /// to be.
    pub cancelled: bool,
}

impl Body {
    /// What of it takes memory: payload and headers.
    pub fn bytes(&self) -> usize {
        self.payload.len() + self.headers.bytes()
    }
}

/// What is found of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Body(Body),
    /// It has so many bytes, and its payload more than were wanted.
    Larger(usize),
}

/// The events of these deliveries, in the same order, as far as their payloads have `most` bytes at
/// most; `None` where the event is gone.
pub async fn load(
    link: &mut Link,
    wanted: &[(NamespaceId, DeliveryId)],
    most: usize,
) -> Result<Vec<Option<Found>>, StoreError> {
    let origins = origins_of(link, wanted).await?;
    let events: Vec<_> = origins.iter().map(|origin| origin.map(|origin| origin.event)).collect();
    let mut keys: Vec<(Uuid, Uuid)> = wanted
        .iter()
        .zip(&events)
        .filter_map(|((namespace, _), event)| event.map(|event| (namespace.uuid(), event.uuid())))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let (spaces, ids): (Vec<Uuid>, Vec<Uuid>) = keys.into_iter().unzip();
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"SELECT e.namespace_id, e.event_id, e.event_type, e.content_type, e.deliver_at, e.headers, e.trial,
                  octet_length(e.payload) + octet_length(coalesce(e.headers, '')) AS "bytes!",
                  CASE WHEN octet_length(e.payload) <= $3 THEN e.payload END AS payload
           FROM unnest($1::uuid[], $2::uuid[]) AS x (namespace_id, event_id)
           CROSS JOIN LATERAL (
               SELECT * FROM sparrow.events e
               WHERE e.namespace_id = x.namespace_id AND e.event_id = x.event_id LIMIT 1
           ) e"#,
        &spaces,
        &ids,
        i32::try_from(most).unwrap_or(i32::MAX),
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    let rows = link.settled(result)?;
    let mut found: HashMap<(Uuid, Uuid), Found> = HashMap::with_capacity(rows.len());
    for row in rows {
        let event = EventId::from_uuid(row.event_id);
        let what = match row.payload {
            None => Found::Larger(usize::try_from(row.bytes).unwrap_or_default()),
            Some(payload) => Found::Body(Body {
                event,
                event_type: row.event_type,
                content_type: row.content_type,
                deliver_at: row.deliver_at.map(to_timestamp),
                headers: headers(event, row.headers.as_deref())?,
                payload: Bytes::from(payload),
                trial: row.trial,
                cancelled: false,
            }),
        };
        found.insert((row.namespace_id, row.event_id), what);
    }
    Ok(wanted
        .iter()
        .zip(origins)
        .map(|((namespace, _), origin)| {
            let Origin { event, cancelled } = origin?;
            let mut found = found.get(&(namespace.uuid(), event.uuid())).cloned()?;
            if let Found::Body(body) = &mut found {
                body.cancelled = cancelled;
            }
            Some(found)
        })
        .collect())
}

/// What a delivery is of.
#[derive(Debug, Clone, Copy)]
struct Origin {
    event: EventId,
    /// By a replay that was cancelled.
    cancelled: bool,
}

/// The events of these deliveries: from the id itself, or for replayed ones from their items.
pub async fn events_of(
    link: &mut Link,
    wanted: &[(NamespaceId, DeliveryId)],
) -> Result<Vec<Option<EventId>>, StoreError> {
    let origins = origins_of(link, wanted).await?;
    Ok(origins.into_iter().map(|origin| origin.map(|origin| origin.event)).collect())
}

async fn origins_of(
    link: &mut Link,
    wanted: &[(NamespaceId, DeliveryId)],
) -> Result<Vec<Option<Origin>>, StoreError> {
    let mut origins: Vec<Option<Origin>> = Vec::with_capacity(wanted.len());
    let (mut spaces, mut ids, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for (place, (namespace, delivery)) in wanted.iter().enumerate() {
        match delivery.origin() {
            DeliveryOrigin::Event { event, .. } => {
                origins.push(Some(Origin { event, cancelled: false }));
            }
            DeliveryOrigin::Replay => {
                origins.push(None);
                spaces.push(namespace.uuid());
                ids.push(delivery.uuid());
                places.push(place);
            }
        }
    }
    if ids.is_empty() {
        return Ok(origins);
    }
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"SELECT x.ord AS "ord!", i.event_id,
                  coalesce(r.state = 'cancelled', false) AS "cancelled!"
           FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS x (namespace_id, delivery_id, ord)
           CROSS JOIN LATERAL (
               SELECT * FROM sparrow.replay_items i
               WHERE i.namespace_id = x.namespace_id AND i.delivery_id = x.delivery_id LIMIT 1
           ) i
           LEFT JOIN LATERAL (
               SELECT r.state FROM sparrow.replays r
               WHERE r.namespace_id = i.namespace_id AND r.replay_id = i.replay_id LIMIT 1
           ) r ON true"#,
        &spaces,
        &ids,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    for row in link.settled(result)? {
        if let Some(place) = usize::try_from(row.ord - 1).ok().and_then(|at| places.get(at)) {
            let event = EventId::from_uuid(row.event_id);
            origins[*place] = Some(Origin { event, cancelled: row.cancelled });
        }
    }
    Ok(origins)
}
