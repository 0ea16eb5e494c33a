//! Nothing is lost, whoever dies: real processes, real faults, with load on. Each fault says what may
//! come twice at the most, and every one of them ends with nothing lost and the database sound.
//!
//! `make faults` meets every fault and prints a table; `SPARROW_FAULT=name` picks those whose name
//! holds that. A few of them run with the tests.

#![allow(clippy::print_stdout, reason = "the table is what it is for")]

mod database;
mod failover;
mod load;
mod network;
mod process;
mod receivers;
mod sink;
mod site;
mod soak;
mod verdict;

use std::str::FromStr;
use std::time::Instant;

use futures::future::LocalBoxFuture;
use tempfile::TempDir;

use load::Load;
use site::{IN_FLIGHT, Site};
use verdict::{Verdict, verdict};

const WEBHOOKS: usize = 48;
/// Events per second, over all webhooks.
const RATE: u64 = 400;
/// Events accepted before and after a fault.
const AROUND: u64 = 600;
/// MiB that a node may have in memory, whatever happens.
const PEAK: u64 = 256;

/// What a fault did.
struct Struck {
    /// When whatever it broke was whole again; or, where nothing is mended, when it struck.
    healed: Instant,
    /// Requests that may have come twice.
    twice: usize,
}

impl Struck {
    /// Over by now; nothing may come twice.
    fn over() -> Self {
        Self { healed: Instant::now(), twice: 0 }
    }

    fn with_twice(self, twice: usize) -> Self {
        Self { twice, ..self }
    }
}

type Strike = for<'a> fn(&'a mut Site, &'a Load) -> LocalBoxFuture<'a, Struck>;

/// One row of the table.
struct Fault {
    name: &'static str,
    nodes: usize,
    /// Requests that one node may have out at once.
    in_flight: usize,
    strike: Strike,
    ground: Ground,
    /// Every sparrowd runs throughout: who is refused is refused by one of them, and told when to come
    /// again.
    nodes_stay: bool,
}

/// What PostgreSQL stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ground {
    Folder,
    /// A disk of its own, small enough to be filled. Only root can have one.
    SmallDisk,
}

impl Fault {
    const fn of(name: &'static str, nodes: usize, strike: Strike) -> Self {
        let (in_flight, ground) = (IN_FLIGHT, Ground::Folder);
        Self { name, nodes, in_flight, strike, ground, nodes_stay: true }
    }

    /// It ends nodes: who calls one that is gone hears nothing from it.
    const fn of_nodes(name: &'static str, nodes: usize, strike: Strike) -> Self {
        Self { nodes_stay: false, ..Self::of(name, nodes, strike) }
    }

    /// With room for those that don't answer.
    const fn with_room(self) -> Self {
        Self { in_flight: 4_096, ..self }
    }

    async fn meet(&self) -> (Verdict, usize) {
        let mut disk = None;
        let mut site = match self.ground {
            Ground::Folder => Site::start(self.nodes, self.in_flight).await,
            Ground::SmallDisk => {
                let (mounted, top) = database::Disk::mount();
                let folder = mounted.folder().join("postgres");
                disk = Some(mounted);
                Site::start_with(top, folder, self.nodes, self.in_flight).await
            }
        };
        let load = site.load(WEBHOOKS, RATE).await;
        load.go_on(AROUND).await;
        let struck = (self.strike)(&mut site, &load).await;
        let recovered = load.recovered(struck.healed).await;
        load.go_on(AROUND).await;
        let sink = std::sync::Arc::clone(&load.sink);
        let journal = load.stop().await;
        let verdict = verdict(&site, &sink, journal, recovered).await;
        tokio::task::spawn_blocking(move || {
            drop(site);
            drop(disk);
        })
        .await
        .unwrap();
        (verdict, struck.twice)
    }

    fn judge(&self, verdict: &Verdict, twice: usize) {
        let name = self.name;
        assert_eq!(verdict.lost, 0, "{name}: lost");
        assert_eq!(verdict.dead, 0, "{name}: given up");
        assert_eq!(verdict.hung, 0, "{name}: calls that hung");
        let bare = verdict.without_delay;
        assert!(bare == 0 || !self.nodes_stay, "{name}: {bare} refused without a retry delay");
        assert!(verdict.peak <= PEAK, "{name}: {} MiB in memory", verdict.peak);
        assert!(
            verdict.duplicates <= twice,
            "{name}: {} came twice, {twice} may",
            verdict.duplicates
        );
    }
}

fn faults() -> Vec<&'static Fault> {
    [process::FAULTS, database::FAULTS, failover::FAULTS, network::FAULTS, receivers::FAULTS]
        .into_iter()
        .flatten()
        .collect()
}

/// A number that the environment may set.
fn setting<N: FromStr>(name: &str, default: N) -> N {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn passable() -> TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let passable = std::fs::Permissions::from_mode(0o755);
    tempfile::Builder::new().permissions(passable).tempdir().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes 20 minutes; `make faults` runs it"]
async fn table() {
    println!(
        "| fault | accepted | delivered | twice (bound) | dead | lost | refused | unknown | recovered, s | peak, MiB |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let part = std::env::var("SPARROW_FAULT").unwrap_or_default();
    let is_root = rustix::process::geteuid().is_root();
    for fault in faults().iter().filter(|fault| fault.name.contains(&part)) {
        if fault.ground == Ground::SmallDisk && !is_root {
            println!("| {} | not met: only root can mount a disk | | | | | | | | |", fault.name);
            continue;
        }
        let (verdict, twice) = fault.meet().await;
        println!(
            "| {} | {} | {} | {} ({twice}) | {} | {} | {} | {} | {:.1} | {} |",
            fault.name,
            verdict.accepted,
            verdict.delivered,
            verdict.duplicates,
            verdict.dead,
            verdict.lost,
            verdict.unavailable,
            verdict.unknown,
            verdict.recovered.as_secs_f64(),
            verdict.peak
        );
        fault.judge(&verdict, twice);
    }
}

/// Those that are over soon.
const SHORT: [&str; 3] = [
    "sparrowd killed again and again, PostgreSQL between",
    "a node stopped and started again",
    "answers of PostgreSQL lost after each statement",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_whoever_dies() {
    let all = faults();
    for name in SHORT {
        let fault = all.iter().find(|fault| fault.name == name).unwrap();
        let (verdict, twice) = fault.meet().await;
        assert!(verdict.accepted > 0);
        fault.judge(&verdict, twice);
    }
}
