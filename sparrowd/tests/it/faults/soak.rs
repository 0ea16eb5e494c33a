//! Ten minutes of three nodes under load, of which one is killed, frozen, stopped or drained, in turn:
//! how long the webhooks of that one wait, and what the others notice.
//!
//! `make soak` prints the table. `SPARROW_SOAK=120` makes it two minutes, `SPARROW_SOAK_RATE` sets the
//! events per second.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use futures::future::join_all;
use rustix::process::Signal;
use sqlx::Connection as _;
use tokio::time::sleep;

use super::load::{LONG, Load};
use super::setting;
use super::site::{IN_FLIGHT, Node, Site};
use super::verdict::verdict;
use crate::harness::eventually;

const NODES: usize = 3;
const WEBHOOKS: usize = 300;
/// What goes before each blow, and what follows it.
const QUIET: Duration = Duration::from_secs(10);
const FROZEN: Duration = Duration::from_secs(30);
/// How long after a blow the others are watched.
const WATCHED: Duration = Duration::from_secs(20);
/// Of lanes, when all three share them.
const SHARE: i64 = 80;

/// How long an event may wait of a node that was killed or frozen, and of one that was stopped.
const TAKEN_OVER: Duration = Duration::from_secs(13);
const HANDED_OVER: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blow {
    Killed,
    Frozen,
    /// By SIGTERM.
    Stopped,
    /// By `sparrowctl node drain`, and it stays up.
    Drained,
}

impl Blow {
    fn bound(self) -> Duration {
        if self.is_graceful() { HANDED_OVER } else { TAKEN_OVER }
    }

    /// Requests that it may cause twice.
    fn twice(self) -> usize {
        if self.is_graceful() { 0 } else { IN_FLIGHT }
    }

    fn is_graceful(self) -> bool {
        matches!(self, Self::Stopped | Self::Drained)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes ten minutes; `make soak` runs it"]
async fn table() {
    let end = Instant::now() + Duration::from_secs(setting("SPARROW_SOAK", 600));
    let mut site = Site::start(NODES, IN_FLIGHT).await;
    let load = site.load(WEBHOOKS, setting("SPARROW_SOAK_RATE", 1_000)).await;
    println!(
        "| blow | webhooks of that node | the longest wait of their events, s (bound) | the others' p99, ms | before, ms |"
    );
    println!("|---|---|---|---|---|");
    let (mut late, mut twice, mut nth) = (Vec::new(), 0, 0);
    while Instant::now() < end {
        for blow in [Blow::Killed, Blow::Frozen, Blow::Stopped, Blow::Drained] {
            shared(&site).await;
            let before = Instant::now();
            sleep(QUIET).await;
            let wait = strike(&mut site, &load, nth % NODES, blow, before).await;
            twice += blow.twice();
            nth += 1;
            late.extend((wait > blow.bound()).then_some((blow, wait)));
        }
    }
    let sink = std::sync::Arc::clone(&load.sink);
    let journal = load.stop().await;
    let verdict = verdict(&site, &sink, journal, Duration::ZERO).await;
    println!(
        "\n{} accepted, {} lost, {} dead, {} came twice ({twice} may), {} hung, at most {} MiB",
        verdict.accepted,
        verdict.lost,
        verdict.dead,
        verdict.duplicates,
        verdict.hung,
        verdict.peak
    );
    assert_eq!((verdict.lost, verdict.dead, verdict.hung), (0, 0, 0));
    assert!(verdict.duplicates <= twice);
    assert!(late.is_empty(), "later than they may: {late:?}");
    tokio::task::spawn_blocking(move || drop(site)).await.unwrap();
}

/// Until each node has its share of the lanes.
async fn shared(site: &Site) {
    let mut admin = site.admin().await;
    eventually(LONG, async || {
        let query = "SELECT count(*) FROM sparrow.lanes WHERE owner IS NOT NULL GROUP BY owner";
        let counts: Vec<i64> = sqlx::query_scalar(query).fetch_all(&mut admin).await.unwrap();
        let is_fair = counts.len() == NODES && counts.iter().all(|count| *count >= SHARE);
        if is_fair { Ok(()) } else { Err(counts) }
    })
    .await;
    drop(admin.close().await);
}

/// Which webhooks, by number, are that node's.
async fn webhooks_of(site: &Site, node: usize) -> HashSet<usize> {
    let id = site.nodes[node].id().await;
    let mut admin = site.admin().await;
    let query = "SELECT w.url FROM sparrow.webhooks w
                 JOIN sparrow.lanes l ON l.lane = get_byte(uuid_send(w.webhook_id), 15)
                 WHERE l.owner = $1::uuid";
    let urls: Vec<String> = sqlx::query_scalar(query).bind(id).fetch_all(&mut admin).await.unwrap();
    drop(admin.close().await);
    urls.iter().map(|url| url.rsplit('/').next().unwrap().parse().unwrap()).collect()
}

/// Strikes one node and makes it whole again. Says how long an event of its webhooks waited at most.
async fn strike(
    site: &mut Site,
    load: &Load,
    node: usize,
    blow: Blow,
    before: Instant,
) -> Duration {
    let theirs = webhooks_of(site, node).await;
    let others: HashSet<usize> = (0..WEBHOOKS).filter(|n| !theirs.contains(n)).collect();
    let struck = Instant::now();
    let undisturbed = load.sink.waits(&others, before, struck);
    match blow {
        Blow::Killed => site.nodes[node].kill(),
        Blow::Frozen => site.nodes[node].signal(Signal::STOP),
        Blow::Stopped => site.nodes[node].stop().await,
        Blow::Drained => site.nodes[node].drain().await,
    }
    sleep(WATCHED).await;
    let watched = struck + WATCHED;
    match blow {
        Blow::Killed | Blow::Stopped => site.nodes[node].start(),
        Blow::Frozen => {
            sleep(FROZEN.saturating_sub(WATCHED)).await;
            site.nodes[node].signal(Signal::CONT);
        }
        Blow::Drained => site.nodes[node].undrain().await,
    }
    let ready = site.nodes.iter().map(Node::ready);
    join_all(ready).await;
    // What was pushed a moment before may have been in its memory.
    let pushed = struck.checked_sub(Duration::from_secs(1)).unwrap();
    let wait = load.sink.waits(&theirs, pushed, watched).last().copied().unwrap_or_default();
    let disturbed = load.sink.waits(&others, struck, watched);
    println!(
        "| {blow:?} | {} | {:.2} ({}) | {:.1} | {:.1} |",
        theirs.len(),
        wait.as_secs_f64(),
        blow.bound().as_secs(),
        p99(&disturbed),
        p99(&undisturbed)
    );
    wait
}

/// In milliseconds.
fn p99(sorted: &[Duration]) -> f64 {
    sorted.get(sorted.len() * 99 / 100).map_or(0.0, |wait| wait.as_secs_f64() * 1e3)
}
