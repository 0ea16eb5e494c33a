//! The doors that payloads come in by.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::StreamExt as _;
use prost::Message as _;
use serde::de::IgnoredAny;
use serde_json::json;
use sparrow_proto::v1::{EventInput, PushEventBatchRequest, PushEventRequest, PushEventsRequest};

use super::Bench;
use super::payloads::Payload;
use crate::harness::daemon::NAMESPACE;
use crate::interop::clients;

const TYPE: &str = "a.b";
const PUSH_EVENT: &str = "/sparrow.v1.EventService/PushEvent";

#[derive(Debug, Clone, Copy)]
pub(super) enum Door {
    Grpc,
    GrpcBatch,
    GrpcStream,
    /// `POST /webhook/events`, and the payload inline if it can stand there.
    Rest,
    /// `POST /webhook/events/batch`, the same way.
    RestBatch,
    ConnectJson,
    ConnectBinary,
    /// `sparrowctl push TYPE @FILE`
    File,
    /// `sparrowctl push TYPE --file FILE`: each line is a payload.
    Lines,
    /// `sparrowctl push --file FILE`: each line is an object that holds one.
    Objects,
}

pub(super) const DOORS: &[Door] = &[
    Door::Grpc,
    Door::GrpcBatch,
    Door::GrpcStream,
    Door::Rest,
    Door::RestBatch,
    Door::ConnectJson,
    Door::ConnectBinary,
    Door::File,
    Door::Lines,
    Door::Objects,
];

const NEWLINE: &str = "a line ends at a newline, so none is inside of it";

impl Door {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Grpc => "gRPC",
            Self::GrpcBatch => "batch",
            Self::GrpcStream => "stream",
            Self::Rest => "REST",
            Self::RestBatch => "REST batch",
            Self::ConnectJson => "Connect JSON",
            Self::ConnectBinary => "Connect binary",
            Self::File => "push @file",
            Self::Lines => "--file lines",
            Self::Objects => "--file objects",
        }
    }

    /// Why a payload can't come this way, by the way's own form.
    pub(super) fn cannot(self, payload: &Payload) -> Option<&'static str> {
        match self {
            Self::Lines if payload.bytes.contains(&b'\n') => Some(NEWLINE),
            Self::Lines if payload.bytes.is_empty() => Some("an empty line is passed over"),
            Self::Objects if !payload.is_json() => {
                Some("the payload stands in a JSON object, so it is JSON")
            }
            Self::Objects if payload.bytes.trim_ascii().contains(&b'\n') => Some(NEWLINE),
            Self::Objects if payload.is_padded() => {
                Some("space around a value in JSON belongs to what it stands in")
            }
            _ => None,
        }
    }

    /// Pushes it; an error is why it was refused.
    pub(super) async fn push(self, bench: &Bench, payload: &Payload) -> Result<(), String> {
        match self {
            Self::Grpc => {
                let request = PushEventRequest { event: Some(input(payload)) };
                let answer = bench.daemon.events().push_event(request).await;
                answer.map(drop).map_err(|status| status.to_string())
            }
            Self::GrpcBatch => {
                let request = PushEventBatchRequest { events: vec![input(payload)] };
                let answer = bench.daemon.events().push_event_batch(request).await;
                answer.map(drop).map_err(|status| status.to_string())
            }
            Self::Rest => {
                let body = [&br#"{"event":"#[..], &inline(payload), b"}"].concat();
                post(bench, "/webhook/events", "application/json", &body).await
            }
            Self::RestBatch => {
                let body = [&br#"{"events":["#[..], &inline(payload), b"]}"].concat();
                post(bench, "/webhook/events/batch", "application/json", &body).await
            }
            Self::ConnectJson => {
                let event = json!({
                    "namespace": NAMESPACE,
                    "name": TYPE,
                    "contentType": payload.content_type,
                    "payload": STANDARD.encode(&payload.bytes),
                });
                let body = json!({ "event": event }).to_string();
                post(bench, PUSH_EVENT, "application/json", body.as_bytes()).await
            }
            Self::ConnectBinary => {
                let body = PushEventRequest { event: Some(input(payload)) }.encode_to_vec();
                post(bench, PUSH_EVENT, "application/proto", &body).await
            }
            Self::GrpcStream => stream(bench, payload).await.map_err(|status| status.to_string()),
            Self::File => {
                let file = format!("@{}", bench.ctl.file("payload", &payload.bytes));
                ctl(bench, payload, &[TYPE, &file]).await
            }
            Self::Lines => {
                let file = bench.ctl.file("lines", &payload.bytes);
                ctl(bench, payload, &[TYPE, "--file", &file]).await
            }
            Self::Objects => {
                let mut line = format!("{{\"type\":\"{TYPE}\",\"data\":").into_bytes();
                line.extend_from_slice(&payload.bytes);
                line.push(b'}');
                let file = bench.ctl.file("objects", &line);
                ctl(bench, payload, &["--file", &file]).await
            }
        }
    }
}

fn input(payload: &Payload) -> EventInput {
    EventInput {
        namespace: NAMESPACE.to_owned(),
        r#type: TYPE.to_owned(),
        payload: payload.bytes.clone(),
        content_type: payload.content_type.to_owned(),
        ..Default::default()
    }
}

async fn stream(bench: &Bench, payload: &Payload) -> Result<(), tonic::Status> {
    let request = PushEventsRequest { events: vec![input(payload)] };
    let mut events = bench.daemon.events();
    let mut answers = events.push_events(futures::stream::iter([request])).await?.into_inner();
    while let Some(answer) = answers.next().await {
        answer?;
    }
    Ok(())
}

/// An event as plain JSON: the payload inline, or in base64 if that can't be.
fn inline(payload: &Payload) -> Vec<u8> {
    let mut event = format!(r#"{{"namespace":"{NAMESPACE}","name":"{TYPE}""#).into_bytes();
    if !payload.content_type.is_empty() {
        event.extend(format!(r#","content_type":"{}""#, payload.content_type).bytes());
    }
    if payload.is_inline() {
        event.extend(br#","payload":"#);
        event.extend_from_slice(&payload.bytes);
    } else {
        let base64 = STANDARD.encode(&payload.bytes);
        event.extend(format!(r#","payload_base64":"{base64}""#).bytes());
    }
    event.push(b'}');
    event
}

async fn post(bench: &Bench, path: &str, content_type: &str, body: &[u8]) -> Result<(), String> {
    let body = format!("@{}", bench.ctl.file("body", body));
    let url = format!("http://{}{path}", bench.daemon.http);
    let mut curl = clients::curl();
    curl.args(["--fail-with-body", "--data-binary", &body, "--header"]);
    curl.args([&format!("content-type: {content_type}"), &url]);
    let output = clients::run(curl).await;
    if output.status.success() { Ok(()) } else { Err(clients::text(&output.stdout)) }
}

async fn ctl(bench: &Bench, payload: &Payload, arguments: &[&str]) -> Result<(), String> {
    let mut all = vec!["event", "push"];
    all.extend(arguments);
    if !payload.content_type.is_empty() {
        all.extend(["--content-type", payload.content_type]);
    }
    bench.ctl.json::<IgnoredAny>(&all).await.map(drop)
}
