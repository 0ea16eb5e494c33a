//! Waiting: for an event's deliveries, for deliveries, for a replay.

use sparrow_proto::v1::{Delivery, DeliveryState, WatchDeliveriesResponse, WatchReplayResponse};
use tonic::Status;

use crate::kit::{
    Client, Fake,
    fake::Then,
    sample::{self, ACME, DEAD, DELIVERY, EVENT, HELD, LEGACY, MIRROR, REPLAY},
};

fn message(total: u32, deliveries: Vec<Delivery>) -> WatchDeliveriesResponse {
    WatchDeliveriesResponse { deliveries, total, ended: 0 }
}

fn acme(state: DeliveryState) -> Delivery {
    sample::delivery(DELIVERY, "acme-orders", ACME, state)
}

fn legacy(state: DeliveryState) -> Delivery {
    sample::delivery(DEAD, "legacy-erp", LEGACY, state)
}

fn mirror(state: DeliveryState) -> Delivery {
    sample::delivery(HELD, "billing-mirror", MIRROR, state)
}

#[test]
fn a_push_waits_for_its_fan_out() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let script = || {
        let first = vec![
            acme(DeliveryState::Pending),
            legacy(DeliveryState::Pending),
            mirror(DeliveryState::Held),
        ];
        let second = vec![legacy(DeliveryState::Delivered)];
        let third = vec![acme(DeliveryState::Delivered)];
        let messages = vec![message(3, first), message(3, second), message(3, third)];
        [(messages, Then::Stay)].into()
    };
    fake.lock().watches = script();
    let arguments = ["push", "order.paid", "{}", "--wait"];
    let ran = client.run(&[&arguments[..], &["-o", "table"]].concat()).ok();
    assert!(ran.err.starts_with("delivered 2, held 1 in "), "{}", ran.err);
    insta::assert_snapshot!("fan_out", ran.out);
    fake.lock().watches = script();
    let ran = client.run(&[&arguments[..], &["-o", "json"]].concat()).ok();
    let event: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(event["id"], EVENT);
    assert_eq!(event["fan_out"].as_array().unwrap().len(), 3);
    assert_eq!(event["fan_out"][0]["state"], "delivered");
}

#[test]
fn a_dead_delivery_is_9() {
    let fake = Fake::start();
    let dead = || [(vec![message(1, vec![legacy(DeliveryState::Dead)])], Then::End)].into();
    let client = Client::of(&fake);
    for arguments in [
        &["push", "a", "{}", "--wait"][..],
        &["event", "wait", EVENT, "--for", "delivered"],
        &["delivery", "wait", DEAD],
    ] {
        fake.lock().watches = dead();
        let ran = client.run(arguments).exits(9);
        assert!(ran.err.contains("error[not_delivered]: dead 1"), "{}", ran.err);
        assert!(ran.err.contains("sparrowctl attempt list --delivery dlv_"), "{}", ran.err);
    }
    fake.lock().watches = dead();
    client.run(&["event", "wait", EVENT, "--for", "terminal"]).ok();
    fake.lock().watches = dead();
    client.run(&["push", "a", "{}", "--wait=attempted"]).ok();
}

#[test]
fn one_that_expired_was_not_delivered() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let mut expired = acme(DeliveryState::Expired);
    (expired.last_attempt, expired.attempts, expired.reason) = (None, 0, "ttl".to_owned());
    let script = || [(vec![message(1, vec![expired.clone()])], Then::End)].into();
    fake.lock().watches = script();
    let ran = client.run(&["push", "a", "{}", "--wait", "-o", "table"]).exits(9);
    assert!(ran.out.contains("✗ expired  ttl"), "{}", ran.out);
    assert!(ran.err.contains("error[not_delivered]: expired 1"), "{}", ran.err);
    assert!(ran.err.contains("see why: sparrowctl delivery show dlv_"), "{}", ran.err);
    fake.lock().watches = script();
    client.run(&["event", "wait", EVENT, "--for", "delivered"]).exits(9);
    fake.lock().watches = script();
    client.run(&["event", "wait", EVENT, "--for", "terminal"]).ok();
}

#[test]
fn time_runs_out_with_what_still_waits() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let script = || {
        let deliveries = vec![acme(DeliveryState::Retrying), legacy(DeliveryState::Delivered)];
        [(vec![message(2, deliveries)], Then::Stay)].into()
    };
    fake.lock().watches = script();
    let arguments = ["event", "wait", EVENT, "--for", "delivered", "--timeout", "200ms"];
    let ran = client.run(&[&arguments[..], &["-o", "json"]].concat()).exits(6);
    let error: serde_json::Value = serde_json::from_str(ran.err.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["code"], "wait_timeout");
    assert_eq!(error["error"]["details"]["waiting"][0]["delivery_id"], DELIVERY);
    assert_eq!(error["error"]["details"]["waiting"].as_array().unwrap().len(), 1);
    // The event is accepted whatever becomes of the waiting.
    fake.lock().watches = script();
    let ran = client.run(&["push", "a", "{}", "--wait", "--timeout", "200ms"]).exits(6);
    assert!(ran.out.starts_with(EVENT), "{}", ran.out);
    assert!(ran.err.contains(&format!("sparrowctl event wait {EVENT}")), "{}", ran.err);
}

#[test]
fn a_broken_watch_is_opened_again() {
    let fake = Fake::start();
    fake.lock().watches = [
        (
            vec![message(1, vec![acme(DeliveryState::Pending)])],
            Then::Fail(Status::unavailable("x")),
        ),
        (vec![message(1, vec![acme(DeliveryState::Delivered)])], Then::End),
    ]
    .into();
    let ran = Client::of(&fake).run(&["delivery", "wait", DELIVERY]).ok();
    assert!(ran.out.contains("delivered"), "{}", ran.out);
}

#[test]
fn an_event_without_deliveries_has_nothing_to_wait_for() {
    let fake = Fake::start();
    fake.lock().watches = [(vec![message(0, Vec::new())], Then::End)].into();
    let ran = Client::of(&fake).run(&["event", "wait", EVENT, "--for", "delivered"]).ok();
    assert!(ran.err.contains("no deliveries"), "{}", ran.err);
}

#[test]
fn a_replay_is_followed_to_its_end() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let script = |dead| {
        let mut replay = sample::replay();
        (replay.delivered, replay.dead) = (112 - dead, dead);
        let begun = sparrow_proto::v1::Replay { delivered: 0, dead: 0, ..replay.clone() };
        let messages = [begun, replay].map(|replay| WatchReplayResponse { replay: Some(replay) });
        [(messages.to_vec(), Then::End)].into()
    };
    fake.lock().replay_watches = script(0);
    client.run(&["replay", "watch", REPLAY]).ok();
    fake.lock().replay_watches = script(2);
    let ran = client.run(&["replay", "create", "--delivery", DEAD, "--wait"]).exits(9);
    assert!(ran.err.contains("delivered 110, dead 2"), "{}", ran.err);
}
