//! Connect's own client for Node, by every protocol that it speaks.

use super::clients::{confirm, node};
use crate::harness::daemon::Home;
use crate::harness::{Receiver, SOON, TestDatabase};

/// What each protocol has to get through, in this order.
const ALL: [&str; 8] = [
    "unary",
    "bytes",
    "batch",
    "server streaming",
    "a stream left early",
    "error details",
    "not found",
    "deadline",
];

async fn calls(protocol: &str, http: &str, more: &[(&'static str, usize)]) {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let mut client = node("connect.mjs");
    let daemon = Home::new(&test).start().await;
    let door = if protocol == "grpc" { daemon.grpc } else { daemon.http };
    client.args([protocol, http, &format!("http://{door}"), &receiver.url("/hook")]);
    let mut all = ALL.to_vec();
    for (what, at) in more {
        all.insert(*at, what);
    }
    confirm(client, &all).await;
    for request in receiver.wait_for(3, SOON).await {
        assert_eq!(request.body.as_ref(), br#"{"n":9007199254740993, "price":1.10}"#);
    }
}

#[tokio::test]
async fn connect_in_json() {
    calls("connect-json", "1.1", &[("get", 2)]).await;
    calls("connect-json", "2", &[("both ways streaming", 8)]).await;
}

#[tokio::test]
async fn connect_in_binary() {
    calls("connect-binary", "1.1", &[("get", 2)]).await;
    calls("connect-binary", "2", &[("both ways streaming", 8)]).await;
}

#[tokio::test]
async fn connect_compressed() {
    calls("connect-gzip", "1.1", &[]).await;
}

#[tokio::test]
async fn grpc_web() {
    calls("grpc-web", "1.1", &[]).await;
}

#[tokio::test]
async fn grpc() {
    calls("grpc", "2", &[("both ways streaming", 8)]).await;
}
