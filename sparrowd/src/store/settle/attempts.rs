//! Settling attempts, and recording those that came too late.

use sqlx::types::Uuid;
use tokio::time::timeout;

use super::{Settled, Settlement, Stamp, done};
use crate::store::{Link, StoreError, from_timestamp};

/// The namespaces of attempts and their ids, as pairs.
fn keys(batch: &[Settlement]) -> (Vec<Uuid>, Vec<Uuid>) {
    batch.iter().map(|s| (s.attempt.namespace.uuid(), s.attempt.id.uuid())).unzip()
}

/// Settles a batch of attempts, at most 256, in one autocommit statement. One that is on record under
/// its number already changes nothing, and is answered with what it changed then.
pub async fn attempts(
    link: &mut Link,
    stamp: Stamp,
    batch: &[Settlement],
) -> Result<Settled, StoreError> {
    let (spaces, ids) = keys(batch);
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"
        WITH fence AS MATERIALIZED (
            SELECT 1 FROM sparrow.nodes
            WHERE node_id = $1 AND fence = $2 AND state = 'live'
            FOR KEY SHARE
        ),
        known AS MATERIALIZED (
            SELECT 1 FROM sparrow.settlements WHERE node_id = $1 AND at = $4 AND batch = $3
        ),
        r AS MATERIALIZED (
            SELECT * FROM unnest($5::sparrow.ended_attempt[]) WITH ORDINALITY AS r
            WHERE NOT EXISTS (SELECT FROM known)
        ),
        gone AS (
            DELETE FROM sparrow.queue q USING r, fence
            WHERE q.namespace_id = ANY (ARRAY[r.namespace_id]) AND q.webhook_id = r.webhook_id
              AND q.delivery_id = r.delivery_id AND q.attempt = r.attempt - 1
              AND r.decision <> 2
            RETURNING r.ordinality, q.excused
        ),
        moved AS (
            UPDATE sparrow.queue q
            SET attempt = r.attempt, excused = q.excused + r.excused::integer, due_at = r.next_at
            FROM r, fence
            WHERE q.namespace_id = ANY (ARRAY[r.namespace_id]) AND q.webhook_id = r.webhook_id
              AND q.delivery_id = r.delivery_id AND q.attempt = r.attempt - 1
              AND r.decision = 2
            RETURNING r.ordinality, q.excused
        ),
        won AS MATERIALIZED (
            SELECT ordinality, excused FROM gone UNION ALL SELECT ordinality, excused FROM moved
        ),
        recorded AS (
            INSERT INTO sparrow.attempts
            SELECT r.namespace_id, r.attempt_id, r.delivery_id, r.event_id, r.webhook_id,
                   r.revision, r.attempt, r.max_attempts, r.outcome,
                   CASE WHEN won.ordinality IS NULL THEN 4 ELSE r.decision END, r.excused,
                   r.status, r.error, r.rule,
                   CASE WHEN won.ordinality IS NULL THEN NULL ELSE r.next_at END,
                   r.dns_us, r.connect_us, r.first_byte_us, r.total_us, r.reused, r.remote,
                   r.signed_at, r.signature, r.response_headers, r.response_body, r.response_cut
            FROM fence, r LEFT JOIN won ON won.ordinality = r.ordinality
        ),
        ends AS (
            INSERT INTO sparrow.ended (namespace_id, delivery_id, webhook_id, event_id, state,
                                       attempt, excused, reason, ended_by, ended_at)
            SELECT r.namespace_id, r.delivery_id, r.webhook_id, r.event_id,
                   CASE r.decision WHEN 3 THEN 'dead' ELSE 'discarded' END,
                   r.attempt, won.excused + r.excused::integer, r.rule, 'sparrow', r.ended_at
            FROM r JOIN won ON won.ordinality = r.ordinality
            WHERE r.decision IN (3, 5)
            ON CONFLICT DO NOTHING
        ),
        noted AS (
            INSERT INTO sparrow.settlements
                (node_id, batch, at, attempt_spaces, attempts, delivery_spaces, deliveries)
            SELECT $1, $3, $4, $6::uuid[], $7::uuid[], '{}', '{}' FROM fence
            WHERE NOT EXISTS (SELECT FROM known)
        )
        SELECT EXISTS (SELECT FROM fence) AS "live!", EXISTS (SELECT FROM known) AS "known!",
               ARRAY(SELECT ordinality FROM won) AS "won!"
        "#,
        stamp.node.uuid(),
        stamp.fence,
        stamp.batch,
        from_timestamp(stamp.at),
        batch as &[Settlement],
        &spaces,
        &ids,
    );
    let result = timeout(deadline, query.fetch_one(connection)).await;
    let row = link.settled(result)?;
    if !row.live {
        return Ok(Settled::Fenced);
    }
    let won = if row.known { won_before(link, &spaces, &ids).await? } else { row.won };
    Ok(done(batch.len(), &won))
}

/// Which of these attempts, from one on, changed their row when they were recorded.
async fn won_before(
    link: &mut Link,
    spaces: &[Uuid],
    ids: &[Uuid],
) -> Result<Vec<i64>, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query_scalar!(
        r#"SELECT x.ord AS "ord!"
           FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS x (namespace_id, attempt_id, ord)
           CROSS JOIN LATERAL (
               SELECT a.decision FROM sparrow.attempts a
               WHERE a.namespace_id = x.namespace_id AND a.attempt_id = x.attempt_id LIMIT 1
           ) a
           WHERE a.decision <> 4"#,
        spaces,
        ids,
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    link.settled(result)
}

/// Puts attempts on record that came too late to change anything: their node was declared dead.
pub async fn superseded(link: &mut Link, batch: &[Settlement]) -> Result<(), StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        "INSERT INTO sparrow.attempts
         SELECT r.namespace_id, r.attempt_id, r.delivery_id, r.event_id, r.webhook_id, r.revision,
                r.attempt, r.max_attempts, r.outcome, 4, r.excused, r.status, r.error,
                r.rule, NULL, r.dns_us, r.connect_us, r.first_byte_us, r.total_us, r.reused,
                r.remote, r.signed_at, r.signature, r.response_headers, r.response_body,
                r.response_cut
         FROM unnest($1::sparrow.ended_attempt[]) AS r
         ON CONFLICT DO NOTHING",
        batch as &[Settlement],
    );
    let result = timeout(deadline, query.execute(connection)).await;
    link.settled(result).map(drop)
}
