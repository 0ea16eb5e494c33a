//! What happens at the same moment, in either order, and what a crash leaves.

use sparrowd::domain::ids::EventId;
use sparrowd::domain::retention::Retention;
use sparrowd::store::partitions::Retirement;
use sparrowd::upkeep::retention::{Postponed, round};
use sqlx::{Connection as _, Executor as _};

use super::{DAY, MONTH, Past};
use crate::harness::{SOON, eventually};

/// How the statement of a batch begins: PostgreSQL shows no more of it.
const BATCH: &str = "WITH replay AS MATERIALIZED";

impl Past {
    /// Until a session waits for a lock with a statement that has these words in it.
    async fn waits(&self, words: &str) {
        let waiting = format!(
            "pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
                 AND query LIKE '%{words}%'"
        );
        eventually(SOON, async || match self.count(&waiting).await {
            1 => Ok(()),
            other => Err(other),
        })
        .await;
    }

    async fn has(&self, event: EventId) -> bool {
        let found = sparrowd::store::events::get(&self.pool, self.namespace, event).await;
        found.unwrap().is_some()
    }
}

#[tokio::test]
async fn a_batch_of_a_replay_before_the_mark_keeps_the_event() {
    let past = Past::new().await;
    let (event, _) = past.event(40).await;
    let replay = past.replay(event).await;
    let mut blocker = past.test.connect().await;
    let mut blocking = blocker.begin().await.unwrap();
    blocking.execute("SELECT FROM sparrow.replay_items FOR UPDATE").await.unwrap();
    let mut retirement = Retirement::begin(&past.database()).await.unwrap().unwrap();
    let mark = async {
        // The batch has read the mark and stands before its last step; so the mark waits for it.
        past.waits(BATCH).await;
        let release = async {
            past.waits("UPDATE sparrow.retention SET events_from").await;
            blocking.rollback().await.unwrap();
        };
        tokio::join!(retirement.mark(past.days_ago(30)), release).0.unwrap();
    };
    let (batch, ()) = tokio::join!(past.batch(replay), mark);
    retirement.end().await.unwrap();
    let done = past.round(MONTH).await;
    assert_eq!((batch.queued.len(), batch.skipped), (1, 0));
    let name = past.partition("events", 40).await;
    assert_eq!(done.postponed, [Postponed { partition: name, owed: false, replayed: true }]);
    assert!(past.has(event).await);
    assert_eq!(past.count("sparrow.queue").await, 1);
}

#[tokio::test]
async fn a_batch_of_a_replay_after_the_mark_takes_nothing() {
    let past = Past::new().await;
    let (event, _) = past.event(40).await;
    let replay = past.replay(event).await;
    let mut marker = past.test.connect().await;
    let mut marking = marker.begin().await.unwrap();
    sqlx::query("UPDATE sparrow.retention SET events_from = $1")
        .bind(super::stamp(past.days_ago(30), 0))
        .execute(&mut *marking)
        .await
        .unwrap();
    let mark = async {
        // The batch began when the mark was not to be seen yet: a plain read would let it slip.
        past.waits(BATCH).await;
        marking.commit().await.unwrap();
    };
    let (batch, ()) = tokio::join!(past.batch(replay), mark);
    assert_eq!((batch.queued, batch.skipped), (vec![], 1));
    assert_eq!(past.count("sparrow.queue").await, 0);
}

#[tokio::test]
async fn what_a_crash_leaves_half_detached_is_brought_to_its_end() {
    let past = Past::new().await;
    let (event, _) = past.event(40).await;
    let name = past.partition("events", 40).await;
    let mut reader = past.test.connect().await;
    let mut reading = reader.begin().await.unwrap();
    reading.execute("SELECT count(*) FROM sparrow.events").await.unwrap();
    let (database, stamper) = (past.database(), past.stamper(std::time::Duration::ZERO).await);
    // Of events: the reader keeps it there. Those of other tables are so for a moment only.
    let pending = "pg_inherits
                   WHERE inhdetachpending AND inhparent = 'sparrow.events'::regclass";
    let kill = async {
        eventually(SOON, async || match past.count(pending).await {
            1 => Ok(()),
            other => Err(other),
        })
        .await;
        past.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND query LIKE '%DETACH PARTITION%CONCURRENTLY'",
        )
        .await;
    };
    let (died, ()) = tokio::join!(round(&database, &past.pool, &stamper, MONTH), kill);
    assert!(died.is_err(), "{died:?}");
    assert_eq!(past.count(pending).await, 1, "half-detached");
    reading.rollback().await.unwrap();

    let done = past.round(MONTH).await;
    assert!(done.dropped.contains(&name), "{done:?}");
    assert_eq!(past.count(pending).await, 0);
    assert!(!past.has(event).await);
    assert_eq!(past.count("sparrow.retiring_partitions").await, 0);
    let left = past.count("pg_class WHERE relname ~ '^events_' AND relkind = 'r'").await;
    let attached = past.count("pg_inherits WHERE inhparent = 'sparrow.events'::regclass").await;
    assert_eq!(left, attached, "nothing detached is left lying about");
}

