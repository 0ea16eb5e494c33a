//! The settling statement on a real PostgreSQL: what each decision does to the rows, and what a
//! lost race or a statement sent twice does not.

use std::time::Duration;

use bytes::Bytes;
use sparrowd::domain::attempt::{Answer, Attempt, Exchange, Outcome, Timing};
use sparrowd::domain::delivery::{Decision, End, Verdict};
use sparrowd::domain::ids::{AttemptId, DeliveryId, EventId, NamespaceId, NodeId, WebhookId};
use sparrowd::domain::timestamp::Timestamp;
use sparrowd::store::counting::recount;
use sparrowd::store::settle::{
    Change, ChangeKind, Settled, Settlement, Stamp, attempts, changes, superseded,
};
use sparrowd::store::{Database, Link, Plans, nodes, partitions, payloads};
use sqlx::PgPool;
use uuid::Uuid;

use crate::harness::reads::counted;
use crate::harness::{SOON, TestDatabase, eventually};

struct Bench {
    test: TestDatabase,
    pool: PgPool,
    link: Link,
    node: NodeId,
    namespace: NamespaceId,
    webhook: WebhookId,
    now: Timestamp,
    batch: i64,
}

fn stamp_at(now: Timestamp, low: u128) -> Uuid {
    let millis = u128::from(now.millis().unsigned_abs());
    Uuid::from_u128(millis << 80 | 7 << 76 | 2 << 62 | low)
}

fn link(test: &TestDatabase) -> Link {
    Database::parse(&test.url()).unwrap().link(Duration::from_secs(10), Plans::Default)
}

impl Bench {
    async fn new() -> Self {
        let test = TestDatabase::create().await;
        let pool = test.pool().await;
        let now = sparrowd::store::clock(&pool).await.unwrap().0;
        partitions::ensure(&pool, now).await.unwrap();
        let mut link = link(&test);
        let node = NodeId::from_uuid(Uuid::from_u128(1));
        nodes::join(&mut link, node, "test", None).await.unwrap();
        let namespace = NamespaceId::from_uuid(Uuid::from_u128(2));
        let webhook = WebhookId::from_uuid(stamp_at(now, 3));
        Self { test, pool, link, node, namespace, webhook, now, batch: 0 }
    }

    /// A row in the queue; the delivery's id differs by `n`.
    async fn owe(&self, n: u128) -> DeliveryId {
        let event = EventId::from_stamp(stamp_at(self.now, n << 20));
        let delivery = event.delivery(1).unwrap();
        sqlx::query(
            "INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id) VALUES ($1, $2, $3)",
        )
        .bind(self.namespace.uuid())
        .bind(self.webhook.uuid())
        .bind(delivery.uuid())
        .execute(&self.pool)
        .await
        .unwrap();
        delivery
    }

    fn stamp(&mut self) -> Stamp {
        self.batch += 1;
        Stamp { node: self.node, fence: 1, batch: self.batch, at: self.now }
    }

    fn settlement(&self, delivery: DeliveryId, number: u32, decision: Decision) -> Settlement {
        let id = delivery.uuid().as_u128() ^ u128::from(number) << 30;
        let status = if decision == Decision::Delivered { 200 } else { 500 };
        let answer = Answer {
            status,
            headers: Bytes::from_static(b"x: \xff\r\n"),
            body: Bytes::from_static(b"nul \0 and \xfe"),
            cut: false,
        };
        let exchange = Exchange {
            outcome: if status == 200 { Outcome::Delivered } else { Outcome::Status },
            error: None,
            answer: Some(answer),
            retry_after: None,
            timing: Timing { total: Duration::from_millis(3), ..Timing::default() },
            remote: None,
        };
        let attempt = Attempt {
            id: AttemptId::from_uuid(Uuid::from_u128(id)),
            namespace: self.namespace,
            delivery,
            event: EventId::from_stamp(delivery.uuid()),
            webhook: self.webhook,
            revision: 1,
            number,
            max_attempts: 10,
            started_at: self.now,
            exchange,
            signed: None,
        };
        let verdict = Verdict { decision, excused: false, rule: "test", suspends: None };
        Settlement { node: self.node, attempt, verdict, ended_at: self.now }
    }

    async fn settle(&mut self, settlement: &Settlement) -> Settled {
        let stamp = self.stamp();
        attempts(&mut self.link, stamp, std::slice::from_ref(settlement)).await.unwrap()
    }

