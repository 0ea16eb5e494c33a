//! The original's three calls, as it documents them, and the probes.

use std::time::Duration;

use serde_json::json;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::wire::{get, post, post_as};
use super::{channel, daemon};
use crate::harness::daemon::Home;
use crate::harness::proxy::{Proxy, Weather};
use crate::harness::{Receiver, SOON, TestDatabase, eventually};

/// Long enough for a node to give its database up, and to have it back.
const NOTICED: Duration = Duration::from_secs(60);

#[tokio::test]
async fn the_original_calls() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = daemon(&test).await;
    let body = json!({ "webhook": {
        "namespace": "my-app",
        "url": receiver.url("/hook"),
        "events": ["user.created", "user.updated"],
    }});
    let registered = post(daemon.http, "/webhook/webhooks", &body.to_string()).await;
    assert_eq!(registered.status, 200, "{}", registered.body);
    let id = registered.body["webhook"]["id"].as_str().unwrap();
    assert!(id.starts_with("wh_"));
    assert!(registered.body["secret"].as_str().unwrap().starts_with("whsec_"));
    assert!(registered.head.contains("cache-control: no-store"));
    assert_eq!(registered.body["webhook"]["events"], json!(["user.created", "user.updated"]));

    let payload = r#"{ "b":9007199254740993, "a" : 1.50,"a":"\u0041" }"#;
    let body = format!(
        r#"{{"event":{{"namespace":"my-app","name":"user.created","payload":  {payload} }}}}"#
    );
    let pushed = post(daemon.http, "/webhook/events", &body).await;
    assert_eq!(pushed.status, 200, "{}", pushed.body);
    assert!(pushed.body["event_id"].as_str().unwrap().starts_with("evt_"));
    assert_eq!(pushed.body["deliveries"], 1);
    let requests = receiver.wait_for(1, SOON).await;
    assert_eq!(requests[0].body.as_ref(), payload.as_bytes());

    let path = format!("/webhook/health/{id}?namespace=my-app");
    let health = get(daemon.http, &path).await;
    assert_eq!(health.status, 200, "{}", health.body);
    assert_eq!(health.body["webhook_id"], id);
    assert_eq!(health.body["health"], "unknown");
    assert_eq!(health.body["paused"], false);
}

#[tokio::test]
async fn an_unknown_namespace_is_created_only_where_the_operator_says_so() {
    let test = TestDatabase::create().await;
    let home = Home::new(&test).with("namespaces.create_on_register", "false");
    let daemon = home.start().await;
    let body = r#"{"webhook":{"namespace":"defualt","url":"http://127.0.0.1:9/","events":["*"]}}"#;
    // The namespace that was meant has to be known to this node.
    get(daemon.http, "/webhook/health/none?namespace=default").await;
    let answer = post(daemon.http, "/webhook/webhooks", body).await;
    assert_eq!((answer.status, answer.code()), (404, "unknown_namespace"));
    let hint = answer.body["error"]["hint"].as_str().unwrap();
    assert!(hint.contains("did you mean default?") && hint.contains("namespace create"), "{hint}");
}

