//! Which connection a request takes, and that no request is ever written twice.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use url::Url;

use super::receiver::{Peer, Receiver, answer};
use super::{
    SHORT, SOON, assert_in_order, end, outgoing, policy, post, soon, surroundings, transport,
};
use crate::domain::attempt::Outcome;
use crate::transport::idle::Ledger;
use crate::transport::{Limits, Transport};

#[tokio::test]
async fn a_connection_is_kept_whatever_the_answer() {
    for status in ["200 OK", "302 Found", "404 Not Found", "429 Slow Down", "500 Oops"] {
        let receiver = Receiver::saying(answer(status, b"body")).await;
        let transport = transport();
        let first = post(&transport, &receiver.url()).await;
        assert!(!first.timing.reused && first.timing.connect.is_some(), "{status}");
        for _ in 0..3 {
            let next = post(&transport, &receiver.url()).await;
            assert_eq!((next.outcome, next.remote), (first.outcome, first.remote), "{status}");
            assert!(next.timing.reused, "{status}");
            assert_eq!((next.timing.dns, next.timing.connect), (None, None));
            assert_in_order(&next.timing);
        }
        assert_eq!((receiver.connections(), receiver.requests().len()), (1, 4));
    }
}

#[tokio::test]
async fn a_receiver_that_wants_its_connection_closed_gets_it() {
    let said = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let receiver = Receiver::saying(said).await;
    let transport = transport();
    for nth in 1..=3 {
        let exchange = post(&transport, &receiver.url()).await;
        assert_eq!(end(&exchange), (Outcome::Delivered, None));
        assert!(!exchange.timing.reused);
        assert_eq!(receiver.connections(), nth);
    }
}

#[tokio::test]
async fn as_many_connections_as_requests_at_once_and_no_more() {
    const AT_ONCE: usize = 64;
    let all_in = Arc::new(Barrier::new(AT_ONCE));
    let receiver = Receiver::start(move |mut peer: Peer| {
        let all_in = Arc::clone(&all_in);
        async move {
            while peer.request().await.is_some() {
                all_in.wait().await;
                peer.say(answer("200 OK", b"")).await.unwrap();
            }
        }
    })
    .await;
    let (transport, url) = (Arc::new(transport()), receiver.url());
    for wave in 1..=3 {
        let mut posts = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (transport, url) = (Arc::clone(&transport), url.clone());
            posts.spawn(async move { post(&transport, &url).await });
        }
        for exchange in soon(posts.join_all()).await {
            assert_eq!(exchange.outcome, Outcome::Delivered);
            assert_eq!(exchange.timing.reused, wave > 1, "wave {wave}");
        }
        assert_eq!(receiver.connections(), AT_ONCE, "after wave {wave}");
    }
}

/// The receiver may close an idle connection while the next request is on its way to it. Whether
/// that request is answered on another connection or fails: it is never seen twice.
#[tokio::test]
async fn a_connection_closed_in_between_sends_nothing_twice() {
    const REQUESTS: usize = 300;
    for is_reset in [false, true] {
        let receiver = Receiver::start(move |mut peer: Peer| async move {
            if peer.request().await.is_some() {
                drop(peer.say(answer("200 OK", b"")).await);
            }
            if is_reset {
                peer.reset();
            }
        })
        .await;
        let url = Url::parse(&receiver.url()).unwrap();
        let transport = transport();
        let mut outcomes = HashMap::new();
        for n in 0..REQUESTS {
            let body = Bytes::from(format!("{n:08}"));
            let exchange = transport.send(outgoing(&url, body.clone(), SOON), || true).await;
            outcomes.insert(body, exchange.outcome);
        }
        let mut seen: HashMap<Bytes, usize> = HashMap::new();
        for request in receiver.requests() {
            *seen.entry(Bytes::copy_from_slice(&request[request.len() - 8..])).or_default() += 1;
        }
        assert!(seen.values().all(|times| *times == 1), "{seen:?}");
        let delivered = outcomes.values().filter(|o| **o == Outcome::Delivered).count();
        assert!(delivered > 0 && seen.len() >= delivered);
        for (body, outcome) in outcomes {
            match outcome {
                Outcome::Delivered => assert!(seen.contains_key(&body)),
                other => assert_eq!(other, Outcome::Network),
            }
        }
    }
}

