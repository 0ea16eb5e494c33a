//! A daemon with a hundred webhooks and nothing to do: CPU of it and PostgreSQL, and transactions.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::bench::Bench;
use crate::report::Measure;
use crate::site::Site;
use crate::targets::{Aim, Targets};
use crate::trial::Cpu;

const NAME: &str = "idle";
/// What starting left to do.
const SETTLES: Duration = Duration::from_secs(10);
const MEASURED: Duration = Duration::from_secs(20);
const TRANSACTIONS: &str =
    "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = $1";

pub(super) async fn run(bench: &mut Bench) -> anyhow::Result<()> {
    eprintln!("  idle");
    let site = bench.site(NAME, 1).await?;
    bench.register(&site, &Targets::webhooks(100, Aim::Everybody)).await?;
    sleep(SETTLES).await;
    let watched = bench.watched(&site);
    let (begun, cpu, before) =
        (Instant::now(), Cpu::now(&watched), transactions(bench, &site).await?);
    sleep(MEASURED).await;
    let (cpu, after) = (Cpu::now(&watched).since(&cpu), transactions(bench, &site).await?);
    let seconds = begun.elapsed().as_secs_f64();
    bench.close(site).await?;

    let percent = |cpu: f64| cpu / seconds * 100.0;
    let (sparrowd, postgres) = (percent(cpu.sparrowd_s), percent(cpu.postgres_s));
    let what = format!("CPU, idle (sparrowd {sparrowd:.2}, PostgreSQL {postgres:.2})");
    bench.report.add(Measure::new(NAME, what, sparrowd + postgres, "% of a core").at_most(1.0));
    let rate = (after - before) as f64 / seconds;
    bench.report.add(Measure::new(NAME, "transactions, idle", rate, "/s").at_most(20.0));
    Ok(())
}

/// From another database, so that looking is not counted.
async fn transactions(bench: &Bench, site: &Site) -> anyhow::Result<i64> {
    let mut connection = bench.postgres.connect().await?;
    let count = sqlx::query_scalar(TRANSACTIONS).bind(site.database());
    Ok(count.fetch_one(&mut connection).await?)
}
