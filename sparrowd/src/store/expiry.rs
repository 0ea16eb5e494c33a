//! What is owed and has expired.

use sqlx::types::Uuid;
use tokio::time::timeout;

use super::{Link, StoreError, from_timestamp, to_timestamp};
use crate::domain::ids::{DeliveryId, EventId, Lane, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;

/// A delivery that is owed and past its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expired {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub delivery: DeliveryId,
    pub at: Timestamp,
}

/// Some of what has expired by now in these lanes, at most so many; `but`: not these. LATERAL with an
/// order makes it one probe of the index for each lane.
pub async fn expired(
    link: &mut Link,
    lanes: &[Lane],
    but: &[DeliveryId],
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Expired>, StoreError> {
    let lanes: Vec<i32> = lanes.iter().map(|lane| lane.0.into()).collect();
    let but: Vec<Uuid> = but.iter().map(|delivery| delivery.uuid()).collect();
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"
        SELECT q.namespace_id, q.webhook_id, q.delivery_id, q.expires_at AS "expires_at!"
        FROM unnest($1::integer[]) AS x (lane)
        CROSS JOIN LATERAL (
            SELECT q.namespace_id, q.webhook_id, q.delivery_id, q.expires_at
            FROM sparrow.queue q
            WHERE get_byte(uuid_send(q.webhook_id), 15) = x.lane
              AND q.expires_at IS NOT NULL AND q.expires_at <= $3
              AND q.delivery_id <> ALL ($2::uuid[])
            ORDER BY q.expires_at
            LIMIT $4
        ) q
        LIMIT $4
        "#,
        &lanes,
        &but,
        from_timestamp(now),
        limit,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    Ok(link
        .settled(result)?
        .into_iter()
        .map(|row| Expired {
            namespace: NamespaceId::from_uuid(row.namespace_id),
            webhook: WebhookId::from_uuid(row.webhook_id),
            delivery: DeliveryId::from_uuid(row.delivery_id),
            at: to_timestamp(row.expires_at),
        })
        .collect())
}

/// The ends that these events were pushed with, in the same order; `None`: none, or the event is
/// gone.
pub async fn ends_asked(
    link: &mut Link,
    events: &[(NamespaceId, EventId)],
) -> Result<Vec<Option<Timestamp>>, StoreError> {
    let spaces: Vec<Uuid> = events.iter().map(|(namespace, _)| namespace.uuid()).collect();
    let ids: Vec<Uuid> = events.iter().map(|(_, event)| event.uuid()).collect();
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"
        SELECT e.expires_at AS "expires_at?"
        FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS x (namespace_id, event_id, ord)
        LEFT JOIN LATERAL (
            SELECT e.expires_at FROM sparrow.events e
            WHERE e.namespace_id = x.namespace_id AND e.event_id = x.event_id LIMIT 1
        ) e ON true
        ORDER BY x.ord
        "#,
        &spaces,
        &ids,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    Ok(link.settled(result)?.into_iter().map(|row| row.expires_at.map(to_timestamp)).collect())
}
