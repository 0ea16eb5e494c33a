//! Every call by plain HTTP, on the routes of the proto, and streams as server-sent events.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use prost_reflect::{DescriptorPool, Value as Field};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::daemon;
use super::wire::exchange;
use crate::harness::{Answer, Receiver, SOON, TestDatabase, eventually};

/// The routes that the proto has, as `VERB path`.
fn routes() -> BTreeSet<String> {
    let pool = DescriptorPool::decode(sparrow_proto::DESCRIPTORS).unwrap();
    let rule = pool.get_extension_by_name("google.api.http").unwrap();
    let methods = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    let mut routes = BTreeSet::new();
    for method in methods.filter(|method| method.options().has_extension(&rule)) {
        let options = method.options();
        let rule = options.get_extension(&rule);
        let rule = rule.as_message().unwrap();
        for verb in ["get", "put", "post", "delete", "patch"] {
            if let Some(Field::String(path)) =
                rule.get_field_by_name(verb).as_deref().filter(|_| rule.has_field_by_name(verb))
            {
                routes.insert(format!("{} {path}", verb.to_uppercase()));
            }
        }
    }
    routes
}

/// Calls, and remembers which routes were.
struct Caller {
    address: SocketAddr,
    called: BTreeSet<String>,
}

impl Caller {
    /// `route` is `VERB template`; `path` what stands for it. The answer has to be 200.
    async fn call(&mut self, route: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.answer(route, path, body.map(|body| body.to_string())).await;
        assert_eq!(answer.status, 200, "{route} {path}: {}", answer.body);
        answer.body
    }

    async fn answer(
        &mut self,
        route: &str,
        path: &str,
        body: Option<String>,
    ) -> super::wire::Answer {
        let (verb, template) = route.split_once(' ').unwrap();
        self.called.insert(format!("{verb} {template}"));
        let body = body.unwrap_or_default();
        let request = format!(
            "{verb} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len(),
        );
        exchange(self.address, request.as_bytes()).await
    }

    /// The names and data of the first events of a stream, until one has this name.
    async fn stream(&mut self, route: &str, path: &str, headers: &str, until: &str) -> Vec<Told> {
        let (verb, template) = route.split_once(' ').unwrap();
        self.called.insert(format!("{verb} {template}"));
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{headers}\r\n", self.address);
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(stream).lines();
        let (mut told, mut next, mut head) = (Vec::new(), Told::default(), String::new());
        let reading = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if told.is_empty() {
                    head.push_str(&line);
                }
                if let Some(name) = line.strip_prefix("event: ") {
                    name.clone_into(&mut next.name);
                } else if let Some(id) = line.strip_prefix("id: ") {
                    id.clone_into(&mut next.id);
                } else if let Some(data) = line.strip_prefix("data: ") {
                    next.data = serde_json::from_str(data).unwrap();
                } else if line.is_empty() && next != Told::default() {
                    told.push(std::mem::take(&mut next));
                    if until.is_empty() || told.last().is_some_and(|told| told.name == until) {
                        return;
                    }
                }
            }
        };
        timeout(SOON, reading).await.unwrap_or_else(|_| panic!("{path}: {head}"));
        assert!(head.contains("text/event-stream"), "{path}: {head}");
        told
    }
}

#[derive(Debug, Default, PartialEq)]
struct Told {
    name: String,
    id: String,
    data: Value,
}

#[tokio::test]
async fn every_route_leads_to_its_call() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let broken = Receiver::with(Answer::status(404)).await;
    let daemon = daemon(&test).await;
    let mut caller = Caller { address: daemon.http, called: BTreeSet::new() };
    let c = &mut caller;
    namespaces(c).await;
    webhooks(c, &receiver, &broken).await;
    let event = events(c).await;
    let dead = deliveries(c, &event).await;
    replays(c, &dead).await;
    endings(c).await;
    nodes(c).await;
    assert_eq!(caller.called, routes());
}

