//! F22: those that speak something else, or HTTP as nobody should.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sparrow_proto::v1::Outcome;

use super::{DELIVERED, Expected, Kit, NO_HTTP, TOO_LARGE, failed, status};

const ENDLESS: Expected = failed(Outcome::Protocol, "too many interim answers");
/// Says that an answer is to come.
const INTERIM: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

pub(super) async fn start(kit: &mut Kit) {
    other_tongues(kit).await;
    heads(kit).await;
    lengths(kit).await;
    more_than_one_answer(kit).await;
}

async fn other_tongues(kit: &mut Kit) {
    let settings = b"\0\0\0\x04\0\0\0\0\0";
    let goaway = b"\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let tls = b"\x15\x03\x01\0\x02\x02\x0a";
    for (name, said) in [
        ("HTTP/0.9", b"<html>hello</html>\n".to_vec()),
        ("SSH", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
        ("TLS where there is none", tls.to_vec()),
        ("HTTP/2 frames", [&settings[..], &goaway[..]].concat()),
        ("HTTP/2 in the status line", b"HTTP/2.0 200 OK\r\n\r\n".to_vec()),
        ("a status of two digits", b"HTTP/1.1 20 OK\r\n\r\n".to_vec()),
        ("a status below 100", b"HTTP/1.1 099 OK\r\n\r\n".to_vec()),
        ("NUL bytes", vec![0; 4_096]),
    ] {
        kit.says("F22", name, NO_HTTP, said).await;
    }
    kit.says("F22", "HTTP/1.0 without a length", DELIVERED, "HTTP/1.0 200 OK\r\n\r\nold").await;
    let switch = "HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n";
    kit.says("F22", "switches protocols", status(101, ""), switch).await;
}

async fn heads(kit: &mut Kit) {
    let ok = "HTTP/1.1 200 OK\r\n";
    kit.says("F22", "10,000 headers", TOO_LARGE, format!("{ok}{}\r\n", "x: y\r\n".repeat(10_000)))
        .await;
    let long = "y".repeat(1 << 20);
    kit.says("F22", "a header of 1 MiB", TOO_LARGE, format!("{ok}x: {long}\r\n\r\n")).await;
    kit.plays("F22", "headers without end", TOO_LARGE, |mut peer| async move {
        peer.request().await;
        peer.say("HTTP/1.1 200 OK\r\nx: ").await;
        peer.flood(&vec![b'y'; 64 * 1024]).await;
    })
    .await;
    for (name, head) in [
        ("a header without a colon", "no colon\r\n"),
        ("NUL in a header", "x: a\0b\r\n"),
        ("a space before the colon", "x : y\r\n"),
        ("a folded header", "x: y\r\n z\r\n"),
    ] {
        kit.says("F22", name, NO_HTTP, format!("{ok}{head}content-length: 0\r\n\r\n")).await;
    }
}

async fn lengths(kit: &mut Kit) {
    let ok = "HTTP/1.1 200 OK\r\n";
    for (name, head) in [
        ("two lengths", "content-length: 1\r\ncontent-length: 2\r\n\r\nab"),
        ("a negative length", "content-length: -1\r\n\r\n"),
        ("a length that is no number", "content-length: many\r\n\r\n"),
        ("a length beyond 64 bits", "content-length: 99999999999999999999\r\n\r\n"),
    ] {
        kit.says("F22", name, NO_HTTP, format!("{ok}{head}")).await;
    }
    let both = "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    kit.says("F22", "a length and chunks", DELIVERED, format!("{ok}{both}")).await;
    let chunked = "transfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n";
    kit.says("F22", "a bad chunk", DELIVERED, format!("{ok}{chunked}zz\r\n")).await;
    let broke_off = status(500, "the body broke off");
    let oops = format!("HTTP/1.1 500 X\r\n{chunked}-1\r\n");
    kit.says("F22", "a bad chunk of an error", broke_off, oops).await;
    let huge = format!("{ok}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n");
    kit.says("F22", "a chunk beyond 64 bits", DELIVERED, huge).await;
    let coding = format!("{ok}transfer-encoding: gzip, x-own\r\n\r\nabcd");
    kit.says("F22", "a transfer coding of its own", DELIVERED, coding).await;
    kit.says(
        "F22",
        "204 with a body",
        status(204, ""),
        "HTTP/1.1 204 X\r\ncontent-length: 2\r\n\r\nok",
    )
    .await;
}

async fn more_than_one_answer(kit: &mut Kit) {
    let early = "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100_000);
    kit.says(
        "F22",
        "100,000 answers before the answer",
        ENDLESS,
        format!("{early}HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
    )
    .await;
    for (name, webhooks) in [
        ("nothing but answers before the answer", 1),
        ("nothing but answers before the answer, by four webhooks", 4),
    ] {
        let evil = kit.plays("F22", name, ENDLESS, |mut peer| async move {
            peer.request().await;
            peer.flood(&INTERIM.repeat(1_000)).await;
        });
        evil.await.webhooks = webhooks;
    }
    for (name, webhooks) in [
        ("nothing but answers before the answer, after one good answer", 1),
        ("nothing but answers before the answer, after one good answer, by four webhooks", 4),
    ] {
        let is_known = Arc::new(AtomicBool::new(false));
        let evil = kit.plays("F22", name, DELIVERED, move |mut peer| {
            let is_known = Arc::clone(&is_known);
            async move {
                while peer.request().await.is_some() && !is_known.swap(true, Ordering::SeqCst) {
                    peer.say("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
                }
                peer.flood(&INTERIM.repeat(1_000)).await;
            }
        });
        let evil = evil.await;
        evil.is_met_before = true;
        evil.webhooks = webhooks;
    }
    let two =
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 500 X\r\ncontent-length: 0\r\n\r\n";
    kit.plays("F22", "a second answer, for the next request", DELIVERED, move |mut peer| async move {
        while peer.request().await.is_some() && peer.say(two).await {}
    })
    .await;
    let broken = failed(Outcome::Network, "the connection was closed before an answer");
    kit.says("F22", "an interim answer and no other", broken, "HTTP/1.1 102 Processing\r\n\r\n")
        .await;
}
