//! Somebody's snapshot stays open for 5 minutes, under load, and keeps vacuum away: rate at full load
//! and latency at half of it, before and at the end.

use std::time::Duration;

use sqlx::Executor as _;

use crate::bench::{Bench, FULL};
use crate::load::{Door, Pace, Plan};
use crate::report::Measure;
use crate::site::Site;
use crate::targets::{Aim, Targets};
use crate::trial::{Lengths, Outcome};

const NAME: &str = "snapshot";
const OPEN: Lengths =
    Lengths { warm_up: Duration::from_secs(1), measured: Duration::from_secs(270) };

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let site = bench.site(NAME, 1).await?;
    let targets = Targets::webhooks(1, Aim::Everybody);
    bench.register(&site, &targets).await?;
    let full = Plan::new(Door::Grpc, Pace::Callers(FULL), targets.clone());
    let before = bench.trial(&site, "before the snapshot", full.clone(), bench.lengths).await?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate")]
    let half = (before.delivered_per_second / 2.0) as u64;
    let half = Plan { pace: Pace::PerSecond(half), ..full.clone() };
    let calm = bench.trial(&site, "the same, half of it", half.clone(), bench.lengths).await?;

    let mut reader = site.connect().await?;
    reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ").await?;
    reader.execute("SELECT count(*) FROM sparrow.queue").await?;
    bench.trial(&site, "while a snapshot is open", half.clone(), OPEN).await?;
    let later = under_it(bench, &site, "at its end", full).await?;
    let calm_later = under_it(bench, &site, "at its end, half of it", half).await?;
    reader.execute("COMMIT").await?;
    bench.close(site).await?;

    let rate =
        Measure::new(NAME, "end to end under an open snapshot", later.delivered_per_second, "/s");
    bench.report.add(rate.against("before", before.delivered_per_second).at_least(0.9));
    let [before_ms, later_ms] = [calm, calm_later].map(|one| one.arrival_us.p99 / 1e3);
    let p99 = Measure::new(NAME, "p99 at half of it under an open snapshot", later_ms, "ms");
    bench.report.add(p99.against("before", before_ms).at_most(1.5));
    Ok(())
}

async fn under_it(
    bench: &mut Bench,
    site: &Site,
    name: &str,
    plan: Plan,
) -> anyhow::Result<Outcome> {
    let lengths = bench.lengths;
    bench.trial(site, name, plan, lengths).await
}
