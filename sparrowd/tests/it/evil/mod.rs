//! Every evil receiver at once, and a good one beside them.
//!
//! `make evil` meets them one after the other instead and prints what each costs: see [`measured`].

mod measured;
mod site;

use std::time::Duration;

use bytes::Bytes;
use sparrow_proto::v1::{Attempt, Decision, Outcome};

use self::site::{LONG, Site};
use crate::harness::evil::{Evil, Expected, Kit, Payload};
use crate::harness::{Receiver, TestDatabase};

/// What an attempt may take, as the webhooks have it.
const ATTEMPT: Duration = Duration::from_secs(1);
/// What a busy machine may add to that.
const SLACK: Duration = Duration::from_secs(5);
/// What all of them together may cost the daemon, in MiB.
const MEMORY: u64 = 192;

fn payload(evil: &Evil) -> Bytes {
    static LARGE: [u8; 1 << 20] = [b'7'; 1 << 20];
    match evil.payload {
        Payload::Small => Bytes::from_static(br#"{"n":1}"#),
        Payload::Large => Bytes::from_static(&LARGE),
    }
}

fn came_of(attempt: &Attempt) -> (Outcome, u32, &str) {
    (attempt.outcome(), attempt.status, &attempt.error)
}

fn is_as(expected: &Expected, attempt: &Attempt) -> bool {
    came_of(attempt) == (expected.outcome, expected.status, expected.error)
}

fn total(attempt: &Attempt) -> Duration {
    attempt.timing.as_ref().and_then(|timing| timing.total).unwrap().try_into().unwrap()
}

/// The table: each evil receiver with what has to become of an attempt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_gets_its_own_failure_and_nobody_else_is_harmed() {
    let test = TestDatabase::create().await;
    let kit = Kit::start().await;
    let good = Receiver::start().await;
    let site = Site::start(&test, &kit).await;
    site.register(&good.url("/"), "good.*").await;
    for (nth, evil) in kit.evils.iter().enumerate() {
        site.register(&evil.url, &format!("evil.n{nth}")).await;
    }
    let (before, _) = site.memory();
    let mut events = Vec::new();
    for (nth, evil) in kit.evils.iter().enumerate() {
        events.push(site.push(&format!("evil.n{nth}"), payload(evil)).await);
        site.push("good.one", Bytes::from_static(b"{}")).await;
    }
    // Others get theirs while these still hang.
    good.wait_for(kit.evils.len(), LONG).await;

    let mut wrong = Vec::new();
    for (evil, event) in kit.evils.iter().zip(&events) {
        let attempts = site.attempts(event).await;
        let [attempt] = attempts.as_slice() else {
            wrong.push(format!("{} {}: {} attempts", evil.fault, evil.name, attempts.len()));
            continue;
        };
        let decision = match evil.expected.outcome {
            Outcome::Delivered => Decision::Delivered,
            _ => Decision::Dead,
        };
        let is_expected = is_as(&evil.expected, attempt) && attempt.decision() == decision;
        if !is_expected && !evil.or.iter().any(|expected| is_as(expected, attempt)) {
            wrong.push(format!("{} {}: {:?}", evil.fault, evil.name, came_of(attempt)));
        }
        if total(attempt) > ATTEMPT + SLACK {
            wrong.push(format!("{} {} took {:?}", evil.fault, evil.name, total(attempt)));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), events.len(), wrong.join("\n"));
    assert_eq!(good.requests().len(), kit.evils.len());
    let (_, most) = site.memory();
    assert!(most < before + MEMORY, "from {before} to {most} MiB");
    what_is_on_record_is_what_was_said(&site, &kit, &events).await;
}

/// Bytes that no text can hold are kept as they came.
async fn what_is_on_record_is_what_was_said(site: &Site, kit: &Kit, events: &[String]) {
    for (name, body) in [
        ("a body that paints the screen", &b"\x1b[2J\x1b[31mroot# \x1b]0;title\x07\x9b1m"[..]),
        ("a body of NULs", &[0; 512]),
        ("a body that is no UTF-8", b"\xff\xfe\xc0\x80\xed\xa0\x80"),
    ] {
        let nth = kit.evils.iter().position(|evil| evil.name == name).unwrap();
        let attempt = site.attempts(&events[nth]).await.remove(0);
        let response = site.whole(&attempt).await.response.unwrap();
        assert_eq!(&response.body[..], body, "{name}");
    }
}
