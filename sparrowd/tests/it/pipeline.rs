//! From push to record, through the real daemon: the promises of the README.

use std::time::Duration;

use sparrow_proto::v1::{
    Attempt, CancelDeliveriesRequest, CreateReplayRequest, Decision, DeleteWebhookRequest,
    DeliveryState, Outcome, PauseWebhookRequest, ResumeWebhookRequest, RetryDeliveriesRequest,
    Webhook,
};
use sparrowd::dispatch::queues::pace;
use sparrowd::domain::signature::SigningKey;

use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::reads::taken;
use crate::harness::{Answer, Receiver, SOON, TestDatabase, eventually};

/// Longer than it takes to notice that a node has stopped beating.
const TAKEOVER: Duration = Duration::from_secs(30);

async fn in_state(daemon: &TestDaemon, delivery: &str, state: DeliveryState) {
    eventually(SOON, async || {
        let delivery = daemon.delivery(delivery).await;
        if delivery.state() == state { Ok(()) } else { Err(delivery.state()) }
    })
    .await;
}

fn seconds(attempt: &Attempt) -> f64 {
    let at = attempt.start_time.unwrap();
    at.seconds as f64 + f64::from(at.nanos) / 1e9
}

#[tokio::test]
async fn a_payload_arrives_byte_for_byte_and_signed() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let (_, secret) =
        daemon.register(webhook(&receiver.url("/hook?x=1"), &["order.*"], "none")).await;
    let payload = br#"{ "b":9007199254740993,"a":1.10, "b" : "\u00e9" }"#;
    let accepted = daemon.push("order.paid", payload).await;
    assert_eq!(accepted.deliveries, 1);

    let requests = receiver.wait_for(1, SOON).await;
    let request = &requests[0];
    assert_eq!(request.body.as_ref(), payload);
    assert_eq!(request.uri, "/hook?x=1");
    assert_eq!(request.header("webhook-id"), accepted.event_id);
    assert_eq!(request.header("content-type"), "application/json");
    let at: i64 = request.header("webhook-timestamp").parse().unwrap();
    let key = SigningKey::parse(&secret).unwrap();
    let signature = key.sign(&accepted.event_id, at, payload);
    assert_eq!(request.header("webhook-signature"), signature);
    daemon.stop().await;
}

#[tokio::test]
async fn every_attempt_is_on_record_and_retries_follow_the_schedule() {
    let test = TestDatabase::create().await;
    let receiver =
        Receiver::start().await.then([Answer::status(500).body("oops"), Answer::status(503)]);
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "fixed:1s")).await;
    let event = daemon.push("a.b", b"{}").await.event_id;
    let delivery = daemon.deliveries_of(&event).await.remove(0).id;
    in_state(&daemon, &delivery, DeliveryState::Delivered).await;

    let attempts = daemon.attempts_of(&delivery).await;
    let seen: Vec<_> = attempts.iter().map(|a| (a.number, a.status, a.decision())).collect();
    assert_eq!(
        seen,
        [(1, 500, Decision::Retry), (2, 503, Decision::Retry), (3, 200, Decision::Delivered)]
    );
    assert_eq!(attempts[0].outcome(), Outcome::Status);
    assert_eq!(attempts[2].outcome(), Outcome::Delivered);
    for pair in attempts.windows(2) {
        let wait = seconds(&pair[1]) - seconds(&pair[0]);
        // One second, a fifth of jitter, and what the attempt and a busy machine take.
        assert!((0.8..3.0).contains(&wait), "{wait}");
    }
    daemon.stop().await;
}

#[tokio::test]
async fn what_is_given_up_is_a_dead_letter_and_can_be_replayed() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await.then([Answer::status(500)]);
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let event = daemon.push("a.b", b"[1]").await.event_id;
    let delivery = daemon.deliveries_of(&event).await.remove(0).id;
    in_state(&daemon, &delivery, DeliveryState::Dead).await;

    let request = CreateReplayRequest {
        namespace: NAMESPACE.to_owned(),
        dead_letter_ids: vec![delivery.clone()],
        ..Default::default()
    };
    let replay = daemon.replays().create_replay(request).await.unwrap().into_inner();
    let requests = receiver.wait_for(2, SOON).await;
    assert_eq!(requests[0].header("webhook-id"), requests[1].header("webhook-id"));
    assert_eq!(requests[1].body.as_ref(), b"[1]");
    let dead = daemon.delivery(&delivery).await;
    assert_eq!(dead.state(), DeliveryState::Dead, "what happened stays on record");
    assert_eq!(dead.replayed_by, replay.replay.unwrap().id);
    daemon.stop().await;
}

