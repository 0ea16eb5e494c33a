//! Each class of outcome with the words that go on record.

use std::time::Duration;

use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::interval;
use url::Url;

use super::receiver::{Peer, Receiver, answer};
use super::{
    PAYLOAD, SHORT, SOON, assert_in_order, end, outgoing, post, post_within, soon, transport,
};
use crate::domain::attempt::Outcome;
use crate::transport::careful::INTERIM;

#[tokio::test]
async fn what_is_sent_is_what_the_record_says() {
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let url = Url::parse(&format!("{}?a=%20b", receiver.url())).unwrap();
    let transport = transport();
    let large = Bytes::from(vec![b'x'; 1024 * 1024]);
    for payload in [Bytes::from_static(PAYLOAD), Bytes::new(), large] {
        let out = outgoing(&url, payload.clone(), SOON);
        let mut expected = b"POST /hook?a=%20b HTTP/1.1\r\n".to_vec();
        for (name, value) in &out.headers {
            expected
                .extend_from_slice(format!("{name}: {}\r\n", value.to_str().unwrap()).as_bytes());
        }
        expected.extend_from_slice(b"\r\n");
        expected.extend_from_slice(&payload);
        assert_eq!(end(&transport.send(out, || true).await), (Outcome::Delivered, None));
        let sent = receiver.requests().pop();
        assert_eq!(String::from_utf8(sent.unwrap()), String::from_utf8(expected));
    }
    // The empty one has its own.
    assert_eq!(receiver.connections(), 2);
}

#[tokio::test]
async fn a_2xx_is_delivered() {
    for (status, code) in [("200 OK", 200), ("201 Created", 201), ("204 No Content", 204)] {
        let said = if code == 204 {
            format!("HTTP/1.1 {status}\r\nx-own: 1\r\n\r\n").into_bytes()
        } else {
            answer(status, b"thanks")
        };
        let receiver = Receiver::saying(said).await;
        let exchange = post(&transport(), &receiver.url()).await;
        assert_eq!(end(&exchange), (Outcome::Delivered, None), "{status}");
        assert_eq!(exchange.remote, Some(receiver.address));
        let timing = exchange.timing;
        assert_in_order(&timing);
        assert!(timing.dns.is_none() && timing.connect.is_some() && timing.first_byte.is_some());
        assert!(!timing.reused);
        let answer = exchange.answer.unwrap();
        assert_eq!((answer.status, answer.cut), (code, false));
        assert_eq!(&answer.body[..], if code == 204 { &b""[..] } else { b"thanks" });
        let headers = if code == 204 { &b"x-own: 1\r\n"[..] } else { b"content-length: 6\r\n" };
        assert_eq!(&answer.headers[..], headers);
    }
}