    /// So many events, each owed to a webhook of its own.
    async fn fill(&self, rows: i64) {
        let from = stamp_at(self.now, 0).to_string();
        sqlx::query(
            "WITH d AS MATERIALIZED (
                 SELECT (left($2, 24) || lpad(to_hex(n), 7, '0') || '00001')::uuid AS delivery,
                        (left($2, 24) || lpad(to_hex(n), 7, '0') || '00000')::uuid AS event,
                        gen_random_uuid() AS webhook
                 FROM generate_series(1, $3) n
             ),
             events AS (
                 INSERT INTO sparrow.events
                     (namespace_id, event_id, event_type, content_type, webhooks, payload)
                 SELECT $1, event, 'a', 'text/plain', ARRAY[webhook], 'x' FROM d
             )
             INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id)
             SELECT $1, webhook, delivery FROM d",
        )
        .bind(self.namespace.uuid())
        .bind(from)
        .bind(rows)
        .execute(&self.pool)
        .await
        .unwrap();
    }

    /// Delivers one, puts one off, cancels one, and reads the payload of each.
    async fn settle_and_load(&self, link: &mut Link, stamps: [Stamp; 2], n: u128) {
        let owed = [self.owe(10 * n).await, self.owe(10 * n + 1).await, self.owe(10 * n + 2).await];
        let batch = [
            self.settlement(owed[0], 1, Decision::Delivered),
            self.settlement(owed[1], 1, Decision::Retry { at: self.now }),
        ];
        let settled = attempts(link, stamps[0], &batch).await.unwrap();
        assert_eq!(won(&settled), [true, true]);
        let end = ChangeKind::End(End::Cancelled);
        let change = self.change(owed[2], end);
        let settled = changes(link, stamps[1], &[change], end, self.now).await.unwrap();
        assert_eq!(won(&settled), [true]);
        let keys = owed.map(|delivery| (self.namespace, delivery));
        payloads::load(link, &keys, 1).await.unwrap();
    }

    fn change(&self, delivery: DeliveryId, kind: ChangeKind) -> Change {
        Change {
            namespace: self.namespace,
            webhook: self.webhook,
            delivery,
            event: EventId::from_stamp(delivery.uuid()).uuid(),
            kind,
            reason: "asked".to_owned(),
            by: "tester".to_owned(),
        }
    }

    /// `attempt`, `excused` and whether it is due, of a row in the queue.
    async fn row(&self, delivery: DeliveryId) -> Option<(i32, i32, bool)> {
        sqlx::query_as(
            "SELECT attempt, excused, due_at IS NOT NULL FROM sparrow.queue WHERE delivery_id = $1",
        )
        .bind(delivery.uuid())
        .fetch_optional(&self.pool)
        .await
        .unwrap()
    }

    async fn decisions(&self, delivery: DeliveryId) -> Vec<(i32, i16)> {
        sqlx::query_as(
            "SELECT attempt, decision FROM sparrow.attempts WHERE delivery_id = $1 ORDER BY 1, 2",
        )
        .bind(delivery.uuid())
        .fetch_all(&self.pool)
        .await
        .unwrap()
    }

    async fn end(&self, delivery: DeliveryId) -> Option<(String, String)> {
        sqlx::query_as("SELECT state, reason FROM sparrow.ended WHERE delivery_id = $1")
            .bind(delivery.uuid())
            .fetch_optional(&self.pool)
            .await
            .unwrap()
    }

    /// Outcomes counted: succeeded, failed.
    async fn counted(&mut self) -> (i64, i64) {
        while recount(&mut self.link, self.node).await.unwrap().more {}
        sqlx::query_as(
            "SELECT coalesce(sum(succeeded), 0)::bigint, coalesce(sum(failed), 0)::bigint
             FROM sparrow.health_buckets",
        )
        .fetch_one(&self.pool)
        .await
        .unwrap()
    }
}

fn won(settled: &Settled) -> &[bool] {
    match settled {
        Settled::Done { won } => won,
        Settled::Fenced => panic!("fenced"),
    }
}

#[tokio::test]
async fn each_decision_moves_its_row() {
    let mut bench = Bench::new().await;
    let (one, two, three) = (bench.owe(1).await, bench.owe(2).await, bench.owe(3).await);
    let later = bench.now.plus(Duration::from_secs(5));
    let batch = [
        bench.settlement(one, 1, Decision::Delivered),
        bench.settlement(two, 1, Decision::Retry { at: later }),
        bench.settlement(three, 1, Decision::Dead),
    ];
    let stamp = bench.stamp();
    let settled = attempts(&mut bench.link, stamp, &batch).await.unwrap();
    assert_eq!(won(&settled), [true, true, true]);
    assert_eq!(bench.row(one).await, None);
    assert_eq!(bench.row(two).await, Some((1, 0, true)));
    assert_eq!(bench.row(three).await, None);
    assert_eq!(bench.end(one).await, None);
    assert_eq!(bench.end(three).await, Some(("dead".to_owned(), "test".to_owned())));
    assert_eq!(bench.decisions(one).await, [(1, 1)]);
    assert_eq!(bench.decisions(two).await, [(1, 2)]);
    assert_eq!(bench.counted().await, (1, 2));
}