#[tokio::test]
async fn a_paused_webhook_holds_and_a_resumed_one_delivers() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let (webhook, _) = daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    let pause = PauseWebhookRequest {
        namespace: NAMESPACE.to_owned(),
        webhook: webhook.id.clone(),
        reason: "maintenance".to_owned(),
    };
    daemon.webhooks().pause_webhook(pause).await.unwrap();
    let mut deliveries = Vec::new();
    for _ in 0..20 {
        let event = daemon.push("a.b", b"{}").await.event_id;
        deliveries.push(daemon.deliveries_of(&event).await.remove(0));
    }
    assert!(deliveries.iter().all(|d| d.state() == DeliveryState::Held), "{deliveries:?}");
    assert_eq!(receiver.requests().len(), 0);

    let resume = ResumeWebhookRequest { namespace: NAMESPACE.to_owned(), webhook: webhook.id };
    daemon.webhooks().resume_webhook(resume).await.unwrap();
    receiver.wait_for(20, SOON).await;
    for delivery in &deliveries {
        in_state(&daemon, &delivery.id, DeliveryState::Delivered).await;
    }
    assert_eq!(receiver.requests().len(), 20, "each once");
    daemon.stop().await;
}

#[tokio::test]
async fn a_hanging_receiver_stops_nobody_else() {
    let test = TestDatabase::create().await;
    let (hanging, healthy) = (Receiver::with(Answer::never()).await, Receiver::start().await);
    let home = Home::new(&test).with("delivery.max_in_flight", "32");
    let daemon = home.start().await;
    daemon.register(webhook(&hanging.url("/"), &["*"], "standard")).await;
    daemon.register(webhook(&healthy.url("/"), &["*"], "standard")).await;
    // Many times what the hanging one may have in flight, and what the node may.
    for _ in 0..200 {
        daemon.push("a.b", b"{}").await;
    }
    healthy.wait_for(200, SOON).await;
    assert!(hanging.requests().len() <= 16);
    daemon.crash().await;
}

/// Only so many requests are begun at a time as keep all processors busy; those that hang make room.
#[tokio::test]
async fn more_hanging_receivers_than_requests_are_begun_at_a_time_stop_nobody() {
    let test = TestDatabase::create().await;
    let (hanging, healthy) = (Receiver::with(Answer::never()).await, Receiver::start().await);
    let many = 2 * pace::at_a_time();
    let home = Home::new(&test).with("delivery.max_in_flight", &(2 * many).to_string());
    let daemon = home.start().await;
    for n in 0..many {
        daemon.register(webhook(&hanging.url(&format!("/{n}")), &["a.b"], "standard")).await;
    }
    daemon.register(webhook(&healthy.url("/"), &["a.b"], "standard")).await;
    daemon.push("a.b", b"{}").await;
    healthy.wait_for(1, SOON).await;
    hanging.wait_for(many, SOON).await;
    daemon.crash().await;
}

/// A provider is down, and with it more webhooks than requests may be in flight: once that is known, a
/// quarter of them is for others. In turn with the hanging ones these would get one of thirteen.
#[tokio::test]
async fn more_hanging_receivers_than_requests_stop_nobody() {
    stop_nobody([Answer::never(), Answer::never()]).await;
}

#[tokio::test]
async fn as_many_that_hang_every_other_time_stop_nobody() {
    stop_nobody([Answer::never(), Answer::status(200)]).await;
}

