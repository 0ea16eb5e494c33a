//! What is named by ids: found as a whole, or refused as a whole.

use std::collections::HashSet;

use sqlx::types::Uuid;

use super::{Item, MAX_ITEMS, Refused};
use crate::domain::delivery::End;
use crate::domain::ids::{DeliveryId, EventId, NamespaceId, WebhookId};
use crate::store::deliveries::origins;
use crate::store::{Pool, StoreError};

/// Ids named in a refusal.
const NAMED: usize = 5;

pub(super) async fn of_events(
    pool: &Pool,
    namespace: NamespaceId,
    events: &[EventId],
) -> Result<Result<Vec<Item>, Refused>, StoreError> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.uuid()).collect();
    // Counted first: what they matched may be more than is to be read.
    let counts = sqlx::query_scalar!(
        r#"
        SELECT e.matched AS "matched?"
        FROM unnest($2::uuid[]) WITH ORDINALITY AS x (event_id, ord)
        LEFT JOIN LATERAL (
            SELECT cardinality(e.webhooks) AS matched FROM sparrow.events e
            WHERE e.namespace_id = $1 AND e.event_id = x.event_id LIMIT 1
        ) e ON true
        ORDER BY x.ord
        "#,
        namespace.uuid(),
        &ids,
    )
    .fetch_all(pool)
    .await?;
    let unknown = events.iter().zip(&counts).filter(|(_, matched)| matched.is_none());
    let unknown: Vec<EventId> = unknown.map(|(event, _)| *event).take(NAMED).collect();
    if !unknown.is_empty() {
        return Ok(Err(Refused::UnknownEvents(unknown)));
    }
    let total: usize =
        counts.iter().flatten().filter_map(|matched| usize::try_from(*matched).ok()).sum();
    if total > MAX_ITEMS {
        return Ok(Err(Refused::TooMany(total)));
    }
    let rows = sqlx::query!(
        r#"
        SELECT x.event_id AS "event_id!", w.webhook_id AS "webhook_id!", w.n AS "n!"
        FROM unnest($2::uuid[]) WITH ORDINALITY AS x (event_id, ord)
        CROSS JOIN LATERAL (
            SELECT e.webhooks FROM sparrow.events e
            WHERE e.namespace_id = $1 AND e.event_id = x.event_id LIMIT 1
        ) e
        CROSS JOIN LATERAL unnest(e.webhooks) WITH ORDINALITY AS w (webhook_id, n)
        ORDER BY x.ord, w.n
        "#,
        namespace.uuid(),
        &ids,
    )
    .fetch_all(pool)
    .await?;
    let items = rows.into_iter().filter_map(|row| {
        let event = EventId::from_uuid(row.event_id);
        let source = event.delivery(usize::try_from(row.n).ok()?)?;
        Some(Item {
            source,
            event,
            webhook: WebhookId::from_uuid(row.webhook_id),
            delivered: false,
        })
    });
    Ok(Ok(items.collect()))
}

pub(super) async fn of_deliveries(
    pool: &Pool,
    namespace: NamespaceId,
    ids: &[DeliveryId],
) -> Result<Result<Vec<Item>, Refused>, StoreError> {
    let deliveries: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let (events, numbers) = origins(ids);
    let rows = sqlx::query!(
        r#"
        SELECT e.event_id AS "event_id?", coalesce(e.webhooks[x.n], i.webhook_id) AS "webhook_id?"
        FROM unnest($2::uuid[], $3::uuid[], $4::integer[]) WITH ORDINALITY
             AS x (delivery_id, event_id, n, ord)
        LEFT JOIN LATERAL (
            SELECT i.event_id, i.webhook_id FROM sparrow.replay_items i
            WHERE i.namespace_id = $1 AND i.delivery_id = x.delivery_id AND x.event_id IS NULL
            LIMIT 1
        ) i ON true
        LEFT JOIN LATERAL (
            SELECT e.event_id, e.webhooks FROM sparrow.events e
            WHERE e.namespace_id = $1 AND e.event_id = coalesce(x.event_id, i.event_id) LIMIT 1
        ) e ON true
        ORDER BY x.ord
        "#,
        namespace.uuid(),
        &deliveries,
        &events as &[Option<Uuid>],
        &numbers as &[Option<i32>],
    )
    .fetch_all(pool)
    .await?;
    let (mut items, mut unknown) = (Vec::with_capacity(ids.len()), Vec::new());
    for (id, row) in ids.iter().zip(rows) {
        match (row.event_id, row.webhook_id) {
            (Some(event), Some(webhook)) => items.push(Item {
                source: *id,
                event: EventId::from_uuid(event),
                webhook: WebhookId::from_uuid(webhook),
                delivered: false,
            }),
            _ => unknown.push(*id),
        }
    }
    if unknown.is_empty() {
        return Ok(Ok(items));
    }
    unknown.truncate(NAMED);
    Ok(Err(Refused::UnknownDeliveries(unknown)))
}

/// Deliveries that are dead; the first few that are not refuse the whole. One that never was is
/// told as such: it can't be dead.
pub(super) async fn of_dead_letters(
    pool: &Pool,
    namespace: NamespaceId,
    ids: &[DeliveryId],
) -> Result<Result<Vec<Item>, Refused>, StoreError> {
    let items = match of_deliveries(pool, namespace, ids).await? {
        Ok(items) => items,
        refused @ Err(_) => return Ok(refused),
    };
    let deliveries: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let dead = sqlx::query_scalar!(
        r#"
        SELECT d.delivery_id
        FROM unnest($2::uuid[]) AS x (delivery_id)
        CROSS JOIN LATERAL (
            SELECT d.delivery_id FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id = x.delivery_id AND d.state = $3 LIMIT 1
        ) d
        "#,
        namespace.uuid(),
        &deliveries,
        End::Dead.word(),
    )
    .fetch_all(pool)
    .await?;
    let dead: HashSet<Uuid> = dead.into_iter().collect();
    let others: Vec<DeliveryId> =
        ids.iter().filter(|id| !dead.contains(&id.uuid())).copied().take(NAMED).collect();
    Ok(if others.is_empty() { Ok(items) } else { Err(Refused::NotDead(others)) })
}