async fn nodes(c: &mut Caller) {
    let listed = c.call("GET /webhook/nodes", "/webhook/nodes", None).await;
    let id = listed["nodes"][0]["node_id"].as_str().unwrap().to_owned();
    for (verb, state) in [("drain", "draining"), ("undrain", "live")] {
        let route = format!("POST /webhook/nodes/{{node_id}}/{verb}");
        let path = format!("/webhook/nodes/{id}/{verb}");
        let told = c.call(&route, &path, Some(json!({}))).await;
        assert_eq!(told["node"]["state"], state);
    }
}

async fn namespaces(c: &mut Caller) {
    c.call("POST /webhook/namespaces", "/webhook/namespaces", Some(json!({"name": "shop"}))).await;
    c.call("POST /webhook/namespaces", "/webhook/namespaces", Some(json!({"name": "gone"}))).await;
    let listed = c.call("GET /webhook/namespaces", "/webhook/namespaces?page_size=1", None).await;
    assert_eq!(listed["namespaces"].as_array().unwrap().len(), 1);
    let shown = c.call("GET /webhook/namespaces/{name}", "/webhook/namespaces/shop", None).await;
    assert_eq!(shown["namespace"]["name"], "shop");
    c.call("DELETE /webhook/namespaces/{name}", "/webhook/namespaces/gone", None).await;
}

async fn webhooks(c: &mut Caller, receiver: &Receiver, broken: &Receiver) {
    let ns = json!({ "namespace": "shop" });
    let register = |name: &str, url: &str, types: &str| {
        json!({ "webhook": {
            "namespace": "shop", "name": name, "url": url, "events": [types],
            "retry": { "schedule": "none" }, "attemptTimeout": "3s", "headers": { "X-Team": "a" },
        }, "secret_kind": "ed25519" })
    };
    let path = "/webhook/webhooks";
    let made = c
        .call("POST /webhook/webhooks", path, Some(register("ok", &receiver.url("/"), "order.*")))
        .await;
    assert!(made["secret"].as_str().unwrap().starts_with("whsk_"), "{made}");
    assert_eq!(made["webhook"]["attempt_timeout"], "3s");
    assert_eq!(made["webhook"]["headers"], json!({ "x-team": "[hidden]" }));
    c.call("POST /webhook/webhooks", path, Some(register("dead", &broken.url("/"), "bad.*"))).await;
    let id = made["webhook"]["id"].as_str().unwrap();
    let listed = c
        .call(
            "GET /webhook/webhooks",
            "/webhook/webhooks?namespace=shop&event_type=order.paid",
            None,
        )
        .await;
    assert_eq!(listed["webhooks"][0]["id"], id);
    c.call("GET /webhook/webhooks/{webhook}", "/webhook/webhooks/ok?namespace=shop", None).await;
    let change = json!({ "webhook": { "namespace": "shop", "description": "d" }, "update_mask": "description" });
    let path = format!("/webhook/webhooks/{id}");
    let changed = c.call("PATCH /webhook/webhooks/{webhook.id}", &path, Some(change)).await;
    assert_eq!(changed["webhook"]["description"], "d");
    let health =
        c.call("GET /webhook/health/{webhook}", "/webhook/health/ok?namespace=shop", None).await;
    assert_eq!(health["webhook_id"], id);
    let system = c.call("GET /webhook/health", "/webhook/health", None).await;
    assert_eq!(system["ready"], true);
    let rotated = c
        .call(
            "POST /webhook/webhooks/{webhook}/secrets/rotate",
            "/webhook/webhooks/ok/secrets/rotate",
            Some(ns.clone()),
        )
        .await;
    assert_ne!(rotated["secret"], made["secret"]);
    let revealed = c
        .call(
            "POST /webhook/webhooks/{webhook}/secrets/reveal",
            "/webhook/webhooks/ok/secrets/reveal",
            Some(ns.clone()),
        )
        .await;
    assert_eq!(revealed["secrets"][0]["secret"], rotated["secret"]);
    assert_eq!(revealed["headers"], json!({ "x-team": "a" }));
    let pinged = c
        .call(
            "POST /webhook/webhooks/{webhook}/ping",
            "/webhook/webhooks/ok/ping",
            Some(ns.clone()),
        )
        .await;
    assert!(pinged["event_id"].as_str().unwrap().starts_with("evt_"));
    let tried = json!({ "namespace": "shop", "event": { "name": "any.thing", "payload": [1.0] } });
    c.call("POST /webhook/webhooks/{webhook}/test", "/webhook/webhooks/ok/test", Some(tried)).await;
}