/// Receivers that answer in these two ways in turn, more than requests may be in flight.
async fn stop_nobody(in_turn: [Answer; 2]) {
    const HANGING: usize = 12;
    const HEALTHY: usize = 100;
    let test = TestDatabase::create().await;
    let healthy = Receiver::start().await;
    let home = Home::new(&test).with("delivery.max_in_flight", "8").with("delivery.timeout", "1s");
    let daemon = home.start().await;
    let mut hanging = Vec::new();
    for _ in 0..HANGING {
        let answers = in_turn.iter().cycle().take(2 * HEALTHY).cloned();
        let one = Receiver::with(Answer::never()).await.then(answers);
        let registered = webhook(&one.url("/"), &["a.a"], "standard");
        daemon.register(Webhook { concurrency: 1, ..registered }).await;
        hanging.push(one);
    }
    daemon.register(webhook(&healthy.url("/"), &["b.b"], "standard")).await;
    for _ in 0..HEALTHY {
        daemon.push("a.a", b"{}").await;
    }
    // The second request to one comes when the first has timed out.
    let each_timed_out = || hanging.iter().all(|one| one.requests().len() > 1);
    eventually(3 * SOON, async || each_timed_out().then_some(()).ok_or("not yet")).await;
    for _ in 0..HEALTHY {
        daemon.push("b.b", b"{}").await;
    }
    healthy.wait_for(HEALTHY, SOON).await;
    daemon.crash().await;
}

/// What a hanging receiver has in flight stays in memory for as long as it hangs. That is no more than
/// its share, so others' payloads find room.
#[tokio::test]
async fn large_payloads_of_a_hanging_receiver_leave_room_for_others() {
    static LARGE: [u8; 1 << 20] = [b'7'; 1 << 20];
    let test = TestDatabase::create().await;
    let (hanging, healthy) = (Receiver::with(Answer::never()).await, Receiver::start().await);
    let daemon = Home::new(&test).with("delivery.memory", "8MiB").start().await;
    daemon.register(webhook(&hanging.url("/"), &["a.*"], "standard")).await;
    daemon.register(webhook(&healthy.url("/"), &["b.*"], "standard")).await;
    // Half of the memory is for what is handed over and half for what is read: twice that.
    for _ in 0..16 {
        daemon.push("a.a", &LARGE).await;
    }
    for _ in 0..8 {
        daemon.push("b.b", &LARGE).await;
    }
    let requests = healthy.wait_for(8, SOON).await;
    assert!(requests.iter().all(|request| request.body.len() == LARGE.len()));
    daemon.crash().await;
}

#[tokio::test]
async fn what_was_accepted_survives_a_crash() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::never()).await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    let mut events = Vec::new();
    for _ in 0..50 {
        events.push(daemon.push("a.b", b"{}").await.event_id);
    }
    daemon.crash().await;
    receiver.answers(Answer::status(200));
    let before = receiver.requests().len();

    // On the same machine, the lock file tells that the one before is dead: no wait.
    let daemon = home.start().await;
    receiver.wait_for(before + 50, SOON).await;
    for event in &events {
        let delivery = daemon.deliveries_of(event).await.remove(0).id;
        in_state(&daemon, &delivery, DeliveryState::Delivered).await;
    }
    daemon.stop().await;
}

#[tokio::test]
async fn another_node_takes_over_from_one_that_stopped_beating() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::never()).await;
    let home = Home::new(&test);
    let (daemon, neighbour) = (home.start().await, home.neighbour().start().await);
    daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    let event = daemon.push("a.b", b"{}").await.event_id;
    receiver.wait_for(1, SOON).await;
    daemon.crash().await;
    receiver.answers(Answer::status(200));
    receiver.wait_for(2, TAKEOVER).await;
    let delivery = neighbour.deliveries_of(&event).await.remove(0).id;
    in_state(&neighbour, &delivery, DeliveryState::Delivered).await;
    neighbour.stop().await;
}

#[tokio::test]
async fn a_stop_finishes_what_is_in_flight_and_sends_nothing_twice() {
    let test = TestDatabase::create().await;
    let slow = Answer::status(200).after(Duration::from_millis(300));
    let receiver = Receiver::with(slow).await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    let mut events = Vec::new();
    for _ in 0..40 {
        events.push(daemon.push("a.b", b"{}").await.event_id);
    }
    receiver.wait_for(1, SOON).await;
    assert_eq!(daemon.stop().await.cut, 0);

    let daemon = home.start().await;
    for event in &events {
        let delivery = daemon.deliveries_of(event).await.remove(0).id;
        in_state(&daemon, &delivery, DeliveryState::Delivered).await;
    }
    assert_eq!(receiver.requests().len(), 40);
    daemon.stop().await;
}

