//! The Connect protocol and gRPC-Web, by hand: what stock clients rely on.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use prost::Message as _;
use serde_json::{Value, json};
use sparrow_proto::v1;

use super::daemon;
use super::wire::told as exchange;
use crate::harness::daemon::webhook;
use crate::harness::{Receiver, TestDatabase};

fn enveloped(flags: u8, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[flags][..], &length, message].concat()
}

const GET_EVENT: &str = "/sparrow.v1.EventService/GetEvent";
const PUSH: &str = "/sparrow.v1.EventService/PushEvent";
const WATCH: &str = "/sparrow.v1.DeliveryService/WatchDeliveries";
const JSON: &str = "content-type: application/json\r\nconnect-protocol-version: 1\r\n";

#[tokio::test]
async fn one_message_in_and_one_out_in_either_form() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    // "eyJhIjoxLjB9" is {"a":1.0}.
    let push =
        json!({ "event": { "namespace": "default", "name": "a.b", "payload": "eyJhIjoxLjB9" } });
    let pushed =
        exchange(daemon.http, &format!("POST {PUSH}"), JSON, push.to_string().as_bytes()).await;
    assert_eq!(pushed.status, 200, "{}", pushed.json());
    let event_id = pushed.json()["eventId"].as_str().unwrap().to_owned();

    let request = v1::GetEventRequest { namespace: "default".into(), event_id };
    let proto = "content-type: application/proto\r\n";
    let told =
        exchange(daemon.http, &format!("POST {GET_EVENT}"), proto, &request.encode_to_vec()).await;
    assert!(told.head.contains("content-type: application/proto"), "{}", told.head);
    let event = v1::GetEventResponse::decode(told.body.as_slice()).unwrap().event.unwrap();
    assert_eq!(event.payload, r#"{"a":1.0}"#);

    // What changes nothing can be asked for by GET.
    let message = URL_SAFE_NO_PAD.encode(request.encode_to_vec());
    let line = format!("GET {GET_EVENT}?connect=v1&encoding=proto&base64=1&message={message}");
    let told = exchange(daemon.http, &line, "", b"").await;
    assert_eq!(v1::GetEventResponse::decode(told.body.as_slice()).unwrap().event, Some(event));
    let refused = exchange(
        daemon.http,
        &format!("GET {PUSH}?connect=v1&encoding=json&message=%7B%7D"),
        "",
        b"",
    )
    .await;
    assert_eq!(refused.status, 405);
    assert!(refused.head.contains("allow: POST"), "{}", refused.head);
    let strange =
        exchange(daemon.http, &format!("POST {PUSH}"), "content-type: text/xml\r\n", b"<a/>").await;
    assert_eq!(strange.status, 415);
    assert!(strange.head.contains("accept-post: application/json"), "{}", strange.head);
}

