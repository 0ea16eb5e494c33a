//! Pausing, resuming and cancelling. Each transition is one guarded statement on the replay's row,
//! which a batch in the making holds locked: so a batch is either whole before it, or not at all.
//!
//! A cancelled replay is swept: what it made and was never attempted ends as cancelled, through the
//! settler. The row remembers whether that is done, so that a crash leaves nothing half-cancelled.
//! From the cancellation on no courier begins with one of its deliveries, on no node; what the called
//! node had begun with goes on, and what another one had may be ended beneath it.

use sqlx::types::Uuid;

use super::{Raw, Replay, get};
use crate::domain::ids::{DeliveryId, EventId, NamespaceId, ReplayId, WebhookId};
use crate::store::commands::{CommandError, Commands, Located};
use crate::store::{Pool, StoreError};

/// Items looked at for one command.
const CHUNK: i32 = 1_000;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Changed {
    /// It is so, now or since before.
    Done(Replay),
    /// It is over already.
    Over(Replay),
    Unknown,
}

pub async fn pause(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
) -> Result<Changed, StoreError> {
    turn(pool, namespace, id, "paused").await
}

pub async fn resume(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
) -> Result<Changed, StoreError> {
    turn(pool, namespace, id, "running").await
}

/// Into the other of the two states of a replay that goes on.
async fn turn(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
    state: &str,
) -> Result<Changed, StoreError> {
    let row = sqlx::query_as!(
        Raw,
        "UPDATE sparrow.replays SET state = $3
         WHERE namespace_id = $1 AND replay_id = $2 AND state IN ('running', 'paused')
         RETURNING replay_id, state, total, queued, skipped, rate, created_at, finished_at",
        namespace.uuid(),
        id.uuid(),
        state,
    )
    .fetch_optional(pool)
    .await?;
    changed(pool, namespace, id, row).await
}

/// From now on none of its deliveries are made. One that had made them all is cancelled as long as
/// one of them was never attempted. One that is cancelled already may not be swept yet.
pub async fn cancel(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
    reason: &str,
) -> Result<Changed, StoreError> {
    let row = sqlx::query_as!(
        Raw,
        "UPDATE sparrow.replays
         SET state = 'cancelled', finished_at = coalesce(finished_at, clock_timestamp()),
             reason = coalesce(reason, $3)
         WHERE namespace_id = $1 AND replay_id = $2
           AND (state IN ('running', 'paused', 'cancelled')
                OR state = 'done' AND EXISTS (
                    SELECT FROM sparrow.replay_items i
                    CROSS JOIN LATERAL (
                        SELECT FROM sparrow.queue q
                        WHERE q.namespace_id = $1 AND q.webhook_id = i.webhook_id
                          AND q.delivery_id = i.delivery_id AND q.attempt = 0 LIMIT 1
                    ) q
                    WHERE i.namespace_id = $1 AND i.replay_id = $2))
         RETURNING replay_id, state, total, queued, skipped, rate, created_at, finished_at",
        namespace.uuid(),
        id.uuid(),
        reason,
    )
    .fetch_optional(pool)
    .await?;
    changed(pool, namespace, id, row).await
}

async fn changed(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
    row: Option<Raw>,
) -> Result<Changed, StoreError> {
    if let Some(row) = row {
        return Ok(Changed::Done(row.try_into()?));
    }
    Ok(match get(pool, namespace, id).await? {
        Some(replay) if replay.state.is_over() => Changed::Over(replay),
        // It came to be between the two looks.
        Some(replay) => Changed::Done(replay),
        None => Changed::Unknown,
    })
}

#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Command(#[from] CommandError),
}

/// Ends what a cancelled replay made and was never attempted; says how many that were.
pub async fn sweep(
    pool: &Pool,
    commands: &Commands,
    namespace: NamespaceId,
    id: ReplayId,
) -> Result<u32, SweepError> {
    let Some(Sweep { reason, items }) = unswept(pool, namespace, id).await? else { return Ok(0) };
    let (mut after, mut ended) = (0, 0_u32);
    let mut left = false;
    while after < items {
        let found = untried(pool, namespace, id, after).await?;
        after += CHUNK;
        if !found.is_empty() {
            let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
            let done = commands.end_untried(namespace, found, reason.clone()).await?;
            left |= done < count;
            ended += done;
        }
    }
    // One that a courier had in hand may come to no attempt: it is looked for once more.
    if !left {
        swept(pool, namespace, id).await?;
    }
    Ok(ended)
}

struct Sweep {
    reason: String,
    items: i32,
}

async fn unswept(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
) -> Result<Option<Sweep>, StoreError> {
    Ok(sqlx::query_as!(
        Sweep,
        r#"SELECT reason AS "reason!", taken AS items FROM sparrow.replays
           WHERE namespace_id = $1 AND replay_id = $2 AND state = 'cancelled' AND NOT swept"#,
        namespace.uuid(),
        id.uuid(),
    )
    .fetch_optional(pool)
    .await?)
}

/// Those among the next items that wait for their first attempt.
async fn untried(
    pool: &Pool,
    namespace: NamespaceId,
    id: ReplayId,
    after: i32,
) -> Result<Vec<Located>, StoreError> {
    let rows = sqlx::query!(
        r#"
        SELECT i.delivery_id AS "delivery_id!", i.event_id, i.webhook_id
        FROM sparrow.replay_items i
        CROSS JOIN LATERAL (
            SELECT q.delivery_id FROM sparrow.queue q
            WHERE q.namespace_id = $1 AND q.webhook_id = i.webhook_id
              AND q.delivery_id = i.delivery_id AND q.attempt = 0 LIMIT 1
        ) q
        WHERE i.namespace_id = $1 AND i.replay_id = $2 AND i.position > $3 AND i.position <= $4
          AND i.delivery_id IS NOT NULL
        "#,
        namespace.uuid(),
        id.uuid(),
        after,
        after.saturating_add(CHUNK),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Located {
            delivery: DeliveryId::from_uuid(row.delivery_id),
            event: EventId::from_uuid(row.event_id),
            webhook: WebhookId::from_uuid(row.webhook_id),
            owed: true,
            ended: None,
        })
        .collect())
}

async fn swept(pool: &Pool, namespace: NamespaceId, id: ReplayId) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE sparrow.replays SET swept = true
         WHERE namespace_id = $1 AND replay_id = $2 AND state = 'cancelled'",
        namespace.uuid(),
        id.uuid(),
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Cancelled replays whose caller did not see to their end: it, or its node, is gone, or something was
/// under way.
pub async fn left_unswept(pool: &Pool) -> Result<Vec<(NamespaceId, ReplayId)>, StoreError> {
    let rows = sqlx::query!(
        "SELECT namespace_id, replay_id FROM sparrow.replays
         WHERE state = 'cancelled' AND NOT swept
           AND finished_at < clock_timestamp() - interval '30 seconds'
         ORDER BY finished_at LIMIT 10"
    )
    .fetch_all(pool)
    .await?;
    let key = |namespace: Uuid, replay: Uuid| {
        (NamespaceId::from_uuid(namespace), ReplayId::from_uuid(replay))
    };
    Ok(rows.into_iter().map(|row| key(row.namespace_id, row.replay_id)).collect())
}