#[tokio::test]
async fn each_mistake_has_its_code() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).with("delivery.max_payload", "1KiB").start().await;
    let webhook = |fields: &str| format!(r#"{{"webhook":{{"namespace":"default",{fields}}}}}"#);
    let event = |fields: &str| format!(r#"{{"event":{{"namespace":"default",{fields}}}}}"#);
    let long = format!(r#""name":"a","payload":"{}""#, "x".repeat(1_100));
    let deep = format!(r#""name":"a","payload":{}{}"#, "[".repeat(65), "]".repeat(65));
    let huge = format!(r#""name":"a","payload":"{}""#, "x".repeat(70_000));
    for (path, body, status, code) in [
        ("webhooks", webhook(r#""url":"example.com/x","events":["*"]"#), 400, "invalid_url"),
        (
            "webhooks",
            webhook(r#""url":"http://10.0.0.1/","events":["*"]"#),
            400,
            "destination_not_allowed",
        ),
        (
            "webhooks",
            webhook(r#""url":"http://169.254.169.254/","events":["*"]"#),
            400,
            "destination_not_allowed",
        ),
        ("webhooks", webhook(r#""url":"https://example.com","events":[]"#), 400, "missing_field"),
        (
            "webhooks",
            webhook(r#""url":"https://example.com","events":["a b"]"#),
            400,
            "invalid_event_type",
        ),
        (
            "webhooks",
            webhook(r#""ulr":"https://example.com","events":["*"]"#),
            400,
            "unknown_field",
        ),
        ("webhooks", "{}".to_owned(), 400, "missing_field"),
        ("events", event(r#""name":"a""#), 400, "missing_field"),
        ("events", event(r#""name":"a b","payload":{}"#), 400, "invalid_event_type"),
        ("events", event(r#""name":"a","payload":{"#), 400, "invalid_json"),
        ("events", event(&long), 413, "payload_too_large"),
        ("events", event(&huge), 413, "payload_too_large"),
        ("events", event(&deep), 400, "invalid_json"),
        ("events", event(r#""name":"a","payload":{},"metadata":{"k":1}"#), 400, "invalid_argument"),
        (
            "events",
            r#"{"event":{"namespace":"none","name":"a","payload":{}}}"#.to_owned(),
            404,
            "unknown_namespace",
        ),
        (
            "events",
            r#"{"event":{"namespace":"No","name":"a","payload":{}}}"#.to_owned(),
            400,
            "invalid_name",
        ),
        ("event", event(r#""name":"a","payload":{}"#), 404, "unknown_path"),
    ] {
        let answer = post(daemon.http, &format!("/webhook/{path}"), &body).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{body:.120}: {}", answer.body);
        assert!(
            answer.body["error"]["message"].is_string()
                && answer.body["error"]["retryable"] == false
        );
    }
    let wrong_type =
        post_as(daemon.http, "/webhook/events", "content-type: text/plain\r\n", "{}").await;
    assert_eq!((wrong_type.status, wrong_type.code()), (415, "unsupported_content_type"));
    let wrong_method = get(daemon.http, "/webhook/dead-letters/discard").await;
    assert_eq!((wrong_method.status, wrong_method.code()), (405, "method_not_allowed"));
    let event = "evt_01jd9x7rkc3v6m2p8wz4t9hq5e";
    let wrong_id = get(daemon.http, &format!("/webhook/health/{event}?namespace=default")).await;
    assert_eq!((wrong_id.status, wrong_id.code()), (400, "wrong_id_type"));
    let no_namespace = get(daemon.http, "/webhook/health/some").await;
    assert_eq!((no_namespace.status, no_namespace.code()), (400, "missing_field"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_probes_tell_of_a_database_that_is_away() {
    let test = TestDatabase::create().await;
    let proxy = Proxy::start(test.socket()).await;
    let daemon = Home::at(test.url_by(proxy.address())).start().await;
    let mut grpc = HealthClient::new(channel(&daemon).await);
    let mut is_told = async |status, code, serving| {
        eventually(NOTICED, async || {
            let ready = get(daemon.http, "/ready").await;
            let health = grpc.check(HealthCheckRequest::default()).await.unwrap().into_inner();
            let told = (ready.status, ready.code().to_owned(), health.status());
            if told == (status, String::from(code), serving) { Ok(()) } else { Err(told) }
        })
        .await;
        assert_eq!(get(daemon.http, "/health").await.status, 200, "the process lives all the time");
    };
    is_told(200, "", ServingStatus::Serving).await;
    proxy.becomes(Weather::Refused);
    is_told(503, "not_ready", ServingStatus::NotServing).await;
    proxy.becomes(Weather::Fair);
    is_told(200, "", ServingStatus::Serving).await;
    assert_eq!(get(daemon.http, "/ready").await.body, json!({ "status": "ready" }));
    daemon.stop().await;
}