#[tokio::test]
async fn gzip_both_ways_and_no_bombs() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let gzip = |bytes: &[u8]| {
        let mut out = Vec::new();
        flate2::read::GzEncoder::new(bytes, flate2::Compression::best())
            .read_to_end(&mut out)
            .unwrap();
        out
    };
    let payload = STANDARD_NO_PAD.encode(format!(r#"{{"a":"{}"}}"#, "x".repeat(10_000)));
    let push = json!({ "event": { "namespace": "default", "name": "a.b", "payload": payload } })
        .to_string();
    let headers = format!("{JSON}content-encoding: gzip\r\n");
    let pushed =
        exchange(daemon.http, &format!("POST {PUSH}"), &headers, &gzip(push.as_bytes())).await;
    assert_eq!(pushed.status, 200, "{}", pushed.json());
    let get = json!({ "namespace": "default", "eventId": pushed.json()["eventId"] }).to_string();
    let headers = format!("{JSON}accept-encoding: br, gzip\r\n");
    let told = exchange(daemon.http, &format!("POST {GET_EVENT}"), &headers, get.as_bytes()).await;
    assert!(told.head.contains("content-encoding: gzip"), "{}", told.head);
    assert!(told.body.len() < 2_000);
    let mut text = String::new();
    flate2::read::GzDecoder::new(told.body.as_slice()).read_to_string(&mut text).unwrap();
    assert!(text.contains("idempotencyKey") || text.contains("payload"), "{text:.100}");

    let bomb = gzip(&vec![b' '; 50 * 1024 * 1024]);
    let headers = format!("{JSON}content-encoding: gzip\r\n");
    let refused = exchange(daemon.http, &format!("POST {PUSH}"), &headers, &bomb).await;
    assert_eq!(refused.json()["code"], "invalid_argument", "{}", refused.json());
    let unknown = exchange(
        daemon.http,
        &format!("POST {PUSH}"),
        &format!("{JSON}content-encoding: br\r\n"),
        b"x",
    )
    .await;
    assert_eq!(unknown.json()["code"], "unimplemented");
    assert_eq!(unknown.reason(), "unsupported_compression");
    assert!(unknown.head.contains("accept-encoding: gzip"), "{}", unknown.head);
}

#[tokio::test]
async fn errors_carry_the_details_that_grpc_carries() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let push =
        json!({ "event": { "namespace": "none", "name": "a.b", "payload": "e30=" } }).to_string();
    let refused = exchange(daemon.http, &format!("POST {PUSH}"), JSON, push.as_bytes()).await;
    let error = refused.json();
    assert_eq!((refused.status, &error["code"]), (404, &json!("not_found")), "{error}");
    let detail = &error["details"][0];
    assert_eq!(detail["type"], "google.rpc.ErrorInfo");
    let value = STANDARD_NO_PAD.decode(detail["value"].as_str().unwrap()).unwrap();
    let info = tonic_types::pb::ErrorInfo::decode(value.as_slice()).unwrap();
    assert_eq!(info.reason, "unknown_namespace");
    let unknown = exchange(daemon.http, "POST /sparrow.v1.EventService/Nothing", JSON, b"{}").await;
    assert_eq!(unknown.json()["code"], "unimplemented");
    let late = format!("{JSON}connect-timeout-ms: 0\r\n");
    let late = exchange(daemon.http, &format!("POST {PUSH}"), &late, push.as_bytes()).await;
    assert_eq!((late.status, &late.json()["code"]), (504, &json!("deadline_exceeded")));
    assert_eq!(late.reason(), "deadline_exceeded");
    let torn = exchange(daemon.http, &format!("POST {PUSH}"), JSON, b"{\"event\":").await;
    assert_eq!(
        (torn.json()["code"].as_str(), torn.reason().as_str()),
        (Some("invalid_argument"), "invalid_json")
    );
    let other = "content-type: application/json\r\nconnect-protocol-version: 2\r\n";
    let other = exchange(daemon.http, &format!("POST {PUSH}"), other, push.as_bytes()).await;
    assert_eq!((other.status, other.reason().as_str()), (400, "invalid_argument"));
    let get = format!("GET {GET_EVENT}?connect=v2&encoding=json&message=%7B%7D");
    assert_eq!(exchange(daemon.http, &get, "", b"").await.status, 400);
}

#[tokio::test]
async fn a_stream_comes_in_envelopes_and_says_how_it_ended() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = daemon(&test).await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    let event_id = daemon.push("a.b", b"{}").await.event_id;
    let request = json!({ "namespace": "default", "eventId": event_id }).to_string();
    let json_stream = "content-type: application/connect+json\r\n";
    let line = format!("POST {WATCH}");
    let told = exchange(daemon.http, &line, json_stream, &enveloped(0, request.as_bytes())).await;
    assert_eq!(told.status, 200);
    let envelopes = told.envelopes();
    let (last, messages) = envelopes.split_last().unwrap();
    assert_eq!((last.0, last.1.as_slice()), (2, b"{}".as_slice()));
    let end: Value = serde_json::from_slice(&messages.last().unwrap().1).unwrap();
    assert_eq!(end["deliveries"][0]["state"], "DELIVERY_STATE_DELIVERED");

    let request =
        v1::WatchDeliveriesRequest { namespace: "none".into(), event_id, ..Default::default() };
    let proto = "content-type: application/connect+proto\r\n";
    let told = exchange(daemon.http, &line, proto, &enveloped(0, &request.encode_to_vec())).await;
    let envelopes = told.envelopes();
    assert_eq!((told.status, envelopes.len(), envelopes[0].0), (200, 1, 2));
    let end: Value = serde_json::from_slice(&envelopes[0].1).unwrap();
    assert_eq!(end["error"]["code"], "not_found", "{end}");

    for body in [&b""[..], &b"\0\0"[..], &[0, 255, 255, 255, 255], &enveloped(1, b"x")] {
        let told = exchange(daemon.http, &line, json_stream, body).await;
        let end: Value = serde_json::from_slice(&told.envelopes()[0].1).unwrap();
        assert_eq!(end["error"]["code"], "invalid_argument", "{body:?}: {end}");
    }
}

