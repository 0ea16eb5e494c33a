//! The answer's body: what is kept of it, and what breaks in it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::interval;

use super::receiver::{Peer, Receiver, answer};
use super::{SHORT, assert_in_order, end, post, post_within, soon, storing, transport};
use crate::domain::attempt::{Exchange, Outcome};

const CAP: usize = 1024;

/// An answer of this length that breaks off after a few bytes.
fn broken(status: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\ncontent-length: 1000\r\n\r\nonly this").into_bytes()
}

#[track_caller]
fn assert_cut(exchange: &Exchange, body: &[u8]) {
    let answer = exchange.answer.as_ref().unwrap();
    assert_eq!((&answer.body[..], answer.cut), (body, true));
    assert!(exchange.timing.first_byte.is_some());
    assert_in_order(&exchange.timing);
}

#[tokio::test]
async fn a_body_that_breaks_off_takes_nothing_back() {
    for (status, outcome, words) in [
        ("200 OK", Outcome::Delivered, None),
        ("500 Oops", Outcome::Status, Some("the body broke off")),
    ] {
        let receiver = Receiver::closing_after(broken(status)).await;
        let exchange = post(&transport(), &receiver.url()).await;
        assert_eq!(end(&exchange), (outcome, words), "closed");
        assert_cut(&exchange, b"only this");

        let said: Arc<[u8]> = broken(status).into();
        let receiver = Receiver::start(move |mut peer: Peer| {
            let said = Arc::clone(&said);
            async move {
                peer.request().await;
                peer.say(&said).await.unwrap();
                peer.reset();
            }
        })
        .await;
        let exchange = post(&transport(), &receiver.url()).await;
        assert_eq!(end(&exchange), (outcome, words), "reset");

        let head = format!("HTTP/1.1 {status}\r\ntransfer-encoding: chunked\r\n\r\n");
        for bad in ["4\r\nabcd\r\nzz\r\n", "4\r\nabcd", "4\r\nabcdef\r\n", "4\r\nabcd\r\n0\r\n"] {
            let receiver = Receiver::closing_after(format!("{head}{bad}")).await;
            let exchange = post(&transport(), &receiver.url()).await;
            assert_eq!(end(&exchange), (outcome, words), "{bad:?}");
            assert_cut(&exchange, b"abcd");
        }
    }
}

#[tokio::test]
async fn a_body_that_takes_too_long_is_left() {
    for (status, outcome, words) in [
        ("202 Accepted", Outcome::Delivered, None),
        ("503 Busy", Outcome::Status, Some("the body took longer than the attempt may")),
    ] {
        let (left, mut leaving) = mpsc::unbounded_channel();
        let receiver = Receiver::start(move |mut peer: Peer| {
            let left = left.clone();
            async move {
                peer.request().await;
                let head = format!("HTTP/1.1 {status}\r\ncontent-length: 100000\r\n\r\n");
                peer.say(head).await.unwrap();
                let mut tick = interval(Duration::from_millis(10));
                while peer.say("x").await.is_ok() {
                    tick.tick().await;
                }
                left.send(()).unwrap();
            }
        })
        .await;
        let exchange = post_within(&transport(), &receiver.url(), SHORT).await;
        assert_eq!(end(&exchange), (outcome, words));
        let timing = exchange.timing;
        assert!((SHORT..SHORT + Duration::from_secs(2)).contains(&timing.total), "{timing:?}");
        let answer = exchange.answer.unwrap();
        assert!(answer.cut && answer.body.iter().all(|byte| *byte == b'x'));
        soon(leaving.recv()).await.unwrap();
    }
}

#[tokio::test]
async fn an_endless_body_is_dropped_at_the_cap_with_its_connection() {
    for head in [
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffff\r\n",
    ] {
        let (left, mut leaving) = mpsc::unbounded_channel();
        let receiver = Receiver::start(move |mut peer: Peer| {
            let left = left.clone();
            async move {
                peer.request().await;
                peer.say(head).await.unwrap();
                left.send(peer.flood(&[b'x'; 4096]).await).unwrap();
            }
        })
        .await;
        let exchange = post(&storing(CAP), &receiver.url()).await;
        assert_eq!(end(&exchange), (Outcome::Delivered, None));
        assert_cut(&exchange, &[b'x'; CAP]);
        // What the kernel holds on both ends is most of it.
        let taken = soon(leaving.recv()).await.unwrap();
        assert!(taken < 32 * 1024 * 1024, "{taken} bytes were taken");
    }
}

#[tokio::test]
async fn what_is_kept_around_the_cap() {
    for (length, cut) in [(0, false), (1, false), (CAP - 1, false), (CAP, false), (CAP + 1, true)] {
        let body = vec![b'x'; length];
        let chunked = [
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec(),
            body.iter().flat_map(|byte| [b"1\r\n", &[*byte][..], b"\r\n"].concat()).collect(),
            b"0\r\nx-trailer: 1\r\n\r\n".to_vec(),
        ];
        for said in [answer("200 OK", &body), chunked.concat()] {
            let receiver = Receiver::saying(said).await;
            let transport = storing(CAP);
            let exchange = post(&transport, &receiver.url()).await;
            let answer = exchange.answer.unwrap();
            assert_eq!((answer.body.len(), answer.cut), (length.min(CAP), cut), "{length}");
            // A little more than the cap is read to its end, so that the connection stays.
            let next = post(&transport, &receiver.url()).await;
            assert!(next.timing.reused, "{length}");
        }
    }
}

#[tokio::test]
async fn a_daemon_that_keeps_no_bodies() {
    let receiver = Receiver::saying(answer("200 OK", b"thanks")).await;
    let exchange = post(&storing(0), &receiver.url()).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    assert_cut(&exchange, b"");
}

#[tokio::test]
async fn nothing_is_decompressed() {
    // gzip of a thousand zero bytes.
    let packed = b"\x1f\x8b\x08\0\0\0\0\0\0\x03c`\x18\x05\xa3`\0\0\xff\xff".repeat(3);
    let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n";
    let said = format!("{head}content-length: {}\r\n\r\n", packed.len()).into_bytes();
    let receiver = Receiver::saying([said, packed.clone()].concat()).await;
    let exchange = post(&transport(), &receiver.url()).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    let answer = exchange.answer.unwrap();
    assert_eq!((&answer.body[..], answer.cut), (&packed[..], false));
    let asked = String::from_utf8(receiver.requests().remove(0)).unwrap();
    assert!(!asked.contains("accept-encoding"), "{asked}");
}

quick_too! {
    a_body_that_breaks_off_takes_nothing_back
    a_body_that_takes_too_long_is_left
    an_endless_body_is_dropped_at_the_cap_with_its_connection
    what_is_kept_around_the_cap
    a_daemon_that_keeps_no_bodies
    nothing_is_decompressed
}
