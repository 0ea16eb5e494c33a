//! The table of the promise that a payload is delivered byte for byte as it was pushed: every kind of
//! payload, through every door, to the receiver, and back out through every door that shows it.

mod doors;
mod payloads;
mod shows;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use self::doors::DOORS;
use self::payloads::Payload;
use super::ctl::Ctl;
use crate::harness::daemon::{Home, TestDaemon, webhook};
use crate::harness::receiver::Request;
use crate::harness::{Receiver, SOON, TestDatabase};

/// A daemon with one receiver that gets everything.
struct Bench {
    daemon: TestDaemon,
    receiver: Receiver,
    key: Vec<u8>,
    ctl: Ctl,
}

impl Bench {
    async fn start(database: &TestDatabase) -> Self {
        let daemon = Home::new(database).start().await;
        let receiver = Receiver::start().await;
        let (_, secret) = daemon.register(webhook(&receiver.url("/hook"), &["*"], "none")).await;
        let key = STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap();
        let ctl = Ctl::of(&daemon);
        Self { daemon, receiver, key, ctl }
    }

    /// Whether what came is what was pushed.
    fn check(&self, request: &Request, payload: &Payload) -> Result<(), String> {
        same("the body", &request.body, &payload.bytes)?;
        let content_type = request.header("content-type");
        if content_type != payload.sent_as() {
            return Err(format!("the content type is {content_type}"));
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).unwrap();
        let (id, at) = (request.header("webhook-id"), request.header("webhook-timestamp"));
        mac.update(format!("{id}.{at}.").as_bytes());
        mac.update(&payload.bytes);
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        if request.header("webhook-signature") != signature {
            return Err("the signature is of something else".to_owned());
        }
        Ok(())
    }
}

fn same(what: &str, found: &[u8], pushed: &Bytes) -> Result<(), String> {
    if found == pushed {
        return Ok(());
    }
    let at = found.iter().zip(pushed).take_while(|(one, other)| one == other).count();
    let (length, expected) = (found.len(), pushed.len());
    Err(format!("{what} has {length} bytes of {expected}, the same up to {at}"))
}

#[tokio::test]
async fn every_payload_through_every_door() {
    let test = TestDatabase::create().await;
    let bench = Bench::start(&test).await;
    let payloads = payloads::all();
    let mut rows = Vec::new();
    let (mut reasons, mut wrong) = (Vec::new(), Vec::new());
    let mut pushed = 0;
    for payload in &payloads {
        let mut row = vec![payload.name.to_owned()];
        for door in DOORS {
            let name = door.name();
            let cell = match door.cannot(payload) {
                Some(why) => {
                    let known = reasons.iter().position(|reason| *reason == why);
                    let number = known.unwrap_or_else(|| {
                        reasons.push(why);
                        reasons.len() - 1
                    });
                    format!("({})", number + 1)
                }
                None => match carry(&bench, *door, payload, &mut pushed).await {
                    Ok(()) => "same".to_owned(),
                    Err(why) => {
                        wrong.push(format!("{}, {name}: {why}", payload.name));
                        "WRONG".to_owned()
                    }
                },
            };
            row.push(cell);
        }
        rows.push(row);
    }
    print(&rows, &reasons);
    assert_eq!(wrong, Vec::<String>::new());
}

/// In by the door, to the receiver, and out by every door that shows payloads.
async fn carry(
    bench: &Bench,
    door: doors::Door,
    payload: &Payload,
    pushed: &mut usize,
) -> Result<(), String> {
    door.push(bench, payload).await?;
    *pushed += 1;
    let requests = bench.receiver.wait_for(*pushed, SOON).await;
    let request = &requests[*pushed - 1];
    bench.check(request, payload)?;
    shows::check(bench, request.header("webhook-id"), payload).await
}

fn print(rows: &[Vec<String>], reasons: &[&str]) {
    let head = std::iter::once("payload").chain(DOORS.iter().map(|door| door.name()));
    let head: Vec<String> = head.map(str::to_owned).collect();
    let all = || std::iter::once(&head).chain(rows);
    let widths: Vec<usize> = (0..head.len())
        .map(|column| all().map(|row| row[column].chars().count()).max().unwrap_or_default())
        .collect();
    for row in all() {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        eprintln!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    for (number, reason) in reasons.iter().enumerate() {
        eprintln!("({}) {reason}", number + 1);
    }
}
