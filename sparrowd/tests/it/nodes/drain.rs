//! Draining: a node that is told to gives its lanes away in order, and takes them back.

use std::time::Duration;

use sparrow_proto::v1::{DeliveryState, DrainNodeRequest, NodeState};
use sqlx::{Connection as _, PgPool};
use tonic_types::StatusExt as _;

use super::{
    LONG, Load, arrived, drain, lanes_of, register_many, shared_out, soon, undrain, webhook_of,
};
use crate::harness::daemon::{Home, TestDaemon, webhook};
use crate::harness::proxy::{Proxy, Weather};
use crate::harness::{Answer, Receiver, SOON, TestDatabase, eventually};

/// How soon a lane has another owner once nothing of it is out.
const HAND_OVER: Duration = Duration::from_secs(2);

async fn delivered(daemon: &TestDaemon, event: &str) {
    soon(async || {
        let delivery = daemon.deliveries_of(event).await.remove(0);
        match delivery.state() {
            DeliveryState::Delivered => Ok(()),
            other => Err(other.as_str_name().to_owned()),
        }
    })
    .await;
}

#[tokio::test]
async fn each_lane_goes_when_its_last_request_ends_and_comes_back() {
    let test = TestDatabase::create().await;
    let slow = Answer::status(200).after(Duration::from_secs(3));
    let receiver = Receiver::with(slow).await;
    let home = Home::new(&test);
    let (one, two) = (home.start().await, home.neighbour().start().await);
    shared_out(&one, 2).await;
    let pool = test.pool().await;
    webhook_of(&one, &pool, webhook(&receiver.url("/"), &["a.*"], "standard")).await;
    let event = one.push("a.b", b"{}").await.event_id;
    receiver.wait_for(1, SOON).await;

    let node = one.node().await;
    drain(&two, &node.node_id[..8]).await;
    eventually(HAND_OVER, async || match lanes_of(&two).await.as_slice() {
        [1, 255] => Ok(()),
        other => Err(other.to_vec()),
    })
    .await;
    assert_eq!(one.node().await.state(), NodeState::Draining);
    delivered(&two, &event).await;
    eventually(HAND_OVER, async || match lanes_of(&two).await.as_slice() {
        [0, 256] => Ok(()),
        other => Err(other.to_vec()),
    })
    .await;
    // What comes now through the one that drains is the other's to send.
    receiver.answers(Answer::status(200));
    let event = one.push("a.b", b"{}").await.event_id;
    delivered(&one, &event).await;
    assert_eq!(receiver.requests().len(), 2, "each once");

    undrain(&two, &node.node_id).await;
    shared_out(&one, 2).await;
    one.stop().await;
    two.stop().await;
}

/// Until a session waits for a lock with a statement that has these words in it.
async fn waits(pool: &PgPool, words: &str) {
    soon(async || {
        let waiting: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity
             WHERE wait_event_type = 'Lock' AND datname = current_database()
               AND position($1 IN query) > 0 AND pid <> pg_backend_pid()",
        )
        .bind(words)
        .fetch_one(pool)
        .await
        .unwrap();
        if waiting > 0 { Ok(()) } else { Err(words.to_owned()) }
    })
    .await;
}

#[tokio::test]
async fn what_comes_before_a_release_is_heard_of_is_the_next_owners_at_once() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let (one, two) = (home.start().await, home.neighbour().start().await);
    shared_out(&one, 2).await;
    let pool = test.pool().await;
    webhook_of(&one, &pool, webhook(&receiver.url("/"), &["a.*"], "standard")).await;
    let node = one.node().await.node_id;

    // The node's own row is somebody else's right after the release, so that its task for lanes
    // waits with a beat and can't learn what came of the release.
    let (mut first, mut second) = (test.connect().await, test.connect().await);
    let mut lanes = first.begin().await.unwrap();
    sqlx::query("SELECT FROM sparrow.lanes WHERE owner = $1::uuid FOR UPDATE")
        .bind(&node)
        .execute(&mut *lanes)
        .await
        .unwrap();
    drain(&two, &node).await;
    waits(&pool, "SET fence = fence + 1").await;
    let mut row = second.begin().await.unwrap();
    let take = sqlx::query("SELECT FROM sparrow.nodes WHERE node_id = $1::uuid FOR UPDATE")
        .bind(&node)
        .execute(&mut *row);
    let release = async {
        waits(&pool, "FROM sparrow.nodes WHERE node_id = $1::uuid FOR UPDATE").await;
        waits(&pool, "SET beat = beat + 1").await;
        lanes.rollback().await.unwrap();
    };
    let (taken, ()) = tokio::join!(take, release);
    taken.unwrap();
    eventually(HAND_OVER, async || match lanes_of(&two).await.as_slice() {
        [0, 256] => Ok(()),
        other => Err(other.to_vec()),
    })
    .await;
    let event = one.push("a.b", b"{}").await.event_id;
    row.rollback().await.unwrap();
    delivered(&two, &event).await;
    assert_eq!(receiver.requests().len(), 1);
    one.stop().await;
    two.stop().await;
}

