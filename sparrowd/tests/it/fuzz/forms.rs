//! Every call in every form that the HTTP door takes: on its route, by the Connect protocol in JSON and
//! in binary, by gRPC-Web, compressed, in envelopes. The messages make no sense, and half of the bodies
//! are broken besides.

use std::fmt::Write as _;
use std::io::Read as _;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, MethodDescriptor, Value};
use sparrow_fuzz::{Dice, mutate, runs};

use super::grpc::Words;
use super::http::Caller;
use crate::harness::TestDatabase;
use crate::harness::daemon::Home;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fuzzed_messages_in_every_form_are_answered_and_nothing_fails() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let words = Words::of(&daemon).await;
    let address = daemon.http;
    let fuzzing = tokio::task::spawn_blocking(move || {
        let calls = calls();
        let mut caller = Caller::new(address);
        runs("calls in every form", |dice| {
            let call = &calls[dice.below(calls.len())];
            let message = words.message(&call.input, dice, 0);
            let request = call.written(&message, dice);
            let status = caller.send(&request);
            let of_protocol = [501, 504].contains(&status);
            assert!(status < 500 || of_protocol, "{status}: {:.2000}", request.escape_ascii());
            (200..300).contains(&status)
        });
        assert_eq!(caller.call(b"GET /ready\n\n"), 200);
    });
    fuzzing.await.unwrap();
    daemon.push("a.b", b"{}").await;
    daemon.stop().await;
}

struct Call {
    /// By its full name.
    path: String,
    /// `VERB template`, where it has a route.
    route: Option<(String, String)>,
    input: MessageDescriptor,
    streams: bool,
}

/// All but what the others need, and streams that last for as long as they are wanted.
fn calls() -> Vec<Call> {
    let pool = DescriptorPool::decode(sparrow_proto::DESCRIPTORS).unwrap();
    let rule = pool.get_extension_by_name("google.api.http").unwrap();
    let route = |method: &MethodDescriptor| {
        let options = method.options();
        let rule = options.has_extension(&rule).then(|| options.get_extension(&rule))?;
        let rule = rule.as_message()?;
        let verbs = ["get", "put", "post", "delete", "patch"];
        let verb = verbs.into_iter().find(|verb| rule.has_field_by_name(verb))?;
        let path = rule.get_field_by_name(verb)?.as_str()?.to_owned();
        Some((verb.to_uppercase(), path))
    };
    let methods = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    methods
        .filter(|method| {
            method.name() != "DeleteNamespace" && !method.is_server_streaming()
                || method.name() == "PushEvents"
        })
        .map(|method| Call {
            path: format!("/{}/{}", method.parent_service().full_name(), method.name()),
            route: route(&method),
            input: method.input(),
            streams: method.is_client_streaming(),
        })
        .collect()
}

impl Call {
    fn written(&self, message: &DynamicMessage, dice: &mut Dice) -> Vec<u8> {
        let proto = message.encode_to_vec();
        // What can't be written as JSON is broken enough.
        let json = serde_json::to_vec(message).unwrap_or_else(|_| b"{\"since\":\"?\"}".to_vec());
        if let Some((verb, template)) = self.route.as_ref().filter(|_| dice.one_in(3)) {
            let (target, has_body) = Self::target(verb, template, message);
            let body = if has_body { broken(json, dice) } else { Vec::new() };
            return request(verb, &target, &["content-type: application/json"], &body);
        }
        let kind = ["json", "proto"][dice.below(2)];
        let body = if kind == "json" { json } else { proto };
        let (mut body, mut headers) = (broken(body, dice), Vec::new());
        let zipped = dice.one_in(4);
        if self.streams {
            if zipped {
                body = gzip(&body);
                headers.push("connect-content-encoding: gzip".to_owned());
            }
            let times = 1 + dice.below(3);
            body = enveloped(u8::from(zipped), &body).repeat(times);
            headers.push(format!("content-type: application/connect+{kind}"));
        } else if kind == "proto" && dice.one_in(2) {
            let text = dice.one_in(4);
            body = enveloped(0, &body);
            let form = if text { "-text" } else { "" };
            headers.push(format!("content-type: application/grpc-web{form}+proto"));
        } else {
            if zipped {
                body = gzip(&body);
                headers.push("content-encoding: gzip".to_owned());
            }
            headers.push(format!("content-type: application/{kind}"));
        }
        if dice.one_in(8) {
            // After everything else: what is compressed and framed is broken too.
            body = broken(body, dice);
        }
        let headers: Vec<_> = headers.iter().map(String::as_str).collect();
        request("POST", &self.path, &headers, &body)
    }

    /// The path and query that say what the message does, and whether a body follows.
    fn target(verb: &str, template: &str, message: &DynamicMessage) -> (String, bool) {
        let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let mut target = String::new();
        for (n, part) in template.split(['{', '}']).enumerate() {
            match n % 2 {
                0 => target.push_str(part),
                _ => target.push_str(&escaped(&field(message, part))),
            }
        }
        let has_body = ["POST", "PUT", "PATCH"].contains(&verb);
        if !has_body {
            target.push('?');
            for (field, value) in message.fields() {
                let values = match value {
                    Value::List(values) => values.iter().take(200).collect(),
                    value => vec![value],
                };
                for value in values {
                    let text = text(value);
                    write!(target, "{}={}&", field.name(), escaped(&text)).unwrap();
                }
            }
        }
        // More would be refused as a head, whatever it says.
        target.truncate(20_000);
        (target, has_body)
    }
}

/// The field at a dotted path, as text.
fn field(message: &DynamicMessage, path: &str) -> String {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let value = message.get_field_by_name(first);
    match value.as_deref() {
        Some(Value::Message(inner)) if !rest.is_empty() => field(inner, rest),
        Some(value) => text(value),
        None => String::new(),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(value) => value.to_string(),
        Value::U32(number) => number.to_string(),
        Value::U64(number) => number.to_string(),
        Value::F64(number) => number.to_string(),
        Value::EnumNumber(number) => number.to_string(),
        Value::Message(message) => serde_json::to_string(message).unwrap_or_default(),
        _ => String::new(),
    }
}

/// In half of the cases.
fn broken(body: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    if dice.one_in(2) { body } else { mutate(&[&body], dice) }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let level = flate2::Compression::fast();
    flate2::read::GzEncoder::new(bytes, level).read_to_end(&mut out).unwrap();
    out
}

fn enveloped(flags: u8, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[flags][..], &length, message].concat()
}

fn request(verb: &str, target: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let headers = headers.join("\r\n");
    let head = format!(
        "{verb} {target} HTTP/1.1\r\nhost: 127.0.0.1\r\n{headers}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}