#[tokio::test]
async fn every_other_status_is_on_record_as_it_came() {
    for code in [400, 404, 408, 410, 418, 429, 500, 503, 599, 600, 999] {
        let receiver = Receiver::saying(answer(&format!("{code} Whatever"), b"no")).await;
        let exchange = post(&transport(), &receiver.url()).await;
        assert_eq!(end(&exchange), (Outcome::Status, None), "{code}");
        let answer = exchange.answer.unwrap();
        assert_eq!((answer.status, &answer.body[..], answer.cut), (code, &b"no"[..], false));
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_nothing_more() {
    let elsewhere = Receiver::saying(answer("200 OK", b"")).await;
    for code in [301, 302, 303, 307, 308] {
        let location = elsewhere.url();
        let head = format!("HTTP/1.1 {code} Moved\r\nlocation: {location}\r\n");
        let receiver = Receiver::saying(format!("{head}content-length: 0\r\n\r\n")).await;
        let exchange = post(&transport(), &receiver.url()).await;
        assert_eq!(end(&exchange), (Outcome::Status, None));
        let answer = exchange.answer.unwrap();
        assert_eq!(answer.status, code);
        let headers = String::from_utf8(answer.headers.to_vec()).unwrap();
        assert_eq!(headers, format!("location: {location}\r\ncontent-length: 0\r\n"));
        assert_eq!(receiver.requests().len(), 1);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_switch_of_protocols_is_not_made() {
    let said = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n";
    let receiver = Receiver::saying(said).await;
    let transport = transport();
    for _ in 0..2 {
        let exchange = post(&transport, &receiver.url()).await;
        assert_eq!(exchange.outcome, Outcome::Status);
        assert_eq!(exchange.status(), Some(101));
        assert!(!exchange.timing.reused);
    }
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let exchange = post(&transport(), &format!("http://{address}/")).await;
    assert_eq!(end(&exchange), (Outcome::Refused, Some("the connection was refused")));
    assert_eq!((exchange.remote, exchange.answer), (Some(address), None));
    assert_eq!((exchange.timing.connect, exchange.timing.first_byte), (None, None));
    assert_in_order(&exchange.timing);
}

#[tokio::test]
async fn the_connection_ends_before_an_answer() {
    let closed = (Outcome::Network, Some("the connection was closed before an answer"));
    let reset = (Outcome::Network, Some("the connection was reset"));

    let receiver = Receiver::start(async |mut peer: Peer| {
        peer.request().await;
        peer.reset();
    });
    let receiver = receiver.await;
    let exchange = post(&transport(), &receiver.url()).await;
    assert_eq!(end(&exchange), reset);
    assert_eq!(exchange.remote, Some(receiver.address));
    assert!(exchange.timing.connect.is_some() && exchange.timing.first_byte.is_none());

    for said in ["", "HTTP/1.1", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n"] {
        let receiver = Receiver::closing_after(said).await;
        let exchange = post(&transport(), &receiver.url()).await;
        assert_eq!(end(&exchange), closed, "{said:?}");
        assert_eq!(exchange.remote, Some(receiver.address));
        assert!(exchange.timing.connect.is_some());
        assert_eq!(receiver.requests().len(), 1, "{said:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_http() {
    let words = "the answer is not HTTP/1.1";
    for said in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "<html>HTTP/0.9</html>\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        "\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03",
    ] {
        let receiver = Receiver::closing_after(said).await;
        let exchange = post(&transport(), &receiver.url()).await;
        assert_eq!(end(&exchange), (Outcome::Protocol, Some(words)), "{said:?}");
        assert_eq!((exchange.remote, exchange.answer), (Some(receiver.address), None));
        assert!(exchange.timing.first_byte.is_none(), "{said:?}");
    }
}

#[tokio::test]
async fn an_old_answer_without_a_length_ends_with_its_connection() {
    let receiver = Receiver::closing_after("HTTP/1.0 200 OK\r\n\r\nold but gold").await;
    let exchange = post(&transport(), &receiver.url()).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    let answer = exchange.answer.unwrap();
    assert_eq!((&answer.body[..], answer.cut), (&b"old but gold"[..], false));
}

#[tokio::test]
async fn headers_past_all_measure() {
    let one = |length| format!("x-long: {}\r\n", "v".repeat(length));
    let many = "x-more: v\r\n".repeat(100_000);
    for headers in [one(512 * 1024), one(4 * 1024 * 1024), many] {
        let receiver = Receiver::closing_after(format!("HTTP/1.1 200 OK\r\n{headers}\r\n")).await;
        let exchange = post(&transport(), &receiver.url()).await;
        let words = "the answer's headers are too large";
        assert_eq!(end(&exchange), (Outcome::Protocol, Some(words)));
        assert_eq!(exchange.answer, None);
    }
}

#[tokio::test]
async fn large_headers_are_taken_and_those_that_fit_are_recorded() {
    let headers = format!("x-a: 1\r\nx-long: {}\r\nx-b: 2\r\n", "v".repeat(40 * 1024));
    let receiver = Receiver::closing_after(format!("HTTP/1.1 200 OK\r\n{headers}\r\n")).await;
    let exchange = post(&transport(), &receiver.url()).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    let recorded = b"x-a: 1\r\nx-b: 2\r\n(headers not kept): 1\r\n";
    assert_eq!(&exchange.answer.unwrap().headers[..], recorded);
}

/// Plays `script` on a connection that was asked, and hopes that the sender leaves at its deadline.
async fn out_of_time<F>(script: impl Fn(Peer) -> F + Send + Sync + 'static)
where
    F: Future<Output = Peer> + Send + 'static,
{
    let (left, mut leaving) = mpsc::unbounded_channel();
    let script = std::sync::Arc::new(script);
    let receiver = Receiver::start(move |mut peer: Peer| {
        let (left, script) = (left.clone(), std::sync::Arc::clone(&script));
        async move {
            peer.request().await;
            let mut peer = script(peer).await;
            peer.rest().await;
            left.send(()).unwrap();
        }
    })
    .await;
    let exchange = post_within(&transport(), &receiver.url(), SHORT).await;
    assert_eq!(end(&exchange), (Outcome::Timeout, Some("no answer in time")));
    let timing = exchange.timing;
    assert!((SHORT..SHORT + Duration::from_secs(2)).contains(&timing.total), "{timing:?}");
    assert!(timing.connect.is_some() && timing.first_byte.is_none(), "{timing:?}");
    assert_eq!((exchange.remote, exchange.answer), (Some(receiver.address), None));
    soon(leaving.recv()).await.unwrap();
}

#[tokio::test]
async fn silence() {
    out_of_time(async |peer: Peer| peer).await;
}

#[tokio::test]
async fn a_head_that_comes_in_drops() {
    out_of_time(async |mut peer: Peer| {
        let mut tick = interval(Duration::from_millis(10));
        for byte in b"HTTP/1.1 200 OK\r\nx-slow: ".iter().chain(std::iter::repeat(&b'z')) {
            tick.tick().await;
            if peer.say([*byte]).await.is_err() {
                break;
            }
        }
        peer
    })
    .await;
}

#[tokio::test]
async fn answers_that_are_none_yet() {
    let early = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(INTERIM);
    let receiver =
        Receiver::saying([early.as_bytes(), &answer("200 OK", b"at last")].concat()).await;
    let transport = transport();
    let exchange = post(&transport, &receiver.url()).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    assert_eq!(&exchange.answer.unwrap().body[..], b"at last");
    assert!(post(&transport, &receiver.url()).await.timing.reused);
}

#[tokio::test]
async fn a_receiver_that_reads_nothing() {
    let receiver = Receiver::start(|peer| async move {
        let _held = peer;
        std::future::pending::<()>().await;
    })
    .await;
    let url = Url::parse(&receiver.url()).unwrap();
    let payload = Bytes::from(vec![b'x'; 16 * 1024 * 1024]);
    let exchange = transport().send(outgoing(&url, payload, SHORT), || true).await;
    assert_eq!(end(&exchange), (Outcome::Timeout, Some("no answer in time")));
    assert!(exchange.timing.total >= SHORT);
}

quick_too! {
    what_is_sent_is_what_the_record_says
    a_2xx_is_delivered
    every_other_status_is_on_record_as_it_came
    a_redirect_is_an_answer_and_nothing_more
    a_switch_of_protocols_is_not_made
    nobody_listens
    the_connection_ends_before_an_answer
    an_answer_that_is_not_http
    an_old_answer_without_a_length_ends_with_its_connection
    headers_past_all_measure
    large_headers_are_taken_and_those_that_fit_are_recorded
    silence
    a_head_that_comes_in_drops
    answers_that_are_none_yet
    a_receiver_that_reads_nothing
}
