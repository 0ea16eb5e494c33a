//! Somebody's snapshot stays open for 5 minutes, under load, and keeps vacuum away: rate at full load
//! and latency at half of it at the end, and on a new database beside it, in turn.

use std::time::Duration;

use sqlx::Executor as _;

use crate::bench::{Bench, FULL, MANY_ROUNDS, median};
use crate::load::{Door, Pace, Plan};
use crate::report::Measure;
use crate::targets::{Aim, Targets};
use crate::trial::Lengths;

const NAME: &str = "snapshot";
const OPEN: Lengths =
    Lengths { warm_up: Duration::from_secs(1), measured: Duration::from_secs(270) };

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let targets = Targets::webhooks(1, Aim::Everybody);
    let full = Plan::new(Door::Grpc, Pace::Callers(FULL), targets.clone());
    let held = bench.site(NAME, 1).await?;
    bench.register(&held, &targets).await?;
    let before = bench.trial(&held, "before the snapshot", full.clone(), bench.lengths).await?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate")]
    let half = (before.delivered_per_second / 2.0) as u64;
    let half = Plan { pace: Pace::PerSecond(half), ..full.clone() };

    let mut reader = held.connect().await?;
    reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ").await?;
    reader.execute("SELECT count(*) FROM sparrow.queue").await?;
    bench.trial(&held, "while a snapshot is open", half.clone(), OPEN).await?;
    // It holds back vacuum in its own database and no other.
    let fresh = bench.site("snapshot-fresh", 1).await?;
    bench.register(&fresh, &targets).await?;
    let loads = [
        (&fresh, "a new database", &full),
        (&held, "under the snapshot", &full),
        (&fresh, "a new database, half of it", &half),
        (&held, "under the snapshot, half of it", &half),
    ];
    let rounds = bench.in_turn(MANY_ROUNDS, loads).await?;
    reader.execute("COMMIT").await?;
    bench.close(fresh).await?;
    bench.close(held).await?;

    let [new_rate, rate, ..] =
        rounds.each_ref().map(|of_one| median(of_one, |it| it.delivered_per_second));
    let measure = Measure::new(NAME, "end to end under an open snapshot", rate, "/s");
    bench.report.add(measure.against("a new database", new_rate).at_least(0.9));
    let [.., new_ms, ms] = rounds.map(|of_one| median(&of_one, |it| it.arrival_us.p99 / 1e3));
    let measure = Measure::new(NAME, "p99 at half of it under an open snapshot", ms, "ms");
    bench.report.add(measure.against("a new database", new_ms).at_most(1.5));
    Ok(())
}
