//! Dropping what is through: plans whose time is over, and replays as old as what they sent. In parts,
//! so that no statement is long.

use crate::domain::timestamp::Timestamp;
use crate::store::{Pool, StoreError, from_timestamp};

/// Items dropped in one statement.
const CHUNK: i32 = 5_000;

/// Drops a part of a plan whose time is over, or of one that was never finished; `false`: there is
/// none. What is being written, or dropped by another node, is passed over.
pub async fn drop_expired(pool: &Pool) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(
        r#"
        WITH plan AS MATERIALIZED (
            SELECT namespace_id, replay_id, items FROM sparrow.replays
            WHERE expires_at < clock_timestamp()
            LIMIT 1 FOR UPDATE SKIP LOCKED
        ),
        items AS (
            DELETE FROM sparrow.replay_items i USING plan
            WHERE i.namespace_id = plan.namespace_id AND i.replay_id = plan.replay_id
              AND i.position > plan.items - $1
        ),
        shorter AS (
            UPDATE sparrow.replays r
            SET items = plan.items - $1, total = plan.items - $1, skipped = 0
            FROM plan
            WHERE r.namespace_id = plan.namespace_id AND r.replay_id = plan.replay_id
              AND plan.items > $1
        ),
        gone AS (
            DELETE FROM sparrow.replays r USING plan
            WHERE r.namespace_id = plan.namespace_id AND r.replay_id = plan.replay_id
              AND plan.items <= $1
        )
        SELECT count(*) AS "found!" FROM plan
        "#,
        CHUNK,
    )
    .fetch_one(pool)
    .await?;
    Ok(found > 0)
}

/// Drops a part of a replay that was over before this moment, and of which nothing is owed any more;
/// `false`: there is none. It leads from its deliveries to their events and webhooks, so it has to
/// stay for as long as those events and what became of the deliveries do: of the days that begin with
/// `left` that is kept yet.
pub async fn drop_old(
    pool: &Pool,
    before: Timestamp,
    left: &[Timestamp],
) -> Result<bool, StoreError> {
    let left: Vec<_> = left.iter().copied().map(from_timestamp).collect();
    let found = sqlx::query_scalar!(
        r#"
        WITH old AS MATERIALIZED (
            SELECT r.namespace_id, r.replay_id FROM sparrow.replays r
            WHERE r.finished_at < $1 AND (r.state = 'done' OR r.swept)
              -- An id and a row may be of two clocks.
              AND NOT EXISTS (
                  SELECT FROM unnest($3::timestamptz[]) AS kept (day)
                  WHERE r.created_at < kept.day + interval '25 hours'
                    AND r.finished_at > kept.day - interval '1 hour')
              AND NOT EXISTS (
                  SELECT FROM sparrow.replay_items i
                  CROSS JOIN LATERAL (
                      SELECT FROM sparrow.queue q
                      WHERE q.namespace_id = i.namespace_id AND q.webhook_id = i.webhook_id
                        AND q.delivery_id = i.delivery_id LIMIT 1
                  ) q
                  WHERE i.namespace_id = r.namespace_id AND i.replay_id = r.replay_id)
            ORDER BY r.finished_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED
        ),
        part AS MATERIALIZED (
            SELECT i.namespace_id, i.replay_id, i.position
            FROM old
            CROSS JOIN LATERAL (
                SELECT i.namespace_id, i.replay_id, i.position FROM sparrow.replay_items i
                WHERE i.namespace_id = old.namespace_id AND i.replay_id = old.replay_id
                ORDER BY i.position LIMIT $2
            ) i
        ),
        items AS (
            DELETE FROM sparrow.replay_items i USING part
            WHERE i.namespace_id = part.namespace_id AND i.replay_id = part.replay_id
              AND i.position = part.position
        ),
        gone AS (
            DELETE FROM sparrow.replays r USING old
            WHERE r.namespace_id = old.namespace_id AND r.replay_id = old.replay_id
              AND (SELECT count(*) FROM part) < $2
        )
        SELECT count(*) AS "found!" FROM old
        "#,
        from_timestamp(before),
        i64::from(CHUNK),
        &left,
    )
    .fetch_one(pool)
    .await?;
    Ok(found > 0)
}
