//! Ping and test: an event for one webhook alone.

use std::time::Duration;

use sparrow_proto::v1::{
    CreateReplayRequest, Decision, DeleteWebhookRequest, DeliveryState, EventInput,
    ListDeadLettersRequest, PingWebhookRequest, PlanReplayRequest, ReplaySelection,
    TestWebhookRequest,
};
use tonic::Code;
use tonic_types::StatusExt as _;

use super::{event, in_state, input, moment, pause, refused, seconds};
use crate::harness::daemon::{Home, NAMESPACE, webhook};
use crate::harness::{Answer, Receiver, SOON, TestDatabase};

fn ping(webhook: &str) -> PingWebhookRequest {
    PingWebhookRequest { namespace: NAMESPACE.to_owned(), webhook: webhook.to_owned() }
}

fn test_with(webhook: &str, event: EventInput) -> TestWebhookRequest {
    let event = Some(EventInput { namespace: String::new(), ..event });
    TestWebhookRequest { namespace: NAMESPACE.to_owned(), webhook: webhook.to_owned(), event }
}

#[tokio::test]
async fn a_ping_goes_to_that_webhook_alone() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let (daemon, neighbour) = (home.start().await, home.neighbour().start().await);
    daemon.register(webhook(&receiver.url("/all"), &["*"], "standard")).await;
    let (one, _) = daemon.register(webhook(&receiver.url("/one"), &["order.*"], "none")).await;
    let answer = daemon.webhooks().ping_webhook(ping(&one.id)).await.unwrap().into_inner();
    in_state(&daemon, &answer.delivery_id, DeliveryState::Delivered, SOON).await;
    let requests = receiver.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].uri, "/one");
    assert_eq!(requests[0].header("webhook-id"), answer.event_id);
    let body: serde_json::Value = serde_json::from_slice(&requests[0].body).unwrap();
    assert_eq!(body["type"], "sparrow.ping");
    assert_eq!(body["data"]["webhook_id"], one.id);
    assert!(body["timestamp"].as_str().unwrap().ends_with('Z'), "{body}");

    let found = event(&daemon, &answer.event_id).await;
    assert_eq!((found.r#type.as_str(), found.deliveries), ("sparrow.ping", 1));
    let lives = moment(found.expire_time).since(moment(found.accept_time));
    assert_eq!(lives, Duration::from_secs(60));

    // A node that has never heard of a webhook looks before it says so.
    let (new, _) = daemon.register(webhook(&receiver.url("/new"), &["x"], "none")).await;
    neighbour.webhooks().ping_webhook(ping(&new.id)).await.unwrap();
    neighbour.stop().await;
    daemon.stop().await;
}

#[tokio::test]
async fn a_test_is_an_event_of_ones_own() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    let (hook, _) = daemon.register(webhook(&receiver.url("/"), &["order.*"], "none")).await;
    let own = EventInput { headers: [("x-a".to_owned(), "1".to_owned())].into(), ..input("[7]") };
    let answer = daemon.webhooks().test_webhook(test_with(&hook.id, own)).await;
    let answer = answer.unwrap().into_inner();
    let requests = receiver.wait_for(1, SOON).await;
    assert_eq!(requests[0].body.as_ref(), b"[7]");
    assert_eq!(requests[0].header("x-a"), "1");
    assert_eq!(event(&daemon, &answer.event_id).await.r#type, "a.b");
    for (given, lives) in [(None, 60), (Some(seconds(5)), 5)] {
        let own = EventInput { ttl: given, ..input("1") };
        let answer = daemon.webhooks().test_webhook(test_with(&hook.id, own)).await;
        let found = event(&daemon, &answer.unwrap().into_inner().event_id).await;
        let lived = moment(found.expire_time).since(moment(found.accept_time));
        assert_eq!(lived, Duration::from_secs(lives));
    }

    let at = prost_types::Timestamp { seconds: 1, nanos: 0 };
    for (event, field) in [
        (EventInput { idempotency_key: "k".to_owned(), ..input("1") }, "event.idempotency_key"),
        (EventInput { deliver_time: Some(at), ..input("1") }, "event.deliver_time"),
        (EventInput { r#type: "a..b".to_owned(), ..input("1") }, "event.type"),
    ] {
        let answer = daemon.webhooks().test_webhook(test_with(&hook.id, event)).await;
        let details = answer.unwrap_err().get_error_details();
        assert_eq!(details.bad_request().unwrap().field_violations[0].field, field);
    }
    let other = EventInput { namespace: "other".to_owned(), ..input("1") };
    let request = TestWebhookRequest {
        namespace: NAMESPACE.to_owned(),
        webhook: hook.id,
        event: Some(other),
    };
    let answer = daemon.webhooks().test_webhook(request).await;
    assert_eq!(refused(answer).0, "invalid_argument");
    daemon.stop().await;
}

/// Somebody looks at a trial and is through with it; the dead letters are what a receiver has missed.
#[tokio::test]
async fn one_that_comes_to_nothing_is_no_dead_letter() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::status(500)).await;
    let daemon = Home::new(&test).start().await;
    let (hook, _) = daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let missed = daemon.push("order.paid", b"{}").await.event_id;
    let missed = daemon.deliveries_of(&missed).await.remove(0).id;
    let pinged = daemon.webhooks().ping_webhook(ping(&hook.id)).await.unwrap().into_inner();
    let request = test_with(&hook.id, input("1"));
    let tested = daemon.webhooks().test_webhook(request).await.unwrap().into_inner();
    in_state(&daemon, &missed, DeliveryState::Dead, SOON).await;
    for id in [&pinged.delivery_id, &tested.delivery_id] {
        in_state(&daemon, id, DeliveryState::Discarded, SOON).await;
        assert_eq!(daemon.delivery(id).await.reason, "max_attempts");
        let [attempt] = &daemon.attempts_of(id).await[..] else { panic!("one attempt") };
        assert_eq!((attempt.status, attempt.decision()), (500, Decision::Discarded));
    }
    let request = ListDeadLettersRequest { namespace: NAMESPACE.to_owned(), ..Default::default() };
    let listed = daemon.deliveries().list_dead_letters(request).await.unwrap().into_inner();
    let listed: Vec<_> = listed.dead_letters.into_iter().map(|dead| dead.id).collect();
    assert_eq!(listed, [missed]);
    let states = vec![DeliveryState::Dead.into()];
    let replay = CreateReplayRequest {
        namespace: NAMESPACE.to_owned(),
        selection: Some(ReplaySelection { states, ..Default::default() }),
        ..Default::default()
    };
    let plan = PlanReplayRequest { replay: Some(replay) };
    let plan = daemon.replays().plan_replay(plan).await.unwrap().into_inner();
    assert_eq!(plan.total, 1, "what was missed");
    daemon.stop().await;
}

#[tokio::test]
async fn one_that_is_paused_or_gone_is_not_tried() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let (daemon, neighbour) = (home.start().await, home.neighbour().start().await);
    let (hook, _) = daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    daemon.webhooks().ping_webhook(ping(&hook.id)).await.unwrap();
    receiver.wait_for(1, SOON).await;
    pause(&daemon, &hook.id).await;
    for node in [&daemon, &neighbour] {
        let status = node.webhooks().ping_webhook(ping(&hook.id)).await.unwrap_err();
        assert_eq!(status.code(), Code::FailedPrecondition);
        let details = status.get_error_details();
        let info = details.error_info().unwrap();
        assert_eq!(info.reason, "webhook_paused");
        assert_eq!(
            info.metadata["hint"],
            format!("start it again: sparrowctl webhook resume {}", hook.id)
        );
        let answer = node.webhooks().test_webhook(test_with(&hook.id, input("1"))).await;
        assert_eq!(refused(answer).0, "webhook_paused");
    }
    let delete = DeleteWebhookRequest { namespace: NAMESPACE.to_owned(), webhook: hook.id.clone() };
    daemon.webhooks().delete_webhook(delete).await.unwrap();
    for node in [&daemon, &neighbour] {
        let answer = node.webhooks().ping_webhook(ping(&hook.id)).await;
        assert_eq!(answer.as_ref().unwrap_err().code(), Code::NotFound);
        assert_eq!(refused(answer).0, "unknown_webhook");
    }
    neighbour.stop().await;
    daemon.stop().await;
    assert_eq!(receiver.requests().len(), 1);
}
