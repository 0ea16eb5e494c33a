//! What plain HTTP with JSON promises of its form: what is shown can be sent back, and what can't be
//! meant is refused by name.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::wire::{Answer, exchange, get, post};
use super::{daemon, refused};
use crate::harness::daemon::{TestDaemon, webhook};
use crate::harness::{Receiver, SOON, TestDatabase};

async fn send(daemon: &TestDaemon, line: &str, body: &Value) -> Answer {
    let body = body.to_string();
    let request = format!(
        "{line} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        daemon.http,
        body.len(),
    );
    exchange(daemon.http, request.as_bytes()).await
}

fn field(answer: &Answer) -> &str {
    answer.body["error"]["details"]["fields"][0]["field"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_webhook_that_is_shown_can_be_sent_back() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let (webhook, _) = daemon.register(webhook("http://127.0.0.1:9/", &["a.*"], "none")).await;
    let path = format!("/webhook/webhooks/{}", webhook.id);
    let change = async |webhook: Value, mask: &str| {
        let body = json!({ "webhook": webhook, "update_mask": mask });
        send(&daemon, &format!("PATCH {path}"), &body).await
    };
    let half = json!({ "namespace": "default", "attempt_timeout": "1.5s" });
    let changed = change(half, "attempt_timeout").await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(changed.body["webhook"]["attempt_timeout"], "1.5s");

    let mut shown =
        get(daemon.http, &format!("{path}?namespace=default")).await.body["webhook"].take();
    shown["events"] = json!(["b.*"]);
    // Under its name in JSON, and in an array as well as in one text.
    let changed = change(shown.clone(), "events,attempt_timeout").await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(changed.body["webhook"]["events"], json!(["b.*"]));
    let body = json!({ "webhook": shown, "update_mask": ["event_types"] });
    assert_eq!(send(&daemon, &format!("PATCH {path}"), &body).await.status, 200);

    shown["id"] = json!("wh_01jd3zv5m8x3b9k2q7r4s6t8w0");
    let other = change(shown, "events").await;
    assert_eq!(
        (other.status, other.code(), field(&other)),
        (400, "invalid_argument", "webhook.id")
    );
}

#[tokio::test]
async fn a_call_with_a_body_takes_no_parameters() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let push = json!({ "event": { "namespace": "default", "name": "a", "payload": 1 } });
    let answer = send(&daemon, "POST /webhook/events?event.name=b", &push).await;
    assert_eq!(
        (answer.status, answer.code(), field(&answer)),
        (400, "unknown_field", "event.name")
    );
    assert_eq!(send(&daemon, "POST /webhook/events?", &push).await.status, 200);
}

#[tokio::test]
async fn verbs_that_would_do_are_told() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    for (line, allow) in [
        ("PUT /webhook/events", "allow: POST, GET"),
        ("GET /webhook/dead-letters/discard", "allow: POST"),
        ("POST /health", "allow: GET"),
    ] {
        let answer = send(&daemon, line, &json!({})).await;
        assert_eq!((answer.status, answer.code()), (405, "method_not_allowed"), "{line}");
        assert!(answer.head.contains(allow), "{line}: {}", answer.head);
    }
}

#[tokio::test]
async fn types_of_sparrow_s_own_are_not_pushed() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = daemon(&test).await;
    daemon.register(webhook(&receiver.url("/"), &["sparrow.*"], "none")).await;
    let push = r#"{"event":{"namespace":"default","name":"sparrow.webhook.failing","payload":1}}"#;
    let answer = post(daemon.http, "/webhook/events", push).await;
    assert_eq!((answer.status, answer.code()), (400, "reserved_event_type"), "{}", answer.body);
    assert_eq!(field(&answer), "event.name");
    let event = sparrow_proto::v1::EventInput {
        namespace: "default".to_owned(),
        r#type: "sparrow.ping".to_owned(),
        payload: "1".into(),
        ..Default::default()
    };
    let request = sparrow_proto::v1::PushEventRequest { event: Some(event) };
    let answer = refused(daemon.events().push_event(request).await);
    assert_eq!(answer.reason, "reserved_event_type");
    let near = push.replace("sparrow.webhook.failing", "sparrows.fly");
    assert_eq!(post(daemon.http, "/webhook/events", &near).await.status, 200);
}

#[tokio::test]
async fn a_tail_ends_with_a_cursor_when_the_daemon_stops() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let path = "/webhook/attempts/tail?namespace=default";
    let rest = rest_of_stream(daemon, path, "event: ready").await;
    let end = rest.find("event: end").unwrap_or_else(|| panic!("{rest}"));
    let id = rest[end..].lines().find_map(|line| line.strip_prefix("id: "));
    assert!(id.is_some_and(|cursor| !cursor.is_empty()), "{rest}");
}

#[tokio::test]
async fn a_watch_ends_with_an_error_when_the_daemon_stops() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    daemon.register(webhook("http://127.0.0.1:9/", &["*"], "none")).await;
    let later = json!({ "event": {
        "namespace": "default", "name": "a.b", "payload": 1, "deliver_time": in_an_hour(),
    }});
    let pushed = send(&daemon, "POST /webhook/events", &later).await;
    let event = pushed.body["event_id"].as_str().unwrap_or_else(|| panic!("{}", pushed.body));
    let path = format!("/webhook/deliveries/watch?namespace=default&event_id={event}");
    let rest = rest_of_stream(daemon, &path, "data: ").await;
    assert!(rest.contains("event: error") && rest.contains(r#""code":"stopping""#), "{rest}");
}

/// What a stream tells after `until` has come and the daemon is stopped.
async fn rest_of_stream(daemon: TestDaemon, path: &str, until: &str) -> String {
    let mut stream = TcpStream::connect(daemon.http).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", daemon.http);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut told = String::new();
    while !told.contains(until) {
        let mut more = [0; 4096];
        let read = stream.read(&mut more).await.unwrap();
        assert!(read > 0, "{told}");
        told.push_str(std::str::from_utf8(&more[..read]).unwrap());
    }
    let mut rest = String::new();
    let reading = tokio::time::timeout(SOON, stream.read_to_string(&mut rest));
    let (read, _) = tokio::join!(reading, daemon.stop());
    read.expect("the stream ends").unwrap();
    rest
}

fn in_an_hour() -> String {
    let at = time::OffsetDateTime::now_utc() + Duration::from_hours(1);
    at.format(&time::format_description::well_known::Rfc3339).unwrap()
}
