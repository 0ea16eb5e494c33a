//! Restarts: an orderly one sends nothing twice, and what has to be cut is on record.

use std::time::Duration;

use sparrow_proto::v1::Outcome;

use super::{LONG, Load, arrived, lanes_of, register_many, shared_out, soon, webhook_of};
use crate::harness::daemon::{Home, webhook};
use crate::harness::{Answer, Receiver, SOON, TestDatabase, eventually};

const HOOKS: usize = 24;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_under_load_sends_nothing_twice() {
    let test = TestDatabase::create().await;
    let slow = Answer::status(200).after(Duration::from_millis(200));
    let receiver = Receiver::with(slow).await;
    let first = Home::new(&test);
    let homes = [first.neighbour(), first.neighbour(), first];
    let mut daemons = Vec::new();
    for home in &homes {
        daemons.push(home.start().await);
    }
    shared_out(&daemons[0], 3).await;
    register_many(&daemons[0], &receiver, HOOKS).await;
    // Callers go to one that stays, and to the first while that stops.
    let load = Load::start(vec![daemons[2].events(), daemons[1].events()]);
    receiver.wait_for(HOOKS, LONG).await;
    for (n, home) in homes.iter().enumerate().take(2) {
        let stopping = daemons.remove(n);
        assert_eq!(stopping.stop().await.cut, 0);
        // What it had is others' at once, whatever their share.
        eventually(Duration::from_secs(2), async || {
            let lanes = lanes_of(&daemons[0]).await;
            if lanes.iter().sum::<u32>() == 256 { Ok(()) } else { Err(lanes) }
        })
        .await;
        daemons.insert(n, home.start().await);
        shared_out(&daemons[n], 3).await;
    }
    let events = load.stop().await;
    let last = daemons.remove(2);
    assert_eq!(last.stop().await.cut, 0);
    daemons.push(homes[2].start().await);
    assert_eq!(arrived(&receiver, events * HOOKS, LONG).await, 0, "{events} events");
    for daemon in daemons {
        daemon.stop().await;
    }
}

#[tokio::test]
async fn what_is_cut_is_on_record_and_made_again_elsewhere() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::never()).await;
    let home = Home::new(&test).with("drain.timeout", "1s");
    let (one, two) = (home.start().await, home.neighbour().start().await);
    shared_out(&one, 2).await;
    let pool = test.pool().await;
    let hook = webhook(&receiver.url("/"), &["a.*"], "standard");
    webhook_of(&one, &pool, hook).await;
    let event = one.push("a.b", b"{}").await.event_id;
    receiver.wait_for(1, SOON).await;
    let delivery = one.deliveries_of(&event).await.remove(0).id;
    receiver.answers(Answer::status(200));
    assert_eq!(one.stop().await.cut, 1);

    let attempts = soon(async || {
        let attempts = two.attempts_of(&delivery).await;
        if attempts.len() == 2 { Ok(attempts) } else { Err(format!("{attempts:?}")) }
    })
    .await;
    assert_eq!(attempts[0].outcome(), Outcome::Interrupted);
    assert!(attempts[0].excused);
    assert_eq!(attempts[1].outcome(), Outcome::Delivered);
    two.stop().await;
}