/// The id of one that is delivered.
async fn events(c: &mut Caller) -> String {
    let payload = r#"{ "n": 9007199254740993 , "a":1.10,"a":"\u00e9" }"#;
    let push = format!(
        r#"{{"event":{{"namespace":"shop","name":"order.paid","payload":{payload},"idempotency_key":"k1"}}}}"#
    );
    let pushed = c.answer("POST /webhook/events", "/webhook/events", Some(push)).await;
    assert_eq!((pushed.status, &pushed.body["deliveries"]), (200, &json!(1)), "{}", pushed.body);
    let event = pushed.body["event_id"].as_str().unwrap().to_owned();
    let one = |name: &str| json!({ "namespace": "shop", "name": name, "payload": {} });
    let batch = json!({ "events": [one("bad.one"), one("bad.two"), one("order.sent")] });
    let batch = c.call("POST /webhook/events/batch", "/webhook/events/batch", Some(batch)).await;
    assert_eq!(batch["results"].as_array().unwrap().len(), 3);
    let shown = c
        .answer(
            "GET /webhook/events/{event_id}",
            &format!("/webhook/events/{event}?namespace=shop"),
            None,
        )
        .await;
    assert_eq!(shown.body["event"]["idempotency_key"], "k1");
    assert_eq!(shown.body["event"]["name"], "order.paid");
    let events = c
        .call(
            "GET /webhook/events",
            "/webhook/events?namespace=shop&type=order.*&since=2020-01-01T00:00:00Z",
            None,
        )
        .await;
    assert_eq!(events["events"].as_array().unwrap().len(), 2);
    event
}

/// The two that are dead.
async fn deliveries(c: &mut Caller, event: &str) -> Vec<String> {
    let watch = format!("/webhook/deliveries/watch?namespace=shop&event_id={event}");
    c.stream("GET /webhook/deliveries/watch", &watch, "", "").await;
    let address = c.address;
    let dead = eventually(SOON, async || {
        let dead = dead_letters(address).await;
        if dead.len() == 2 { Ok(dead) } else { Err(dead) }
    })
    .await;
    let listed = c
        .call(
            "GET /webhook/dead-letters",
            "/webhook/dead-letters?namespace=shop&webhook=dead",
            None,
        )
        .await;
    assert_eq!(listed["dead_letters"][0]["state"], "dead");
    let deliveries = c
        .call(
            "GET /webhook/deliveries",
            "/webhook/deliveries?namespace=shop&states=dead&states=pending",
            None,
        )
        .await;
    assert_eq!(deliveries["deliveries"].as_array().unwrap().len(), 2);
    c.call(
        "GET /webhook/deliveries/{delivery_id}",
        &format!("/webhook/deliveries/{}?namespace=shop", dead[0]),
        None,
    )
    .await;
    for verb in ["retry", "cancel"] {
        let body = json!({ "namespace": "shop", "delivery_ids": [dead[0]] }).to_string();
        let route = format!("POST /webhook/deliveries/{verb}");
        let answer = c.answer(&route, &format!("/webhook/deliveries/{verb}"), Some(body)).await;
        assert_eq!((answer.status, answer.code()), (409, "already_ended"), "{}", answer.body);
    }
    let attempts = c
        .call(
            "GET /webhook/attempts",
            "/webhook/attempts?namespace=shop&failed=true&statuses=4xx",
            None,
        )
        .await;
    let attempt = attempts["attempts"][0]["id"].as_str().unwrap();
    let shown = c
        .call(
            "GET /webhook/attempts/{attempt_id}",
            &format!("/webhook/attempts/{attempt}?namespace=shop&reveal=true"),
            None,
        )
        .await;
    assert_eq!(shown["attempt"]["response"]["status"], 404);
    dead
}

