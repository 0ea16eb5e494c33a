//! How fast events are accepted, when nothing is delivered: the webhook is paused, so that each event
//! is owed and waits.

use crate::bench::{Bench, FULL};
use crate::load::Door;
use crate::report::Measure;
use crate::targets::{Aim, Targets};

const NAME: &str = "accept";

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    let before = bench.ingest("PostgreSQL, ingest, before").await?;
    let empty = bench.grpc().await?.per_second;
    let unary = accepted(bench, "accepted, gRPC", Door::Grpc).await?;
    let stream = accepted(bench, "accepted, stream", Door::Stream).await?;
    let after = bench.ingest("PostgreSQL, ingest, after").await?;
    // As with fan-out: the machine is another within the minute that this takes.
    let ceiling = f64::midpoint(before.per_second, after.per_second);

    let rate = |what: &str, value| Measure::new(NAME, what, value, "/s");
    let ingest = "PostgreSQL, ingest";
    bench.report.add(rate("accepted, gRPC", unary).against(ingest, ceiling).at_least(0.15));
    bench.report.add(rate("accepted, gRPC", unary).against("gRPC, empty handler", empty));
    bench.report.add(rate("accepted, stream", stream).against(ingest, ceiling).at_least(0.5));
    Ok(())
}

/// Per second, into tables that are empty at first, as they are for the ceiling.
async fn accepted(bench: &mut Bench, name: &str, door: Door) -> anyhow::Result<f64> {
    let site = bench.site(NAME, 1).await?;
    let targets = Targets { paused: true, ..Targets::webhooks(1, Aim::Everybody) };
    bench.register(&site, &targets).await?;
    let outcome = bench.push(&site, name, door, FULL, &targets).await?;
    bench.close(site).await?;
    Ok(outcome.accepted_per_second)
}
