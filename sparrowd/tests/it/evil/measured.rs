//! What each costs: sixteen attempts at once for each webhook, as many as it may have in flight, while
//! events for a good receiver are pushed at a steady pace. `make evil` prints the table.

#![allow(clippy::print_stdout, reason = "the table is what it is for")]

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use sparrow_proto::v1::Outcome;
use tokio::task::JoinSet;
use tokio::time::interval;

use super::site::{LONG, Site};
use super::{came_of, payload, total};
use crate::harness::evil::{Evil, Kit};
use crate::harness::{Receiver, TestDatabase};

const AT_ONCE: usize = 16;
/// Between two events for the good receiver.
const PACE: Duration = Duration::from_millis(10);
/// How long the good receiver is watched by itself, and with each of the others.
const ALONE: Duration = Duration::from_secs(10);
const BESIDE: Duration = Duration::from_millis(2_500);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; `make evil` runs it"]
async fn table() {
    let test = TestDatabase::create().await;
    let kit = Kit::start().await;
    let good = Arc::new(Receiver::start().await);
    let site = Arc::new(Site::start(&test, &kit).await);
    site.register(&good.url("/"), "good.*").await;
    for (nth, evil) in kit.evils.iter().enumerate() {
        for event_type in event_types(nth, evil) {
            site.register(&evil.url, &event_type).await;
        }
    }
    watched(&site, &good, Duration::from_secs(2)).await;
    let (p50, p99) = watched(&site, &good, ALONE).await;
    let (start, _) = site.memory();
    println!(
        "| fault | receiver | outcome | on record | time, ms | memory, MiB | neighbour's p99, ms |"
    );
    println!("|---|---|---|---|---|---|---|");
    println!("| | nobody | | | | {start} | {} (p50 {}) |", ms(p99), ms(p50));
    for (nth, evil) in kit.evils.iter().enumerate().filter(|(_, evil)| is_wanted(evil.name)) {
        measure(&site, &good, evil, &event_types(nth, evil)).await;
    }
    let (p50, p99) = watched(&site, &good, ALONE).await;
    let (now, most) = site.memory();
    println!("| | nobody, afterwards | | | | {now} | {} (p50 {}) |", ms(p99), ms(p50));
    println!("\nat most {most} MiB; {} files open at the end", site.files());
}

/// `SPARROW_EVIL` names a part of those to be met.
fn is_wanted(name: &str) -> bool {
    std::env::var("SPARROW_EVIL").map_or(true, |part| name.contains(&part))
}

/// One for each webhook that leads to it.
fn event_types(nth: usize, evil: &Evil) -> Vec<String> {
    (0..evil.webhooks).map(|webhook| format!("evil.n{nth}.w{webhook}")).collect()
}

async fn measure(site: &Arc<Site>, good: &Arc<Receiver>, evil: &Evil, event_types: &[String]) {
    if evil.is_met_before {
        site.attempts(&site.push(&event_types[0], payload(evil)).await).await;
    }
    let (before, _) = site.memory();
    let pushing = async {
        let mut events = Vec::new();
        for event_type in event_types.iter().cycle().take(AT_ONCE * event_types.len()) {
            events.push(site.push(event_type, payload(evil)).await);
        }
        events
    };
    let ((_, p99), events) = tokio::join!(watched(site, good, BESIDE), pushing);
    let (after, _) = site.memory();
    let mut longest = Duration::ZERO;
    let mut outcomes = HashMap::new();
    for event in events {
        for attempt in site.attempts(&event).await {
            longest = longest.max(total(&attempt));
            let (outcome, status, error) = came_of(&attempt);
            let record = match (status, error) {
                (0, error) => error.to_owned(),
                (status, "") => status.to_string(),
                (status, error) => format!("{status}, {error}"),
            };
            *outcomes.entry((word(outcome), record)).or_insert(0) += 1;
        }
    }
    let mut outcomes: Vec<_> = outcomes.into_iter().collect();
    outcomes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut words: Vec<_> = outcomes.iter().map(|((outcome, _), _)| outcome.clone()).collect();
    words.dedup();
    let records: Vec<_> = outcomes.iter().map(|((_, record), _)| record.clone()).collect();
    let grown = i64::try_from(after).unwrap() - i64::try_from(before).unwrap();
    println!(
        "| {} | {} | {} | {} | {} | {grown:+} | {} |",
        evil.fault,
        evil.name,
        words.join(" / "),
        records.join(" / "),
        ms(longest),
        ms(p99)
    );
}

fn word(outcome: Outcome) -> String {
    outcome.as_str_name().trim_start_matches("OUTCOME_").to_lowercase()
}

fn ms(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64() * 1_000.0)
}

/// From the push to the receiver, for events pushed during this time: median and p99.
async fn watched(site: &Arc<Site>, good: &Arc<Receiver>, during: Duration) -> (Duration, Duration) {
    good.forget();
    let mut pushes = JoinSet::new();
    let mut pace = interval(PACE);
    let end = Instant::now() + during;
    while Instant::now() < end {
        pace.tick().await;
        let site = Arc::clone(site);
        pushes.spawn(async move {
            let at = Instant::now();
            (site.push("good.one", Bytes::from_static(b"{}")).await, at)
        });
    }
    let pushed: HashMap<_, _> = pushes.join_all().await.into_iter().collect();
    let requests = good.wait_for(pushed.len(), LONG).await;
    let mut took: Vec<Duration> =
        requests.iter().map(|request| request.at - pushed[request.header("webhook-id")]).collect();
    took.sort_unstable();
    (took[took.len() / 2], took[took.len() * 99 / 100])
}