async fn replays(c: &mut Caller, dead: &[String]) {
    let ns = json!({ "namespace": "shop" });
    let selection =
        json!({ "namespace": "shop", "selection": { "webhook": "dead", "states": ["dead"] } });
    let plan = c
        .call(
            "POST /webhook/replays/plan",
            "/webhook/replays/plan",
            Some(json!({ "replay": selection })),
        )
        .await;
    assert_eq!(plan["total"], 2, "{plan}");
    let carried = json!({ "namespace": "shop", "plan_id": plan["plan_id"], "rate": 0.001 });
    let request = Some(json!({ "replay": selection }));
    let other = c.call("POST /webhook/replays/plan", "/webhook/replays/plan", request).await;
    let dropped = c
        .call(
            "DELETE /webhook/replays/plans/{plan_id}",
            &format!(
                "/webhook/replays/plans/{}?namespace=shop",
                other["plan_id"].as_str().unwrap()
            ),
            None,
        )
        .await;
    assert_eq!(dropped["dropped"], true, "{dropped}");
    let replay = c.call("POST /webhook/replays", "/webhook/replays", Some(carried)).await;
    let replay = replay["replay"]["id"].as_str().unwrap().to_owned();
    for verb in ["pause", "resume"] {
        let route = format!("POST /webhook/replays/{{replay_id}}/{verb}");
        c.call(&route, &format!("/webhook/replays/{replay}/{verb}"), Some(ns.clone())).await;
    }
    c.stream(
        "GET /webhook/replays/{replay_id}/watch",
        &format!("/webhook/replays/{replay}/watch?namespace=shop"),
        "",
        "",
    )
    .await;
    c.call("GET /webhook/replays", "/webhook/replays?namespace=shop", None).await;
    c.call(
        "POST /webhook/replays/{replay_id}/cancel",
        &format!("/webhook/replays/{replay}/cancel"),
        Some(ns.clone()),
    )
    .await;
    let shown = c
        .call(
            "GET /webhook/replays/{replay_id}",
            &format!("/webhook/replays/{replay}?namespace=shop"),
            None,
        )
        .await;
    assert_eq!(shown["replay"]["state"], "cancelled");
    let discard = json!({ "namespace": "shop", "delivery_ids": [dead[1]], "reason": "no use" });
    c.call("POST /webhook/dead-letters/discard", "/webhook/dead-letters/discard", Some(discard))
        .await;
}

async fn endings(c: &mut Caller) {
    let tail = "/webhook/attempts/tail?namespace=shop&since=2020-01-01T00:00:00Z";
    let refused = c.answer("GET /webhook/attempts/tail", tail, None).await;
    assert_eq!(
        (refused.status, refused.body["error"]["retryable"].clone()),
        (400, json!(false)),
        "{}",
        refused.body
    );
    for verb in ["pause", "resume"] {
        let route = format!("POST /webhook/webhooks/{{webhook}}/{verb}");
        c.call(
            &route,
            &format!("/webhook/webhooks/ok/{verb}"),
            Some(json!({ "namespace": "shop" })),
        )
        .await;
    }
    c.call("DELETE /webhook/webhooks/{webhook}", "/webhook/webhooks/dead?namespace=shop", None)
        .await;
}

async fn dead_letters(address: SocketAddr) -> Vec<String> {
    let path = "/webhook/dead-letters?namespace=shop";
    let answer = super::wire::get(address, path).await;
    let dead = answer.body["dead_letters"].as_array().cloned().unwrap_or_default();
    dead.iter().filter_map(|one| Some(one["id"].as_str()?.to_owned())).collect()
}

