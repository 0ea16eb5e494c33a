//! One, two and three nodes on one PostgreSQL, 100 webhooks, pushes to all nodes in turn: what an
//! event costs over all of them and PostgreSQL. On one machine more nodes can't be faster; they should
//! not be dearer.

use crate::bench::{Bench, FULL};
use crate::load::Door;
use crate::report::Measure;
use crate::targets::{Aim, Targets};

const NAME: &str = "nodes";
const WEBHOOKS: usize = 100;

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let mut one = None;
    for nodes in 1..=3 {
        let site = bench.site(NAME, nodes).await?;
        let targets = Targets::webhooks(WEBHOOKS, Aim::InTurn);
        bench.register(&site, &targets).await?;
        site.balanced().await?;
        let name = format!("100 webhooks, nodes: {nodes}");
        let outcome = bench.push(&site, &name, Door::Grpc, FULL, &targets).await?;
        bench.close(site).await?;
        let each = outcome.us_per_event();
        if let Some(one) = one {
            let what = format!("CPU of an event, {nodes} nodes and PostgreSQL");
            let measure = Measure::new(NAME, what, each, "µs");
            bench.report.add(measure.against("one node", one).at_most(1.2));
        } else {
            one = Some(each);
        }
    }
    Ok(())
}