#[tokio::test]
async fn an_excused_attempt_raises_both_and_is_not_counted() {
    let mut bench = Bench::new().await;
    let delivery = bench.owe(1).await;
    let mut settlement = bench.settlement(delivery, 1, Decision::Retry { at: bench.now });
    settlement.verdict.excused = true;
    assert_eq!(won(&bench.settle(&settlement).await), [true]);
    assert_eq!(bench.row(delivery).await, Some((1, 1, true)));
    assert_eq!(bench.counted().await, (0, 0));
}

#[tokio::test]
async fn an_attempt_that_lost_its_race_is_only_on_record() {
    let mut bench = Bench::new().await;
    let delivery = bench.owe(1).await;
    let first = bench.settlement(delivery, 1, Decision::Retry { at: bench.now });
    assert_eq!(won(&bench.settle(&first).await), [true]);
    // A second node made the same attempt.
    let mut twin = bench.settlement(delivery, 1, Decision::Dead);
    twin.attempt.id = AttemptId::from_uuid(stamp_at(bench.now, 99));
    assert_eq!(won(&bench.settle(&twin).await), [false]);
    assert_eq!(bench.row(delivery).await, Some((1, 0, true)), "as the first left it");
    assert_eq!(bench.end(delivery).await, None);
    assert_eq!(bench.decisions(delivery).await, [(1, 2), (1, 4)], "superseded");
    assert_eq!(bench.counted().await, (0, 1), "counted once");
}

#[tokio::test]
async fn a_batch_sent_twice_adds_nothing() {
    let mut bench = Bench::new().await;
    let delivery = bench.owe(1).await;
    let settlement = bench.settlement(delivery, 1, Decision::Delivered);
    let stamp = bench.stamp();
    let batch = std::slice::from_ref(&settlement);
    for _ in 0..2 {
        let settled = attempts(&mut bench.link, stamp, batch).await.unwrap();
        assert_eq!(won(&settled), [true], "as it was answered first");
    }
    assert_eq!(bench.decisions(delivery).await, [(1, 1)]);
    assert_eq!(bench.counted().await, (1, 0));
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM sparrow.settlements")
        .fetch_one(&bench.pool)
        .await
        .unwrap();
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn a_fenced_batch_changes_nothing_and_can_be_put_on_record() {
    let mut bench = Bench::new().await;
    let delivery = bench.owe(1).await;
    let settlement = bench.settlement(delivery, 1, Decision::Delivered);
    let stale = Stamp { fence: 0, ..bench.stamp() };
    let batch = std::slice::from_ref(&settlement);
    assert_eq!(attempts(&mut bench.link, stale, batch).await.unwrap(), Settled::Fenced);
    assert_eq!(bench.row(delivery).await, Some((0, 0, false)));
    assert_eq!(bench.decisions(delivery).await, []);
    superseded(&mut bench.link, batch).await.unwrap();
    assert_eq!(bench.decisions(delivery).await, [(1, 4)]);
    assert_eq!(bench.row(delivery).await, Some((0, 0, false)));
}

#[tokio::test]
async fn deliveries_are_cancelled_hurried_and_discarded() {
    let mut bench = Bench::new().await;
    let (one, two, three) = (bench.owe(1).await, bench.owe(2).await, bench.owe(3).await);
    let far = bench.now.plus(Duration::from_hours(1));
    let retry = bench.settlement(two, 1, Decision::Retry { at: far });
    bench.settle(&retry).await;
    let dead = bench.settlement(three, 1, Decision::Dead);
    bench.settle(&dead).await;

    for (delivery, kind) in [
        (one, ChangeKind::End(End::Cancelled)),
        (two, ChangeKind::RetryNow),
        (three, ChangeKind::Discard),
    ] {
        let change = bench.change(delivery, kind);
        let (stamp, now) = (bench.stamp(), bench.now);
        let settled = changes(&mut bench.link, stamp, &[change], kind, now).await.unwrap();
        assert_eq!(won(&settled), [true], "{kind:?}");
    }
    assert_eq!(bench.end(one).await, Some(("cancelled".to_owned(), "asked".to_owned())));
    let due: bool = sqlx::query_scalar("SELECT due_at <= clock_timestamp() FROM sparrow.queue")
        .fetch_one(&bench.pool)
        .await
        .unwrap();
    assert!(due, "its next attempt is due now");
    assert_eq!(bench.end(three).await, Some(("discarded".to_owned(), "asked".to_owned())));
}

#[tokio::test]
async fn illegal_rows_are_refused_by_the_schema_too() {
    let bench = Bench::new().await;
    for (values, constraint) in [
        ("-1, 0, now()", "attempt_not_negative"),
        ("1, 2, now()", "excused_within_attempts"),
        ("1, 0, NULL", "attempted_has_due_time"),
    ] {
        let statement = format!(
            "INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id, attempt, excused, \
             due_at) VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), {values})"
        );
        let error =
            sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&bench.pool).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().constraint(), Some(constraint));
    }
}