#[tokio::test]
async fn a_tail_goes_on_where_it_ended() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = daemon(&test).await;
    let webhook = crate::harness::daemon::webhook(&receiver.url("/"), &["*"], "none");
    daemon.register(webhook).await;
    let mut caller = Caller { address: daemon.http, called: BTreeSet::new() };
    let since = time::OffsetDateTime::now_utc() - time::Duration::minutes(1);
    let since = since.format(&time::format_description::well_known::Rfc3339).unwrap();
    let path = format!("/webhook/attempts/tail?namespace=default&since={since}");
    let route = "GET /webhook/attempts/tail";
    let first = daemon.push("a.one", b"{}").await;
    let told = caller.stream(route, &path, "", "attempt").await;
    let seen = told.last().unwrap();
    assert_eq!(seen.data["attempt"]["event_id"], first.event_id);
    assert!(!seen.id.is_empty());
    let second = daemon.push("a.two", b"{}").await;
    let again =
        caller.stream(route, &path, &format!("last-event-id: {}\r\n", seen.id), "attempt").await;
    assert_eq!(again.last().unwrap().data["attempt"]["event_id"], second.event_id);
}

#[tokio::test]
async fn what_stands_inline_keeps_every_byte_and_the_rest_goes_as_base64() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let daemon = daemon(&test).await;
    daemon.register(crate::harness::daemon::webhook(&receiver.url("/"), &["*"], "none")).await;
    let push = async |fields: &str| {
        let body = format!(r#"{{"event":{{"namespace":"default","name":"a.b",{fields}}}}}"#);
        super::wire::post(daemon.http, "/webhook/events", &body).await
    };
    let inline = r#"{"z":1.10,"a":9007199254740993,"a":"\u0041", "é":[ ]}"#;
    let pushed = push(&format!(r#""payload":{inline}"#)).await;
    let id = pushed.body["event_id"].as_str().unwrap().to_owned();
    let requests = receiver.wait_for(1, SOON).await;
    assert_eq!(requests[0].body.as_ref(), inline.as_bytes());
    let path = format!("/webhook/events/{id}?namespace=default");
    let shown = raw(daemon.http, &path).await;
    assert!(shown.contains(&format!(r#""payload":{inline},"#)), "{shown}");

    let text = push(r#""content_type":"text/plain","payload_base64":"AP8K""#).await;
    assert_eq!(text.status, 200, "{}", text.body);
    let requests = receiver.wait_for(2, SOON).await;
    assert_eq!(requests[1].body.as_ref(), [0, 255, 10]);
    let path =
        format!("/webhook/events/{}?namespace=default", text.body["event_id"].as_str().unwrap());
    assert!(raw(daemon.http, &path).await.contains(r#""payload_base64":"AP8K""#));

    let twice = push(r#""payload":{},"payload_base64":"AA==""#).await;
    assert_eq!((twice.status, twice.code()), (400, "invalid_argument"), "{}", twice.body);
}

/// The answer as it is written.
async fn raw(address: SocketAddr, path: &str) -> String {
    use tokio::io::AsyncReadExt as _;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test]
async fn parameters_that_are_wrong_are_named() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    for (path, code, field) in [
        ("/webhook/events?namespace=default&typ=a", "unknown_field", "typ"),
        ("/webhook/events?namespace=default&since=soon", "invalid_argument", "since"),
        ("/webhook/events?namespace=default&page_size=-1", "invalid_argument", "page_size"),
        ("/webhook/events?namespace=default&namespace=b", "invalid_argument", "namespace"),
        ("/webhook/deliveries?namespace=default&states=lost", "invalid_argument", "states"),
        ("/webhook/attempts?namespace=default&failed=maybe", "invalid_argument", "failed"),
    ] {
        let answer = super::wire::get(daemon.http, path).await;
        assert_eq!((answer.status, answer.code()), (400, code), "{path}: {}", answer.body);
        assert_eq!(answer.body["error"]["details"]["fields"][0]["field"], field, "{}", answer.body);
    }
}
