//! The one statement that settles: attempts recorded, queue rows deleted or rescheduled, ends
//! written, outcomes counted, and the batch itself put on record for the streams.
//!
//! Two fences guard it. The node's own row, read `FOR KEY SHARE`, makes a takeover a barrier: a
//! settlement commits before it or changes nothing. And each queue row is changed only if its
//! `attempt` is still what the courier found. Everything else follows from rows really changed.

use sqlx::types::{Uuid, time::OffsetDateTime};
use tokio::time::timeout;

use super::{Link, StoreError, from_timestamp};
use crate::domain::attempt::Attempt;
use crate::domain::delivery::{Decision, End, Verdict};
use crate::domain::ids::{DeliveryId, NamespaceId, NodeId, WebhookId};
use crate::domain::timestamp::Timestamp;

/// An attempt that has ended, with what was decided.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// The incarnation that made it.
    pub node: NodeId,
    pub attempt: Attempt,
    pub verdict: Verdict,
    pub ended_at: Timestamp,
}

/// A change to a delivery that no attempt caused.
#[derive(Debug, Clone)]
pub struct Change {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub delivery: DeliveryId,
    pub event: Uuid,
    pub kind: ChangeKind,
    pub reason: String,
    pub by: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It leaves the queue and ends so.
    End(End),
    /// Its next attempt is due now.
    RetryNow,
    /// A dead letter becomes discarded.
    Discard,
}

/// Under whose name a batch is settled. Number and moment stay the same however often it is sent.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    pub node: NodeId,
    pub fence: i64,
    pub batch: i64,
    pub at: Timestamp,
}

/// What became of a batch.
#[derive(Debug, PartialEq, Eq)]
pub enum Settled {
    /// Which of its members, by position, really changed their row.
    Done { won: Vec<bool> },
    /// The node no longer holds what it acted under: nothing was changed.
    Fenced,
}

const RETRY: i16 = 2;
const DEAD: i16 = 3;
const SUPERSEDED: i16 = 4;

/// The code of a decision in the table and in the API.
const fn code(decision: Decision) -> i16 {
    match decision {
        Decision::Delivered => 1,
        Decision::Retry { .. } => RETRY,
        Decision::Dead => DEAD,
    }
}

/// The attempts of a batch as columns.
#[derive(Default)]
struct Columns<'a> {
    namespace: Vec<Uuid>,
    webhook: Vec<Uuid>,
    delivery: Vec<Uuid>,
    event: Vec<Uuid>,
    attempt_id: Vec<Uuid>,
    revision: Vec<i64>,
    number: Vec<i32>,
    max_attempts: Vec<i32>,
    outcome: Vec<i16>,
    decision: Vec<i16>,
    excused: Vec<bool>,
    status: Vec<Option<i16>>,
    error: Vec<Option<&'a str>>,
    rule: Vec<&'a str>,
    next_at: Vec<Option<OffsetDateTime>>,
    dns_us: Vec<Option<i32>>,
    connect_us: Vec<Option<i32>>,
    first_byte_us: Vec<Option<i32>>,
    total_us: Vec<i32>,
    reused: Vec<bool>,
    remote: Vec<Option<String>>,
    signed_at: Vec<Option<i64>>,
    signature: Vec<Option<&'a str>>,
    headers: Vec<Option<&'a [u8]>>,
    body: Vec<Option<&'a [u8]>>,
    cut: Vec<bool>,
    ended_at: Vec<OffsetDateTime>,
    bucket_at: Vec<OffsetDateTime>,
}

fn micros(duration: std::time::Duration) -> i32 {
    i32::try_from(duration.as_micros()).unwrap_or(i32::MAX)
}

