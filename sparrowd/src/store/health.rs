//! Counters of outcomes, and the state drawn from them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use sqlx::types::Uuid;

use super::{Pool, StoreError, from_timestamp};
use crate::domain::health::{Health, WINDOW, Window, next};
use crate::domain::ids::{NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;

/// Webhooks whose counters have changed since health was last drawn.
pub type Active = Arc<Mutex<HashMap<WebhookId, NamespaceId>>>;

/// A webhook whose state has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub from: Health,
    pub to: Health,
    pub window: Window,
}

/// Draws the states of these webhooks (at most 1,000) from their windows, and writes those that
/// changed. Says which did.
pub async fn roll_up(
    pool: &Pool,
    webhooks: &[(NamespaceId, WebhookId)],
    now: Timestamp,
) -> Result<Vec<Change>, StoreError> {
    let (spaces, ids): (Vec<Uuid>, Vec<Uuid>) =
        webhooks.iter().map(|(space, id)| (space.uuid(), id.uuid())).unzip();
    let rows = sqlx::query!(
        r#"SELECT x.namespace_id AS "namespace_id!", x.webhook_id AS "webhook_id!",
                  h.state AS "state?", w.succeeded AS "succeeded!", w.failed AS "failed!"
           FROM unnest($1::uuid[], $2::uuid[]) AS x (namespace_id, webhook_id)
           LEFT JOIN sparrow.webhook_health h
             ON h.namespace_id = x.namespace_id AND h.webhook_id = x.webhook_id
           CROSS JOIN LATERAL (
               SELECT coalesce(sum(b.succeeded), 0)::bigint AS succeeded,
                      coalesce(sum(b.failed), 0)::bigint AS failed
               FROM sparrow.health_buckets b
               WHERE b.namespace_id = x.namespace_id AND b.webhook_id = x.webhook_id
                 AND b.bucket_at > $3
           ) w"#,
        &spaces,
        &ids,
        from_timestamp(now.minus(WINDOW)),
    )
    .fetch_all(pool)
    .await?;
    let mut changes = Vec::new();
    for row in rows {
        let from = row.state.as_deref().and_then(Health::from_word).unwrap_or_default();
        let window =
            Window { succeeded: row.succeeded.unsigned_abs(), failed: row.failed.unsigned_abs() };
        let to = next(from, window);
        if to != from {
            changes.push(Change {
                namespace: NamespaceId::from_uuid(row.namespace_id),
                webhook: WebhookId::from_uuid(row.webhook_id),
                from,
                to,
                window,
            });
        }
    }
    if !changes.is_empty() {
        write(pool, &changes, now).await?;
    }
    Ok(changes)
}

async fn write(pool: &Pool, changes: &[Change], now: Timestamp) -> Result<(), StoreError> {
    let spaces: Vec<Uuid> = changes.iter().map(|change| change.namespace.uuid()).collect();
    let webhooks: Vec<Uuid> = changes.iter().map(|change| change.webhook.uuid()).collect();
    let states: Vec<&str> = changes.iter().map(|change| change.to.word()).collect();
    sqlx::query!(
        "INSERT INTO sparrow.webhook_health (namespace_id, webhook_id, state, changed_at)
         SELECT x.namespace_id, x.webhook_id, x.state, $4
         FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS x (namespace_id, webhook_id, state)
         ORDER BY 1, 2
         ON CONFLICT (namespace_id, webhook_id) DO UPDATE
         SET state = excluded.state, changed_at = excluded.changed_at",
        &spaces,
        &webhooks,
        &states as &[&str],
        from_timestamp(now),
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Buckets dropped in one statement, at most.
pub const BITE: u64 = 10_000;

/// Drops buckets that no figure reaches back to, at most [`BITE`] of them.
pub async fn drop_old_buckets(pool: &Pool, before: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "DELETE FROM sparrow.health_buckets b
         USING (SELECT ctid FROM sparrow.health_buckets WHERE bucket_at < $1 LIMIT 10000) old
         WHERE b.ctid = old.ctid",
        from_timestamp(before),
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected())
}
