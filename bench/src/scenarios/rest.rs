//! One webhook, as many pushes as go through over REST and over gRPC, in turn on the same database: what
//! an application pays that speaks JSON.

use crate::bench::{Bench, FEW, FULL};
use crate::load::Door;
use crate::report::Measure;
use crate::targets::{Aim, Targets};

const NAME: &str = "rest";

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let site = bench.site(NAME, 1).await?;
    let targets = Targets::webhooks(1, Aim::Everybody);
    bench.register(&site, &targets).await?;
    let mut measures = Vec::new();
    for callers in [FULL, FEW] {
        let mut rate = async |name: &str, door| {
            let name = format!("{name}, {callers} callers");
            let outcome = bench.push(&site, &name, door, callers, &targets).await?;
            anyhow::Ok(outcome.delivered_per_second)
        };
        let grpc = rate("gRPC beside REST", Door::Grpc).await?;
        let rest = rate("end to end, REST", Door::Rest).await?;
        let what = format!("end to end, REST, {callers} callers");
        measures.push(Measure::new(NAME, what, rest, "/s").against("gRPC", grpc).at_least(0.6));
    }
    bench.close(site).await?;
    for measure in measures {
        bench.report.add(measure);
    }
    Ok(())
}
