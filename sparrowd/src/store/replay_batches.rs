//! Going on with replays: each step puts the next items of one into the queue, in one statement.

use sqlx::types::Uuid;
use tokio::time::timeout;

use super::{Link, StoreError};
use crate::domain::ids::{DeliveryId, NamespaceId, ReplayBase, ReplayId, WebhookId};

/// Items in one step, at most.
pub const BATCH: usize = 1_000;

/// A replay that is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    pub namespace: NamespaceId,
    pub replay: ReplayId,
}

pub async fn running(link: &mut Link) -> Result<Vec<Running>, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        "SELECT namespace_id, replay_id FROM sparrow.replays
         WHERE state = 'running' ORDER BY created_at LIMIT 100"
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    Ok(link
        .settled(result)?
        .into_iter()
        .map(|row| Running {
            namespace: NamespaceId::from_uuid(row.namespace_id),
            replay: ReplayId::from_uuid(row.replay_id),
        })
        .collect())
}

/// What a step did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// Now in the queue.
    pub queued: Vec<(WebhookId, DeliveryId)>,
    pub skipped: u64,
    pub done: bool,
}

/// Puts the next items under a base stamped just now, so that they lie ahead of every cursor. Items
/// whose event or webhook is gone are marked as skipped. Two nodes at the same replay wait for each
/// other on its row. LATERAL with LIMIT 1 keeps each look-up a probe of the one partition that its id
/// lies in, whatever the planner believes of the tables.
pub async fn step(link: &mut Link, running: Running, base: ReplayBase) -> Result<Step, StoreError> {
    let deliveries: Vec<Uuid> =
        (1..=BATCH).filter_map(|n| base.delivery(n)).map(DeliveryId::uuid).collect();
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"
        WITH replay AS MATERIALIZED (
            SELECT total, queued, skipped FROM sparrow.replays
            WHERE namespace_id = $1 AND replay_id = $2 AND state = 'running'
            FOR UPDATE
        ),
        next AS MATERIALIZED (
            SELECT i.position, i.webhook_id,
                   row_number() OVER (ORDER BY i.position) AS n,
                   w.webhook_id IS NOT NULL AND e.event_id IS NOT NULL AS possible
            FROM replay
            CROSS JOIN LATERAL (
                SELECT i.position, i.webhook_id, i.event_id FROM sparrow.replay_items i
                WHERE i.namespace_id = $1 AND i.replay_id = $2
                  AND i.position > replay.queued + replay.skipped
                ORDER BY i.position LIMIT $4
            ) i
            LEFT JOIN LATERAL (
                SELECT w.webhook_id FROM sparrow.webhooks w
                WHERE w.namespace_id = $1 AND w.webhook_id = i.webhook_id
                  AND w.deleted_at IS NULL LIMIT 1
            ) w ON true
            LEFT JOIN LATERAL (
                SELECT e.event_id FROM sparrow.events e
                WHERE e.namespace_id = $1 AND e.event_id = i.event_id LIMIT 1
            ) e ON true
        ),
        placed AS (
            UPDATE sparrow.replay_items i
            SET delivery_id = CASE WHEN next.possible THEN ($3::uuid[])[next.n] END,
                skipped = NOT next.possible
            FROM next
            WHERE i.namespace_id = $1 AND i.replay_id = $2 AND i.position = next.position
        ),
        owed AS (
            INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id)
            SELECT $1, next.webhook_id, ($3::uuid[])[next.n] FROM next WHERE next.possible
        ),
        counted AS (
            UPDATE sparrow.replays r
            SET queued = r.queued + c.possible, skipped = r.skipped + c.impossible,
                state = CASE WHEN r.queued + r.skipped + c.possible + c.impossible = r.total
                             THEN 'done' ELSE 'running' END,
                finished_at = CASE
                    WHEN r.queued + r.skipped + c.possible + c.impossible = r.total
                    THEN clock_timestamp() END
            FROM (SELECT count(*) FILTER (WHERE possible)::integer AS possible,
                         count(*) FILTER (WHERE NOT possible)::integer AS impossible
                  FROM next) c, replay
            WHERE r.namespace_id = $1 AND r.replay_id = $2
            RETURNING r.state, c.impossible
        )
        SELECT (SELECT state FROM counted) AS "state?",
               (SELECT impossible FROM counted) AS "skipped?",
               ARRAY(SELECT webhook_id FROM next WHERE possible ORDER BY n) AS "webhooks!",
               ARRAY(SELECT ($3::uuid[])[n] FROM next WHERE possible ORDER BY n) AS "deliveries!"
        "#,
        running.namespace.uuid(),
        running.replay.uuid(),
        &deliveries,
        i64::try_from(BATCH).unwrap_or(i64::MAX),
    );
    let result = timeout(deadline, query.fetch_one(connection)).await;
    let row = link.settled(result)?;
    let queued = row
        .webhooks
        .into_iter()
        .map(WebhookId::from_uuid)
        .zip(row.deliveries.into_iter().map(DeliveryId::from_uuid))
        .collect();
    Ok(Step {
        queued,
        skipped: row.skipped.unwrap_or(0).unsigned_abs().into(),
        done: row.state.as_deref() != Some("running"),
    })
}
