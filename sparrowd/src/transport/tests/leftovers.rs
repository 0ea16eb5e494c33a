//! What a request leaves behind: once its attempt is over, nothing of it stays in memory and nothing
//! goes on in its name, whatever the receiver still wants to do with the connection.

use std::sync::Arc;

use bytes::Bytes;
use tokio::io::AsyncReadExt as _;
use tokio::sync::{Notify, oneshot};
use url::Url;

use super::receiver::{Peer, Receiver, answer};
use super::tls::Authority;
use super::{SHORT, SOON, assert_unsent, end, outgoing, soon, transport};
use crate::domain::attempt::Outcome;
use crate::transport::Limits;

/// More than the kernel takes for a receiver that does not read.
const LARGE: usize = 16 * 1024 * 1024;

/// A payload that says when the last reference to it is gone.
struct Tracked {
    bytes: Vec<u8>,
    gone: Option<oneshot::Sender<()>>,
}

impl AsRef<[u8]> for Tracked {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        self.gone.take().unwrap().send(()).ok();
    }
}

fn tracked(length: usize) -> (Bytes, oneshot::Receiver<()>) {
    let (gone, is_gone) = oneshot::channel();
    (Bytes::from_owner(Tracked { bytes: vec![b'x'; length], gone: Some(gone) }), is_gone)
}

#[tokio::test]
async fn a_request_that_is_answered_but_never_read() {
    let over = Arc::new(Notify::new());
    let receiver = {
        let over = Arc::clone(&over);
        Receiver::start(move |mut peer: Peer| {
            let over = Arc::clone(&over);
            async move {
                peer.stream.read_u8().await.unwrap();
                peer.say(answer("200 OK", b"")).await.unwrap();
                over.notified().await;
            }
        })
    }
    .await;
    let url = Url::parse(&receiver.url()).unwrap();
    let (payload, is_gone) = tracked(LARGE);
    let exchange = transport().send(outgoing(&url, payload, SOON), || true).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    soon(is_gone).await.unwrap();
    over.notify_one();
}

#[tokio::test]
async fn a_request_that_is_never_read_and_never_answered() {
    let authority = Authority::new("authority").await;
    let acceptor = authority.acceptor("hooks.test");
    let over = Arc::new(Notify::new());
    let receiver = {
        let over = Arc::clone(&over);
        Receiver::start(move |peer: Peer| {
            let (over, acceptor) = (Arc::clone(&over), acceptor.clone());
            async move {
                let _held = peer.secured(&acceptor).await.unwrap();
                over.notified().await;
            }
        })
    }
    .await;
    let url = format!("https://hooks.test:{}/", receiver.address.port());
    let url = Url::parse(&url).unwrap();
    let (payload, is_gone) = tracked(LARGE);
    let transport = authority.transport(Limits::default());
    let exchange = transport.send(outgoing(&url, payload, SHORT), || true).await;
    assert_eq!(end(&exchange), (Outcome::Timeout, Some("no answer in time")));
    soon(is_gone).await.unwrap();
    over.notify_one();
}

/// A small request leaves nothing either, though its connection is kept.
#[tokio::test]
async fn a_request_whose_connection_is_kept() {
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let url = Url::parse(&receiver.url()).unwrap();
    let (payload, is_gone) = tracked(1000);
    let transport = transport();
    let exchange = transport.send(outgoing(&url, payload, SOON), || true).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    soon(is_gone).await.unwrap();
}

/// A receiver that answers at once and reads at its leisure costs a connection for each request; so
/// it gets some, and no more until it has read them.
#[tokio::test]
async fn a_receiver_that_leaves_requests_unread_gets_no_more() {
    let over = Arc::new(Notify::new());
    let receiver = {
        let over = Arc::clone(&over);
        Receiver::start(move |mut peer: Peer| {
            let over = Arc::clone(&over);
            async move {
                peer.stream.read_u8().await.unwrap();
                peer.say(answer("200 OK", b"")).await.unwrap();
                over.notified().await;
            }
        })
    }
    .await;
    let url = Url::parse(&receiver.url()).unwrap();
    let payload = Bytes::from(vec![b'x'; LARGE]);
    let transport = transport();
    let send = || transport.send(outgoing(&url, payload.clone(), SOON), || true);
    let mut sent = 0;
    let refused = soon(async {
        loop {
            let exchange = send().await;
            if exchange.outcome != Outcome::Delivered {
                break exchange;
            }
            sent += 1;
        }
    })
    .await;
    let words = "the receiver leaves too many requests unread";
    assert_unsent(&refused, Outcome::Network, words, "too many");
    // One whose attempt ends while the kernel still takes some of it is given up at once.
    assert!(sent >= 32 && receiver.connections() == sent, "{sent} were sent");
    // Others are not concerned, and this one only for as long as it lets them hang.
    let other = Receiver::saying(answer("200 OK", b"")).await;
    let elsewhere = Url::parse(&other.url()).unwrap();
    let exchange = transport.send(outgoing(&elsewhere, payload.clone(), SOON), || true).await;
    assert_eq!(exchange.outcome, Outcome::Delivered);
    over.notify_waiters();
    soon(async {
        while send().await.outcome != Outcome::Delivered {
            tokio::task::yield_now().await;
        }
    })
    .await;
    over.notify_waiters();
}

quick_too! {
    a_request_that_is_answered_but_never_read
    a_request_that_is_never_read_and_never_answered
    a_request_whose_connection_is_kept
    a_receiver_that_leaves_requests_unread_gets_no_more
}
