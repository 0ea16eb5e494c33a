//! What a push may not ask for.

use std::collections::HashMap;

use prost_types::{Duration, Timestamp};
use sparrow_proto::v1::EventInput;
use tonic::Code;
use tonic_types::StatusExt as _;

use super::{input, kept, keyed, push, refused, seconds};
use crate::harness::TestDatabase;
use crate::harness::daemon::Home;

fn headers(name: &str, value: &str) -> HashMap<String, String> {
    HashMap::from([(name.to_owned(), value.to_owned())])
}

#[tokio::test]
async fn each_is_refused_by_the_name_of_its_field() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let ttl = |seconds, nanos| EventInput { ttl: Some(Duration { seconds, nanos }), ..input("1") };
    let at = |seconds, nanos| EventInput {
        deliver_time: Some(Timestamp { seconds, nanos }),
        ..input("1")
    };
    let with = |name: &str, value: &str| EventInput { headers: headers(name, value), ..input("1") };
    let many = (0..21).map(|n| (format!("x-{n}"), String::new())).collect();
    for (event, field) in [
        (keyed("a b", "1"), "event.idempotency_key"),
        (keyed("é", "1"), "event.idempotency_key"),
        (keyed(&"k".repeat(256), "1"), "event.idempotency_key"),
        (ttl(0, 0), "event.ttl"),
        (ttl(0, 999_999_999), "event.ttl"),
        (ttl(-1, 0), "event.ttl"),
        (ttl(365 * 86_400, 1), "event.ttl"),
        (ttl(i64::MAX, 0), "event.ttl"),
        (at(4_000_000_000, 0), "event.deliver_time"),
        (at(i64::MAX, 0), "event.deliver_time"),
        (at(0, -1), "event.deliver_time"),
        (with("host", "x"), "event.headers"),
        (with("Webhook-Id", "x"), "event.headers"),
        (with("content-length", "1"), "event.headers"),
        (with("x y", "x"), "event.headers"),
        (with("x-a", "a\r\nx-b: c"), "event.headers"),
        (with("x-a", &"v".repeat(4_096)), "event.headers"),
        (EventInput { headers: many, ..input("1") }, "event.headers"),
    ] {
        let answer = push(&daemon, event.clone()).await;
        let status = answer.clone().unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{event:?}");
        let details = status.get_error_details();
        assert_eq!(details.bad_request().unwrap().field_violations[0].field, field);
        assert_eq!(refused(answer).0, "invalid_argument");
    }
    assert_eq!(kept(&daemon).await, 0);
    let good = EventInput {
        ttl: Some(seconds(365 * 86_400)),
        headers: headers("x-a", &"v".repeat(4_093)),
        ..keyed(&"k".repeat(255), "1")
    };
    push(&daemon, good).await.unwrap();
    daemon.stop().await;
}
