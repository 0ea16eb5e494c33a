//! Migrating while a node of the first release works, and working beside it.

use std::collections::BTreeSet;
use std::time::Duration;

use sparrowd::domain::ids::EventId;
use sparrowd::store::{self, Database, migrate, partitions};
use sqlx::{Connection as _, Executor as _, PgPool};
use uuid::Uuid;

use super::first_release;
use super::old_node::{OldNode, Target};
use crate::harness::daemon::{Home, webhook};
use crate::harness::{Receiver, SOON, TestDatabase, eventually};

/// What `sparrowd migrate up` waits for a lock at most, unless told otherwise.
const LOCK_TIMEOUT: Duration = Duration::from_secs(3);
/// A node looks for webhooks that owe something each 30 s.
const FOUND: Duration = Duration::from_secs(90);

/// Brings a webhook from a database of today into one of the first release, with its secret.
async fn transplant(from: &PgPool, to: &PgPool) -> Target {
    sqlx::query("DELETE FROM sparrow.namespaces").execute(to).await.unwrap();
    for table in ["namespaces", "webhooks", "webhook_secrets", "webhook_revisions"] {
        let read = format!("SELECT to_jsonb(t)::text FROM sparrow.{table} t");
        let rows: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(read)).fetch_all(from).await.unwrap();
        let write = format!(
            "INSERT INTO sparrow.{table}
             SELECT (jsonb_populate_record(NULL::sparrow.{table}, $1::text::jsonb)).*"
        );
        for row in rows {
            let write = sqlx::AssertSqlSafe(write.clone());
            sqlx::query(write).bind(row).execute(to).await.unwrap();
        }
    }
    let (namespace, revision, webhook): (Uuid, i64, Uuid) = sqlx::query_as(
        "SELECT n.namespace_id, n.revision, w.webhook_id
         FROM sparrow.namespaces n JOIN sparrow.webhooks w USING (namespace_id)",
    )
    .fetch_one(to)
    .await
    .unwrap();
    Target { namespace, revision, webhook }
}

async fn count(pool: &PgPool, table: &str) -> usize {
    let count = format!("SELECT count(*) FROM sparrow.{table}");
    let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count)).fetch_one(pool).await.unwrap();
    usize::try_from(count).unwrap()
}

/// Until it has accepted so many more.
async fn go_on(pool: &PgPool, more: usize) {
    let wanted = count(pool, "events").await + more;
    eventually(SOON, async || match count(pool, "events").await {
        enough if enough >= wanted => Ok(()),
        few => Err(few),
    })
    .await;
}

#[tokio::test]
async fn a_lock_that_is_not_to_be_had_fails_the_migration_and_it_can_be_run_again() {
    let first = first_release().await;
    let database = Database::parse(&first.url()).unwrap();
    let mut blocker = first.connect().await;
    let mut blocking = blocker.begin().await.unwrap();
    blocking
        .execute("LOCK TABLE sparrow.schema_migrations IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let short = Duration::from_millis(300);
    let failed = tokio::time::timeout(SOON, migrate::up(&database, short)).await.unwrap();
    assert!(failed.is_err());
    blocking.rollback().await.unwrap();
    assert_eq!(migrate::status(&database).await.unwrap().applied, [1, 2, 3]);
    migrate::up(&database, short).await.unwrap();
    assert_eq!(migrate::status(&database).await.unwrap().fit(), migrate::Fit::Fits);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_of_the_first_release_works_through_the_migration_and_beside_a_new_one() {
    let receiver = Receiver::start().await;
    let today = TestDatabase::create().await;
    let home = Home::new(&today);
    let daemon = home.start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "fixed:1s")).await;
    daemon.stop().await;

    let first = first_release().await;
    let pool = first.pool().await;
    let target = transplant(&today.pool().await, &pool).await;
    let now = store::clock(&pool).await.unwrap().0;
    partitions::ensure(&pool, now).await.unwrap();
    let old = OldNode::start(&first, target).await;
    go_on(&pool, 50).await;

    let database = Database::parse(&first.url()).unwrap();
    assert_eq!(migrate::status(&database).await.unwrap().applied, [1, 2, 3]);
    let pending = migrate::status(&database).await.unwrap().pending.len();
    assert!(pending > 0, "there is something to migrate to");
    migrate::up(&database, LOCK_TIMEOUT).await.expect("it gets its locks in time");
    assert_eq!(migrate::status(&database).await.unwrap().fit(), migrate::Fit::Fits);
    go_on(&pool, 50).await;

    // What it owes is sent by whoever owns the lane now.
    old.is_no_longer_alone();
    go_on(&pool, 2).await;
    let daemon = home.on(&first).start().await;
    go_on(&pool, 50).await;
    let life = old.stop().await;
    assert!(life.beats > 0 && life.ended.len() > 20, "{life:?}");
    eventually(FOUND, async || match count(&pool, "queue").await {
        0 => Ok(()),
        owed => Err(owed),
    })
    .await;
    daemon.stop().await;

    assert_eq!(count(&pool, "events").await, life.accepted.len());
    assert_eq!(count(&pool, "ended").await, life.ended.len());
    let text = |id: &Uuid| EventId::from_uuid(*id).to_string();
    let ended: BTreeSet<String> = life.ended.iter().map(text).collect();
    let owed: BTreeSet<String> = life.accepted.iter().map(text).collect();
    let owed: Vec<&String> = owed.difference(&ended).collect();
    let requests = receiver.requests();
    let mut arrived: Vec<&str> =
        requests.iter().map(|request| request.header("webhook-id")).collect();
    arrived.sort_unstable();
    assert_eq!(arrived, owed, "each once, and none lost");
}