#[tokio::test]
async fn what_is_half_detached_when_its_node_is_gone_stays_so_for_the_next() {
    let past = Past::new().await;
    let name = past.partition("events", 40).await;
    let mut reader = past.test.connect().await;
    let mut reading = reader.begin().await.unwrap();
    reading.execute("SELECT count(*) FROM sparrow.events").await.unwrap();
    let (database, stamper) = (past.database(), past.stamper(std::time::Duration::ZERO).await);
    let detaching = "pg_stat_activity WHERE datname = current_database()
                     AND wait_event_type = 'Lock' AND query LIKE '%DETACH PARTITION%CONCURRENTLY'";
    let waits = async |many: i64| {
        eventually(SOON, async || match past.count(detaching).await {
            count if count == many => Ok(()),
            other => Err(other),
        })
        .await;
    };
    tokio::select! {
        ended = round(&database, &past.pool, &stamper, MONTH) => panic!("{ended:?}"),
        () = waits(1) => {}
    }
    // Nobody waits for the answer any more. Had the statement gone on, its end would be seen by none.
    waits(0).await;
    reading.rollback().await.unwrap();
    let done = past.round(MONTH).await;
    assert!(done.dropped.contains(&name), "{done:?}");
    assert!(!past.is_there(&name).await);
}

#[tokio::test]
async fn what_an_operator_has_detached_is_his() {
    let past = Past::new().await;
    let name = past.partition("events", 40).await;
    past.run(&format!("ALTER TABLE sparrow.events DETACH PARTITION sparrow.{name}")).await;
    let done = past.round(MONTH).await;
    assert!(!done.dropped.contains(&name));
    assert!(past.is_there(&name).await);
}

#[tokio::test]
async fn what_an_operator_was_faster_to_detach_is_his() {
    let past = Past::new().await;
    let name = past.partition("events", 40).await;
    let mut operator = past.test.connect().await;
    let mut detaching = operator.begin().await.unwrap();
    let detach = format!("ALTER TABLE sparrow.events DETACH PARTITION sparrow.{name}");
    detaching.execute(sqlx::AssertSqlSafe(detach)).await.unwrap();
    let commit = async {
        past.waits("DETACH PARTITION%CONCURRENTLY").await;
        detaching.commit().await.unwrap();
    };
    let (done, ()) = tokio::join!(past.round(MONTH), commit);
    assert!(!done.dropped.contains(&name));
    assert_eq!(past.count("sparrow.retiring_partitions").await, 0);
    past.round(MONTH).await;
    assert!(past.is_there(&name).await);
}

#[tokio::test]
async fn what_a_crash_leaves_is_dropped_only_if_sparrow_detached_it() {
    let past = Past::new().await;
    let (his, ours) = (past.partition("events", 40).await, past.partition("events", 39).await);
    for (name, detached) in [(&his, false), (&ours, true)] {
        past.run(&format!("ALTER TABLE sparrow.events DETACH PARTITION sparrow.{name}")).await;
        past.run(&format!(
            "INSERT INTO sparrow.retiring_partitions (partition, detached)
             VALUES ('{name}', {detached})"
        ))
        .await;
    }
    let done = past.round(MONTH).await;
    assert!(done.dropped.contains(&ours) && !done.dropped.contains(&his), "{done:?}");
    assert!(past.is_there(&his).await);
    assert_eq!(past.count("sparrow.retiring_partitions").await, 0);
}

#[tokio::test]
async fn what_can_not_be_dropped_keeps_nothing_else_from_going() {
    let past = Past::new().await;
    let (held, next) = (past.partition("events", 40).await, past.partition("events", 39).await);
    past.run(&format!("CREATE VIEW public.report AS SELECT * FROM sparrow.{held}")).await;
    let done = past.round(MONTH).await;
    assert!(done.dropped.contains(&next) && !done.dropped.contains(&held), "{done:?}");
    // Another whose time is over by the next round.
    let later = Retention { attempts: DAY, dead_letters: DAY, events: 20 * DAY };
    sparrowd::store::partitions::ensure(&past.pool, past.days_ago(29)).await.unwrap();
    let last = past.partition("events", 25).await;
    let done = past.round(later).await;
    assert!(done.dropped.contains(&last), "{done:?}");
    assert!(past.is_there(&held).await);
    past.run("DROP VIEW public.report").await;
    assert_eq!(past.round(later).await.dropped, [held]);
    assert_eq!(past.count("sparrow.retiring_partitions").await, 0);
}
