//! Changes to deliveries that no attempt caused.

use sqlx::types::Uuid;
use tokio::time::timeout;

use super::{Change, ChangeKind, Settled, Stamp, done};
use crate::domain::delivery::End;
use crate::domain::timestamp::Timestamp;
use crate::store::{Link, StoreError, from_timestamp};

/// Makes changes that no attempt caused, at most 1,000 of one kind, in key order. One whose row has
/// moved on meanwhile is not made, and the others are.
pub async fn changes(
    link: &mut Link,
    stamp: Stamp,
    batch: &[Change],
    kind: ChangeKind,
    at: Timestamp,
) -> Result<Settled, StoreError> {
    let spaces: Vec<Uuid> = batch.iter().map(|change| change.namespace.uuid()).collect();
    let webhooks: Vec<Uuid> = batch.iter().map(|change| change.webhook.uuid()).collect();
    let deliveries: Vec<Uuid> = batch.iter().map(|change| change.delivery.uuid()).collect();
    let events: Vec<Uuid> = batch.iter().map(|change| change.event).collect();
    let reasons: Vec<&str> = batch.iter().map(|change| change.reason.as_str()).collect();
    let by: Vec<&str> = batch.iter().map(|change| change.by.as_str()).collect();
    let (operation, state) = match kind {
        ChangeKind::End(end) => ("end", end.word()),
        ChangeKind::EndUntried(end) => ("end untried", end.word()),
        ChangeKind::RetryNow => ("retry", ""),
        ChangeKind::Discard => ("discard", End::Discarded.word()),
    };
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"
        WITH fence AS MATERIALIZED (
            SELECT 1 FROM sparrow.nodes
            WHERE node_id = $1 AND fence = $2 AND state = 'live'
            FOR KEY SHARE
        ),
        r AS MATERIALIZED (
            SELECT * FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[],
                                 $10::text[]) WITH ORDINALITY
                AS r (namespace_id, webhook_id, delivery_id, event_id, reason, ended_by, ord)
        ),
        gone AS (
            DELETE FROM sparrow.queue q USING r, fence
            WHERE q.namespace_id = ANY (ARRAY[r.namespace_id]) AND q.webhook_id = r.webhook_id
              AND q.delivery_id = r.delivery_id
              AND ($11 = 'end' OR $11 = 'end untried' AND q.attempt = 0)
            RETURNING r.ord, q.attempt, q.excused
        ),
        ends AS (
            INSERT INTO sparrow.ended (namespace_id, delivery_id, webhook_id, event_id, state,
                                       attempt, excused, reason, ended_by, ended_at)
            SELECT r.namespace_id, r.delivery_id, r.webhook_id, r.event_id, $12,
                   gone.attempt, gone.excused, r.reason, r.ended_by, $13
            FROM gone JOIN r ON r.ord = gone.ord
            ON CONFLICT DO NOTHING
        ),
        hurried AS (
            UPDATE sparrow.queue q SET due_at = least(q.due_at, $13) FROM r, fence
            WHERE q.namespace_id = ANY (ARRAY[r.namespace_id]) AND q.webhook_id = r.webhook_id
              AND q.delivery_id = r.delivery_id AND $11 = 'retry'
            RETURNING r.ord
        ),
        discarded AS (
            UPDATE sparrow.ended e
            SET state = $12, reason = r.reason, ended_by = r.ended_by, ended_at = $13
            FROM r, fence
            WHERE e.namespace_id = ANY (ARRAY[r.namespace_id]) AND e.delivery_id = r.delivery_id
              AND e.state = 'dead' AND $11 = 'discard'
            RETURNING r.ord
        ),
        won AS MATERIALIZED (
            SELECT ord FROM gone UNION ALL SELECT ord FROM hurried
            UNION ALL SELECT ord FROM discarded
        ),
        noted AS (
            INSERT INTO sparrow.settlements
                (node_id, batch, at, attempt_spaces, attempts, delivery_spaces, deliveries)
            SELECT $1, $3, $4, '{}', '{}', $5, $7 FROM fence
            ON CONFLICT DO NOTHING
        )
        SELECT EXISTS (SELECT FROM fence) AS "live!", ARRAY(SELECT ord FROM won) AS "won!"
        "#,
        stamp.node.uuid(),
        stamp.fence,
        stamp.batch,
        from_timestamp(stamp.at),
        &spaces,
        &webhooks,
        &deliveries,
        &events,
        &reasons as &[&str],
        &by as &[&str],
        operation,
        state,
        from_timestamp(at),
    );
    let result = timeout(deadline, query.fetch_one(connection)).await;
    let row = link.settled(result)?;
    Ok(if row.live { done(batch.len(), &row.won) } else { Settled::Fenced })
}