/// Here the receiver has the request and nobody can know what it did with it: one attempt, failed.
#[tokio::test]
async fn a_used_connection_that_breaks_under_a_request_fails_it() {
    for (is_reset, words) in
        [(false, "the connection was closed before an answer"), (true, "the connection was reset")]
    {
        let receiver = Receiver::start(move |mut peer: Peer| async move {
            peer.request().await;
            peer.say(answer("200 OK", b"")).await.unwrap();
            peer.request().await;
            if is_reset {
                peer.reset();
            }
        })
        .await;
        let transport = transport();
        post(&transport, &receiver.url()).await;
        let exchange = post(&transport, &receiver.url()).await;
        assert_eq!(end(&exchange), (Outcome::Network, Some(words)));
        assert!(exchange.timing.reused && exchange.timing.connect.is_none());
        assert_eq!((exchange.remote, exchange.answer), (Some(receiver.address), None));
        assert_eq!((receiver.connections(), receiver.requests().len()), (1, 2));
    }
}

#[tokio::test]
async fn an_answer_to_nothing_answers_nothing() {
    let twice = [answer("200 OK", b"first"), answer("418 Teapot", b"forged")].concat();
    let receiver = Receiver::saying(twice).await;
    let transport = transport();
    for nth in 1..=3 {
        let exchange = post(&transport, &receiver.url()).await;
        assert_eq!(end(&exchange), (Outcome::Delivered, None));
        assert_eq!(&exchange.answer.unwrap().body[..], b"first");
        assert_eq!(receiver.connections(), nth);
    }
}

#[tokio::test]
async fn no_connection_in_time() {
    // A listener whose queue is full answers no further SYN.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(connected) = tokio::time::timeout(SHORT, TcpStream::connect(address)).await {
        queue.push(connected.unwrap());
        assert!(queue.len() < 64, "this kernel's queues have no end");
    }
    let limits = Limits { connect_timeout: SHORT, ..Limits::default() };
    let transport = Transport::within(surroundings(None), policy(["127.0.0.0/8"]), limits).unwrap();
    let exchange = post(&transport, &format!("http://{address}/")).await;
    assert_eq!(end(&exchange), (Outcome::Timeout, Some("no connection in time")));
    assert!((SHORT..SOON).contains(&exchange.timing.total));
    assert_eq!((exchange.timing.connect, exchange.remote), (None, Some(address)));
}

/// Each host has its own, and together they are bounded.
#[tokio::test]
async fn connections_are_kept_as_far_as_there_is_room() {
    let mut transport = transport();
    transport.idle = Ledger::new(2);
    let mut receivers = Vec::new();
    for n in 1..=4 {
        let address = format!("127.0.0.{n}:0");
        receivers.push(Receiver::saying_on(&address, answer("200 OK", b"")).await);
    }
    for _ in 0..3 {
        for receiver in &receivers {
            assert_eq!(post(&transport, &receiver.url()).await.outcome, Outcome::Delivered);
        }
    }
    let made: Vec<_> = receivers.iter().map(Receiver::connections).collect();
    assert_eq!(made, [1, 1, 3, 3]);
}

/// And of those that are closed none takes the room.
#[tokio::test]
async fn connections_that_the_receiver_closes_are_not_kept() {
    let mut transport = transport();
    transport.idle = Ledger::new(2);
    for (n, (connections, said)) in (1..).zip([
        (3, "HTTP/1.1 200 OK\r\nconnection: x, Close\r\ncontent-length: 0\r\n\r\n"),
        (3, "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n"),
        (1, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
        (1, "HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 0\r\n\r\n"),
    ]) {
        let receiver = Receiver::saying_on(&format!("127.0.0.{n}:0"), said).await;
        for _ in 0..3 {
            assert_eq!(post(&transport, &receiver.url()).await.outcome, Outcome::Delivered);
        }
        assert_eq!(receiver.connections(), connections, "{said}");
    }
}

quick_too! {
    a_connection_is_kept_whatever_the_answer
    a_receiver_that_wants_its_connection_closed_gets_it
    as_many_connections_as_requests_at_once_and_no_more
    a_connection_closed_in_between_sends_nothing_twice
    a_used_connection_that_breaks_under_a_request_fails_it
    an_answer_to_nothing_answers_nothing
    no_connection_in_time
    connections_are_kept_as_far_as_there_is_room
    connections_that_the_receiver_closes_are_not_kept
}
