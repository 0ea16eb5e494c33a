//! What is small on the wire and large in memory, on every door: refused before it is taken apart.

use std::convert::Infallible;
use std::io::Read as _;
use std::net::SocketAddr;
use std::process::{Child, Stdio};

use bytes::Bytes;
use futures::channel::mpsc::{UnboundedSender, unbounded};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;
use prost::Message as _;
use serde_json::Value;
use sparrow_proto::v1;
use sparrow_proto::v1::event_service_client::EventServiceClient;
use sparrow_proto::v1::namespace_service_client::NamespaceServiceClient;
use sparrow_proto::v1::webhook_service_client::WebhookServiceClient;
use sparrowd::secrets::Keyring;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tonic::Code;
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt as _;

use super::wire::{get, told};
use super::{channel, daemon};
use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, free_port, memory, webhook};
use crate::harness::{Answer, Receiver, SOON, TestDatabase, eventually, sparrowd};

/// Entries of two bytes each.
const MANY: usize = 1_800_000;
/// KiB that the daemon may grow by: what these entries would take is several times as much.
const GROWTH: u64 = 96 * 1024;

/// A daemon in a process of its own, whose memory is its own too.
struct Process {
    child: Child,
    grpc: SocketAddr,
    http: SocketAddr,
    _folder: TempDir,
}

impl Process {
    async fn start(test: &TestDatabase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Keyring::create(&folder.path().join("keys")).unwrap();
        let [grpc, http] = [free_port(), free_port()];
        let child = sparrowd()
            .args(["serve", "--migrate", "auto"])
            .env_clear()
            .env("DATABASE_URL", test.url())
            .env("GRPC_PORT", grpc.to_string())
            .env("HTTP_PORT", http.to_string())
            .env("SPARROW_SECRETS__KEY_FILE", folder.path().join("keys"))
            .env("SPARROW_NODE__STATE_DIR", folder.path().join("node"))
            .env("SPARROW_LOG__LEVEL", "error")
            .env("SPARROW_EGRESS__ALLOW", "127.0.0.1/32")
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let address = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let this = Self { child, grpc: address(grpc), http: address(http), _folder: folder };
        eventually(SOON, async || {
            TcpStream::connect(this.http).await.map_err(|error| error.to_string())?;
            match get(this.http, "/ready").await.status {
                200 => Ok(()),
                status => Err(status.to_string()),
            }
        })
        .await;
        this
    }

    /// The most that it has ever had in memory, in KiB.
    fn peak(&self) -> u64 {
        memory(self.child.id(), "VmHWM")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let level = flate2::Compression::best();
    flate2::read::GzEncoder::new(bytes, level).read_to_end(&mut out).unwrap();
    out
}

fn framed(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[0][..], &length, message].concat()
}

const BATCH: &str = "POST /sparrow.v1.EventService/PushEventBatch";
const STREAM: &str = "POST /sparrow.v1.EventService/PushEvents";

