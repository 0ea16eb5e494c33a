//! What people ask of the record, on a real PostgreSQL: deliveries in each of their states, attempts,
//! replays, the feed of settlements; that pages hold each row once; and that none of it reads more
//! of the hot tables than it shows.

mod attempts;
mod bounds;
mod deliveries;
mod feed;
mod replays;

use std::time::Duration;

use sparrowd::domain::delivery::End;
use sparrowd::domain::ids::{AttemptId, DeliveryId, EventId, NamespaceId, WebhookId};
use sparrowd::domain::timestamp::Timestamp;
use sparrowd::store::deliveries::{Delivery, by_ids};
use sparrowd::store::{Database, partitions};
use sqlx::{Executor as _, PgPool};
use uuid::Uuid;

use crate::harness::TestDatabase;

struct Records {
    test: TestDatabase,
    pool: PgPool,
    namespace: NamespaceId,
    hooks: [WebhookId; 2],
    now: Timestamp,
}

/// An id stamped `ago` before now; `low` tells it from others.
fn stamp(now: Timestamp, ago: Duration, low: u128) -> Uuid {
    let millis = u128::from(now.minus(ago).millis().unsigned_abs());
    Uuid::from_u128(millis << 80 | 7 << 76 | 2 << 62 | low)
}

const LONG_AGO: Duration = Duration::from_hours(1);

impl Records {
    async fn new() -> Self {
        Self::at(None).await
    }

    /// As if it were so long after the last midnight in UTC; `None`: as late as it is.
    async fn at(time_of_day: Option<Duration>) -> Self {
        let test = TestDatabase::create().await;
        // One connection, set as the daemon's are.
        let pool = Database::parse(&test.url()).unwrap().pool(1).await.unwrap();
        let clock = sparrowd::store::clock(&pool).await.unwrap().0;
        partitions::ensure(&pool, clock).await.unwrap();
        let now = time_of_day.map_or(clock, |time| clock.start_of_day().plus(time));
        let namespace = NamespaceId::from_uuid(Uuid::from_u128(2));
        let hooks = [1, 2].map(|n| WebhookId::from_uuid(stamp(now, LONG_AGO, n)));
        let records = Self { test, pool, namespace, hooks, now };
        sqlx::query("INSERT INTO sparrow.namespaces (namespace_id, name) VALUES ($1, 'records')")
            .bind(namespace.uuid())
            .execute(&records.pool)
            .await
            .unwrap();
        for hook in hooks {
            sqlx::query(
                "INSERT INTO sparrow.webhooks
                     (namespace_id, webhook_id, url, event_types, revision)
                 VALUES ($1, $2, 'http://acme.io/', '{*}', 1)",
            )
            .bind(namespace.uuid())
            .bind(hook.uuid())
            .execute(&records.pool)
            .await
            .unwrap();
        }
        records
    }

    /// An event that matched these webhooks; the `n`-th, n seconds after the first.
    async fn event(&self, n: u64, webhooks: &[WebhookId]) -> EventId {
        let ago = LONG_AGO.saturating_sub(Duration::from_secs(n));
        let event = EventId::from_stamp(stamp(self.now, ago, u128::from(n) << 20));
        let webhooks: Vec<Uuid> = webhooks.iter().map(|id| id.uuid()).collect();
        sqlx::query(
            "INSERT INTO sparrow.events
                 (namespace_id, event_id, event_type, content_type, webhooks, payload)
             VALUES ($1, $2, 'order.paid', 'text/plain', $3, '')",
        )
        .bind(self.namespace.uuid())
        .bind(event.uuid())
        .bind(webhooks)
        .execute(&self.pool)
        .await
        .unwrap();
        event
    }

