//! Where webhooks may lead, through the real daemon: what is its own, and what a proxy does.

use std::net::SocketAddr;

use sparrow_proto::v1::{DeliveryState, Outcome, RegisterWebhookRequest};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::harness::daemon::{Home, TestDaemon, webhook};
use crate::harness::{Receiver, SOON, TestDatabase, eventually};

/// The reason for which a URL is refused, if it is.
async fn refused(daemon: &TestDaemon, url: &str) -> Option<String> {
    let webhook = Some(webhook(url, &["a.*"], "none"));
    let request = RegisterWebhookRequest { webhook, ..Default::default() };
    let status = daemon.webhooks().register_webhook(request).await.err()?;
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    Some(status.get_details_error_info().unwrap().reason)
}

#[tokio::test]
async fn what_is_the_daemons_own_is_no_receiver() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    // Loopback is allowed here, as on every developer's machine.
    let home = Home::new(&test);
    let daemon = home.start().await;
    let database = test.options().get_port();
    for port in [daemon.grpc.port(), daemon.http.port(), database] {
        for host in ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]"] {
            let url = format!("http://{host}:{port}/");
            let reason = refused(&daemon, &url).await;
            assert_eq!(reason.as_deref(), Some("destination_not_allowed"), "{url}");
        }
    }
    assert_eq!(refused(&daemon, &receiver.url("/")).await, None);

    // A name says nothing of where it leads, so it is taken; the attempt finds out.
    let by_name = format!("http://localhost:{}/", daemon.http.port());
    daemon.register(webhook(&by_name, &["b.*"], "none")).await;
    let event = daemon.push("b.c", b"{}").await.event_id;
    let attempt = only_attempt(&daemon, &event).await;
    assert_eq!(
        (attempt.outcome(), attempt.error.as_str()),
        (Outcome::Denied, "destination_not_allowed")
    );
    assert_eq!(attempt.remote_address, "");
    daemon.stop().await;
}

/// The attempt of an event whose delivery ends with it.
async fn only_attempt(daemon: &TestDaemon, event: &str) -> sparrow_proto::v1::Attempt {
    let delivery = daemon.deliveries_of(event).await.remove(0).id;
    eventually(SOON, async || match daemon.attempts_of(&delivery).await.as_slice() {
        [attempt] => Ok(attempt.clone()),
        other => Err(other.len()),
    })
    .await
}

/// A proxy that lets some hosts through, to where this receiver is.
async fn proxy(open_for: &'static str, receiver: SocketAddr) -> (SocketAddr, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut task = JoinSet::new();
    task.spawn(async move {
        let mut tunnels = JoinSet::new();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tunnels.spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                if !head.starts_with(format!("CONNECT {open_for}:").as_bytes()) {
                    stream.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").await.unwrap();
                    return;
                }
                let mut onwards = TcpStream::connect(receiver).await.unwrap();
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                drop(copy_bidirectional(&mut stream, &mut onwards).await);
            });
        }
    });
    (address, task)
}

#[tokio::test]
async fn through_a_proxy_and_not() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let (proxy, _task) = proxy("hooks.acme.io", receiver.address()).await;
    let daemon = Home::new(&test).with("egress.proxy", &format!("http://{proxy}")).start().await;
    daemon.register(webhook("http://hooks.acme.io/in", &["a.*"], "none")).await;
    let (refused, _) = daemon.register(webhook("http://else.acme.io/in", &["b.*"], "none")).await;

    let event = daemon.push("a.b", b"{}").await.event_id;
    let request = receiver.wait_for(1, SOON).await.remove(0);
    assert_eq!((request.uri.path(), request.header("host")), ("/in", "hooks.acme.io"));
    let attempt = only_attempt(&daemon, &event).await;
    assert_eq!((attempt.outcome(), attempt.remote_address.as_str()), (Outcome::Delivered, ""));

    let event = daemon.push("b.c", b"{}").await.event_id;
    let attempt = only_attempt(&daemon, &event).await;
    assert_eq!(
        (attempt.outcome(), attempt.error.as_str()),
        (Outcome::Proxy, "the egress proxy answered 403")
    );
    assert_eq!(attempt.webhook_id, refused.id);
    eventually(SOON, async || {
        let delivery = daemon.deliveries_of(&event).await.remove(0);
        if delivery.state() == DeliveryState::Dead { Ok(()) } else { Err(delivery.state()) }
    })
    .await;
    daemon.stop().await;
}