#[tokio::test]
async fn a_deleted_webhook_ends_what_it_is_owed_as_cancelled() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::status(500)).await;
    let daemon = Home::new(&test).start().await;
    let (webhook, _) = daemon.register(webhook(&receiver.url("/"), &["*"], "fixed:1h")).await;
    let event = daemon.push("a.b", b"{}").await.event_id;
    let delivery = daemon.deliveries_of(&event).await.remove(0).id;
    in_state(&daemon, &delivery, DeliveryState::Retrying).await;
    let delete = DeleteWebhookRequest { namespace: NAMESPACE.to_owned(), webhook: webhook.id };
    daemon.webhooks().delete_webhook(delete).await.unwrap();
    in_state(&daemon, &delivery, DeliveryState::Cancelled).await;
    assert_eq!(daemon.delivery(&delivery).await.reason, "webhook_deleted");
    assert_eq!(daemon.push("a.b", b"{}").await.deliveries, 0);
    daemon.stop().await;
}

#[tokio::test]
async fn one_owed_can_be_hurried_and_cancelled_and_an_ended_one_can_not() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::status(500)).await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "fixed:1h")).await;
    let event = daemon.push("a.b", b"{}").await.event_id;
    let delivery = daemon.deliveries_of(&event).await.remove(0).id;
    in_state(&daemon, &delivery, DeliveryState::Retrying).await;

    let ids = vec![delivery.clone()];
    let namespace = NAMESPACE.to_owned();
    let hurry = RetryDeliveriesRequest { namespace: namespace.clone(), delivery_ids: ids.clone() };
    let changed = daemon.deliveries().retry_deliveries(hurry.clone()).await.unwrap();
    assert_eq!(changed.into_inner().changed, 1);
    receiver.wait_for(2, SOON).await;
    eventually(SOON, async || match daemon.attempts_of(&delivery).await.len() {
        2 => Ok(()),
        other => Err(other),
    })
    .await;

    let cancel =
        CancelDeliveriesRequest { namespace, delivery_ids: ids, reason: "not wanted".to_owned() };
    daemon.deliveries().cancel_deliveries(cancel).await.unwrap();
    in_state(&daemon, &delivery, DeliveryState::Cancelled).await;
    let refused = daemon.deliveries().retry_deliveries(hurry).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::FailedPrecondition);
    daemon.stop().await;
}

#[tokio::test]
async fn one_event_reaches_a_thousand_webhooks() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    for n in 0..1_000 {
        daemon.register(webhook(&receiver.url(&format!("/{n}")), &["a.*"], "standard")).await;
    }
    assert_eq!(daemon.push("a.b", b"{}").await.deliveries, 1_000);
    receiver.wait_for(1_000, TAKEOVER).await;
    let mut paths: Vec<_> = receiver.requests().iter().map(|r| r.uri.path().to_owned()).collect();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), 1_000);
    daemon.stop().await;
}

#[tokio::test]
async fn an_event_that_is_in_hand_is_not_read_again_for_its_other_webhooks() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::never()).await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    let namespace = || NAMESPACE.to_owned();
    let mut webhooks = Vec::new();
    for n in 0..40 {
        let hook = webhook(&receiver.url(&format!("/{n}")), &["*"], "standard");
        let webhook = daemon.register(hook).await.0.id;
        let reason = String::new();
        let pause =
            PauseWebhookRequest { namespace: namespace(), webhook: webhook.clone(), reason };
        daemon.webhooks().pause_webhook(pause).await.unwrap();
        webhooks.push(webhook);
    }
    assert_eq!(daemon.push("a.b", b"{}").await.deliveries, 40);
    // Nothing of it is left in memory.
    daemon.stop().await;

    let daemon = home.start().await;
    for (n, webhook) in webhooks.into_iter().enumerate() {
        let resume = ResumeWebhookRequest { namespace: namespace(), webhook };
        daemon.webhooks().resume_webhook(resume).await.unwrap();
        // The first one's request is out, and stays so.
        if n == 0 {
            receiver.wait_for(1, SOON).await;
        }
    }
    let requests = receiver.wait_for(40, SOON).await;
    assert!(requests.iter().all(|request| request.body.as_ref() == b"{}"));
    // The counts of its sessions are there when they have ended.
    daemon.crash().await;
    let pool = test.pool().await;
    eventually(SOON, async || match taken(&pool, "^events_").await {
        1 => Ok(()),
        other => Err(other),
    })
    .await;
}
