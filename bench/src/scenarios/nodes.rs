//! One, two and three nodes on one PostgreSQL, 100 webhooks, pushes to all nodes in turn: what an
//! event costs over all of them and PostgreSQL. On one machine more nodes can't be faster; they should
//! not be dearer.

use crate::bench::{Bench, FULL, ROUNDS, median};
use crate::load::{Door, Pace, Plan};
use crate::report::Measure;
use crate::targets::{Aim, Targets};
use crate::trial::Outcome;

const NAME: &str = "nodes";
const WEBHOOKS: usize = 100;

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let targets = Targets::webhooks(WEBHOOKS, Aim::InTurn);
    let plan = Plan::new(Door::Grpc, Pace::Callers(FULL), targets.clone());
    let mut sites = Vec::new();
    for nodes in 1..=3 {
        let site = bench.site(&format!("{NAME}-{nodes}"), nodes).await?;
        bench.register(&site, &targets).await?;
        site.balanced().await?;
        sites.push(site);
    }
    let names = [1, 2, 3].map(|nodes| format!("100 webhooks, nodes: {nodes}"));
    let loads = [0, 1, 2].map(|n| (&sites[n], names[n].as_str(), &plan));
    let rounds = bench.in_turn(ROUNDS, loads).await?;
    for site in sites {
        bench.close(site).await?;
    }
    let [one, two, three] = rounds.map(|of_one| median(&of_one, Outcome::us_per_event));
    for (nodes, each) in [(2, two), (3, three)] {
        let what = format!("CPU of an event, {nodes} nodes and PostgreSQL");
        let measure = Measure::new(NAME, what, each, "µs");
        bench.report.add(measure.against("one node", one).at_most(1.2));
    }
    Ok(())
}
