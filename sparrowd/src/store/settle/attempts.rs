//! Settling attempts, and recording those that came too late.

use sqlx::types::time::OffsetDateTime;
use tokio::time::timeout;

use super::columns::{Columns, SUPERSEDED};
use super::{Settled, Settlement, Stamp, done};
use crate::store::{Link, StoreError, from_timestamp};

/// Settles a batch of attempts, at most 256, in one autocommit statement.
#[expect(clippy::too_many_lines, reason = "one statement and its parameters")]
pub async fn attempts(
    link: &mut Link,
    stamp: Stamp,
    batch: &[Settlement],
) -> Result<Settled, StoreError> {
    let c = Columns::new(batch);
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
            SELECT * FROM unnest(
                $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::bigint[],
                $11::integer[], $12::integer[], $13::smallint[], $14::smallint[], $15::boolean[],
                $16::smallint[], $17::text[], $18::text[], $19::timestamptz[], $20::integer[],
                $21::integer[], $22::integer[], $23::integer[], $24::boolean[], $25::text[],
                $26::bigint[], $27::text[], $28::bytea[], $29::bytea[], $30::boolean[],
                $31::timestamptz[], $32::timestamptz[]
            ) WITH ORDINALITY AS r (
                namespace_id, webhook_id, delivery_id, event_id, attempt_id, revision,
                number, max_attempts, outcome, decision, excused,
                status, error, rule, next_at, dns_us,
                connect_us, first_byte_us, total_us, reused, remote,
                signed_at, signature, response_headers, response_body, response_cut,
                ended_at, bucket_at, ord
            )
        ),
        gone AS (
            DELETE FROM sparrow.queue q USING r, fence
            WHERE q.namespace_id = ANY (ARRAY[r.namespace_id]) AND q.webhook_id = r.webhook_id
              AND q.delivery_id = r.delivery_id AND q.attempt = r.number - 1
              AND r.decision <> 2
            RETURNING r.ord, q.excused
        ),
        moved AS (
            UPDATE sparrow.queue q
            SET attempt = r.number, excused = q.excused + r.excused::integer, due_at = r.next_at
            FROM r, fence
            WHERE q.namespace_id = ANY (ARRAY[r.namespace_id]) AND q.webhook_id = r.webhook_id
              AND q.delivery_id = r.delivery_id AND q.attempt = r.number - 1
              AND r.decision = 2
            RETURNING r.ord, q.excused
        ),
        won AS MATERIALIZED (
            SELECT ord, excused FROM gone UNION ALL SELECT ord, excused FROM moved
        ),
        recorded AS (
            INSERT INTO sparrow.attempts
            SELECT r.namespace_id, r.attempt_id, r.delivery_id, r.event_id, r.webhook_id,
                   r.revision, r.number, r.max_attempts, r.outcome,
                   CASE WHEN won.ord IS NULL THEN 4 ELSE r.decision END, r.excused,
                   r.status, r.error, r.rule,
                   CASE WHEN won.ord IS NULL THEN NULL ELSE r.next_at END,
                   r.dns_us, r.connect_us, r.first_byte_us, r.total_us, r.reused, r.remote,
                   r.signed_at, r.signature, r.response_headers, r.response_body, r.response_cut
            FROM fence, r LEFT JOIN won ON won.ord = r.ord
            ON CONFLICT DO NOTHING
        ),
        ends AS (
            INSERT INTO sparrow.ended (namespace_id, delivery_id, webhook_id, event_id, state,
                                       attempt, excused, reason, ended_by, ended_at)
            SELECT r.namespace_id, r.delivery_id, r.webhook_id, r.event_id,
                   CASE r.decision WHEN 3 THEN 'dead' ELSE 'discarded' END,
                   r.number, won.excused + r.excused::integer, r.rule, 'sparrow', r.ended_at
            FROM r JOIN won ON won.ord = r.ord
            WHERE r.decision IN (3, 5)
            ON CONFLICT DO NOTHING
        ),
        counted AS (
            INSERT INTO sparrow.health_buckets AS b
                (namespace_id, webhook_id, bucket_at, succeeded, failed, total_us)
            SELECT r.namespace_id, r.webhook_id, r.bucket_at,
                   count(*) FILTER (WHERE r.decision = 1),
                   count(*) FILTER (WHERE r.decision <> 1),
                   sum(r.total_us)
            FROM r JOIN won ON won.ord = r.ord
            WHERE NOT r.excused
            GROUP BY 1, 2, 3
            ORDER BY 1, 2, 3
            ON CONFLICT (namespace_id, webhook_id, bucket_at) DO UPDATE
            SET succeeded = b.succeeded + excluded.succeeded,
                failed = b.failed + excluded.failed,
                total_us = b.total_us + excluded.total_us
        ),
        noted AS (
            INSERT INTO sparrow.settlements
                (node_id, batch, at, attempt_spaces, attempts, delivery_spaces, deliveries)
            SELECT $1, $3, $4, $5, $9, '{}', '{}' FROM fence
            ON CONFLICT DO NOTHING
        )
        SELECT EXISTS (SELECT FROM fence) AS "live!",
               ARRAY(SELECT ord FROM won) AS "won!"
        "#,
        stamp.node.uuid(),
        stamp.fence,
        stamp.batch,
        from_timestamp(stamp.at),
        &c.namespace,
        &c.webhook,
        &c.delivery,
        &c.event,
        &c.attempt_id,
        &c.revision,
        &c.number,
        &c.max_attempts,
        &c.outcome,
        &c.decision,
        &c.excused,
        &c.status as &[Option<i16>],
        &c.error as &[Option<&str>],
        &c.rule as &[&str],
        &c.next_at as &[Option<OffsetDateTime>],
        &c.dns_us as &[Option<i32>],
        &c.connect_us as &[Option<i32>],
        &c.first_byte_us as &[Option<i32>],
        &c.total_us,
        &c.reused,
        &c.remote as &[Option<String>],
        &c.signed_at as &[Option<i64>],
        &c.signature as &[Option<&str>],
        &c.headers as &[Option<&[u8]>],
        &c.body as &[Option<&[u8]>],
        &c.cut,
        &c.ended_at,
        &c.bucket_at,
    );
    let result = timeout(deadline, query.fetch_one(connection)).await;
    let row = link.settled(result)?;
    Ok(if row.live { done(batch.len(), &row.won) } else { Settled::Fenced })
}

