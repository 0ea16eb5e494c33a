//! Asking for a replay.

use std::collections::HashSet;

use sqlx::PgConnection;
use sqlx::types::Uuid;

use super::{Created, MAX_ITEMS, Raw, Replay, Selector};
use crate::domain::ids::{DeliveryId, EventId, NamespaceId, ReplayId};
use crate::store::deliveries::origins;
use crate::store::{Pool, StoreError};

/// Ids named in a refusal.
const NAMED: usize = 5;

/// Records a replay with its items, or nothing at all.
pub async fn create(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
    selector: &Selector,
) -> Result<Created, StoreError> {
    let mut transaction = pool.begin().await?;
    let items = match selector {
        Selector::Events(events) => of_events(&mut transaction, namespace, events).await?,
        Selector::Deliveries(ids) => of_deliveries(&mut transaction, namespace, ids).await?,
        Selector::DeadLetters(ids) => {
            if let Some(refused) = mark(&mut transaction, namespace, id, ids).await? {
                return Ok(refused);
            }
            of_deliveries(&mut transaction, namespace, ids).await?
        }
    };
    let items = match items {
        Ok(items) => items,
        Err(refused) => return Ok(refused),
    };
    let replay = insert(&mut transaction, namespace, id, &items).await?;
    transaction.commit().await?;
    Ok(Created::Done(replay))
}

/// What is to be sent where, in order.
#[derive(Default)]
struct Items {
    events: Vec<Uuid>,
    webhooks: Vec<Uuid>,
}

async fn of_events(
    connection: &mut PgConnection,
    namespace: NamespaceId,
    events: &[EventId],
) -> Result<Result<Items, Created>, StoreError> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.uuid()).collect();
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
    .fetch_all(&mut *connection)
    .await?;
    let unknown: Vec<EventId> = events
        .iter()
        .zip(&counts)
        .filter(|(_, matched)| matched.is_none())
        .map(|(event, _)| *event)
        .take(NAMED)
        .collect();
    if !unknown.is_empty() {
        return Ok(Err(Created::UnknownEvents(unknown)));
    }
    let total: usize =
        counts.iter().flatten().filter_map(|matched| usize::try_from(*matched).ok()).sum();
    if total == 0 {
        return Ok(Err(Created::Empty));
    }
    if total > MAX_ITEMS {
        return Ok(Err(Created::TooLarge(total)));
    }
    let rows = sqlx::query!(
        r#"
        SELECT x.event_id AS "event_id!", w.webhook_id AS "webhook_id!"
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
    .fetch_all(connection)
    .await?;
    Ok(Ok(rows.into_iter().fold(Items::default(), |mut items, row| {
        items.events.push(row.event_id);
        items.webhooks.push(row.webhook_id);
        items
    })))
}

async fn of_deliveries(
    connection: &mut PgConnection,
    namespace: NamespaceId,
    ids: &[DeliveryId],
) -> Result<Result<Items, Created>, StoreError> {
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
    .fetch_all(connection)
    .await?;
    let (mut items, mut unknown) = (Items::default(), Vec::new());
    for (id, row) in ids.iter().zip(rows) {
        match (row.event_id, row.webhook_id) {
            (Some(event), Some(webhook)) => {
                items.events.push(event);
                items.webhooks.push(webhook);
            }
            _ => unknown.push(*id),
        }
    }
    if unknown.is_empty() {
        return Ok(Ok(items));
    }
    unknown.truncate(NAMED);
    Ok(Err(Created::UnknownDeliveries(unknown)))
}

/// Marks dead letters as sent again. Those that are none, if there are any, refuse the whole. In key
/// order, so that two calls can't lock each other: that takes a loop over the ids, and a probe each.
async fn mark(
    connection: &mut PgConnection,
    namespace: NamespaceId,
    replay: ReplayId,
    ids: &[DeliveryId],
) -> Result<Option<Created>, StoreError> {
    let mut deliveries: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    deliveries.sort_unstable();
    sqlx::query!("SET LOCAL enable_hashjoin = off").execute(&mut *connection).await?;
    sqlx::query!("SET LOCAL enable_mergejoin = off").execute(&mut *connection).await?;
    let marked = sqlx::query_scalar!(
        r#"
        UPDATE sparrow.ended d SET replayed_by = $2
        FROM unnest($3::uuid[]) AS x (delivery_id)
        WHERE d.namespace_id = $1 AND d.delivery_id = x.delivery_id AND d.state = 'dead'
        RETURNING d.delivery_id
        "#,
        namespace.uuid(),
        replay.uuid(),
        &deliveries,
    )
    .fetch_all(connection)
    .await?;
    let marked: HashSet<Uuid> = marked.into_iter().collect();
    let others: Vec<DeliveryId> =
        ids.iter().filter(|id| !marked.contains(&id.uuid())).copied().take(NAMED).collect();
    Ok((!others.is_empty()).then_some(Created::NotDead(others)))
}

async fn insert(
    connection: &mut PgConnection,
    namespace: NamespaceId,
    id: ReplayId,
    items: &Items,
) -> Result<Replay, StoreError> {
    let replay = sqlx::query_as!(
        Raw,
        "INSERT INTO sparrow.replays (namespace_id, replay_id, total) VALUES ($1, $2, $3)
         RETURNING replay_id, total, queued, skipped, created_at, finished_at",
        namespace.uuid(),
        id.uuid(),
        i32::try_from(items.events.len()).unwrap_or(i32::MAX),
    )
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO sparrow.replay_items
             (namespace_id, replay_id, position, event_id, webhook_id)
         SELECT $1, $2, x.ord, x.event_id, x.webhook_id
         FROM unnest($3::uuid[], $4::uuid[]) WITH ORDINALITY AS x (event_id, webhook_id, ord)",
        namespace.uuid(),
        id.uuid(),
        &items.events,
        &items.webhooks,
    )
    .execute(connection)
    .await?;
    Ok(replay.into())
}
