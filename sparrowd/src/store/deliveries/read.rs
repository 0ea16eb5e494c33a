//! The deliveries of these ids, or of an event.

use sqlx::types::Uuid;

use super::last::with_last_attempts;
use super::{Delivery, Raw};
use crate::domain::event::EventPattern;
use crate::domain::ids::{
    DeliveryId, DeliveryOrigin, EventId, MAX_DELIVERIES, NamespaceId, WebhookId,
};
use crate::domain::timestamp::Timestamp;
use crate::store::{Pool, StoreError};

/// How many deliveries an event has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Routed {
    /// One for each webhook that it matched.
    pub own: usize,
    pub replayed: usize,
}

/// `None`: there is no such event.
pub async fn routed(
    pool: &Pool,
    namespace: NamespaceId,
    event: EventId,
) -> Result<Option<Routed>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT cardinality(webhooks) AS "own!",
                  (SELECT count(*) FROM sparrow.replay_items i
                   WHERE i.namespace_id = $1 AND i.event_id = $2
                     AND i.delivery_id IS NOT NULL) AS "replayed!"
           FROM sparrow.events
           WHERE namespace_id = $1 AND event_id = $2"#,
        namespace.uuid(),
        event.uuid(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Routed {
        own: usize::try_from(row.own).unwrap_or_default(),
        replayed: usize::try_from(row.replayed).unwrap_or_default(),
    }))
}

/// The deliveries of these ids, at most 1,000, in no order of their own; those that never were, or
/// whose event is gone, are left out.
pub async fn by_ids(
    pool: &Pool,
    namespace: NamespaceId,
    ids: &[DeliveryId],
    now: Timestamp,
) -> Result<Vec<Delivery>, StoreError> {
    let deliveries: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let (events, numbers) = origins(ids);
    let rows = sqlx::query_as!(
        Raw,
        r#"
        SELECT x.delivery_id AS "delivery_id!",
               coalesce(e.webhook_id, i.webhook_id) AS "webhook_id!",
               coalesce(e.event_id, i.event_id) AS "event_id?",
               coalesce(e.event_type, i.event_type) AS "event_type?", i.replay_id AS "replay_id?",
               coalesce(q.attempt, d.attempt) AS "attempt?",
               coalesce(q.excused, d.excused) AS "excused?", q.due_at AS "due_at?",
               q.expires_at AS "expires_at?",
               CASE WHEN q.delivery_id IS NULL THEN d.state END AS "state?",
               d.reason AS "reason?", d.ended_by AS "ended_by?", d.ended_at AS "ended_at?",
               d.replayed_by AS "replayed_by?"
        FROM unnest($2::uuid[], $3::uuid[], $4::integer[]) AS x (delivery_id, event_id, n)
        LEFT JOIN LATERAL (
            SELECT e.event_id, e.event_type, e.webhooks[x.n] AS webhook_id
            FROM sparrow.events e
            WHERE e.namespace_id = $1 AND e.event_id = x.event_id LIMIT 1
        ) e ON true
        LEFT JOIN LATERAL (
            SELECT i.event_id, i.webhook_id, i.replay_id,
                   (SELECT e.event_type FROM sparrow.events e
                    WHERE e.namespace_id = $1 AND e.event_id = i.event_id) AS event_type
            FROM sparrow.replay_items i
            WHERE i.namespace_id = $1 AND i.delivery_id = x.delivery_id AND x.event_id IS NULL
            LIMIT 1
        ) i ON true
        LEFT JOIN LATERAL (
            SELECT q.* FROM sparrow.queue q
            WHERE q.namespace_id = $1 AND q.webhook_id = coalesce(e.webhook_id, i.webhook_id)
              AND q.delivery_id = x.delivery_id LIMIT 1
        ) q ON true
        LEFT JOIN LATERAL (
            SELECT d.* FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id = x.delivery_id LIMIT 1
        ) d ON true
        WHERE coalesce(e.webhook_id, i.webhook_id) IS NOT NULL
        "#,
        namespace.uuid(),
        &deliveries,
        &events as &[Option<Uuid>],
        &numbers as &[Option<i32>],
    )
    .fetch_all(pool)
    .await?;
    let mut found = rows.into_iter().map(Raw::read).collect::<Result<Vec<_>, _>>()?;
    with_last_attempts(pool, namespace, &mut found, now).await?;
    Ok(found)
}