/// Puts attempts on record that came too late to change anything: their node was declared dead.
pub async fn superseded(link: &mut Link, batch: &[Settlement]) -> Result<(), StoreError> {
    let c = Columns::new(batch);
    let superseded = vec![SUPERSEDED; batch.len()];
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        "INSERT INTO sparrow.attempts
         SELECT r.namespace_id, r.attempt_id, r.delivery_id, r.event_id, r.webhook_id, r.revision,
                r.number, r.max_attempts, r.outcome, r.decision, r.excused, r.status, r.error,
                r.rule, NULL, r.dns_us, r.connect_us, r.first_byte_us, r.total_us, r.reused,
                r.remote, r.signed_at, r.signature, r.response_headers, r.response_body,
                r.response_cut
         FROM unnest(
                $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[],
                $7::integer[], $8::integer[], $9::smallint[], $10::smallint[], $11::boolean[],
                $12::smallint[], $13::text[], $14::text[], $15::integer[], $16::integer[],
                $17::integer[], $18::integer[], $19::boolean[], $20::text[], $21::bigint[],
                $22::text[], $23::bytea[], $24::bytea[], $25::boolean[]
            ) AS r (
                namespace_id, webhook_id, delivery_id, event_id, attempt_id, revision,
                number, max_attempts, outcome, decision, excused,
                status, error, rule, dns_us, connect_us,
                first_byte_us, total_us, reused, remote, signed_at,
                signature, response_headers, response_body, response_cut
            )
         ON CONFLICT DO NOTHING",
        &c.namespace,
        &c.webhook,
        &c.delivery,
        &c.event,
        &c.attempt_id,
        &c.revision,
        &c.number,
        &c.max_attempts,
        &c.outcome,
        &superseded,
        &c.excused,
        &c.status as &[Option<i16>],
        &c.error as &[Option<&str>],
        &c.rule as &[&str],
        &c.dns_us as &[Option<i32>],
        &c.connect_us as &[Option<i32>],
        &c.first_byte_us as &[Option<i32>],
        &c.total_us,
        &c.reused,
        &c.remote as &[Option<String>],
        &c.signed_at as &[Option<i64>],
        &c.signature as &[Option<&str>],
        &c.headers as &[Option<&[u8]>],
        &c.body as &[Option<&[u8]>],
        &c.cut,
    );
    let result = timeout(deadline, query.execute(connection)).await;
    link.settled(result).map(drop)
}
