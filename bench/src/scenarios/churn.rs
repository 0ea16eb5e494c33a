//! Does it stay as fast? The full load on a database that 5 million events went through, and on a new one
//! beside it, in turn.

use std::sync::Arc;

use crate::arrivals::Arrivals;
use crate::bench::{Bench, FULL, MANY_ROUNDS, median};
use crate::load::{Door, Load, Pace, Plan};
use crate::report::Measure;
use crate::targets::{Aim, Targets};

const NAME: &str = "churn";
const EVENTS: u64 = 5_000_000;
/// So that the disk holds it: rows of the queue are as large whatever the payload.
const PAYLOAD: usize = 100;

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let targets = Targets::webhooks(1, Aim::Everybody);
    let plan = Plan::new(Door::Grpc, Pace::Callers(FULL), targets.clone());
    let worn = bench.site(NAME, 1).await?;
    bench.register(&worn, &targets).await?;
    eprintln!("  churning {EVENTS} events");
    bench.receiver.note_in(Arc::new(Arrivals::default()));
    let churn = Plan { size: PAYLOAD, ..plan.clone() };
    let load = Load::start(churn, 1, EVENTS, &worn.addresses()).await?;
    load.complete().await?;
    let fresh = bench.site("churn-fresh", 1).await?;
    bench.register(&fresh, &targets).await?;
    let loads = [(&fresh, "a new database", &plan), (&worn, "after 5 million events", &plan)];
    let rounds = bench.in_turn(MANY_ROUNDS, loads).await?;
    bench.close(fresh).await?;
    bench.close(worn).await?;
    let [new_rate, worn_rate] = rounds.map(|of_one| median(&of_one, |it| it.delivered_per_second));
    let measure = Measure::new(NAME, "end to end after 5 million events", worn_rate, "/s");
    bench.report.add(measure.against("a new database", new_rate).at_least(0.95));
    Ok(())
}
