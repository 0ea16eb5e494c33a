//! gRPC tools that know nothing of sparrow but what its reflection tells them.

use super::clients::{buf, confirm, python, run, succeed, text};
use crate::harness::daemon::{Home, TestDaemon, webhook};
use crate::harness::{Receiver, SOON, TestDatabase};

async fn daemon(database: &TestDatabase) -> TestDaemon {
    Home::new(database).start().await
}

#[tokio::test]
async fn grpcio_works_from_reflection_alone() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let mut client = python("over_reflection.py");
    let daemon = daemon(&test).await;
    client.args([daemon.grpc.to_string(), receiver.url("/hook")]);
    let all = [
        "services",
        "options",
        "unary",
        "bytes",
        "both ways streaming",
        "server streaming",
        "deadline",
        "error details",
        "not found",
        "compression refused",
    ];
    confirm(client, &all).await;
    for request in receiver.wait_for(4, SOON).await {
        assert_eq!(request.body.as_ref(), br#"{"n":9007199254740993,"price":1.10}"#);
    }
}

#[tokio::test]
async fn buf_curl_lists_and_calls_by_either_version_of_reflection() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    drop(buf());
    let daemon = daemon(&test).await;
    daemon.register(webhook(&receiver.url("/hook"), &["*"], "none")).await;
    for version in ["grpc-v1", "grpc-v1alpha"] {
        let curl = |path: &str, more: &[&str]| {
            let mut command = buf();
            command.args(["curl", "--protocol", "grpc", "--reflect-protocol", version]);
            command.args(more).arg(format!("http://{}{path}", daemon.grpc));
            command
        };
        let services = succeed(curl("", &["--list-services"])).await;
        assert!(services.lines().any(|line| line == "sparrow.v1.EventService"), "{services}");
        let methods = succeed(curl("", &["--list-methods"])).await;
        for method in ["EventService/PushEvents", "WebhookService/GetWebhookHealth"] {
            let method = format!("sparrow.v1.{method}");
            assert!(methods.lines().any(|line| line == method), "{methods}");
        }

        let push = "/sparrow.v1.EventService/PushEvent";
        let event = r#"{"event":{"namespace":"default","name":"a.b","payload":"eyJhIjoxfQ=="}}"#;
        let pushed = succeed(curl(push, &["--data", event])).await;
        let pushed: serde_json::Value = serde_json::from_str(&pushed).unwrap();
        assert_eq!(pushed["deliveries"], 1, "{pushed}");

        // It exits with the code of gRPC, times eight.
        let refused = run(curl(push, &["--data", &event.replace("a.b", "a b")])).await;
        assert_eq!(refused.status.code(), Some(3 << 3), "{}", text(&refused.stderr));
        let said: serde_json::Value = serde_json::from_slice(&refused.stderr).unwrap();
        assert_eq!(said["code"], "invalid_argument", "{said}");
        let details = said["details"].as_array().unwrap().iter();
        let kinds: Vec<_> = details.map(|detail| detail["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["google.rpc.ErrorInfo", "google.rpc.BadRequest"], "{said}");
    }
    for request in receiver.wait_for(2, SOON).await {
        assert_eq!(request.body.as_ref(), br#"{"a":1}"#);
    }
}
