//! One webhook, as many pushes as go through over gRPC, in turn with bare POSTs.

use crate::bench::{Bench, FEW, FULL, ROUNDS, median, middle};
use crate::load::Door;
use crate::report::Measure;
use crate::targets::{Aim, Targets};
use crate::trial::Outcome;

const NAME: &str = "end-to-end";

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let site = bench.site(NAME, 1).await?;
    let targets = Targets::webhooks(1, Aim::Everybody);
    bench.register(&site, &targets).await?;
    let (mut http, mut full, mut few) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        http.push(bench.http(&format!("bare POSTs, round {round}")).await?);
        for (callers, outcomes) in [(FULL, &mut full), (FEW, &mut few)] {
            let name = format!("end to end, gRPC, {callers} callers, round {round}");
            outcomes.push(bench.push(&site, &name, Door::Grpc, callers, &targets).await?);
        }
        // Measured once, so after the first round rather than before.
        bench.cycle().await?;
    }
    let cycle = bench.cycle().await?;
    bench.close(site).await?;

    let rate = |what: &str, value| Measure::new(NAME, what, value, "/s");
    let [few_per_second, full_per_second] =
        [&few, &full].map(|rounds| median(rounds, |one| one.delivered_per_second));
    let posts_per_second = median(&http, |one| one.per_second);
    let sparrowd_us = median(&full, Outcome::sparrowd_us_per_delivery);
    let postgres_us = median(&full, Outcome::postgres_us_per_event);
    let posts = "bare POSTs";
    let measures = [
        rate("end to end, gRPC, 64 callers", few_per_second)
            .against(posts, posts_per_second)
            .at_least(0.25),
        rate("end to end, gRPC, 256 callers", full_per_second)
            .against(posts, posts_per_second)
            .at_least(0.30),
        Measure::new(NAME, "CPU of sparrowd", sparrowd_us, "µs/delivery")
            .against("bare POST", median(&http, |one| one.client_us))
            .at_most(3.0),
        Measure::new(NAME, "CPU of PostgreSQL", postgres_us, "µs/event")
            .against("bare cycle", cycle.server_us)
            .at_most(2.0),
    ];
    for measure in measures {
        bench.report.add(measure);
    }
    if let Some(outcome) = middle(&full, |one| one.delivered_per_second) {
        bench.know_full_load(outcome.clone());
    }
    Ok(())
}
