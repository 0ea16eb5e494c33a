//! Adding outcomes to the buckets from which health is drawn.
//!
//! A node counts what it settles in memory, and adds it once a second; its row says up to which batch
//! that is done. Added and marked are one statement, so nothing is added twice. Where the mark is not
//! the one that the node knows, or there is no node any more, the settlements after it are counted
//! themselves.

use sqlx::types::Uuid;
use tokio::time::timeout;

use super::composite::{BoxDynError, Encode, IsNull, PgArgumentBuffer, PgRecordEncoder, composite};
use super::{Link, Pool, StoreError, from_timestamp};
use crate::domain::ids::{NamespaceId, NodeId, WebhookId};
use crate::domain::timestamp::Timestamp;

/// What the attempts of a webhook came to within one bucket: `sparrow.outcomes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcomes {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub bucket_at: Timestamp,
    pub succeeded: i64,
    pub failed: i64,
    pub total_us: i64,
}

composite!(Outcomes, "sparrow.outcomes");

impl Encode<'_, sqlx::Postgres> for Outcomes {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let mut row = PgRecordEncoder::new(buffer);
        row.encode(self.namespace.uuid())?
            .encode(self.webhook.uuid())?
            .encode(from_timestamp(self.bucket_at))?
            .encode(self.succeeded)?
            .encode(self.failed)?
            .encode(self.total_us)?;
        row.finish();
        Ok(IsNull::No)
    }
}

/// From which batch on, up to which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub node: NodeId,
    /// Up to this one all are counted; 0: none is.
    pub after: i64,
    pub to: i64,
    /// The moment of the last.
    pub at: Timestamp,
}

/// Adds what the batches of a span came to. `false`: nothing was added, for the mark is not where the span
/// begins, the node is dead, or a failover has lost some of the batches.
pub async fn count(link: &mut Link, span: Span, outcomes: &[Outcomes]) -> Result<bool, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query_scalar!(
        r#"
        WITH marked AS (
            UPDATE sparrow.nodes n SET counted = $3, counted_at = $4
            WHERE n.node_id = $1 AND n.counted = $2 AND n.state = 'live'
              AND (SELECT count(*) FROM sparrow.settlements s
                   WHERE s.node_id = $1 AND s.at >= n.counted_at AND s.at <= $4
                     AND s.batch > $2 AND s.batch <= $3) = $3 - $2
            RETURNING 1
        ),
        counted AS (
            INSERT INTO sparrow.health_buckets AS b
                (namespace_id, webhook_id, bucket_at, succeeded, failed, total_us)
            SELECT o.namespace_id, o.webhook_id, o.bucket_at, o.succeeded, o.failed, o.total_us
            FROM unnest($5::sparrow.outcomes[]) AS o
            WHERE EXISTS (SELECT FROM marked)
            ORDER BY 1, 2, 3
            ON CONFLICT (namespace_id, webhook_id, bucket_at) DO UPDATE
            SET succeeded = b.succeeded + excluded.succeeded,
                failed = b.failed + excluded.failed,
                total_us = b.total_us + excluded.total_us
        )
        SELECT EXISTS (SELECT FROM marked) AS "marked!"
        "#,
        span.node.uuid(),
        span.after,
        span.to,
        from_timestamp(span.at),
        outcomes as &[Outcomes],
    );
    let result = timeout(deadline, query.fetch_one(connection)).await;
    link.settled(result)
}

/// What was counted from the record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recounted {
    /// Of which webhooks there were attempts.
    pub webhooks: Vec<(NamespaceId, WebhookId)>,
    /// Up to here all are counted. `None`: to the end, and the node is dead.
    pub mark: Option<i64>,
    /// There may be more.
    pub more: bool,
}

/// Batches counted in one statement, at most.
const BITE: i64 = 100;

