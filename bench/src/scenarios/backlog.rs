//! Millions of deliveries wait on 10,000 webhooks, half of them not due for an hour. The others are
//! sent as fast as that goes, and pushes for one more webhook go on meanwhile: deliveries per second of
//! both together, against the same pushes on an empty system.

use std::sync::Arc;
use std::time::Instant;

use tokio::time::sleep;

use crate::arrivals::Arrivals;
use crate::bench::{Bench, FULL};
use crate::load::{Door, Load, Pace, Plan};
use crate::report::Measure;
use crate::site::{Site, Waiting};
use crate::targets::{Aim, Targets};

const NAME: &str = "backlog";
const WEBHOOKS: usize = 10_000;

pub(super) async fn run(bench: &mut Bench, deliveries: i64, least: f64) -> anyhow::Result<()> {
    let mut site = bench.site(NAME, 1).await?;
    eprintln!("  registering {WEBHOOKS} webhooks");
    bench.register(&site, &Targets::webhooks(WEBHOOKS, Aim::InTurn)).await?;
    let fresh = Targets { namespace: "fresh".to_owned(), ..Targets::webhooks(1, Aim::Everybody) };
    bench.register(&site, &fresh).await?;
    eprintln!("  nothing waiting");
    let empty = rate(bench, &site, &fresh).await?;
    site.stop_nodes().await?;
    eprintln!("  writing {deliveries} deliveries that wait");
    site.seed(Waiting { deliveries, half_not_due: true, payload: 1_024 }).await?;
    let sparrowd = bench.sparrowd.clone();
    site.start_node(&sparrowd, 0).await?;
    eprintln!("  pushing beside them");
    let full = rate(bench, &site, &fresh).await?;
    bench.close(site).await?;

    let what = format!("deliveries with {} million waiting", deliveries / 1_000_000);
    let measure = Measure::new(NAME, what, full, "/s");
    bench.report.add(measure.against("nothing waiting", empty).at_least(least));
    Ok(())
}

/// What the receiver answers in a second, while pushes go on.
async fn rate(bench: &Bench, site: &Site, fresh: &Targets) -> anyhow::Result<f64> {
    let plan = Plan::new(Door::Grpc, Pace::Callers(FULL), fresh.clone());
    bench.receiver.note_in(Arc::new(Arrivals::default()));
    let load = Load::start(plan, 1, u64::MAX, &site.addresses()).await?;
    sleep(bench.lengths.warm_up).await;
    let (begun, before) = (Instant::now(), bench.receiver.answered());
    sleep(bench.lengths.measured).await;
    let answered = bench.receiver.answered() - before;
    let rate = answered as f64 / begun.elapsed().as_secs_f64();
    load.end().await?;
    Ok(rate)
}
