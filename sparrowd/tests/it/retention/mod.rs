//! What is no longer kept goes, on a real PostgreSQL; and what is owed, or asked for, stays.

mod clock;
mod doors;
mod kept;
mod races;

use std::time::Duration;

use sparrowd::clock::{Clock, Stamper};
use sparrowd::domain::ids::{DeliveryId, EventId, NamespaceId, ReplayBase, ReplayId, WebhookId};
use sparrowd::domain::retention::Retention;
use sparrowd::domain::timestamp::Timestamp;
use sparrowd::store::replay_batches::{Step, step};
use sparrowd::store::replays::{self, Made, Making, Selector};
use sparrowd::store::{self, Database, Plans, partitions};
use sparrowd::upkeep::retention::{Done, Round, round};
use sqlx::PgPool;
use uuid::Uuid;

use crate::harness::{SOON, TestDatabase, eventually};

const DAY: Duration = Duration::from_hours(24);
const MONTH: Retention =
    Retention { events: Duration::from_hours(24 * 30), attempts: DAY, dead_letters: DAY };

/// A database that has been in use for a while.
struct Past {
    test: TestDatabase,
    pool: PgPool,
    namespace: NamespaceId,
    hook: WebhookId,
    now: Timestamp,
}

fn stamp(at: Timestamp, low: u128) -> Uuid {
    Uuid::from_u128(u128::from(at.millis().unsigned_abs()) << 80 | 7 << 76 | 2 << 62 | low)
}

impl Past {
    async fn new() -> Self {
        let test = TestDatabase::create().await;
        let pool = Database::parse(&test.url()).unwrap().pool(4).await.unwrap();
        let now = store::clock(&pool).await.unwrap().0;
        // From 41 to 33 days ago, and now.
        partitions::ensure(&pool, now.minus(40 * DAY)).await.unwrap();
        partitions::ensure(&pool, now).await.unwrap();
        let namespace: Uuid = sqlx::query_scalar("SELECT namespace_id FROM sparrow.namespaces")
            .fetch_one(&pool)
            .await
            .unwrap();
        let namespace = NamespaceId::from_uuid(namespace);
        let hook = WebhookId::from_uuid(stamp(now.minus(50 * DAY), 1));
        sqlx::query(
            "INSERT INTO sparrow.webhooks (namespace_id, webhook_id, url, event_types, revision)
             VALUES ($1, $2, 'http://acme.io/', '{*}', 1)",
        )
        .bind(namespace.uuid())
        .bind(hook.uuid())
        .execute(&pool)
        .await
        .unwrap();
        Self { test, pool, namespace, hook, now }
    }

    fn database(&self) -> Database {
        Database::parse(&self.test.url()).unwrap()
    }

    fn days_ago(&self, days: u32) -> Timestamp {
        self.now.minus(days * DAY)
    }

    /// An event of so many days ago that matched the webhook, and its delivery.
    async fn event(&self, days: u32) -> (EventId, DeliveryId) {
        let event = EventId::from_stamp(stamp(self.days_ago(days), u128::from(days) << 20));
        sqlx::query(
            "INSERT INTO sparrow.events
                 (namespace_id, event_id, event_type, content_type, webhooks, payload)
             VALUES ($1, $2, 'order.paid', 'text/plain', ARRAY[$3], 'paid')",
        )
        .bind(self.namespace.uuid())
        .bind(event.uuid())
        .bind(self.hook.uuid())
        .execute(&self.pool)
        .await
        .unwrap();
        (event, event.delivery(1).unwrap())
    }

    async fn owe(&self, delivery: DeliveryId) {
        sqlx::query("INSERT INTO sparrow.queue VALUES ($1, $2, $3)")
            .bind(self.namespace.uuid())
            .bind(self.hook.uuid())
            .bind(delivery.uuid())
            .execute(&self.pool)
            .await
            .unwrap();
    }

    async fn dead(&self, delivery: DeliveryId) {
        sqlx::query(
            "INSERT INTO sparrow.ended VALUES
             ($1, $2, $3, $4, 'dead', 2, 1, 'why', 'sparrow', now(), NULL)",
        )
        .bind(self.namespace.uuid())
        .bind(delivery.uuid())
        .bind(self.hook.uuid())
        .bind(EventId::from_stamp(delivery.uuid()).uuid())
        .execute(&self.pool)
        .await
        .unwrap();
    }

    /// A replay of that event.
    async fn replay(&self, event: EventId) -> ReplayId {
        let id = ReplayId::from_uuid(stamp(self.now, 1));
        let wish = Selector::Events(vec![event]);
        let made = replays::make(&self.pool, self.namespace, id, &wish, 0.0, Making::Replay).await;
        assert!(matches!(made, Ok(Made::Replay(_))), "{made:?}");
        id
    }

    /// The next batch of that replay.
    async fn batch(&self, replay: ReplayId) -> Step {
        let mut link = self.database().link(SOON, Plans::Probes);
        let base = ReplayBase::from_stamp(stamp(self.now, 2 << 20));
        step(&mut link, self.namespace, replay, base).await.unwrap()
    }

    /// What a node knows of the database's clock, if that was ahead by so much when it last looked.
    async fn stamper(&self, ahead: Duration) -> Stamper {
        let sent = Clock::now();
        let now = store::clock(&self.pool).await.unwrap().0;
        Stamper::new(sent, Clock::now(), now.plus(ahead))
    }

    async fn try_round(&self, retention: Retention) -> Round {
        let stamper = self.stamper(Duration::ZERO).await;
        round(&self.database(), &self.pool, &stamper, retention).await.unwrap()
    }

    async fn round(&self, retention: Retention) -> Done {
        eventually(SOON, async || match self.try_round(retention).await {
            Round::Done(done) => Ok(done),
            // A daemon that begins has a round of its own.
            Round::Elsewhere => Err("somebody else is at it"),
            other @ Round::Held(_) => panic!("{other:?}"),
        })
        .await
    }

    async fn run(&self, statement: &str) {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&self.pool).await.unwrap();
    }

    async fn count(&self, what: &str) -> i64 {
        let count = format!("SELECT count(*) FROM {what}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(count)).fetch_one(&self.pool).await.unwrap()
    }

    /// The partition that holds what is as old.
    async fn partition(&self, table: &str, days: u32) -> String {
        let at = self.days_ago(days).seconds();
        let name: String = sqlx::query_scalar(
            "SELECT $1 || to_char(to_timestamp($2) AT TIME ZONE 'UTC', '_YYYYMMDD')",
        )
        .bind(table)
        .bind(at as f64)
        .fetch_one(&self.pool)
        .await
        .unwrap();
        name
    }

    async fn is_there(&self, partition: &str) -> bool {
        sqlx::query_scalar("SELECT to_regclass('sparrow.' || $1) IS NOT NULL")
            .bind(partition)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }
}
