//! F17 and F19: those that go at the wrong moment, and those that send on.

use sparrow_proto::v1::Outcome;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use super::{CLOSED, DELIVERED, Expected, Kit, failed, status, url};

const RESET: Expected = failed(Outcome::Network, "the connection was reset");
/// Which end of a connection learns what, and when, is the kernel's affair.
const GONE: &[Expected] =
    &[CLOSED, RESET, failed(Outcome::Network, "the connection broke before an answer")];
const BROKE_OFF: &str = "the body broke off";

pub(super) async fn start(kit: &mut Kit) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    drop(listener);
    let refused = failed(Outcome::Refused, "the connection was refused");
    kit.is_at("F17", "is not there", refused, &url(at), ());
    kit.plays("F17", "resets at once", RESET, |peer| async { peer.reset() }).await.or = GONE;
    kit.plays("F17", "closes at once", CLOSED, |peer| async { drop(peer) }).await.or = GONE;
    kit.plays("F17", "resets after the request", RESET, |mut peer| async move {
        peer.request().await;
        peer.reset();
    })
    .await;
    kit.says("F17", "closes without an answer", CLOSED, "").await;
    kit.says("F17", "closes in the status line", CLOSED, "HTTP/1.1 20").await;
    kit.says("F17", "closes in the head", CLOSED, "HTTP/1.1 200 OK\r\ncontent-len").await;
    kit.plays("F17", "half closed, then answers nothing", CLOSED, |mut peer| async move {
        peer.stream.shutdown().await.unwrap();
        peer.request().await;
        peer.leave().await;
    })
    .await
    .or = GONE;
    bodies(kit).await;
    kit.plays("F17", "closes between requests", DELIVERED, |mut peer| async move {
        if peer.request().await.is_some() {
            peer.say("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        }
    })
    .await;
    redirects(kit).await;
}

async fn bodies(kit: &mut Kit) {
    for (name, code, error) in
        [("closes in the body", 200, ""), ("closes in the body of an error", 502, BROKE_OFF)]
    {
        let said = format!("HTTP/1.1 {code} X\r\ncontent-length: 1000\r\n\r\nonly this");
        kit.says("F17", name, status(code, error), said).await;
    }
    kit.plays("F17", "resets in the body", DELIVERED, |mut peer| async move {
        peer.request().await;
        peer.say("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nonly this").await;
        peer.reset();
    })
    .await
    // What was not yet read goes with the connection.
    .or = GONE;
}

async fn redirects(kit: &mut Kit) {
    for (name, code, location) in [
        ("sends on to metadata", 301, "http://169.254.169.254/latest/meta-data/"),
        ("sends on to itself", 302, "/hook"),
        ("sends on to loopback", 307, "http://127.0.0.1:22/"),
        ("sends on to https", 308, "https://127.0.0.1/"),
        ("sends on to a file", 303, "file:///etc/passwd"),
    ] {
        let said =
            format!("HTTP/1.1 {code} X\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        kit.says("F19", name, status(code, ""), said).await;
    }
}
