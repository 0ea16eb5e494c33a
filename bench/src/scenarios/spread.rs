//! Events spread over 100,000 webhooks in 1,000 namespaces, and all for one webhook beside them, in turn.

use crate::bench::{Bench, FULL, MANY_ROUNDS, median};
use crate::load::{Door, Pace, Plan};
use crate::report::Measure;
use crate::targets::{Aim, Targets};

const NAME: &str = "spread";
const NAMESPACES: usize = 1_000;
const WEBHOOKS_OF_EACH: usize = 100;

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let targets = Targets {
        namespace: "tenant".to_owned(),
        namespaces: NAMESPACES,
        ..Targets::webhooks(WEBHOOKS_OF_EACH, Aim::InTurn)
    };
    let single = Targets::webhooks(1, Aim::Everybody);
    let many = bench.site(NAME, 1).await?;
    eprintln!("  registering {} webhooks", NAMESPACES * WEBHOOKS_OF_EACH);
    bench.register(&many, &targets).await?;
    let one = bench.site("spread-one", 1).await?;
    bench.register(&one, &single).await?;
    let name = "100,000 webhooks in 1,000 namespaces";
    let [spread, alone] =
        [targets, single].map(|targets| Plan::new(Door::Grpc, Pace::Callers(FULL), targets));
    let loads = [(&one, "one webhook", &alone), (&many, name, &spread)];
    let [of_one, of_many] = bench.in_turn(MANY_ROUNDS, loads).await?;
    bench.close(one).await?;
    bench.close(many).await?;
    let [alone, spread] =
        [&of_one, &of_many].map(|rounds| median(rounds, |it| it.delivered_per_second));
    let rate = Measure::new(NAME, name, spread, "/s");
    bench.report.add(rate.against("one webhook", alone).at_least(0.6));
    let most = of_many.iter().map(|it| it.sparrowd_peak_mib).fold(0.0, f64::max);
    let memory = Measure::new(NAME, format!("memory, {name}"), most, "MiB");
    bench.report.add(memory.at_most(400.0));
    Ok(())
}