/// These deliveries of known webhooks as they stand, in this order, without their last attempts. One
/// whose event is gone is still told of.
pub(super) async fn stand(
    pool: &Pool,
    namespace: NamespaceId,
    keys: &[(DeliveryId, WebhookId)],
) -> Result<Vec<Delivery>, StoreError> {
    let ids: Vec<DeliveryId> = keys.iter().map(|(id, _)| *id).collect();
    let deliveries: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let webhooks: Vec<Uuid> = keys.iter().map(|(_, webhook)| webhook.uuid()).collect();
    let (events, _) = origins(&ids);
    let rows = sqlx::query_as!(
        Raw,
        r#"
        SELECT x.delivery_id AS "delivery_id!", x.webhook_id AS "webhook_id!",
               coalesce(x.event_id, i.event_id, d.event_id) AS "event_id?",
               e.event_type AS "event_type?", i.replay_id AS "replay_id?",
               coalesce(q.attempt, d.attempt) AS "attempt?",
               coalesce(q.excused, d.excused) AS "excused?", q.due_at AS "due_at?",
               q.expires_at AS "expires_at?",
               CASE WHEN q.delivery_id IS NULL THEN d.state END AS "state?",
               d.reason AS "reason?", d.ended_by AS "ended_by?", d.ended_at AS "ended_at?",
               d.replayed_by AS "replayed_by?"
        FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) WITH ORDINALITY
             AS x (delivery_id, webhook_id, event_id, ord)
        LEFT JOIN LATERAL (
            SELECT i.event_id, i.replay_id FROM sparrow.replay_items i
            WHERE i.namespace_id = $1 AND i.delivery_id = x.delivery_id AND x.event_id IS NULL
            LIMIT 1
        ) i ON true
        LEFT JOIN LATERAL (
            SELECT q.* FROM sparrow.queue q
            WHERE q.namespace_id = $1 AND q.webhook_id = x.webhook_id
              AND q.delivery_id = x.delivery_id LIMIT 1
        ) q ON true
        LEFT JOIN LATERAL (
            SELECT d.* FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id = x.delivery_id LIMIT 1
        ) d ON true
        LEFT JOIN LATERAL (
            SELECT e.event_type FROM sparrow.events e
            WHERE e.namespace_id = $1 AND e.event_id = coalesce(x.event_id, i.event_id) LIMIT 1
        ) e ON true
        ORDER BY x.ord
        "#,
        namespace.uuid(),
        &deliveries,
        &webhooks,
        &events as &[Option<Uuid>],
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Raw::read).collect()
}

/// Those among these deliveries whose event has a type that fits, in this order.
pub(super) async fn of_type(
    pool: &Pool,
    namespace: NamespaceId,
    keys: Vec<(DeliveryId, WebhookId)>,
    pattern: &EventPattern,
) -> Result<Vec<(DeliveryId, WebhookId)>, StoreError> {
    let ids: Vec<DeliveryId> = keys.iter().map(|(id, _)| *id).collect();
    let deliveries: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let (events, _) = origins(&ids);
    let types = sqlx::query_scalar!(
        r#"
        SELECT e.event_type AS "event_type?"
        FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS x (delivery_id, event_id, ord)
        LEFT JOIN LATERAL (
            SELECT i.event_id FROM sparrow.replay_items i
            WHERE i.namespace_id = $1 AND i.delivery_id = x.delivery_id AND x.event_id IS NULL
            LIMIT 1
        ) i ON true
        LEFT JOIN LATERAL (
            SELECT e.event_type FROM sparrow.events e
            WHERE e.namespace_id = $1 AND e.event_id = coalesce(x.event_id, i.event_id) LIMIT 1
        ) e ON true
        ORDER BY x.ord
        "#,
        namespace.uuid(),
        &deliveries,
        &events as &[Option<Uuid>],
    )
    .fetch_all(pool)
    .await?;
    let fits = |found: &Option<String>| found.as_ref().is_some_and(|found| pattern.matches(found));
    Ok(keys.into_iter().zip(types).filter(|(_, found)| fits(found)).map(|(key, _)| key).collect())
}

/// For each id the event and the number in its list of webhooks; nothing for replayed ones.
pub(in crate::store) fn origins(ids: &[DeliveryId]) -> (Vec<Option<Uuid>>, Vec<Option<i32>>) {
    ids.iter()
        .map(|id| match id.origin() {
            DeliveryOrigin::Event { event, n } => (Some(event.uuid()), i32::try_from(n).ok()),
            DeliveryOrigin::Replay => (None, None),
        })
        .unzip()
}

