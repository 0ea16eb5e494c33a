//! A ping and a test: what one webhook answers, as words and as an exit code.

use sparrow_proto::v1::{
    DeliveryState, Outcome, TestWebhookRequest, WatchDeliveriesRequest, WatchDeliveriesResponse,
};
use tonic::Code;

use crate::kit::{
    Client, Fake,
    fake::{Then, refusal},
    sample::{self, ACME, DEAD, DELIVERY, LEGACY},
};

/// The delivery of a probe, in a state.
fn answer(fake: &Fake, state: DeliveryState) {
    let delivery = sample::delivery(DELIVERY, "acme-orders", ACME, state);
    let message = WatchDeliveriesResponse { deliveries: vec![delivery], total: 1, ended: 0 };
    fake.lock().watches = [(vec![message], Then::Stay)].into();
}

const PING: [&str; 3] = ["webhook", "ping", "acme-orders"];
const TEST: [&str; 6] = ["webhook", "test", "acme-orders", "--type", "a", "--wait"];

#[test]
fn the_first_attempt_decides() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    for command in [&PING[..], &TEST] {
        for (state, code, told) in [
            (DeliveryState::Delivered, 0, ""),
            (
                DeliveryState::Retrying,
                9,
                "error[not_delivered]: acme-orders answered 502 Bad Gateway",
            ),
            (DeliveryState::Dead, 9, "error[not_delivered]: acme-orders answered 502 Bad Gateway"),
            (DeliveryState::Held, 11, "error[webhook_stopped]: acme-orders is stopped"),
        ] {
            answer(&fake, state);
            let ran = client.run(&[command, &["-o", "table"]].concat()).exits(code);
            assert!(ran.err.starts_with(told), "{}", ran.err);
            assert_eq!(
                ran.out.contains("acme-orders answered 204 in 88ms"),
                code == 0,
                "{}",
                ran.out
            );
        }
    }
    answer(&fake, DeliveryState::Retrying);
    let ran = client.run(&PING).exits(9);
    assert!(ran.out.starts_with("acme-orders\t502 Bad Gateway\t88\t"), "{}", ran.out);
    assert!(ran.err.contains("sparrowctl attempt show att_"), "{}", ran.err);
}

#[test]
fn one_that_never_was_attempted_says_so() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let mut expired = sample::delivery(DELIVERY, "acme-orders", ACME, DeliveryState::Expired);
    expired.last_attempt = None;
    let message = WatchDeliveriesResponse { deliveries: vec![expired], total: 1, ended: 1 };
    fake.lock().watches = [(vec![message], Then::End)].into();
    let ran = client.run(&PING).exits(9);
    assert!(ran.err.contains("acme-orders was not asked: its delivery is expired"), "{}", ran.err);
    // No answer at all is a matter of time.
    answer(&fake, DeliveryState::Pending);
    client.run(&[&PING[..], &["--timeout", "200ms"]].concat()).exits(6);
}

#[test]
fn what_went_wrong_on_the_way_is_told() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let mut delivery = sample::delivery(DELIVERY, "acme-orders", ACME, DeliveryState::Retrying);
    let last = delivery.last_attempt.as_mut().unwrap();
    (last.status, last.error) = (0, "no such host\x1b[2J".to_owned());
    last.outcome = Outcome::Dns.into();
    let message = WatchDeliveriesResponse { deliveries: vec![delivery], total: 1, ended: 0 };
    fake.lock().watches = [(vec![message], Then::Stay)].into();
    let ran = client.run(&PING).exits(9);
    assert!(
        ran.err.contains("acme-orders did not answer: dns\n  = no such host\\x1b[2J"),
        "{}",
        ran.err
    );
}