    async fn owe(&self, delivery: DeliveryId, webhook: WebhookId, attempt: i32) {
        sqlx::query(
            "INSERT INTO sparrow.queue VALUES
             ($1, $2, $3, $4, 0, CASE WHEN $4 > 0 THEN now() + interval '1 minute' END)",
        )
        .bind(self.namespace.uuid())
        .bind(webhook.uuid())
        .bind(delivery.uuid())
        .bind(attempt)
        .execute(&self.pool)
        .await
        .unwrap();
    }

    async fn end(&self, delivery: DeliveryId, webhook: WebhookId, end: End) {
        sqlx::query(
            "INSERT INTO sparrow.ended VALUES
             ($1, $2, $3, $4, $5, 2, 1, 'why', 'who', now(), NULL)",
        )
        .bind(self.namespace.uuid())
        .bind(delivery.uuid())
        .bind(webhook.uuid())
        .bind(EventId::from_stamp(delivery.uuid()).uuid())
        .bind(end.word())
        .execute(&self.pool)
        .await
        .unwrap();
    }

    /// Attempt `number` of a delivery, as many seconds after it.
    async fn attempt(&self, delivery: DeliveryId, made: Made) -> AttemptId {
        let millis = u128::from(delivery.unix_millis().unsigned_abs());
        let low = delivery.uuid().as_u128() & 0x3fff_ffff_ffff;
        let number = u128::from(made.number.unsigned_abs());
        let kind = u128::from(made.decision.unsigned_abs());
        let bits = (millis + number * 1_000) << 80 | 7 << 76 | 2 << 62 | kind << 50 | low;
        let id = AttemptId::from_uuid(Uuid::from_u128(bits));
        sqlx::query(
            "INSERT INTO sparrow.attempts
                 (namespace_id, attempt_id, delivery_id, event_id, webhook_id, revision, attempt,
                  max_attempts, outcome, decision, excused, status, rule, next_at, total_us, reused)
             VALUES ($1, $2, $3, $4, $5, 1, $6, 10, $7, $8, $9, $10, 'rule',
                     CASE WHEN $8 = 2 THEN now() END, 1000, false)",
        )
        .bind(self.namespace.uuid())
        .bind(id.uuid())
        .bind(delivery.uuid())
        .bind(EventId::from_stamp(delivery.uuid()).uuid())
        .bind(made.webhook.uuid())
        .bind(made.number)
        .bind(if made.decision == 1 { 1_i16 } else { 2 })
        .bind(made.decision)
        .bind(made.excused)
        .bind(if made.decision == 1 { 200_i16 } else { 500 })
        .execute(&self.pool)
        .await
        .unwrap();
        id
    }

    async fn by_ids(&self, ids: &[DeliveryId]) -> Vec<Delivery> {
        let mut found = by_ids(&self.pool, self.namespace, ids, self.now).await.unwrap();
        found.sort_unstable_by_key(|delivery| delivery.id);
        found
    }

    async fn one(&self, id: DeliveryId) -> Delivery {
        self.by_ids(&[id]).await.pop().unwrap()
    }

    /// Rows of hot tables that a read took from tables and indexes.
    async fn reads<T>(&self, read: impl Future<Output = T>) -> (T, i64) {
        let before = self.taken().await;
        let result = read.await;
        (result, self.taken().await - before)
    }

    async fn taken(&self) -> i64 {
        self.pool.execute("SELECT pg_stat_force_next_flush()").await.unwrap();
        sqlx::query_scalar(
            "SELECT (sum(t.seq_tup_read) + sum(i.read))::bigint
             FROM pg_stat_user_tables t
             JOIN LATERAL (SELECT coalesce(sum(idx_tup_read), 0) AS read
                           FROM pg_stat_user_indexes i WHERE i.relid = t.relid) i ON true
             WHERE t.schemaname = 'sparrow'
               AND t.relname ~ '^(events|queue|attempts|ended|settlements|replay_items)'",
        )
        .fetch_one(&self.pool)
        .await
        .unwrap()
    }
}

struct Made {
    webhook: WebhookId,
    number: i32,
    decision: i16,
    excused: bool,
}