#[tokio::test]
async fn entries_of_no_bytes_take_no_memory_on_any_door() {
    let test = TestDatabase::create().await;
    let daemon = Process::start(&test).await;
    // Field 1 of PushEventBatchRequest and of PushEventsRequest: an event of no bytes.
    let wire = [0x0a, 0x00].repeat(MANY);
    let json = format!(r#"{{"events":[{}]}}"#, vec!["{}"; MANY].join(","));
    let plain = format!(r#"{{"events":[{}]}}"#, vec![r#"{"payload":1}"#; MANY / 5].join(","));
    let proto = "content-type: application/proto\r\n";
    let connect_json = "content-type: application/json\r\n";
    let zipped = "content-encoding: gzip\r\n";
    let small = gzip(&wire);
    assert!(small.len() < 10_000, "it comes as {} bytes", small.len());
    let calls = [
        (BATCH, proto.to_owned(), wire.clone()),
        (BATCH, format!("{proto}{zipped}"), small),
        (BATCH, format!("{connect_json}{zipped}"), gzip(json.as_bytes())),
        (BATCH, "content-type: application/grpc-web+proto\r\n".to_owned(), framed(&wire)),
        ("POST /webhook/events/batch", connect_json.to_owned(), plain.into_bytes()),
        (STREAM, "content-type: application/connect+proto\r\n".to_owned(), framed(&wire)),
    ];
    let before = daemon.peak();
    for (line, headers, body) in calls {
        let answer = told(daemon.http, line, &headers, &body).await;
        assert_eq!(answer.reason(), "batch_too_large", "{line} {headers}: {}", answer.shown());
    }
    let grew = daemon.peak() - before;
    assert!(grew < GROWTH, "the daemon has grown by {grew} KiB");
}

#[tokio::test]
async fn entries_of_no_bytes_take_no_memory_over_grpc() {
    let test = TestDatabase::create().await;
    let daemon = Process::start(&test).await;
    let batch = v1::PushEventBatchRequest { events: vec![v1::EventInput::default(); MANY / 4] };
    let stream = v1::PushEventsRequest { events: batch.events.clone() };
    let before = daemon.peak();
    let channel = Endpoint::try_from(format!("http://{}", daemon.grpc)).unwrap();
    let mut events = EventServiceClient::new(channel.connect().await.unwrap());
    let refused = events.push_event_batch(batch).await.unwrap_err();
    let reason = refused.get_error_details().error_info().unwrap().reason.clone();
    assert_eq!((refused.code(), reason.as_str()), (Code::InvalidArgument, "batch_too_large"));
    let answers = events.push_events(tokio_stream::once(stream)).await.unwrap();
    let mut answers = answers.into_inner();
    let refused = answers.message().await.unwrap_err();
    let details = refused.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "batch_too_large");
    let grew = daemon.peak() - before;
    assert!(grew < GROWTH, "the daemon has grown by {grew} KiB");
}

/// What waits for a receiver keeps nothing in memory of the requests that it came with.
#[tokio::test]
async fn a_small_payload_does_not_keep_the_batch_that_it_came_in() {
    let test = TestDatabase::create().await;
    let daemon = Process::start(&test).await;
    let hangs = Receiver::with(Answer::never()).await;
    let channel = Endpoint::try_from(format!("http://{}", daemon.grpc)).unwrap();
    let channel = channel.connect().await.unwrap();
    let webhook = Some(webhook(&hangs.url("/"), &["kept.*"], "standard"));
    let request = v1::RegisterWebhookRequest { webhook, ..Default::default() };
    WebhookServiceClient::new(channel.clone()).register_webhook(request).await.unwrap();
    let event = |event_type: &str, bytes| v1::EventInput {
        namespace: NAMESPACE.to_owned(),
        r#type: event_type.to_owned(),
        payload: Bytes::from(vec![b'1'; bytes]),
        ..v1::EventInput::default()
    };
    let large = [vec![event("kept.a", 1)], vec![event("other.a", 1_000_000); 4]].concat();
    let mut events = EventServiceClient::new(channel);
    let before = daemon.peak();
    for _ in 0..40 {
        let request = v1::PushEventBatchRequest { events: large.clone() };
        events.push_event_batch(request).await.unwrap();
    }
    let grew = daemon.peak() - before;
    assert!(grew < GROWTH, "the daemon has grown by {grew} KiB");
}

#[tokio::test]
async fn ids_have_room_however_small_payloads_are() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).with("delivery.max_payload", "1KiB").start().await;
    let ids = vec!["dlv_01jd9x7rkc3v6m2p8wz4t9hq5e"; 10_000];
    let body = serde_json::json!({ "namespace": "default", "delivery_ids": ids }).to_string();
    let json = "content-type: application/json\r\n";
    let answer = told(daemon.http, "POST /webhook/replays", json, body.as_bytes()).await;
    assert_eq!(answer.reason(), "unknown_delivery", "{}", answer.shown());
}

/// A call over gRPC with this body, as no stock client makes it.
async fn call(daemon: &TestDaemon, encoding: &str, body: Vec<u8>) -> http::HeaderMap {
    let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new())
        .http2_only(true)
        .build_http();
    let path = "sparrow.v1.NamespaceService/ListNamespaces";
    let request = http::Request::post(format!("http://{}/{path}", daemon.grpc))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("grpc-encoding", encoding)
        .body(http_body_util::Full::new(Bytes::from(body)))
        .unwrap();
    client.request(request).await.unwrap().headers().clone()
}

/// Streams that announce a message as long as any may be, and send no byte of it.
#[tokio::test]
async fn who_announces_much_and_sends_nothing_keeps_no_call_out() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new())
        .http2_only(true)
        .build_http();
    let mut streams = Vec::new();
    for _ in 0..8 {
        let (body, sent) = futures::channel::mpsc::unbounded();
        let head = [&[0][..], &5_600_000_u32.to_be_bytes()].concat();
        body.unbounded_send(Ok::<_, Infallible>(Frame::data(Bytes::from(head)))).unwrap();
        let path = "sparrow.v1.EventService/PushEvents";
        let request = http::Request::post(format!("http://{}/{path}", daemon.grpc))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(StreamBody::new(sent))
            .unwrap();
        let answer = client.request(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        streams.push((body, answer));
    }
    let channel = channel(&daemon).await;
    let mut health = HealthClient::new(channel.clone());
    let mut namespaces = NamespaceServiceClient::new(channel);
    for _ in 0..100 {
        health.check(HealthCheckRequest::default()).await.unwrap();
        namespaces.list_namespaces(v1::ListNamespacesRequest::default()).await.unwrap();
    }
    for (_, answer) in &mut streams {
        let end = answer.body_mut().frame();
        assert!(futures::poll!(end).is_pending(), "it waits for the rest of its message");
    }
}

fn event(bytes: usize) -> v1::EventInput {
    v1::EventInput {
        namespace: NAMESPACE.to_owned(),
        r#type: "a.b".to_owned(),
        payload: Bytes::from(vec![b'1'; bytes]),
        ..v1::EventInput::default()
    }
}

/// As much as a message may hold.
fn large() -> v1::PushEventsRequest {
    v1::PushEventsRequest { events: vec![event(1_000_000); 5] }
}