/// PostgreSQL believes of a table that was empty when it was analyzed that it stays so.
#[tokio::test]
async fn what_was_empty_when_analyzed_is_not_read_as_a_whole_later() {
    let mut bench = Bench::new().await;
    // With pages, and nothing on them.
    bench.fill(100).await;
    for emptied in ["DELETE FROM sparrow.queue", "DELETE FROM sparrow.events", "ANALYZE"] {
        sqlx::query(emptied).execute(&bench.pool).await.unwrap();
    }
    let stamps = [bench.stamp(), bench.stamp(), bench.stamp(), bench.stamp()];
    let read = counted(&bench.test, &bench.pool, "^(queue|events|ended)", async |link| {
        // The plans are made while there is next to nothing.
        bench.settle_and_load(link, [stamps[0], stamps[1]], 1).await;
        bench.fill(20_000).await;
        bench.settle_and_load(link, [stamps[2], stamps[3]], 2).await;
    });
    let ((), rows) = read.await;
    assert!(rows < 100, "{rows} rows read");
}

/// Who hurries a delivery through another node may be at its row just then.
#[tokio::test]
async fn a_row_that_another_session_hurries_meanwhile_is_settled() {
    let mut bench = Bench::new().await;
    let delivery = bench.owe(1).await;
    let settlement = bench.settlement(delivery, 1, Decision::Delivered);
    let mut other = bench.pool.begin().await.unwrap();
    sqlx::query("UPDATE sparrow.queue SET due_at = now()").execute(&mut *other).await.unwrap();
    let pool = bench.pool.clone();
    let hurried = async {
        waiting(&pool, 1).await;
        other.commit().await.unwrap();
    };
    let (settled, ()) = tokio::join!(bench.settle(&settlement), hurried);
    assert_eq!(won(&settled), [true]);
    assert_eq!(bench.row(delivery).await, None);
}

/// Until so many sessions wait for a lock.
async fn waiting(pool: &PgPool, sessions: i64) {
    let query = "SELECT count(*) FROM pg_stat_activity
                 WHERE wait_event_type = 'Lock' AND datname = current_database()";
    eventually(SOON, async || {
        let found: i64 = sqlx::query_scalar(query).fetch_one(pool).await.unwrap();
        (found >= sessions).then_some(()).ok_or(format!("{found} wait for a lock"))
    })
    .await;
}

/// As when a session hangs, is given up, and goes on after all.
#[tokio::test]
async fn a_batch_whose_first_try_is_committed_during_the_second_is_answered_by_the_third() {
    let mut bench = Bench::new().await;
    let delivery = bench.owe(1).await;
    let settlement = bench.settlement(delivery, 1, Decision::Delivered);
    let (batch, stamp) = (std::slice::from_ref(&settlement), bench.stamp());
    let mut other = bench.pool.begin().await.unwrap();
    sqlx::query("SELECT FROM sparrow.queue FOR UPDATE").execute(&mut *other).await.unwrap();
    let pool = bench.pool.clone();
    let mut second = link(&bench.test);
    let first = attempts(&mut bench.link, stamp, batch);
    let second = async {
        waiting(&pool, 1).await;
        attempts(&mut second, stamp, batch).await
    };
    let freed = async {
        waiting(&pool, 2).await;
        other.commit().await.unwrap();
    };
    let (first, second, ()) = tokio::join!(first, second, freed);
    assert_eq!(won(&first.unwrap()), [true]);
    assert!(second.unwrap_err().is_duplicate());
    let third = attempts(&mut bench.link, stamp, batch).await.unwrap();
    assert_eq!(won(&third), [true]);
    assert_eq!(bench.decisions(delivery).await, [(1, 1)]);
    assert_eq!(bench.counted().await, (1, 0));
}
