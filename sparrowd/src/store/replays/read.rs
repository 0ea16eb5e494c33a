//! Replays as they stand.

use sqlx::types::Uuid;

use super::{Progress, Raw, Replay, count};
use crate::domain::ids::{DeliveryId, NamespaceId, ReplayId};
use crate::store::{Pool, StoreError};

/// One that runs or ran: a plan is none yet.
pub async fn get(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
) -> Result<Option<Replay>, StoreError> {
    let row = sqlx::query_as!(
        Raw,
        "SELECT replay_id, state, total, queued, skipped, rate, created_at, finished_at
         FROM sparrow.replays
         WHERE namespace_id = $1 AND replay_id = $2 AND expires_at IS NULL",
        namespace.uuid(),
        id.uuid(),
    )
    .fetch_optional(pool)
    .await?;
    row.map(Replay::try_from).transpose()
}

/// Newest first, before `after`.
pub async fn list(
    pool: &Pool,
    namespace: NamespaceId,
    after: Option<ReplayId>,
    limit: usize,
) -> Result<Vec<Replay>, StoreError> {
    let rows = sqlx::query_as!(
        Raw,
        "SELECT replay_id, state, total, queued, skipped, rate, created_at, finished_at
         FROM sparrow.replays
         WHERE namespace_id = $1 AND replay_id < $2 AND expires_at IS NULL
         ORDER BY replay_id DESC LIMIT $3",
        namespace.uuid(),
        after.map_or(Uuid::max(), ReplayId::uuid),
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Replay::try_from).collect()
}

/// The first deliveries that it made, in their order.
pub async fn deliveries(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
    limit: usize,
) -> Result<Vec<DeliveryId>, StoreError> {
    let ids = sqlx::query_scalar!(
        r#"SELECT delivery_id AS "delivery_id!" FROM sparrow.replay_items
           WHERE namespace_id = $1 AND replay_id = $2 AND delivery_id IS NOT NULL
           ORDER BY position LIMIT $3"#,
        namespace.uuid(),
        id.uuid(),
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(DeliveryId::from_uuid).collect())
}

/// How those made have ended, in one snapshot: two probes for each, so not to be asked for often.
pub async fn progress(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
) -> Result<Progress, StoreError> {
    let row = sqlx::query!(
        r#"
        SELECT count(*) FILTER (WHERE q.delivery_id IS NULL AND d.state IS NULL)::integer
                   AS "delivered!",
               count(*) FILTER (WHERE q.delivery_id IS NULL AND d.state = 'dead')::integer
                   AS "dead!",
               count(*) FILTER (WHERE q.delivery_id IS NULL AND d.state <> 'dead')::integer
                   AS "other!"
        FROM sparrow.replay_items i
        LEFT JOIN LATERAL (
            SELECT q.delivery_id FROM sparrow.queue q
            WHERE q.namespace_id = $1 AND q.webhook_id = i.webhook_id
              AND q.delivery_id = i.delivery_id LIMIT 1
        ) q ON true
        LEFT JOIN LATERAL (
            SELECT d.state FROM sparrow.ended d
            WHERE d.namespace_id = $1 AND d.delivery_id = i.delivery_id LIMIT 1
        ) d ON true
        WHERE i.namespace_id = $1 AND i.replay_id = $2 AND i.delivery_id IS NOT NULL
        "#,
        namespace.uuid(),
        id.uuid(),
    )
    .fetch_one(pool)
    .await?;
    Ok(Progress { delivered: count(row.delivered), dead: count(row.dead), other: count(row.other) })
}