/// The deliveries of an event after one of them, in the order in which it matched its webhooks; then
/// those by which it was replayed. Without their last attempts: see [`super::with_last_attempts`].
pub async fn of_event(
    pool: &Pool,
    namespace: NamespaceId,
    event: EventId,
    after: Option<DeliveryId>,
    limit: usize,
) -> Result<Vec<Delivery>, StoreError> {
    let seen = match after.map(DeliveryId::origin) {
        None => 0,
        Some(DeliveryOrigin::Event { n, .. }) => n,
        Some(DeliveryOrigin::Replay) => MAX_DELIVERIES,
    };
    let mut found = own(pool, namespace, event, seen, limit).await?;
    if found.len() < limit {
        let after = after.unwrap_or(DeliveryId::ZERO);
        let left = limit - found.len();
        found.extend(replayed(pool, namespace, event, after, left).await?);
    }
    Ok(found)
}

async fn own(
    pool: &Pool,
    namespace: NamespaceId,
    event: EventId,
    seen: usize,
    limit: usize,
) -> Result<Vec<Delivery>, StoreError> {
    let ids: Vec<Uuid> =
        (seen + 1..=seen + limit).map_while(|n| event.delivery(n)).map(DeliveryId::uuid).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query_as!(
        Raw,
        r#"
        SELECT w.delivery_id AS "delivery_id!", w.webhook_id AS "webhook_id!",
               NULL::uuid AS "event_id?", e.event_type AS "event_type?", NULL::uuid AS "replay_id?",
               coalesce(q.attempt, d.attempt) AS "attempt?",
               coalesce(q.excused, d.excused) AS "excused?", q.due_at AS "due_at?",
               q.expires_at AS "expires_at?",
               CASE WHEN q.delivery_id IS NULL THEN d.state END AS "state?",
               d.reason AS "reason?", d.ended_by AS "ended_by?", d.ended_at AS "ended_at?",
               d.replayed_by AS "replayed_by?"
        FROM sparrow.events e
        CROSS JOIN LATERAL ROWS FROM (
            unnest(e.webhooks[$3::integer + 1 : $3::integer + cardinality($4::uuid[])]),
            unnest($4::uuid[])
        ) AS w (webhook_id, delivery_id)
        LEFT JOIN LATERAL (
            SELECT q.* FROM sparrow.queue q
            WHERE q.namespace_id = $1 AND q.webhook_id = w.webhook_id
              AND q.delivery_id = w.delivery_id LIMIT 1
        ) q ON true
        LEFT JOIN LATERAL (
            SELECT d.* FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id = w.delivery_id LIMIT 1
        ) d ON true
        WHERE e.namespace_id = $1 AND e.event_id = $2 AND w.webhook_id IS NOT NULL
        ORDER BY w.delivery_id
        "#,
        namespace.uuid(),
        event.uuid(),
        i32::try_from(seen).unwrap_or(i32::MAX),
        &ids,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Raw::read).collect()
}

async fn replayed(
    pool: &Pool,
    namespace: NamespaceId,
    event: EventId,
    after: DeliveryId,
    limit: usize,
) -> Result<Vec<Delivery>, StoreError> {
    let rows = sqlx::query_as!(
        Raw,
        r#"
        SELECT i.delivery_id AS "delivery_id!", i.webhook_id AS "webhook_id!",
               i.event_id AS "event_id?",
               (SELECT e.event_type FROM sparrow.events e
                WHERE e.namespace_id = $1 AND e.event_id = $2) AS "event_type?",
               i.replay_id AS "replay_id?",
               coalesce(q.attempt, d.attempt) AS "attempt?",
               coalesce(q.excused, d.excused) AS "excused?", q.due_at AS "due_at?",
               q.expires_at AS "expires_at?",
               CASE WHEN q.delivery_id IS NULL THEN d.state END AS "state?",
               d.reason AS "reason?", d.ended_by AS "ended_by?", d.ended_at AS "ended_at?",
               d.replayed_by AS "replayed_by?"
        FROM (
            SELECT i.* FROM sparrow.replay_items i
            WHERE i.namespace_id = $1 AND i.event_id = $2 AND i.delivery_id > $3
            ORDER BY i.delivery_id LIMIT $4
        ) i
        LEFT JOIN LATERAL (
            SELECT q.* FROM sparrow.queue q
            WHERE q.namespace_id = $1 AND q.webhook_id = i.webhook_id
              AND q.delivery_id = i.delivery_id LIMIT 1
        ) q ON true
        LEFT JOIN LATERAL (
            SELECT d.* FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id = i.delivery_id LIMIT 1
        ) d ON true
        ORDER BY i.delivery_id
        "#,
        namespace.uuid(),
        event.uuid(),
        after.uuid(),
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Raw::read).collect()
}
