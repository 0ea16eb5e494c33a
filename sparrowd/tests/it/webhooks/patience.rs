//! Receivers that ask to be tried later, and webhooks that have patience for so long and no longer.

use std::time::{Duration, SystemTime};

use sparrow_proto::v1::{Attempt, DeliveryState, Webhook};

use super::{attempts, shown, update};
use crate::harness::daemon::{Home, webhook};
use crate::harness::{Answer, Receiver, TestDatabase, eventually};

fn millis(at: prost_types::Timestamp) -> i64 {
    at.seconds * 1_000 + i64::from(at.nanos) / 1_000_000
}

/// From the end of an attempt to the next, as decided.
fn wait(attempt: &Attempt) -> i64 {
    let total = attempt.timing.unwrap().total.unwrap();
    let total = total.seconds * 1_000 + i64::from(total.nanos) / 1_000_000;
    millis(attempt.next_attempt_time.unwrap()) - millis(attempt.start_time.unwrap()) - total
}

#[tokio::test]
async fn a_receiver_is_asked_again_when_it_says() {
    let test = TestDatabase::create().await;
    let date = SystemTime::now() + Duration::from_secs(2 * 3_600);
    let asking = |status, value: &str| Answer::status(status).header("retry-after", value);
    let long = "9".repeat(20_000);
    // Status, what it asks for, and what comes of it: seconds, at least and at most.
    let cases = [
        (429, "7200", (7_200, 7_200), true, "retry_after"),
        (503, "7200", (7_200, 7_200), false, "retry_after"),
        (429, &httpdate::fmt_http_date(date), (7_100, 7_201), true, "retry_after"),
        (429, "99999999999999999999999", (86_400, 86_400), true, "retry_after"),
        (429, "1", (48, 72), true, "retry_after"),
        (503, "1", (48, 72), false, "retry.fixed"),
        (429, "-1", (48, 72), false, "retry.fixed"),
        (503, "soon", (48, 72), false, "retry.fixed"),
        (429, &long, (48, 72), false, "retry.fixed"),
        (500, "7200", (48, 72), false, "retry.fixed"),
    ];
    let answers: Vec<_> = cases.iter().map(|case| asking(case.0, case.1)).collect();
    let receiver = Receiver::start().await.then(answers);
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "fixed:1m")).await;
    for (status, asked, (least, most), excused, rule) in cases {
        let attempt = attempts(&daemon, 1).await.remove(0);
        assert_eq!(attempt.status, u32::from(status));
        let told = (attempt.excused, attempt.rule.as_str());
        assert_eq!(told, (excused, rule), "{status} {asked:.30}");
        let wait = wait(&attempt);
        // The record of an attempt's start is cut to the millisecond.
        let range = least * 1_000 - 2..=most * 1_000 + 500;
        assert!(range.contains(&wait), "{status} {asked:.30}: {wait}");
    }
    daemon.stop().await;
}

#[tokio::test]
async fn patience_ends_with_the_schedule() {
    let test = TestDatabase::create().await;
    let throttle = Answer::status(429).header("retry-after", "0");
    let receiver = Receiver::with(throttle).await;
    let daemon = Home::new(&test).start().await;
    let mut policy = webhook(&receiver.url("/"), &["*"], "fixed:2s");
    policy.retry.as_mut().unwrap().max_attempts = 2;
    daemon.register(policy).await;
    let event = daemon.push("a.b", b"{}").await.event_id;
    let delivery = daemon.deliveries_of(&event).await.remove(0).id;
    // Two seconds of patience, and then two attempts that count.
    eventually(Duration::from_secs(30), async || match daemon.delivery(&delivery).await {
        dead if dead.state() == DeliveryState::Dead => Ok(()),
        other => Err(other),
    })
    .await;
    let attempts = daemon.attempts_of(&delivery).await;
    let told: Vec<_> = attempts.iter().map(|a| (a.excused, a.rule.as_str())).collect();
    assert_eq!(told[0], (true, "retry_after"), "{told:?}");
    assert_eq!(told[told.len() - 2..], [(false, "retry.fixed"), (false, "max_attempts")]);
    assert!(told[..told.len() - 2].iter().all(|told| *told == (true, "retry_after")), "{told:?}");
    assert!(told.len() <= 5, "{told:?}");
    daemon.stop().await;
}

#[tokio::test]
async fn how_long_a_delivery_may_wait_is_a_setting() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let hour = Some(prost_types::Duration { seconds: 3_600, nanos: 0 });
    let policy = webhook("http://127.0.0.1:9/", &["*"], "none");
    let (webhook, _) = daemon.register(Webhook { max_age: hour, ..policy }).await;
    assert_eq!((webhook.max_age, webhook.ignore_gone), (hour, false));
    let new = Webhook { ignore_gone: true, ..Webhook::default() };
    let after = update(&daemon, &webhook.id, new, &["max_age", "ignore_gone"]).await.unwrap();
    assert_eq!((after.max_age, after.ignore_gone), (None, true));
    assert_eq!(shown(&daemon, &webhook.id).await, after);
    daemon.stop().await;
}
