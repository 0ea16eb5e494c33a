//! One webhook, as many pushes as go through, over gRPC and over REST.

use crate::bench::{Bench, FULL};
use crate::load::Door;
use crate::report::Measure;
use crate::targets::{Aim, Targets};

const NAME: &str = "end-to-end";
const FEW: usize = 64;

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let http = bench.http().await?;
    let cycle = bench.cycle().await?;
    let full = bench.full_load().await?;
    let site = bench.site(NAME, 1).await?;
    let targets = Targets::webhooks(1, Aim::Everybody);
    bench.register(&site, &targets).await?;
    let name = "end to end, gRPC, 64 callers";
    let few = bench.push(&site, name, Door::Grpc, FEW, &targets).await?;
    let name = "end to end, REST, 64 callers";
    let rest_few = bench.push(&site, name, Door::Rest, FEW, &targets).await?;
    let name = "end to end, REST, 256 callers";
    let rest = bench.push(&site, name, Door::Rest, FULL, &targets).await?;
    bench.close(site).await?;

    let rate = |what: &str, value| Measure::new(NAME, what, value, "/s");
    let [few_per_second, full_per_second] = [&few, &full].map(|one| one.delivered_per_second);
    let posts = "bare POSTs";
    let measures = [
        rate("end to end, gRPC, 64 callers", few_per_second)
            .against(posts, http.per_second)
            .at_least(0.25),
        rate("end to end, gRPC, 256 callers", full_per_second)
            .against(posts, http.per_second)
            .at_least(0.30),
        rate("end to end, REST, 64 callers", rest_few.delivered_per_second)
            .against("gRPC", few_per_second)
            .at_least(0.6),
        rate("end to end, REST, 256 callers", rest.delivered_per_second)
            .against("gRPC", full_per_second)
            .at_least(0.6),
        Measure::new(NAME, "CPU of sparrowd", full.sparrowd_us_per_delivery(), "µs/delivery")
            .against("bare POST", http.client_us)
            .at_most(3.0),
        Measure::new(NAME, "CPU of PostgreSQL", full.postgres_us_per_event(), "µs/event")
            .against("bare cycle", cycle.server_us)
            .at_most(2.0),
    ];
    for measure in measures {
        bench.report.add(measure);
    }
    Ok(())
}