/// Counts what a node has settled after its mark, a bite of it, from its settlements. Of a live node
/// only its own settler may ask for it. The bucket is that of the settlement's moment.
pub async fn recount(link: &mut Link, node: NodeId) -> Result<Recounted, StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"
        WITH n AS MATERIALIZED (
            SELECT node_id, counted, counted_at, state FROM sparrow.nodes
            WHERE node_id = $1 AND counted IS NOT NULL
            FOR NO KEY UPDATE
        ),
        b AS MATERIALIZED (
            SELECT s.batch, s.at, s.attempt_spaces, s.attempts
            FROM n CROSS JOIN LATERAL (
                SELECT * FROM sparrow.settlements s
                WHERE s.node_id = n.node_id AND s.at >= n.counted_at
                  AND (s.at, s.batch) > (n.counted_at, n.counted)
                  AND s.at < now() + interval '3 hours'
                ORDER BY s.at, s.batch LIMIT $2
            ) s
        ),
        last AS (
            SELECT n.node_id,
                   CASE WHEN l.batch IS NOT NULL THEN l.batch
                        WHEN n.state = 'live' THEN n.counted END AS counted,
                   CASE WHEN l.batch IS NOT NULL THEN l.at
                        WHEN n.state = 'live' THEN n.counted_at END AS counted_at
            FROM n LEFT JOIN (SELECT batch, at FROM b ORDER BY at DESC, batch DESC LIMIT 1) l
                 ON true
        ),
        marked AS (
            UPDATE sparrow.nodes SET counted = last.counted, counted_at = last.counted_at
            FROM last WHERE nodes.node_id = last.node_id
        ),
        sums AS MATERIALIZED (
            SELECT a.namespace_id, a.webhook_id, date_bin('10 s', b.at, 'epoch') AS bucket_at,
                   count(*) FILTER (WHERE a.decision = 1) AS succeeded,
                   count(*) FILTER (WHERE a.decision <> 1) AS failed,
                   sum(a.total_us) AS total_us
            FROM b
            CROSS JOIN LATERAL unnest(b.attempt_spaces, b.attempts) AS x (namespace_id, attempt_id)
            CROSS JOIN LATERAL (
                SELECT * FROM sparrow.attempts a
                WHERE a.namespace_id = x.namespace_id AND a.attempt_id = x.attempt_id LIMIT 1
            ) a
            WHERE a.decision <> 4 AND NOT a.excused
            GROUP BY 1, 2, 3
        ),
        counted AS (
            INSERT INTO sparrow.health_buckets AS b
                (namespace_id, webhook_id, bucket_at, succeeded, failed, total_us)
            SELECT * FROM sums ORDER BY 1, 2, 3
            ON CONFLICT (namespace_id, webhook_id, bucket_at) DO UPDATE
            SET succeeded = b.succeeded + excluded.succeeded,
                failed = b.failed + excluded.failed,
                total_us = b.total_us + excluded.total_us
        )
        SELECT (SELECT count(*) FROM b) AS "batches!", (SELECT counted FROM last) AS mark,
               ARRAY(SELECT namespace_id FROM sums ORDER BY webhook_id) AS "spaces!",
               ARRAY(SELECT webhook_id FROM sums ORDER BY webhook_id) AS "webhooks!"
        "#,
        node.uuid(),
        BITE,
    );
    let result = timeout(deadline, query.fetch_one(connection)).await;
    let row = link.settled(result)?;
    let webhook = |(space, id)| (NamespaceId::from_uuid(space), WebhookId::from_uuid(id));
    let mut webhooks: Vec<_> = row.spaces.into_iter().zip(row.webhooks).map(webhook).collect();
    webhooks.dedup();
    Ok(Recounted { webhooks, mark: row.mark, more: row.batches > 0 })
}

/// Nodes that died before all that they had settled was counted.
pub async fn uncounted(pool: &Pool) -> Result<Vec<NodeId>, StoreError> {
    let nodes: Vec<Uuid> = sqlx::query_scalar!(
        "SELECT node_id FROM sparrow.nodes WHERE state = 'dead' AND counted IS NOT NULL
         ORDER BY node_id LIMIT 100"
    )
    .fetch_all(pool)
    .await?;
    Ok(nodes.into_iter().map(NodeId::from_uuid).collect())
}