#[tokio::test]
async fn with_none_to_work_what_is_owed_waits() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    let id = daemon.node().await.node_id;
    drain(&daemon, &id).await;
    soon(async || match daemon.nodes().await.1 {
        256 => Ok(()),
        free => Err(format!("{free} lanes without an owner")),
    })
    .await;
    let event = daemon.push("a.b", b"{}").await;
    assert_eq!(event.deliveries, 1, "it is accepted");
    undrain(&daemon, &id).await;
    receiver.wait_for(1, SOON).await;
    delivered(&daemon, &event.event_id).await;
    daemon.stop().await;
}

/// Words that the statement alone has that gives lanes away.
const RELEASE: &str = "SET fence = fence + 1";
const HOOKS: usize = 24;

/// The epoch of each lane, and whether it is this node's.
async fn epochs(pool: &PgPool, node: &str) -> Vec<(i64, bool)> {
    sqlx::query_as(
        "SELECT epoch, coalesce(owner::text = $1, false) FROM sparrow.lanes ORDER BY lane",
    )
    .bind(node)
    .fetch_all(pool)
    .await
    .unwrap()
}

/// PostgreSQL has freed the lanes, and the connection breaks before the node hears of it: it sends the
/// release again when the lanes have another owner already.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_release_whose_answer_is_lost_gives_each_lane_to_one_owner() {
    let test = TestDatabase::create().await;
    let pool = test.pool().await;
    let slow = Answer::status(200).after(Duration::from_millis(100));
    let receiver = Receiver::with(slow).await;
    let proxy = Proxy::start(test.socket()).await;
    let home = Home::new(&test);
    let stays = home.start().await;
    let drains = home.neighbour().by(test.url_by(proxy.address())).start().await;
    shared_out(&stays, 2).await;
    register_many(&stays, &receiver, HOOKS).await;
    let load = Load::start(vec![stays.events()]);
    receiver.wait_for(HOOKS, LONG).await;
    let node = drains.node().await.node_id;
    let before = epochs(&pool, &node).await;

    proxy.becomes(Weather::AnswerLostTo(RELEASE));
    drain(&stays, &node).await;
    soon(async || if proxy.lost() == 0 { Err("none is lost".to_owned()) } else { Ok(()) }).await;
    proxy.becomes(Weather::Fair);
    soon(async || {
        let mut lanes = lanes_of(&stays).await;
        lanes.sort_unstable();
        if lanes == [0, 256] { Ok(()) } else { Err(format!("{lanes:?}")) }
    })
    .await;
    // Freed once and claimed once, each of them; and of the others none.
    let expected: Vec<_> = before
        .iter()
        .map(|(epoch, was_its)| (if *was_its { epoch + 2 } else { *epoch }, false))
        .collect();
    assert_eq!(epochs(&pool, &node).await, expected);

    undrain(&stays, &node).await;
    shared_out(&stays, 2).await;
    let events = load.stop().await;
    assert_eq!(arrived(&receiver, events * HOOKS, LONG).await, 0, "{events} events");
    assert_eq!((drains.stop().await.cut, stays.stop().await.cut), (0, 0));
}

#[tokio::test]
async fn only_a_live_node_can_be_told() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    for (named, reason) in [
        ("", "missing_field"),
        ("abc", "malformed_id"),
        ("wh_01jd9x7s0f5h3n8q6bk4w8x2mz", "malformed_id"),
        ("00000000-0000-4000-8000-000000000000", "unknown_node"),
    ] {
        let request = DrainNodeRequest { node_id: named.to_owned() };
        let refused = daemon.admin().drain_node(request).await.unwrap_err();
        let details = refused.get_error_details();
        assert_eq!(details.error_info().unwrap().reason, reason, "{named}");
    }
    daemon.stop().await;
}

/// Until a single node lives, under another id than this, and has beaten after it joined: whether it
/// drains, and its id.
async fn another_lives(pool: &PgPool, dead: &str) -> (String, bool) {
    soon(async || {
        let live: Vec<(String, i64, bool)> = sqlx::query_as(
            "SELECT node_id::text, beat, draining FROM sparrow.nodes WHERE state = 'live'",
        )
        .fetch_all(pool)
        .await
        .unwrap();
        match live.as_slice() {
            [(id, beat, draining)] if id != dead && *beat > 1 => Ok((id.clone(), *draining)),
            other => Err(format!("{other:?}")),
        }
    })
    .await
}

#[tokio::test]
async fn what_is_told_to_a_node_that_can_not_hear_it_holds_for_the_one_it_becomes() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let pool = test.pool().await;
    let mut id = daemon.node().await.node_id;
    // Told, and declared dead, before it looks again; and what it last saw is the contrary.
    for told in [true, false, true] {
        sqlx::query(
            "UPDATE sparrow.nodes SET state = 'dead', draining = $2 WHERE node_id = $1::uuid",
        )
        .bind(&id)
        .bind(told)
        .execute(&pool)
        .await
        .unwrap();
        let (became, draining) = another_lives(&pool, &id).await;
        assert_eq!(draining, told);
        id = became;
    }
    undrain(&daemon, &id).await;
    soon(async || match daemon.node().await {
        node if node.lanes == 256 => Ok(()),
        node => Err(format!("{node:?}")),
    })
    .await;
    daemon.stop().await;
}
