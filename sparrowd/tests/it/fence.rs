//! The fence: after a node is declared dead, nothing of it is settled any more, however the two
//! race. The same race with a plain read in the fence's place shows that this test can tell.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sparrowd::clock::Clock;
use sparrowd::domain::ids::{Lane, NodeId};
use sparrowd::domain::timestamp::Timestamp;
use sparrowd::store::nodes::{self, Grounds, Released, Says};
use sparrowd::store::settle::{Settled, Stamp, attempts};
use sparrowd::store::{Database, Link, Plans, partitions};
use sqlx::PgPool;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::harness::TestDatabase;

const DEADLINE: Duration = Duration::from_secs(10);
const SETTLERS: usize = 6;
const ROUNDS: usize = 60;

fn node() -> NodeId {
    NodeId::from_uuid(Uuid::from_u128(rand::random()))
}

async fn now(pool: &PgPool) -> Timestamp {
    sparrowd::store::clock(pool).await.unwrap().0
}

async fn settled(pool: &PgPool, node: NodeId) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM sparrow.settlements WHERE node_id = $1")
        .bind(node.uuid())
        .fetch_one(pool)
        .await
        .unwrap()
}

/// Settles empty batches until it is fenced; says how many got through.
async fn settle(mut link: Link, node: NodeId, first: i64, at: Timestamp, stop: Arc<AtomicBool>) {
    let mut batch = first;
    while !stop.load(Ordering::Relaxed) {
        let stamp = Stamp { node, fence: 1, batch, at };
        match attempts(&mut link, stamp, &[]).await.unwrap() {
            Settled::Done { .. } => batch += 1,
            Settled::Fenced => return,
        }
    }
}

/// The same with a fence that only looks.
async fn settle_unfenced(pool: PgPool, node: NodeId, first: i64, stop: Arc<AtomicBool>) {
    let mut batch = first;
    while !stop.load(Ordering::Relaxed) {
        let done = sqlx::query(
            "WITH fence AS MATERIALIZED (
                 SELECT 1 FROM sparrow.nodes
                 WHERE node_id = $1 AND fence = 1 AND state = 'live'
             )
             INSERT INTO sparrow.settlements
                 (node_id, batch, at, attempt_spaces, attempts, delivery_spaces, deliveries)
             SELECT $1, $2, clock_timestamp(), '{}', '{}', '{}', '{}' FROM fence",
        )
        .bind(node.uuid())
        .bind(batch)
        .execute(&pool)
        .await
        .unwrap();
        if done.rows_affected() == 0 {
            return;
        }
        batch += 1;
    }
}