#[tokio::test]
async fn a_stream_of_pushes_in_envelopes() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let events = |n: usize| {
        let event = v1::EventInput {
            namespace: "default".into(),
            r#type: "a.b".into(),
            payload: "{}".into(),
            ..Default::default()
        };
        enveloped(0, &v1::PushEventsRequest { events: vec![event; n] }.encode_to_vec())
    };
    let body = [events(3), events(4)].concat();
    let line = "POST /sparrow.v1.EventService/PushEvents";
    let told =
        exchange(daemon.http, line, "content-type: application/connect+proto\r\n", &body).await;
    let envelopes = told.envelopes();
    let (last, messages) = envelopes.split_last().unwrap();
    assert_eq!(last.1, b"{}");
    let total = v1::PushEventsResponse::decode(messages.last().unwrap().1.as_slice()).unwrap();
    assert_eq!(total.accepted, 7);
}

#[tokio::test]
async fn grpc_web() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let request = v1::ListNamespacesRequest::default().encode_to_vec();
    let headers = "content-type: application/grpc-web+proto\r\nx-grpc-web: 1\r\n";
    let line = "POST /sparrow.v1.NamespaceService/ListNamespaces";
    let told = exchange(daemon.http, line, headers, &enveloped(0, &request)).await;
    let envelopes = told.envelopes();
    let answer = v1::ListNamespacesResponse::decode(envelopes[0].1.as_slice()).unwrap();
    assert_eq!(answer.namespaces[0].name, "default");
    let trailers = String::from_utf8(envelopes[1].1.clone()).unwrap();
    assert!(envelopes[1].0 == 128 && trailers.contains("grpc-status:0"), "{trailers}");
    let page = format!("{headers}origin: https://example.com\r\n");
    let refused = exchange(daemon.http, line, &page, &enveloped(0, &request)).await;
    assert_eq!((refused.status, refused.reason().as_str()), (403, "origin_not_allowed"));
    let late = format!("{headers}grpc-timeout: 0n\r\n");
    let late = exchange(daemon.http, line, &late, &enveloped(0, &request)).await;
    assert_eq!((late.status, late.reason().as_str()), (200, "deadline_exceeded"));
    let nothing = "POST /sparrow.v1.Nothing/None";
    let unknown = exchange(daemon.http, nothing, headers, &enveloped(0, b"")).await;
    assert_eq!(unknown.reason(), "unknown_path");
}

#[tokio::test]
async fn who_may_not_call_is_told_so_as_connect_has_it() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let page = format!("{JSON}origin: https://example.com\r\n");
    let refused = exchange(daemon.http, &format!("POST {PUSH}"), &page, b"{}").await;
    assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("permission_denied")));
    assert_eq!(refused.reason(), "origin_not_allowed");
    let page = "content-type: application/connect+json\r\norigin: https://example.com\r\n";
    let refused = exchange(daemon.http, &format!("POST {WATCH}"), page, &enveloped(0, b"{}")).await;
    assert_eq!((refused.status, refused.reason().as_str()), (200, "origin_not_allowed"));
}

#[tokio::test]
async fn a_deadline_ends_a_stream() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let tail = "POST /sparrow.v1.DeliveryService/TailAttempts";
    let request = v1::TailAttemptsRequest { namespace: "default".into(), ..Default::default() };
    let framed = enveloped(0, &request.encode_to_vec());
    let web = "content-type: application/grpc-web+proto\r\ngrpc-timeout: 200m\r\n";
    let connect = "content-type: application/connect+proto\r\nconnect-timeout-ms: 200\r\n";
    for headers in [web, connect] {
        let told = exchange(daemon.http, tail, headers, &framed).await;
        assert_eq!(told.status, 200);
        assert_eq!(told.reason(), "deadline_exceeded", "{}", told.shown());
    }
}
