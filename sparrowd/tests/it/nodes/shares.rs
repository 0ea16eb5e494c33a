//! Fair shares: a newcomer has its own, and who dies leaves his to the others.

use super::{LONG, Load, SHARED, arrived, lanes_of, register_many, shared_out};
use crate::harness::daemon::Home;
use crate::harness::{Answer, Receiver, TestDatabase, eventually};
use std::time::Duration;

const HOOKS: usize = 24;
/// 10 s of standstill, a look, and the claim.
const TAKEOVER: Duration = Duration::from_secs(13);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn newcomers_have_their_share_and_nothing_is_sent_twice() {
    let test = TestDatabase::create().await;
    let slow = Answer::status(200).after(Duration::from_millis(100));
    let receiver = Receiver::with(slow).await;
    let home = Home::new(&test);
    let first = home.start().await;
    register_many(&first, &receiver, HOOKS).await;
    let load = Load::start(vec![first.events()]);
    receiver.wait_for(HOOKS, LONG).await;
    let second = home.neighbour().start().await;
    shared_out(&first, 2).await;
    let third = home.neighbour().start().await;
    shared_out(&third, 3).await;
    let events = load.stop().await;
    assert_eq!(arrived(&receiver, events * HOOKS, LONG).await, 0, "{events} events");
    for daemon in [first, second, third] {
        daemon.stop().await;
    }
}

#[tokio::test]
async fn the_lanes_of_a_dead_node_are_taken_over_by_all_others() {
    let test = TestDatabase::create().await;
    let home = Home::new(&test);
    let (one, two) = (home.start().await, home.neighbour().start().await);
    let dying = home.neighbour();
    let three = dying.start().await;
    shared_out(&one, 3).await;
    three.crash().await;
    eventually(TAKEOVER, async || match lanes_of(&two).await.as_slice() {
        [128, 128] => Ok(()),
        other => Err(other.to_vec()),
    })
    .await;

    // On the same machine its lock tells at once that it is dead.
    one.crash().await;
    let again = home.start().await;
    assert_eq!(again.nodes().await.0.len(), 2, "it is gone already");
    shared_out(&two, 2).await;
    again.stop().await;
    two.stop().await;
}

#[tokio::test]
async fn one_that_dies_soon_after_its_start_takes_no_lanes_with_it() {
    let test = TestDatabase::create().await;
    let home = Home::new(&test);
    let one = home.start().await;
    let pool = test.pool().await;
    let all_have_beaten = async |least: i64| {
        eventually(LONG, async || {
            let least_beats = "SELECT min(beat) FROM sparrow.nodes WHERE state = 'live'";
            let beats: i64 = sqlx::query_scalar(least_beats).fetch_one(&pool).await.unwrap();
            if beats >= least { Ok(()) } else { Err(beats) }
        })
        .await;
    };
    all_have_beaten(5).await;
    let dying = home.neighbour().start().await;
    all_have_beaten(4).await;
    assert_eq!(lanes_of(&one).await, [256, 0]);
    dying.crash().await;
    // Another machine: no lock tells that the one before is dead. It has its share all the same.
    let two = home.neighbour().start().await;
    eventually(SHARED, async || match lanes_of(&one).await.as_slice() {
        [128, 0, 128] | [128, 128] => Ok(()),
        other => Err(other.to_vec()),
    })
    .await;
    one.stop().await;
    two.stop().await;
}
