//! Every call of the API with messages that are well formed and make no sense: numbers and moments
//! out of all range, texts that are no text, lists too long, fields that exclude each other. The
//! answer is a success or says what is wrong with the question; it is never that something failed
//! inside, as when PostgreSQL is asked to keep what it can't.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers that make no sense are what is wanted"
)]

use bytes::{Buf as _, BufMut as _, Bytes};
use http::uri::PathAndQuery;
use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value,
};
use sparrow_fuzz::{Dice, runs};
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};

use crate::harness::TestDatabase;
use crate::harness::daemon::{Home, TestDaemon, webhook};

/// How deep messages nest that are made here.
const DEPTH: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fuzzed_calls_are_answered_and_nothing_fails() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let words = Words::of(&daemon).await;
    let channel = Endpoint::try_from(format!("http://{}", daemon.grpc)).unwrap().connect_lazy();
    let here = tokio::runtime::Handle::current();
    let fuzzing = tokio::task::spawn_blocking(move || {
        let methods = methods();
        runs("calls over gRPC", |dice| {
            let (path, input) = &methods[dice.below(methods.len())];
            let message = words.message(input, dice, 0);
            match here.block_on(call(channel.clone(), path, message.encode_to_vec())) {
                Ok(()) => true,
                Err(status) => {
                    let is_ours = [Code::Internal, Code::Unknown, Code::DataLoss];
                    assert!(!is_ours.contains(&status.code()), "{path} {message:?}: {status:?}");
                    false
                }
            }
        });
    });
    fuzzing.await.unwrap();
    // It is still there.
    daemon.push("a.b", b"{}").await;
    daemon.stop().await;
}

/// Paths and messages of all calls that answer once.
fn methods() -> Vec<(String, MessageDescriptor)> {
    let pool = DescriptorPool::decode(sparrow_proto::DESCRIPTORS).unwrap();
    let ours = pool.services().filter(|service| service.package_name() == "sparrow.v1");
    let methods: Vec<_> = ours.flat_map(|service| service.methods().collect::<Vec<_>>()).collect();
    let unary = methods.iter().filter(|m| !m.is_client_streaming() && !m.is_server_streaming());
    unary
        // What it deletes, the others need.
        .filter(|method| method.name() != "DeleteNamespace")
        .map(|method| {
            let service = method.parent_service().full_name().to_owned();
            (format!("/{service}/{}", method.name()), method.input())
        })
        .collect()
}

/// What fields are filled with, so that some calls come to something.
pub(super) struct Words {
    ids: Vec<String>,
}

const WEIRD: [&str; 14] = [
    "",
    " ",
    "\0",
    "a\0b",
    "default\0",
    "\u{202e}\u{feff}\u{2028}",
    "'; DROP TABLE sparrow.events; --",
    "%",
    "_",
    "\\",
    "é\u{301}\u{1f980}",
    "-1",
    "99999999999999999999999999999",
    "\u{10ffff}",
];

impl Words {
    pub(super) async fn of(daemon: &TestDaemon) -> Self {
        let (webhook, _) =
            daemon.register(webhook("http://127.0.0.1:9/", &["a.*"], "fixed:1h")).await;
        let event = daemon.push("a.b", b"{}").await.event_id;
        let delivery = daemon.deliveries_of(&event).await.remove(0).id;
        let none = "01jd3zv5m8x3b9k2q7r4s6t8w0";
        let strangers = ["evt", "wh", "dlv", "att", "rpl"].map(|kind| format!("{kind}_{none}"));
        Self { ids: [webhook.id, event, delivery].into_iter().chain(strangers).collect() }
    }

    pub(super) fn message(
        &self,
        of: &MessageDescriptor,
        dice: &mut Dice,
        depth: usize,
    ) -> DynamicMessage {
        let mut message = DynamicMessage::new(of.clone());
        for field in of.fields() {
            // What most calls want is there, most of the time.
            let is_wanted = ["namespace", "webhook", "event"].contains(&field.name());
            if dice.one_in(if is_wanted { 16 } else { 2 }) {
                continue;
            }
            if let Some(value) = self.field(&field, dice, depth) {
                message.set_field(&field, value);
            }
        }
        message
    }

    fn field(&self, field: &FieldDescriptor, dice: &mut Dice, depth: usize) -> Option<Value> {
        let many = if dice.one_in(64) { 1_100 } else { 4 };
        if field.is_map() {
            let entries = (0..dice.below(many)).map(|_| {
                let (key, value) = (self.text("", dice), self.text("", dice));
                (MapKey::String(key), Value::String(value))
            });
            return Some(Value::Map(entries.collect()));
        }
        if field.is_list() {
            let many = if matches!(field.kind(), Kind::Message(_)) { 4 } else { many };
            let items = (0..dice.below(many)).filter_map(|_| self.value(field, dice, depth));
            return Some(Value::List(items.collect()));
        }
        self.value(field, dice, depth)
    }

