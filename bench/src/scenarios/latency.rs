//! From the moment a push is due to its arrival: at 100/s, and at half of the full rate. The disk has its
//! moments, so half of it is asked for in several rounds.

use std::time::Duration;

use crate::bench::{Bench, ROUNDS, median};
use crate::load::{Door, Pace, Plan};
use crate::report::Measure;
use crate::targets::{Aim, Targets};
use crate::trial::Lengths;

const NAME: &str = "latency";
const CALM: u64 = 100;

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let full = bench.full_load().await?.delivered_per_second;
    let pair = bench.pair().await?;
    let site = bench.site(NAME, 1).await?;
    let targets = Targets::webhooks(1, Aim::Everybody);
    bench.register(&site, &targets).await?;
    let plan = |rate| Plan::new(Door::Grpc, Pace::PerSecond(rate), targets.clone());
    let long = Lengths { warm_up: Duration::from_secs(2), measured: Duration::from_secs(20) };
    let calm = bench.trial(&site, "latency at 100/s", plan(CALM), long).await?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate")]
    let half = (full / 2.0) as u64;
    let name = format!("latency at half of the full rate, {half}/s");
    let [busy] = bench.in_turn(ROUNDS, [(&site, &name, &plan(half))]).await?;
    bench.close(site).await?;

    let ms = |what: &str, us: f64| Measure::new(NAME, what, us / 1e3, "ms");
    let calm = calm.arrival_us;
    let busy_p99 = median(&busy, |one| one.arrival_us.p99);
    let measures = [
        ms("latency at 100/s, p50", calm.p50).against("pair, p50", pair.p50_us / 1e3).at_most(4.0),
        ms("latency at 100/s, p99", calm.p99).against("pair, p99", pair.p99_us / 1e3).at_most(10.0),
        ms("latency at half of the full rate, p99", busy_p99)
            .against("p99 at 100/s", calm.p99 / 1e3)
            .at_most(10.0),
    ];
    for measure in measures {
        bench.report.add(measure);
    }
    Ok(())
}
