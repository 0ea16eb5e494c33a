//! A replay with a rate: never faster, whatever happens to the daemon.

use sparrow_proto::v1::{CreateReplayRequest, ListAttemptsRequest, Replay};

use super::{of_events, set};
use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::{Receiver, SOON, TestDatabase};

const RATE: f64 = 20.0;
const EVENTS: usize = 40;

fn paced(events: &[String]) -> CreateReplayRequest {
    CreateReplayRequest { rate: RATE, ..of_events(events) }
}

fn seconds(at: Option<prost_types::Timestamp>) -> f64 {
    let at = at.unwrap();
    at.seconds as f64 + f64::from(at.nanos) / 1e9
}

/// When the attempts for replayed deliveries began, in seconds after the replay was made.
async fn starts(daemon: &TestDaemon, replay: &Replay) -> Vec<f64> {
    let request = ListAttemptsRequest {
        namespace: NAMESPACE.to_owned(),
        page_size: 1_000,
        since: replay.create_time,
        ..Default::default()
    };
    let answer = daemon.deliveries().list_attempts(request).await.unwrap().into_inner();
    let begin = seconds(replay.create_time);
    let mut starts: Vec<f64> =
        answer.attempts.iter().map(|attempt| seconds(attempt.start_time) - begin).collect();
    starts.sort_unstable_by(f64::total_cmp);
    starts
}

/// The n-th has to wait for n others; a fifth of a second may be made up for. An attempt can be
/// later than its turn, but not sooner; times of attempts are to the millisecond.
fn assert_paced(starts: &[f64]) {
    for (n, start) in starts.iter().enumerate() {
        let earliest = n as f64 / RATE - 0.2 - 0.002;
        assert!(*start >= earliest, "attempt {n} after {start} s, not {earliest}: {starts:?}");
    }
}

#[tokio::test]
async fn attempts_keep_to_the_rate() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let events = daemon.pushes("order.paid", EVENTS).await;
    daemon.ended(&events).await;
    let replay = daemon.replay(paced(&events)).await;
    assert!((replay.rate - RATE).abs() < f64::EPSILON);
    daemon.through(&replay).await;
    let starts = starts(&daemon, &replay).await;
    assert_eq!(starts.len(), EVENTS);
    assert_paced(&starts);
    daemon.stop().await;
}

#[tokio::test]
async fn two_nodes_do_not_double_it() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let (one, other) = (home.start().await, home.neighbour().start().await);
    one.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let events = one.pushes("order.paid", EVENTS).await;
    one.ended(&events).await;
    let replay = one.replay(paced(&events)).await;
    other.through(&replay).await;
    let starts = starts(&other, &replay).await;
    assert_eq!(starts.len(), EVENTS);
    assert_paced(&starts);
    one.stop().await;
    other.stop().await;
}

#[tokio::test]
async fn a_crash_in_the_middle_loses_nothing_and_makes_up_for_nothing() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let events = daemon.pushes("order.paid", EVENTS).await;
    daemon.ended(&events).await;
    let replay = daemon.replay(paced(&events)).await;
    receiver.wait_for(EVENTS + 10, SOON).await;
    daemon.crash().await;

    let daemon = home.start().await;
    let before = daemon.show(&replay).await;
    assert!(before.queued < before.total, "{before:?} was not in the middle");
    let through = daemon.through(&replay).await;
    assert_eq!((through.queued as usize, through.delivered as usize), (EVENTS, EVENTS));
    let came: Vec<String> = receiver.requests()[EVENTS..]
        .iter()
        .map(|request| request.header("webhook-id").to_owned())
        .collect();
    assert_eq!(set(&came), set(&events), "each came again");
    assert_paced(&starts(&daemon, &replay).await);
    daemon.stop().await;
}