    fn value(&self, field: &FieldDescriptor, dice: &mut Dice, depth: usize) -> Option<Value> {
        Some(match field.kind() {
            Kind::String => Value::String(self.text(field.name(), dice)),
            Kind::Bytes => Value::Bytes(bytes(dice)),
            Kind::Bool => Value::Bool(dice.one_in(2)),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(number(dice) as i32),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(number(dice)),
            Kind::Uint32 | Kind::Fixed32 => Value::U32(number(dice) as u32),
            Kind::Uint64 | Kind::Fixed64 => Value::U64(number(dice) as u64),
            Kind::Float => Value::F32(number(dice) as f32),
            Kind::Double => Value::F64(f64::from_bits(dice.number())),
            Kind::Enum(of) => {
                let known: Vec<_> = of.values().map(|value| value.number()).collect();
                let value = if dice.one_in(8) {
                    number(dice) as i32
                } else {
                    known[dice.below(known.len())]
                };
                Value::EnumNumber(value)
            }
            Kind::Message(_) if depth == DEPTH => return None,
            Kind::Message(of) => Value::Message(self.message(&of, dice, depth + 1)),
        })
    }

    fn text(&self, name: &str, dice: &mut Dice) -> String {
        if dice.one_in(6) {
            let weird = dice.of(&WEIRD).unwrap_or_default();
            let times = if dice.one_in(64) { 20_000 } else { 1 };
            return weird.repeat(times);
        }
        let words: &[&str] = match name {
            "namespace" => &["default", "default", "default", "nobody"],
            "url" => &["http://127.0.0.1:9/", "https://acme.io/in", "http://10.0.0.1/", "acme.io"],
            "type" => &["a.b", "a.c"],
            // Nothing is pushed to these: a million calls are not to be a million times as many.
            "event_types" => &["never.a", "never.*"],
            "schedule" => &["standard", "fixed:30s", "exp:1s..1h", "list:1s,1m", "none", "often"],
            "content_type" => &["application/json", "text/plain", "x"],
            "statuses" => &["200", "5xx", "timeout", "proxy", "6xx"],
            "paths" => {
                &["url", "name", "event_types", "retry.schedule", "headers", "concurrency", "x"]
            }
            "page_token" | "cursor" => &["AQIDBAUGBwgJCgsM", "c_AQ", "c_AAAA"],
            "idempotency_key" | "key" => &["k1", "k2"],
            "name" => &["acme", "default", "n1", "a.b"],
            "secret" => &["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_x"],
            _ if name.contains("id") || name.starts_with("webhook") => {
                let ids: Vec<&str> = self.ids.iter().map(String::as_str).collect();
                return dice.of(&ids).unwrap_or_default().to_owned();
            }
            _ => &["a", "b.c", "why not"],
        };
        dice.of(words).unwrap_or_default().to_owned()
    }
}

fn bytes(dice: &mut Dice) -> Bytes {
    let some: [&[u8]; 6] = [b"{}", b"[1.10]", b"", b"{", b"\0\xff\xfe", b"\"a\\u0000b\""];
    Bytes::from_static(some[dice.below(some.len())])
}

fn number(dice: &mut Dice) -> i64 {
    const NUMBERS: [i64; 18] = [
        0,
        1,
        2,
        16,
        50,
        100,
        999,
        1_000,
        1_001,
        1_800_000_000,
        -1,
        -62_135_596_801,
        253_402_300_800,
        1_000_000_000,
        i32::MAX as i64,
        u32::MAX as i64,
        i64::MAX,
        i64::MIN,
    ];
    NUMBERS[dice.below(NUMBERS.len())]
}

async fn call(channel: Channel, path: &str, message: Vec<u8>) -> Result<(), Status> {
    let mut client = Grpc::new(channel);
    client.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
    let path: PathAndQuery = path.parse().unwrap();
    client.unary(Request::new(message), path, Opaque).await.map(drop)
}

/// Messages as their bytes.
struct Opaque;

impl Codec for Opaque {
    type Encode = Vec<u8>;
    type Decode = ();
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Opaque {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Opaque {
    type Item = ();
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<()>, Status> {
        from.advance(from.remaining());
        Ok(Some(()))
    }
}
