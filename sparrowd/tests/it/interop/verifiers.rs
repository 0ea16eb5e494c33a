//! Receivers that are made with the libraries of Standard Webhooks.

use std::collections::BTreeMap;
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;
use sparrow_proto::v1::{DeliveryState, EventInput, PushEventRequest, RotateWebhookSecretRequest};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::clients::{DEADLINE, node, python};
use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::{SOON, TestDatabase, eventually};

/// A request as such a receiver had it.
#[derive(Debug, Deserialize)]
struct Request {
    headers: BTreeMap<String, String>,
    body: String,
    /// The secrets by which it verifies.
    by: Vec<String>,
}

struct Receiver {
    url: String,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

impl Receiver {
    async fn start(mut command: Command) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let stdin = process.stdin.take().unwrap();
        let mut receiver = Self { url: String::new(), stdin, lines, _process: process };
        let line = receiver.line().await;
        let port = line.strip_prefix("listening ").unwrap_or_else(|| panic!("{line}"));
        receiver.url = format!("http://127.0.0.1:{port}/hook");
        receiver
    }

    async fn line(&mut self) -> String {
        let line = tokio::time::timeout(DEADLINE, self.lines.next_line()).await;
        line.expect("it says something").unwrap().expect("it lives")
    }

    /// From now on it has these secrets, by their names.
    async fn knows(&mut self, secrets: &[(&str, &str)]) {
        let secrets: BTreeMap<_, _> = secrets.iter().copied().collect();
        self.stdin.write_all(format!("{}\n", json!(secrets)).as_bytes()).await.unwrap();
        assert_eq!(self.line().await, "known");
    }

    async fn next(&mut self) -> Request {
        serde_json::from_str(&self.line().await).unwrap()
    }
}

/// Pushes an event, and returns its id.
async fn push(daemon: &TestDaemon, content_type: &str, payload: &'static str) -> String {
    let event = EventInput {
        namespace: NAMESPACE.to_owned(),
        r#type: "a.b".to_owned(),
        payload: Bytes::from_static(payload.as_bytes()),
        content_type: content_type.to_owned(),
        ..Default::default()
    };
    let request = PushEventRequest { event: Some(event) };
    daemon.events().push_event(request).await.unwrap().into_inner().event_id
}

async fn verifies_what_comes(command: Command) {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let mut receiver = Receiver::start(command).await;
    let (_, secret) = daemon.register(webhook(&receiver.url, &["*"], "none")).await;
    let other = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    receiver.knows(&[("its own", &secret), ("another's", other)]).await;
    for (content_type, payload) in [
        ("", r#"{ "n":9007199254740993, "price" : 1.10,"n":"\u0041" }"#),
        ("", "{\"who\":\"zażółć 😀\",\r\n\t\"and\":null}\n"),
        ("application/cloudevents+json", "[1, 2]"),
        ("text/plain; charset=utf-8", "no JSON\0at all"),
        ("text/plain", ""),
    ] {
        let event_id = push(&daemon, content_type, payload).await;
        let request = receiver.next().await;
        assert_eq!(request.by, ["its own"], "{payload}");
        assert_eq!(request.headers["webhook-id"], event_id);
        let expected = if content_type.is_empty() { "application/json" } else { content_type };
        assert_eq!(request.headers["content-type"], expected);
        assert_eq!(STANDARD.decode(request.body).unwrap(), payload.as_bytes());
    }

    // What it can't verify it refuses, and that is how the delivery ends.
    receiver.knows(&[("another's", other)]).await;
    let event_id = push(&daemon, "", "{}").await;
    assert!(receiver.next().await.by.is_empty());
    eventually(SOON, async || {
        let delivery = daemon.deliveries_of(&event_id).await.remove(0);
        let last = delivery.last_attempt.clone().unwrap_or_default();
        let ended = (delivery.state(), last.status) == (DeliveryState::Dead, 401);
        if ended { Ok(()) } else { Err(delivery) }
    })
    .await;
}

/// The old secret, then both, then the new one alone: a receiver that has changed over in time
/// verifies everything.
async fn goes_through_a_rotation(command: Command) {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let mut receiver = Receiver::start(command).await;
    let (webhook, old) = daemon.register(webhook(&receiver.url, &["*"], "none")).await;
    receiver.knows(&[("old", &old)]).await;
    push(&daemon, "", "1").await;
    assert_eq!(receiver.next().await.by, ["old"]);

    let overlap = Some(prost_types::Duration { seconds: 4, nanos: 0 });
    let request = RotateWebhookSecretRequest {
        namespace: NAMESPACE.to_owned(),
        webhook: webhook.id.clone(),
        overlap,
        ..Default::default()
    };
    let answer = daemon.webhooks().rotate_webhook_secret(request).await.unwrap().into_inner();
    let new = answer.secret;
    receiver.knows(&[("new", &new), ("old", &old)]).await;

    // Pushed again and again, it sees both secrets, and from some request on the new one alone.
    let mut seen: Vec<Vec<String>> = Vec::new();
    eventually(SOON * 2, async || {
        push(&daemon, "", "2").await;
        let by = receiver.next().await.by;
        let is_over = by == ["new"] && seen.iter().any(|by| by.len() == 2);
        if seen.last() != Some(&by) {
            seen.push(by);
        }
        if is_over { Ok(()) } else { Err(seen.clone()) }
    })
    .await;
    // What was on its way when the secret changed may have been signed by the old one.
    if seen[0] == ["old"] {
        seen.remove(0);
    }
    let both = vec!["new".to_owned(), "old".to_owned()];
    assert_eq!(seen, [both, vec!["new".to_owned()]]);
}

#[tokio::test]
async fn the_library_of_pypi_goes_through_a_rotation() {
    goes_through_a_rotation(python("receiver.py")).await;
}

#[tokio::test]
async fn the_library_of_npm_goes_through_a_rotation() {
    goes_through_a_rotation(node("receiver.mjs")).await;
}

#[tokio::test]
async fn the_library_of_pypi_verifies_what_comes() {
    verifies_what_comes(python("receiver.py")).await;
}

#[tokio::test]
async fn the_library_of_npm_verifies_what_comes() {
    verifies_what_comes(node("receiver.mjs")).await;
}
