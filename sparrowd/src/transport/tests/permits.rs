//! A node that has lost its lease writes nothing, however late it learns of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bytes::Bytes;
use tokio::sync::mpsc;
use url::Url;

use super::receiver::{Peer, Receiver, answer};
use super::tls::Authority;
use super::{PAYLOAD, SOON, assert_unsent, end, outgoing, post, soon, transport};
use crate::domain::attempt::{Exchange, Outcome};
use crate::transport::{Limits, Transport};

const WORDS: &str = "the lease on this delivery has ended";

/// Permits this many times.
fn times(count: usize) -> impl Fn() -> bool + Send + Sync + 'static {
    let asked = AtomicUsize::new(0);
    move || asked.fetch_add(1, Ordering::SeqCst) < count
}

async fn send(
    transport: &Transport,
    url: &str,
    permit: impl Fn() -> bool + Send + Sync + 'static,
) -> Exchange {
    let url = Url::parse(url).unwrap();
    transport.send(outgoing(&url, Bytes::from_static(PAYLOAD), SOON), permit).await
}

#[tokio::test]
async fn lost_before_it_began() {
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let exchange = send(&transport(), &receiver.url(), || false).await;
    assert_unsent(&exchange, Outcome::Interrupted, WORDS, "lost before");
    assert_eq!(receiver.connections(), 0);
}

/// A receiver that answers so many requests, then tells what else came on the connection.
async fn listening(answers: usize) -> (Receiver, mpsc::UnboundedReceiver<Vec<u8>>) {
    let (rest, came) = mpsc::unbounded_channel();
    let receiver = Receiver::start(move |mut peer: Peer| {
        let rest = rest.clone();
        async move {
            for _ in 0..answers {
                peer.request().await.unwrap();
                peer.say(answer("200 OK", b"")).await.unwrap();
            }
            rest.send(peer.rest().await).unwrap();
        }
    })
    .await;
    (receiver, came)
}

#[tokio::test]
async fn lost_while_it_connected() {
    let (receiver, mut came) = listening(0).await;
    let exchange = send(&transport(), &receiver.url(), times(1)).await;
    assert_eq!(end(&exchange), (Outcome::Interrupted, Some(WORDS)));
    assert_eq!((exchange.remote, exchange.answer), (Some(receiver.address), None));
    assert!(exchange.timing.connect.is_some() && exchange.timing.first_byte.is_none());
    assert!(soon(came.recv()).await.unwrap().is_empty(), "nothing is written");
}

#[tokio::test]
async fn lost_before_a_used_connection_was_written_to() {
    let (receiver, mut came) = listening(1).await;
    let transport = transport();
    post(&transport, &receiver.url()).await;
    let exchange = send(&transport, &receiver.url(), times(1)).await;
    assert_eq!(end(&exchange), (Outcome::Interrupted, Some(WORDS)));
    assert!(exchange.timing.reused);
    assert!(soon(came.recv()).await.unwrap().is_empty(), "nothing is written");
    assert_eq!(receiver.connections(), 1);
}

/// The lease ends in the middle of a handshake, which can take seconds.
#[tokio::test]
async fn asked_again_when_the_connection_stands() {
    let authority = Authority::new("authority").await;
    let acceptor = authority.acceptor("hooks.test");
    let held = Arc::new(AtomicBool::new(true));
    let (rest, mut came) = mpsc::unbounded_channel();
    let receiver = {
        let held = Arc::clone(&held);
        Receiver::start(move |peer: Peer| {
            let (held, rest, acceptor) = (Arc::clone(&held), rest.clone(), acceptor.clone());
            async move {
                held.store(false, Ordering::SeqCst);
                let mut peer = peer.secured(&acceptor).await.unwrap();
                rest.send(peer.rest().await).unwrap();
            }
        })
    }
    .await;
    let transport = authority.transport(Limits::default());
    let url = format!("https://hooks.test:{}/", receiver.address.port());
    let exchange = send(&transport, &url, move || held.load(Ordering::SeqCst)).await;
    assert_eq!(end(&exchange), (Outcome::Interrupted, Some(WORDS)));
    assert!(exchange.timing.dns.is_some() && exchange.timing.connect.is_some());
    assert!(soon(came.recv()).await.unwrap().is_empty(), "nothing is written");
}

/// An empty payload is asked for by nobody, so its request gets a connection of its own, which asks.
#[tokio::test]
async fn an_empty_request_is_asked_about_too() {
    let (receiver, mut came) = listening(0).await;
    let url = Url::parse(&receiver.url()).unwrap();
    let transport = transport();
    let exchange = transport.send(outgoing(&url, Bytes::new(), SOON), times(1)).await;
    assert_eq!(end(&exchange), (Outcome::Interrupted, Some(WORDS)));
    assert!(soon(came.recv()).await.unwrap().is_empty(), "nothing is written");

    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let url = Url::parse(&receiver.url()).unwrap();
    post(&transport, url.as_str()).await;
    let exchange = transport.send(outgoing(&url, Bytes::new(), SOON), || true).await;
    assert_eq!((exchange.outcome, exchange.timing.reused), (Outcome::Delivered, false));
    assert_eq!(receiver.connections(), 2);
}

quick_too! {
    lost_before_it_began
    lost_while_it_connected
    lost_before_a_used_connection_was_written_to
    asked_again_when_the_connection_stands
    an_empty_request_is_asked_about_too
}
