//! Each event to many webhooks: deliveries per second.

use std::time::Duration;

use crate::bench::Bench;
use crate::load::{Door, Pace, Plan};
use crate::report::Measure;
use crate::targets::{Aim, Targets};
use crate::trial::Lengths;

const NAME: &str = "fan-out";
/// Enough to keep batches full.
const CALLERS: usize = 8;
/// How long they push: what a second accepts takes several to deliver, and all of it is waited for.
const PUSHED: Duration = Duration::from_secs(4);

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    for webhooks in [100, 1_000] {
        let before = bench.http(&format!("bare POSTs, before {webhooks} webhooks")).await?;
        let site = bench.site(NAME, 1).await?;
        let targets = Targets::webhooks(webhooks, Aim::Everybody);
        bench.register(&site, &targets).await?;
        let name = format!("fan-out, {webhooks} webhooks");
        let plan = Plan::new(Door::Grpc, Pace::Callers(CALLERS), targets);
        let lengths = Lengths { measured: PUSHED, ..bench.lengths };
        let outcome = bench.trial(&site, &name, plan, lengths).await?;
        bench.close(site).await?;
        let after = bench.http(&format!("bare POSTs, after {webhooks} webhooks")).await?;
        // The machine is another within the minute that this takes.
        let ceiling = f64::midpoint(before.per_second, after.per_second);
        let measure = Measure::new(NAME, name, outcome.delivered_per_second, "deliveries/s");
        bench.report.add(measure.against("bare POSTs", ceiling).at_least(0.5));
    }
    Ok(())
}