/// One race. How many settlements of the dead node were committed after it was declared dead.
async fn race(database: &Database, pool: &PgPool, is_fenced: bool) -> i64 {
    let (dead, me) = (node(), node());
    let mut link = database.link(DEADLINE, Plans::Default);
    nodes::join(&mut link, dead, "dead", None).await.unwrap();
    nodes::join(&mut link, me, "taker", None).await.unwrap();
    let at = now(pool).await;
    let stop = Arc::new(AtomicBool::new(false));
    let settlers: Vec<_> = (0..SETTLERS)
        .map(|n| {
            let first = i64::try_from(n).unwrap() * 1_000_000 + 1;
            let stop = Arc::clone(&stop);
            if is_fenced {
                let link = database.link(DEADLINE, Plans::Default);
                tokio::spawn(settle(link, dead, first, at, stop))
            } else {
                tokio::spawn(settle_unfenced(pool.clone(), dead, first, stop))
            }
        })
        .collect();
    let started = Clock::now();
    while settled(pool, dead).await < 30 {
        assert!(Clock::now().since(started) < DEADLINE, "the settlers don't get going");
    }
    let beat = 0;
    assert!(nodes::seize(&mut link, me, dead, Grounds::StillBeat(beat)).await.unwrap());
    let at_seizure = settled(pool, dead).await;
    for settler in settlers {
        tokio::time::timeout(DEADLINE, settler).await.unwrap().unwrap();
    }
    stop.store(true, Ordering::Relaxed);
    let late = settled(pool, dead).await - at_seizure;
    link.close().await;
    late
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_settled_after_a_seizure() {
    let test = TestDatabase::create().await;
    let pool = test.pool().await;
    partitions::ensure(&pool, now(&pool).await).await.unwrap();
    let database = Database::parse(&test.url()).unwrap();
    let mut late = 0;
    for _ in 0..ROUNDS {
        late += race(&database, &pool, true).await;
    }
    assert_eq!(late, 0, "settlements after the seizure");

    // A plain read in the fence's place is no fence: the race finds that, given some rounds.
    let mut rounds = 0;
    while race(&database, &pool, false).await == 0 {
        rounds += 1;
        assert!(rounds < 50 * ROUNDS, "the race is too tame to tell a fence from none");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_claim_a_lane_at_once_one_has_it() {
    let test = TestDatabase::create().await;
    let pool = test.pool().await;
    let database = Database::parse(&test.url()).unwrap();
    let lanes: Vec<Lane> = (0..=u8::MAX).map(Lane).collect();
    for _ in 0..ROUNDS {
        sqlx::query("UPDATE sparrow.lanes SET owner = NULL").execute(&pool).await.unwrap();
        let mut claimers = JoinSet::new();
        for _ in 0..SETTLERS {
            let (mut link, lanes) = (database.link(DEADLINE, Plans::Default), lanes.clone());
            claimers.spawn(async move {
                let me = node();
                nodes::join(&mut link, me, "claimer", None).await.unwrap();
                let claimed = nodes::claim(&mut link, me, &lanes).await.unwrap();
                link.close().await;
                claimed
            });
        }
        let claimed = claimers.join_all().await.concat();
        let of: BTreeSet<Lane> = claimed.iter().map(|row| row.lane).collect();
        assert_eq!((claimed.len(), of.len()), (lanes.len(), lanes.len()), "each by one");
    }
}

#[tokio::test]
async fn the_fence_has_the_key_that_it_rests_on() {
    let test = TestDatabase::create().await;
    let pool = test.pool().await;
    let columns: Vec<String> = sqlx::query_scalar(
        "SELECT a.attname::text FROM pg_constraint c
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
         WHERE c.conname = 'nodes_fence_key' AND c.contype = 'u' ORDER BY 1",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(columns, ["fence", "node_id", "state"]);
}

#[tokio::test]
async fn a_dead_node_neither_beats_nor_claims_nor_seizes() {
    let test = TestDatabase::create().await;
    let database = Database::parse(&test.url()).unwrap();
    let mut link = database.link(DEADLINE, Plans::Default);
    let (dead, me) = (node(), node());
    nodes::join(&mut link, dead, "dead", None).await.unwrap();
    nodes::join(&mut link, me, "me", None).await.unwrap();
    let lanes = [sparrowd::domain::ids::Lane(1), sparrowd::domain::ids::Lane(200)];
    let claimed = nodes::claim(&mut link, dead, &lanes).await.unwrap();
    assert_eq!(claimed.len(), 2);
    assert!(nodes::claim(&mut link, me, &lanes).await.unwrap().is_empty(), "they have an owner");

    let wrong_beat = Grounds::StillBeat(7);
    assert!(!nodes::seize(&mut link, me, dead, wrong_beat).await.unwrap(), "it has beaten since");
    assert!(nodes::seize(&mut link, me, dead, Grounds::FreeLock).await.unwrap());
    assert_eq!(nodes::beat(&mut link, dead, Says::default()).await.unwrap(), nodes::Beat::Dead);
    assert!(nodes::claim(&mut link, dead, &lanes).await.unwrap().is_empty());
    assert!(!nodes::seize(&mut link, dead, me, Grounds::FreeLock).await.unwrap());

    let mine = nodes::claim(&mut link, me, &lanes).await.unwrap();
    assert!(mine.iter().all(|row| row.epoch == 2 && row.owner == Some(me)), "{mine:?}");
}

#[tokio::test]
async fn a_release_frees_what_is_held_as_known_and_raises_the_fence() {
    let test = TestDatabase::create().await;
    let pool = test.pool().await;
    partitions::ensure(&pool, now(&pool).await).await.unwrap();
    let database = Database::parse(&test.url()).unwrap();
    let mut link = database.link(DEADLINE, Plans::Default);
    let (me, other) = (node(), node());
    nodes::join(&mut link, me, "me", None).await.unwrap();
    nodes::join(&mut link, other, "other", None).await.unwrap();
    let [first, second, third] = [1, 2, 3].map(sparrowd::domain::ids::Lane);
    nodes::claim(&mut link, me, &[first, second]).await.unwrap();
    nodes::claim(&mut link, other, &[third]).await.unwrap();

    // One of another epoch, and one of another's.
    let known = [(first, 1), (second, 7), (third, 1)];
    let released = nodes::release(&mut link, me, &known).await.unwrap();
    assert_eq!(released, Released::Done { fence: 2 });
    let claimed = nodes::claim(&mut link, other, &[first, second]).await.unwrap();
    assert_eq!(claimed.iter().map(|row| (row.lane, row.epoch)).collect::<Vec<_>>(), [(first, 3)]);

    // Its answer was lost: sent again, it takes nothing from the next owner, and the fence goes on.
    let again = nodes::release(&mut link, me, &known).await.unwrap();
    assert_eq!(again, Released::Done { fence: 3 });
    let at = now(&pool).await;
    let old = Stamp { node: me, fence: 1, batch: 1, at };
    assert_eq!(attempts(&mut link, old, &[]).await.unwrap(), Settled::Fenced);
    assert_eq!(nodes::standing(&mut link, me).await.unwrap(), Some((3, true)));
    let new = Stamp { fence: 3, ..old };
    assert!(matches!(attempts(&mut link, new, &[]).await.unwrap(), Settled::Done { .. }));

    assert!(nodes::seize(&mut link, other, me, Grounds::FreeLock).await.unwrap());
    assert_eq!(nodes::release(&mut link, me, &known).await.unwrap(), Released::Dead);
}
