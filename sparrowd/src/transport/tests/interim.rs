//! Receivers that say how often they like that their answer is to come, and who gets which client.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::proxies::{ConnectProxy, Way};
use super::receiver::{Peer, Receiver, answer};
use super::tls::{Authority, secured_url};
use super::{SHORT, choose, end, post, post_within, transport};
use crate::domain::attempt::{Exchange, Outcome};
use crate::transport::Limits;
use crate::transport::client::Manner;

const INTERIM: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

#[track_caller]
fn assert_ended(exchange: &Exchange) {
    assert_eq!(end(exchange), (Outcome::Protocol, Some("too many interim answers")));
    assert!(exchange.timing.first_byte.is_none() && exchange.answer.is_none());
}

/// One that answers as it should for as long as it is told to be good, and then floods.
async fn moody() -> (Receiver, Arc<AtomicBool>) {
    let is_good = Arc::new(AtomicBool::new(true));
    let mood = Arc::clone(&is_good);
    let receiver = Receiver::start(move |mut peer: Peer| {
        let mood = Arc::clone(&mood);
        async move {
            while peer.request().await.is_some() {
                if !mood.load(Ordering::SeqCst) {
                    peer.flood(&INTERIM.repeat(100)).await;
                } else if peer.say(answer("200 OK", b"")).await.is_err() {
                    break;
                }
            }
        }
    })
    .await;
    (receiver, is_good)
}

#[tokio::test]
async fn an_attempt_ends_at_once_when_there_are_too_many() {
    let (receiver, is_good) = moody().await;
    is_good.store(false, Ordering::SeqCst);
    let exchange = post(&transport(), &receiver.url()).await;
    assert_ended(&exchange);
    assert_eq!(exchange.remote, Some(receiver.address));
    assert!(exchange.timing.connect.is_some() && !exchange.timing.reused);
}

/// The count is that of a request, not of its connection.
#[tokio::test]
async fn each_request_may_be_answered_late() {
    let hints = INTERIM.repeat(crate::transport::careful::INTERIM);
    let receiver = Receiver::saying([hints, answer("200 OK", b"")].concat()).await;
    let transport = transport();
    for nth in 0..3 {
        let exchange = post(&transport, &receiver.url()).await;
        assert_eq!(exchange.outcome, Outcome::Delivered);
        assert_eq!(exchange.timing.reused, nth > 0);
    }
}

#[tokio::test]
async fn the_same_on_a_connection_that_was_kept() {
    let (receiver, is_good) = moody().await;
    let transport = transport();
    assert_eq!(post(&transport, &receiver.url()).await.outcome, Outcome::Delivered);
    is_good.store(false, Ordering::SeqCst);
    let exchange = post(&transport, &receiver.url()).await;
    assert_ended(&exchange);
    assert!(exchange.timing.reused);
}

#[tokio::test]
async fn the_same_under_tls() {
    let authority = Authority::new("authority").await;
    let acceptor = authority.acceptor("hooks.test");
    let receiver = Receiver::start(move |peer: Peer| {
        let acceptor = acceptor.clone();
        async move {
            let mut peer = peer.secured(&acceptor).await.unwrap();
            peer.request().await;
            peer.flood(&INTERIM.repeat(100)).await;
        }
    })
    .await;
    assert_ended(&post(&authority.transport(Limits::default()), &secured_url(&receiver)).await);
}

#[tokio::test]
async fn the_same_through_a_proxy() {
    let (receiver, is_good) = moody().await;
    is_good.store(false, Ordering::SeqCst);
    let proxy = ConnectProxy::start(Way::To(receiver.address)).await;
    assert_ended(&post(&proxy.transport(), "http://hooks.acme.io/hook").await);
}

/// The quick client can't see it, so it is for those who are known as good, and one who abuses that
/// is not asked by it again.
#[tokio::test]
async fn one_that_turns_evil_does_so_once() {
    choose(None);
    let (receiver, is_good) = moody().await;
    let transport = transport();
    for connections in [1, 2, 2] {
        assert_eq!(end(&post(&transport, &receiver.url()).await), (Outcome::Delivered, None));
        assert_eq!(receiver.connections(), connections, "the careful one's, then the quick one's");
    }
    is_good.store(false, Ordering::SeqCst);
    let exchange = post_within(&transport, &receiver.url(), SHORT).await;
    assert_eq!(end(&exchange), (Outcome::Timeout, Some("no answer in time")));
    for _ in 0..2 {
        is_good.store(false, Ordering::SeqCst);
        assert_ended(&post(&transport, &receiver.url()).await);
        is_good.store(true, Ordering::SeqCst);
        assert_eq!(end(&post(&transport, &receiver.url()).await), (Outcome::Delivered, None));
    }
    choose(Some(Manner::Careful));
}