#[test]
fn an_answer_that_suspends_says_how_to_go_on() {
    let fake = Fake::start();
    let mut delivery = sample::delivery(DELIVERY, "acme-orders", ACME, DeliveryState::Retrying);
    delivery.last_attempt.as_mut().unwrap().status = 410;
    let message = WatchDeliveriesResponse { deliveries: vec![delivery], total: 1, ended: 0 };
    fake.lock().watches = [(vec![message], Then::Stay)].into();
    let ran = Client::of(&fake).run(&PING).exits(9);
    assert!(ran.err.contains("acme-orders answered 410 Gone"), "{}", ran.err);
    assert!(ran.err.contains("sparrowctl webhook resume acme-orders"), "{}", ran.err);
    answer(&fake, DeliveryState::Retrying);
    assert!(!Client::of(&fake).run(&PING).exits(9).err.contains("webhook resume"));
}

#[test]
fn a_webhook_whose_ping_fails_stays_registered() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let register =
        ["webhook", "register", "https://a.example/", "--on", "a", "--name", "crm-sync", "--ping"];
    for form in ["table", "json", "name"] {
        answer(&fake, DeliveryState::Retrying);
        let ran = client.run(&[&register[..], &["-o", form]].concat()).exits(9);
        assert!(ran.out.contains(ACME), "{form}: {}", ran.out);
        assert!(ran.err.contains("crm-sync is registered all the same"), "{form}: {}", ran.err);
        let secret = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0";
        assert!(ran.out.contains(secret) || ran.err.contains(secret), "{form}");
    }
    // Also where the ping itself is refused.
    fake.lock().faults.insert(
        "PingWebhook",
        refusal(Code::ResourceExhausted, "too_many_pushes", "too many", &[]),
    );
    let ran = client.run(&register).exits(12);
    assert!(ran.out.contains(ACME) && ran.err.contains("registered all the same"), "{}", ran.err);
    assert_eq!(fake.lock().writes.iter().filter(|call| *call == "RegisterWebhook").count(), 4);
}

#[test]
fn several_are_asked_at_once() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let deliveries = vec![
        sample::delivery(DELIVERY, "acme-orders", ACME, DeliveryState::Delivered),
        sample::delivery(DEAD, "legacy-erp", LEGACY, DeliveryState::Retrying),
    ];
    let message = WatchDeliveriesResponse { deliveries, total: 2, ended: 1 };
    fake.lock().watches = [(vec![message], Then::Stay)].into();
    let ran = client.run_with(&["webhook", "ping", "-"], "acme-orders\nlegacy-erp\nnobody\n");
    let ran = ran.exits(10);
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    assert!(ran.err.contains("error[partial]: 2 of 3 failed"), "{}", ran.err);
    assert!(ran.err.contains("nobody: [unknown_webhook]"), "{}", ran.err);
    assert!(ran.err.contains("legacy-erp: [not_delivered] legacy-erp answered 502"), "{}", ran.err);
    let state = fake.lock();
    assert_eq!(state.writes, ["PingWebhook", "PingWebhook", "PingWebhook"]);
    assert_eq!(state.asked::<WatchDeliveriesRequest>()[0].delivery_ids, [DELIVERY, DEAD]);
}

#[test]
fn a_test_sends_what_it_is_given() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let test = ["webhook", "test", "acme-orders", "--type", "order.paid"];
    client.run(&test).ok();
    let data = ["--data", "{ \"n\": 1.10 }", "-H", "x-a: 1", "--ttl", "5m"];
    client.run(&[&test[..], &data].concat()).ok();
    client.run(&[&test[..], &["--data", "id=7", "--data", "paid:=true"]].concat()).ok();
    client.run(&[&test[..], &["--data", "word"]].concat()).exits(2);
    let sent: Vec<_> = fake
        .lock()
        .asked::<TestWebhookRequest>()
        .into_iter()
        .filter_map(|request| request.event)
        .collect();
    let payloads: Vec<&[u8]> = sent.iter().map(|event| event.payload.as_ref()).collect();
    assert_eq!(payloads, [&b"{}"[..], b"{ \"n\": 1.10 }", b"{\"id\":\"7\",\"paid\":true}"]);
    assert_eq!(sent[1].headers["x-a"], "1");
    assert_eq!(sent[1].ttl.unwrap().seconds, 300);
    assert!(sent[0].ttl.is_none() && sent[0].namespace.is_empty());
}
