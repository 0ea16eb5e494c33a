//! 50 webhooks, 1,000 events a second, half of them for one webhook: first that one answers like the
//! others, then never. What do the others notice?

use std::time::Duration;

use crate::bench::Bench;
use crate::load::{Door, Pace, Plan};
use crate::report::Measure;
use crate::targets::{Aim, Answers, Targets};
use crate::trial::Lengths;

const NAME: &str = "hanging";
const WEBHOOKS: usize = 50;
const RATE: u64 = 1_000;
/// An attempt is given up after 15 s, so that this sees what it does then.
const LONG: Lengths =
    Lengths { warm_up: Duration::from_secs(3), measured: Duration::from_secs(17) };

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let sound = Targets {
        concurrency: 16,
        slow: 1,
        // The others are measured, here and there.
        answers: Answers::Aside,
        ..Targets::webhooks(WEBHOOKS, Aim::HalfToTheFirst)
    };
    let broken = Targets { answers: Answers::Never, ..sound.clone() };
    let undisturbed = trial(bench, "hanging: all answer", sound).await?;
    let disturbed = trial(bench, "hanging: one never answers", broken).await?;

    let ms = |what: &str, us: f64| Measure::new(NAME, what, us / 1e3, "ms");
    let name = "p99 of the others beside a hanging receiver";
    bench
        .report
        .add(ms(name, disturbed.p99).against("undisturbed", undisturbed.p99 / 1e3).at_most(1.2));
    let name = "p50 of the others beside a hanging receiver";
    bench.report.add(ms(name, disturbed.p50).against("undisturbed", undisturbed.p50 / 1e3));
    Ok(())
}

async fn trial(
    bench: &mut Bench,
    name: &str,
    targets: Targets,
) -> anyhow::Result<crate::trial::Percentiles> {
    let site = bench.site(NAME, 1).await?;
    bench.register(&site, &targets).await?;
    let plan = Plan::new(Door::Grpc, Pace::PerSecond(RATE), targets);
    let outcome = bench.trial(&site, name, plan, LONG).await?;
    bench.close(site).await?;
    Ok(outcome.arrival_us)
}
