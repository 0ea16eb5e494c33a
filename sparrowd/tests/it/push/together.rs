//! Several events in one call: all of them or none.

use bytes::Bytes;
use sparrow_proto::v1::EventInput;
use tonic::Code;
use tonic_types::StatusExt as _;

use super::{input, kept, keyed, push, refused, together};
use crate::harness::daemon::{Home, webhook};
use crate::harness::{Receiver, SOON, TestDatabase};

#[tokio::test]
async fn a_thousand_are_accepted_in_their_order() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["a.b"], "standard")).await;
    let mut events = vec![input("{}"); 1_000];
    events[7].r#type = "c".to_owned();
    let results = together(&daemon, events).await.unwrap();
    assert_eq!(results.len(), 1_000);
    assert!(results.is_sorted_by(|a, b| a.event_id < b.event_id), "in the order of the request");
    let deliveries: Vec<_> = results.iter().map(|result| result.deliveries).collect();
    assert_eq!((deliveries[7], deliveries.iter().sum::<u32>()), (0, 999));
    receiver.wait_for(999, SOON).await;
    assert_eq!(kept(&daemon).await, 1_000);
    daemon.stop().await;
}

#[tokio::test]
async fn one_that_is_refused_keeps_all_out() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let taken = push(&daemon, keyed("taken", "{}")).await.unwrap();
    let with = |at: usize, event: EventInput| {
        let mut events: Vec<_> = (0..9).map(|n| keyed(&format!("k-{n}"), "{}")).collect();
        events[at] = event;
        events
    };
    for (at, event, reason) in [
        (3, input("{"), "invalid_json"),
        (8, EventInput { namespace: "none".to_owned(), ..input("1") }, "unknown_namespace"),
        (5, keyed("taken", "[]"), "idempotency_conflict"),
        (6, keyed("k-2", "[]"), "idempotency_conflict"),
    ] {
        let answer = together(&daemon, with(at, event)).await;
        assert_eq!(refused(answer), (reason.to_owned(), Some(at.to_string())));
    }
    assert_eq!(kept(&daemon).await, 1);
    // None of their keys is taken either.
    let results = together(&daemon, with(4, keyed("taken", "{}"))).await.unwrap();
    let duplicates: Vec<_> = results.iter().map(|result| result.duplicate).collect();
    assert_eq!(duplicates.iter().position(|duplicate| *duplicate), Some(4));
    assert_eq!(results[4].event_id, taken.event_id);
    assert_eq!(kept(&daemon).await, 9);
    daemon.stop().await;
}

#[tokio::test]
async fn one_key_twice_in_a_call_is_one_event() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    let events = vec![keyed("k", "{}"), input("1"), keyed("k", "{}")];
    let results = together(&daemon, events).await.unwrap();
    let told: Vec<_> = results.iter().map(|result| (result.duplicate, result.deliveries)).collect();
    assert_eq!(told, [(false, 1), (false, 1), (true, 1)]);
    assert_eq!(results[0].event_id, results[2].event_id);
    receiver.wait_for(2, SOON).await;
    daemon.stop().await;
    assert_eq!(receiver.requests().len(), 2);
}

#[tokio::test]
async fn a_call_has_its_limits() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    assert_eq!(refused(together(&daemon, Vec::new()).await).0, "missing_field");
    let many = together(&daemon, vec![input("1"); 1_001]).await;
    assert_eq!(refused(many).0, "batch_too_large");
    // Just above 4 MiB, all together.
    let payload = Bytes::from(format!("\"{}\"", "x".repeat(840_000)));
    let large = EventInput { payload, ..input("") };
    let answer = together(&daemon, vec![large.clone(); 5]).await;
    assert_eq!(refused(answer).0, "batch_too_large");
    assert_eq!(together(&daemon, vec![large; 4]).await.unwrap().len(), 4);

    let mut events = vec![input("1"); 3];
    events[2].r#type = String::new();
    let status = together(&daemon, events).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let details = status.get_error_details();
    assert_eq!(details.bad_request().unwrap().field_violations[0].field, "events[2].type");
    assert_eq!(kept(&daemon).await, 4);
    daemon.stop().await;
}
