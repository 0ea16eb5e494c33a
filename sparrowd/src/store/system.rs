//! The system in numbers: the database, the nodes, and what waits, of one namespace or of all.

use std::time::Duration;

use super::{Bounded, Pool, StoreError, from_timestamp};
use crate::domain::ids::NamespaceId;
use crate::domain::timestamp::Timestamp;

/// How far back attempts count.
pub const WINDOW: Duration = Duration::from_mins(5);

/// One round trip to the database. Says its version.
pub async fn ping(pool: &Pool) -> Result<String, StoreError> {
    let version = sqlx::query_scalar!(r#"SELECT current_setting('server_version') AS "version!""#)
        .fetch_one(pool)
        .await?;
    Ok(version)
}

pub async fn live_nodes(pool: &Pool) -> Result<u32, StoreError> {
    let nodes = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM sparrow.nodes WHERE state = 'live'"#
    )
    .fetch_one(pool)
    .await?;
    Ok(u32::try_from(nodes).unwrap_or(0))
}

/// Live webhooks by state; those suspended count as that alone, and otherwise those paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Webhooks {
    pub unknown: u32,
    pub healthy: u32,
    pub degraded: u32,
    pub failing: u32,
    pub paused: u32,
    pub suspended: u32,
}

/// Reads all of them: configuration is small.
pub async fn webhooks(pool: &Pool, of: Option<NamespaceId>) -> Result<Webhooks, StoreError> {
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE state = 'unknown') AS "unknown!",
                  count(*) FILTER (WHERE state = 'healthy') AS "healthy!",
                  count(*) FILTER (WHERE state = 'degraded') AS "degraded!",
                  count(*) FILTER (WHERE state = 'failing') AS "failing!",
                  count(*) FILTER (WHERE state = 'paused') AS "paused!",
                  count(*) FILTER (WHERE state = 'suspended') AS "suspended!"
           FROM (
               SELECT CASE WHEN w.suspended_at IS NOT NULL THEN 'suspended'
                           WHEN w.paused_at IS NOT NULL THEN 'paused'
                           ELSE coalesce(h.state, 'unknown') END AS state
               FROM sparrow.webhooks w
               LEFT JOIN sparrow.webhook_health h
                 ON h.namespace_id = w.namespace_id AND h.webhook_id = w.webhook_id
               WHERE ($1::uuid IS NULL OR w.namespace_id = $1) AND w.deleted_at IS NULL
           ) live"#,
        of.map(NamespaceId::uuid),
    )
    .fetch_one(pool)
    .await?;
    let number = |count: i64| u32::try_from(count).unwrap_or(0);
    Ok(Webhooks {
        unknown: number(row.unknown),
        healthy: number(row.healthy),
        degraded: number(row.degraded),
        failing: number(row.failing),
        paused: number(row.paused),
        suspended: number(row.suspended),
    })
}

/// What waits in all namespaces. For one of them it is [`super::namespaces::waiting`].
pub async fn waiting(pool: &Pool) -> Result<Bounded, StoreError> {
    let counted = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT FROM sparrow.queue q
               ORDER BY q.namespace_id, q.webhook_id, q.delivery_id LIMIT $1
           ) counted"#,
        Bounded::LIMIT,
    )
    .fetch_one(pool)
    .await?;
    Ok(Bounded::new(counted))
}

pub async fn dead_letters(pool: &Pool, of: Option<NamespaceId>) -> Result<Bounded, StoreError> {
    let counted = match of {
        Some(namespace) => {
            sqlx::query_scalar!(
                r#"SELECT count(*) AS "count!" FROM (
                       SELECT FROM sparrow.ended d
                       WHERE d.namespace_id = $1 AND d.state = 'dead' LIMIT $2
                   ) counted"#,
                namespace.uuid(),
                Bounded::LIMIT,
            )
            .fetch_one(pool)
            .await?
        }
        None => {
            sqlx::query_scalar!(
                r#"SELECT count(*) AS "count!" FROM (
                       SELECT FROM sparrow.ended d WHERE d.state = 'dead' LIMIT $1
                   ) counted"#,
                Bounded::LIMIT,
            )
            .fetch_one(pool)
            .await?
        }
    };
    Ok(Bounded::new(counted))
}

/// Attempts in the window that were answered with 2xx, and the others.
pub async fn outcomes(
    pool: &Pool,
    of: Option<NamespaceId>,
    now: Timestamp,
) -> Result<(u64, u64), StoreError> {
    let row = sqlx::query!(
        r#"SELECT coalesce(sum(b.succeeded), 0)::bigint AS "succeeded!",
                  coalesce(sum(b.failed), 0)::bigint AS "failed!"
           FROM sparrow.health_buckets b
           WHERE b.bucket_at > $2 AND ($1::uuid IS NULL OR b.namespace_id = $1)"#,
        of.map(NamespaceId::uuid),
        from_timestamp(now.minus(WINDOW)),
    )
    .fetch_one(pool)
    .await?;
    Ok((row.succeeded.unsigned_abs(), row.failed.unsigned_abs()))
}