fn number(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// The start of the 10 s bucket that a moment falls into.
fn bucket(at: Timestamp) -> Timestamp {
    let width = i64::try_from(crate::domain::health::BUCKET.as_micros()).unwrap_or(10_000_000);
    Timestamp::from_micros(at.micros().div_euclid(width) * width)
}

impl<'a> Columns<'a> {
    fn new(batch: &'a [Settlement]) -> Self {
        let mut columns = Self::default();
        for settlement in batch {
            columns.push(settlement);
        }
        columns
    }

    fn push(&mut self, settlement: &'a Settlement) {
        let Settlement { attempt, verdict, ended_at, .. } = settlement;
        let exchange = &attempt.exchange;
        let timing = &exchange.timing;
        self.namespace.push(attempt.namespace.uuid());
        self.webhook.push(attempt.webhook.uuid());
        self.delivery.push(attempt.delivery.uuid());
        self.event.push(attempt.event.uuid());
        self.attempt_id.push(attempt.id.uuid());
        self.revision.push(attempt.revision);
        self.number.push(number(attempt.number));
        self.max_attempts.push(number(attempt.max_attempts));
        self.outcome.push(exchange.outcome.code());
        self.decision.push(code(verdict.decision));
        self.excused.push(verdict.excused);
        self.status.push(exchange.status().and_then(|status| i16::try_from(status).ok()));
        self.error.push(exchange.error.as_deref());
        self.rule.push(verdict.rule);
        self.next_at.push(match verdict.decision {
            Decision::Retry { at } => Some(from_timestamp(at)),
            Decision::Delivered | Decision::Dead => None,
        });
        self.dns_us.push(timing.dns.map(micros));
        self.connect_us.push(timing.connect.map(micros));
        self.first_byte_us.push(timing.first_byte.map(micros));
        self.total_us.push(micros(timing.total));
        self.reused.push(timing.reused);
        self.remote.push(exchange.remote.map(|remote| remote.to_string()));
        self.signed_at.push(attempt.signed.as_ref().map(|signed| signed.at));
        self.signature.push(attempt.signed.as_ref().map(|signed| signed.signature.as_str()));
        let answer = exchange.answer.as_ref();
        self.headers.push(answer.map(|answer| answer.headers.as_ref()));
        self.body.push(answer.map(|answer| answer.body.as_ref()));
        self.cut.push(answer.is_some_and(|answer| answer.cut));
        self.ended_at.push(from_timestamp(*ended_at));
        self.bucket_at.push(from_timestamp(bucket(*ended_at)));
    }
}

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
            WHERE q.namespace_id = r.namespace_id AND q.webhook_id = r.webhook_id
              AND q.delivery_id = r.delivery_id AND q.attempt = r.number - 1
              AND r.decision <> 2
            RETURNING r.ord, q.excused
        ),
        moved AS (
            UPDATE sparrow.queue q
            SET attempt = r.number, excused = q.excused + r.excused::integer, due_at = r.next_at
            FROM r, fence
            WHERE q.namespace_id = r.namespace_id AND q.webhook_id = r.webhook_id
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
            SELECT r.namespace_id, r.delivery_id, r.webhook_id, r.event_id, 'dead',
                   r.number, won.excused + r.excused::integer, r.rule, 'sparrow', r.ended_at
            FROM r JOIN won ON won.ord = r.ord
            WHERE r.decision = 3
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

fn done(len: usize, ordinals: &[i64]) -> Settled {
    let mut won = vec![false; len];
    for ordinal in ordinals {
        if let Some(slot) = usize::try_from(ordinal - 1).ok().and_then(|at| won.get_mut(at)) {
            *slot = true;
        }
    }
    Settled::Done { won }
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

/// Makes changes that no attempt caused, at most 1,000 of one kind, in key order. All of them or, if
/// one can't be made and `all` is asked for, none.
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
            WHERE q.namespace_id = r.namespace_id AND q.webhook_id = r.webhook_id
              AND q.delivery_id = r.delivery_id AND $11 = 'end'
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
            WHERE q.namespace_id = r.namespace_id AND q.webhook_id = r.webhook_id
              AND q.delivery_id = r.delivery_id AND $11 = 'retry'
            RETURNING r.ord
        ),
        discarded AS (
            UPDATE sparrow.ended e
            SET state = $12, reason = r.reason, ended_by = r.ended_by, ended_at = $13
            FROM r, fence
            WHERE e.namespace_id = r.namespace_id AND e.delivery_id = r.delivery_id
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
