//! Millions of deliveries wait on 10,000 webhooks, half of them not due for an hour. The others are
//! sent as fast as that goes, and pushes for one more webhook go on meanwhile: deliveries per second of
//! both together, against the same pushes on an empty system, in turn.

use std::sync::Arc;
use std::time::Instant;

use tokio::time::sleep;

use crate::arrivals::Arrivals;
use crate::bench::{Bench, FULL, ROUNDS, median, order};
use crate::load::{Door, Load, Pace, Plan};
use crate::report::Measure;
use crate::site::{Site, Waiting};
use crate::targets::{Aim, Targets};
use crate::trial::{Cpu, Outcome};

const NAME: &str = "backlog";
const WEBHOOKS: usize = 10_000;

pub(super) async fn run(bench: &mut Bench, deliveries: i64, least: f64) -> anyhow::Result<()> {
    let fresh = Targets { namespace: "fresh".to_owned(), ..Targets::webhooks(1, Aim::Everybody) };
    let mut site =
        [registered(bench, "backlog-none", &fresh).await?, registered(bench, NAME, &fresh).await?];
    for site in &mut site {
        site.stop_nodes().await?;
    }
    eprintln!("  writing {deliveries} deliveries that wait");
    site[1].seed(Waiting { deliveries, half_not_due: true, payload: 1_024 }).await?;
    let millions = deliveries / 1_000_000;
    let names = ["nothing waiting".to_owned(), format!("{millions} million waiting")];
    let mut outcomes = [const { Vec::new() }; 2];
    for round in 1..=ROUNDS {
        for n in order::<2>(round) {
            let name = format!("10,000 webhooks, {}, round {round}", names[n]);
            outcomes[n].push(rate(bench, &mut site[n], &fresh, &name).await?);
        }
    }
    for site in site {
        bench.close(site).await?;
    }

    let [empty, full] = outcomes.map(|rounds| median(&rounds, |one| one.delivered_per_second));
    let what = format!("deliveries with {millions} million waiting");
    let measure = Measure::new(NAME, what, full, "/s");
    bench.report.add(measure.against("nothing waiting", empty).at_least(least));
    Ok(())
}

async fn registered(bench: &Bench, name: &str, fresh: &Targets) -> anyhow::Result<Site> {
    let site = bench.site(name, 1).await?;
    eprintln!("  registering {WEBHOOKS} webhooks");
    bench.register(&site, &Targets::webhooks(WEBHOOKS, Aim::InTurn)).await?;
    bench.register(&site, fresh).await?;
    Ok(site)
}

/// What the receiver answers, while pushes go on: marked or not, for those that wait carry no mark. The
/// daemon runs no longer than that, for what waits would be sent meanwhile.
async fn rate(
    bench: &mut Bench,
    site: &mut Site,
    fresh: &Targets,
    name: &str,
) -> anyhow::Result<Outcome> {
    eprintln!("  {name}");
    let sparrowd = bench.sparrowd.clone();
    site.start_node(&sparrowd, 0).await?;
    let plan = Plan::new(Door::Grpc, Pace::Callers(FULL), fresh.clone());
    let watched = bench.watched(site);
    bench.receiver.note_in(Arc::new(Arrivals::default()));
    let load = Load::start(plan, 1, u64::MAX, &site.addresses()).await?;
    sleep(bench.lengths.warm_up).await;
    let (begun, cpu) = (Instant::now(), Cpu::now(&watched));
    let (answered, accepted) = (bench.receiver.answered(), load.acknowledged());
    sleep(bench.lengths.measured).await;
    let seconds = begun.elapsed().as_secs_f64();
    let deliveries = bench.receiver.answered() - answered;
    let events = load.acknowledged() - accepted;
    let outcome = Outcome {
        accepted: events,
        events,
        deliveries,
        accepted_per_second: events as f64 / seconds,
        delivered_per_second: deliveries as f64 / seconds,
        cpu: Cpu::now(&watched).since(&cpu),
        ..Outcome::default()
    };
    bench.report.trial(name, &outcome);
    load.end().await?;
    site.stop_nodes().await?;
    Ok(outcome)
}