async fn push_large(daemon: &TestDaemon) -> u64 {
    let answers = daemon.events().push_events(tokio_stream::once(large())).await.unwrap();
    let mut answers = answers.into_inner();
    let mut accepted = 0;
    while let Some(answer) = answers.message().await.unwrap() {
        accepted = answer.accepted;
    }
    accepted
}

type Body = UnboundedSender<Result<Frame<Bytes>, Infallible>>;

/// As many streams as there is room for, of callers who take one byte of what they are told. Each has
/// pushed two events, one after the other, and is in the middle of a large message.
async fn stalled(
    test: &TestDatabase,
    daemon: &TestDaemon,
    timeout: &str,
) -> Vec<(Body, http::Response<hyper::body::Incoming>)> {
    let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new())
        .http2_only(true)
        .http2_initial_stream_window_size(1)
        .build_http();
    let mut streams = Vec::new();
    for _ in 0..5 {
        let (body, sent) = unbounded();
        let path = "sparrow.v1.EventService/PushEvents";
        let request = http::Request::post(format!("http://{}/{path}", daemon.grpc))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("grpc-timeout", timeout)
            .body(StreamBody::new(sent))
            .unwrap();
        streams.push((body, client.request(request).await.unwrap()));
    }
    let small = framed(&v1::PushEventsRequest { events: vec![event(1)] }.encode_to_vec());
    let begun = [&small[..], &framed(&large().encode_to_vec())[..5]].concat();
    for (events, part) in [(5, small), (10, begun)] {
        for (body, _) in &streams {
            body.unbounded_send(Ok(Frame::data(Bytes::from(part.clone())))).unwrap();
        }
        committed(test, events).await;
    }
    streams
}

async fn committed(test: &TestDatabase, events: i64) {
    let pool = test.pool().await;
    eventually(SOON, async || {
        let count = "SELECT count(*) FROM sparrow.events";
        let count: i64 = sqlx::query_scalar(count).fetch_one(&pool).await.unwrap();
        if count == events { Ok(()) } else { Err(count) }
    })
    .await;
}

#[tokio::test]
async fn who_does_not_read_its_answers_keeps_no_stream_waiting() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let streams = stalled(&test, &daemon, "1H").await;
    let rest = Bytes::from(framed(&large().encode_to_vec())).slice(5..);
    for (body, _) in &streams {
        body.unbounded_send(Ok(Frame::data(rest.clone()))).unwrap();
    }
    committed(&test, 10 + 5 * 5).await;
    assert_eq!(push_large(&daemon).await, 5);
}

/// A message that does not come has 15 s to do so.
#[tokio::test]
async fn a_deadline_is_over_for_one_who_does_not_read_its_answers_too() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let _streams = stalled(&test, &daemon, "5S").await;
    let accepted = tokio::time::timeout(SOON, push_large(&daemon)).await;
    assert_eq!(accepted.expect("their room is free"), 5);
}

fn refusal(headers: &http::HeaderMap) -> (Code, String) {
    let status = tonic::Status::from_header_map(headers).unwrap();
    (status.code(), status.get_error_details().error_info().unwrap().reason.clone())
}

#[tokio::test]
async fn a_call_has_one_message() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    for messages in [0, 2] {
        let headers = call(&daemon, "identity", framed(b"").repeat(messages)).await;
        let refused = (Code::InvalidArgument, "invalid_argument".to_owned());
        assert_eq!(refusal(&headers), refused, "{messages}");
    }
}

#[tokio::test]
async fn compressed_messages_are_refused_with_what_would_be_taken() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let headers = call(&daemon, "gzip", framed(b"")).await;
    let refused = (Code::Unimplemented, "unsupported_compression".to_owned());
    assert_eq!(refusal(&headers), refused);
    assert_eq!(headers["grpc-accept-encoding"], "identity");
    // One that says so of itself, and the headers do not.
    let mut flagged = framed(b"");
    flagged[0] = 1;
    let headers = call(&daemon, "identity", flagged).await;
    assert_eq!(refusal(&headers), (Code::InvalidArgument, "invalid_argument".to_owned()));
}

#[tokio::test]
async fn names_that_stand_twice_are_refused() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let json = "content-type: application/json\r\n";
    let plain = |map: &str| {
        let doubled = r#"{"k":"a","k":"b"}"#;
        format!(
            r#"{{"event":{{"namespace":"default","name":"a","payload":{{}},"{map}":{doubled}}}}}"#
        )
    };
    for map in ["metadata", "headers"] {
        let answer = told(daemon.http, "POST /webhook/events", json, plain(map).as_bytes()).await;
        assert_eq!((answer.status, answer.reason().as_str()), (400, "invalid_argument"));
        let named: Value = answer.json()["error"]["details"]["fields"][0]["field"].clone();
        assert_eq!(named, format!("event.{map}.k"));
        let canonical = plain(map).replace(r#""payload":{}"#, r#""payload":"e30=""#);
        let line = "POST /sparrow.v1.EventService/PushEvent";
        let answer = told(daemon.http, line, json, canonical.as_bytes()).await;
        assert_eq!(answer.reason(), "invalid_json", "{}", answer.shown());
    }
}
