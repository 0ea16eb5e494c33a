//! Memory of a daemon that has nothing to do, and of one that owes much: ten webhooks whose receiver
//! never answers, with everything due now, so that every buffer is as full as it gets. And how long a
//! daemon takes to start with that much ahead of it.

use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::time::sleep;

use crate::bench::Bench;
use crate::process;
use crate::report::Measure;
use crate::site::Waiting;
use crate::targets::{Aim, Answers, Targets};

const NAME: &str = "memory";
const WEBHOOKS: usize = 10;
const CONCURRENCY: u32 = 16;
const IN_FLIGHT: u64 = WEBHOOKS as u64 * CONCURRENCY as u64;
/// Long enough for all scans, and for the first attempts to time out.
const SETTLED: Duration = Duration::from_secs(17);
const LOOK: Duration = Duration::from_millis(100);

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let site = bench.site(NAME, 1).await?;
    let idle = most(&site.pids(), Duration::from_secs(5)).await;
    bench.close(site).await?;
    bench.report.add(Measure::new(NAME, "memory, idle", idle, "MiB").at_most(40.0));
    for (deliveries, name, most) in [
        (100_000, "memory, 100,000 deliveries waiting", 80.0),
        (1_000_000, "memory, 1 million deliveries waiting", 100.0),
    ] {
        waiting(bench, deliveries, name, most).await?;
    }
    Ok(())
}

async fn waiting(
    bench: &mut Bench,
    deliveries: i64,
    name: &str,
    at_most: f64,
) -> anyhow::Result<()> {
    eprintln!("  {name}");
    let mut site = bench.site(NAME, 1).await?;
    let targets = Targets {
        concurrency: CONCURRENCY,
        slow: WEBHOOKS,
        answers: Answers::Never,
        ..Targets::webhooks(WEBHOOKS, Aim::Everybody)
    };
    bench.register(&site, &targets).await?;
    site.stop_nodes().await?;
    site.seed(Waiting { deliveries, half_not_due: false, payload: 1_024 }).await?;
    let (sparrowd, asked) = (bench.sparrowd.clone(), bench.receiver.answered());
    let ready = site.start_node(&sparrowd, 0).await?.as_secs_f64();
    let mib = most(&site.pids(), SETTLED).await;
    bench.close(site).await?;
    let requests = bench.receiver.answered() - asked;
    ensure!(requests >= IN_FLIGHT, "only {requests} requests were made: it did not do its work");
    bench.report.add(Measure::new(NAME, name, mib, "MiB").at_most(at_most));
    if deliveries >= 1_000_000 {
        let name = "start to ready, 1 million deliveries waiting";
        bench.report.add(Measure::new(NAME, name, ready, "s").at_most(2.0));
    }
    Ok(())
}

/// The most that the daemons held within a time, in MiB.
async fn most(pids: &[u32], time: Duration) -> f64 {
    let until = Instant::now() + time;
    let mut most = 0;
    while Instant::now() < until {
        sleep(LOOK).await;
        most = most.max(pids.iter().map(|pid| process::memory(*pid).kib).sum());
    }
    most as f64 / 1024.0
}
