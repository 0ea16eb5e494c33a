//! Events spread over 100,000 webhooks in 1,000 namespaces.

use crate::bench::{Bench, FULL};
use crate::load::Door;
use crate::report::Measure;
use crate::targets::{Aim, Targets};

const NAME: &str = "spread";
const NAMESPACES: usize = 1_000;
const WEBHOOKS_OF_EACH: usize = 100;

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let full = bench.full_load().await?.delivered_per_second;
    let site = bench.site(NAME, 1).await?;
    let targets = Targets {
        namespace: "tenant".to_owned(),
        namespaces: NAMESPACES,
        ..Targets::webhooks(WEBHOOKS_OF_EACH, Aim::InTurn)
    };
    eprintln!("  registering {} webhooks", NAMESPACES * WEBHOOKS_OF_EACH);
    bench.register(&site, &targets).await?;
    let name = "100,000 webhooks in 1,000 namespaces";
    // Long enough to come to each webhook once.
    let lengths = bench.for_seconds(20);
    let plan = crate::load::Plan::new(Door::Grpc, crate::load::Pace::Callers(FULL), targets);
    let outcome = bench.trial(&site, name, plan, lengths).await?;
    bench.close(site).await?;
    let rate = Measure::new(NAME, name, outcome.delivered_per_second, "/s");
    bench.report.add(rate.against("one webhook", full).at_least(0.6));
    let what = format!("memory, {name}");
    let memory = Measure::new(NAME, what, outcome.sparrowd_peak_mib, "MiB");
    bench.report.add(memory.at_most(400.0));
    Ok(())
}
