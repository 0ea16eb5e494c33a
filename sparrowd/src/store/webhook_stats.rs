//! What webhooks have done lately and what they are still owed.

use std::time::Duration;

use sqlx::types::Uuid;

use super::{Bounded, Pool, StoreError, from_timestamp};
use crate::domain::ids::{DeliveryId, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;

/// How far back outcomes count.
pub const WINDOW: Duration = Duration::from_hours(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Attempts answered with 2xx in the window, and the others.
    pub succeeded: u64,
    pub failed: u64,
    /// Of all of them together.
    pub total: Duration,
    pub backlog: Bounded,
    /// When the oldest delivery still owed came into being.
    pub oldest_at: Option<Timestamp>,
}

impl Stats {
    /// The mean time of an attempt. `None` without one.
    pub fn mean(&self) -> Option<Duration> {
        let attempts = u32::try_from(self.succeeded.saturating_add(self.failed)).ok()?;
        self.total.checked_div(attempts)
    }
}

/// Those of each of these webhooks, in the same order. Counters lie in buckets of 10 s, so that the
/// window is 360 rows of a webhook at most.
pub async fn of(
    pool: &Pool,
    namespace: NamespaceId,
    webhooks: &[WebhookId],
    now: Timestamp,
) -> Result<Vec<Stats>, StoreError> {
    let ids: Vec<Uuid> = webhooks.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"SELECT b.succeeded AS "succeeded!", b.failed AS "failed!", b.total_us AS "total_us!",
                  q.backlog AS "backlog!", o.delivery_id AS "oldest?"
           FROM unnest($2::uuid[]) WITH ORDINALITY AS x (webhook_id, place)
           CROSS JOIN LATERAL (
               SELECT coalesce(sum(b.succeeded), 0)::bigint AS succeeded,
                      coalesce(sum(b.failed), 0)::bigint AS failed,
                      coalesce(sum(b.total_us), 0)::bigint AS total_us
               FROM sparrow.health_buckets b
               WHERE b.namespace_id = $1 AND b.webhook_id = x.webhook_id AND b.bucket_at > $3
           ) b
           CROSS JOIN LATERAL (
               SELECT count(*) AS backlog FROM (
                   SELECT FROM sparrow.queue q
                   WHERE q.namespace_id = $1 AND q.webhook_id = x.webhook_id
                   ORDER BY q.delivery_id LIMIT $4
               ) counted
           ) q
           LEFT JOIN LATERAL (
               SELECT q.delivery_id FROM sparrow.queue q
               WHERE q.namespace_id = $1 AND q.webhook_id = x.webhook_id
               ORDER BY q.delivery_id LIMIT 1
           ) o ON true
           ORDER BY x.place"#,
        namespace.uuid(),
        &ids,
        from_timestamp(now.minus(WINDOW)),
        Bounded::LIMIT,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Stats {
            succeeded: row.succeeded.unsigned_abs(),
            failed: row.failed.unsigned_abs(),
            total: Duration::from_micros(row.total_us.unsigned_abs()),
            backlog: Bounded::new(row.backlog),
            oldest_at: row
                .oldest
                .map(|id| Timestamp::from_millis(DeliveryId::from_uuid(id).unix_millis())),
        })
        .collect())
}
