//! Does it stay as fast? The full load before and after 5 million events went through.

use std::sync::Arc;

use crate::arrivals::Arrivals;
use crate::bench::{Bench, FULL};
use crate::load::{Door, Load, Pace, Plan};
use crate::report::Measure;
use crate::targets::{Aim, Targets};

const NAME: &str = "churn";
const EVENTS: u64 = 5_000_000;
/// So that the disk holds it: rows of the queue are as large whatever the payload.
const PAYLOAD: usize = 100;

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let site = bench.site(NAME, 1).await?;
    let targets = Targets::webhooks(1, Aim::Everybody);
    bench.register(&site, &targets).await?;
    let lengths = bench.for_seconds(20);
    let plan = Plan::new(Door::Grpc, Pace::Callers(FULL), targets.clone());
    let fresh = bench.trial(&site, "before the churn", plan.clone(), lengths).await?;
    eprintln!("  churning {EVENTS} events");
    bench.receiver.note_in(Arc::new(Arrivals::default()));
    let churn = Plan { size: PAYLOAD, ..plan.clone() };
    let load = Load::start(churn, 1, EVENTS, &site.addresses()).await?;
    load.complete().await?;
    let worn = bench.trial(&site, "after 5 million events", plan, lengths).await?;
    bench.close(site).await?;
    let what = "end to end after 5 million events";
    let measure = Measure::new(NAME, what, worn.delivered_per_second, "/s");
    bench.report.add(measure.against("before", fresh.delivered_per_second).at_least(0.95));
    Ok(())
}
