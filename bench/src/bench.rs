//! One run: what scenarios share, and the ceilings, each measured once when it is first asked for.

use std::path::PathBuf;

use anyhow::Context as _;

use crate::ceilings::{self, Pair, Rate};
use crate::load::{Door, Pace, Plan};
use crate::receiver::Receiver;
use crate::report::Report;
use crate::site::{Postgres, Site};
use crate::targets::{Aim, Targets};
use crate::trial::{self, Lengths, Outcome, Watched};

/// Callers that are taken for a full load.
pub const FULL: usize = 256;
/// Callers that leave time to wait for commits.
pub const FEW: usize = 64;
/// How often loads that are held against each other are run.
pub const ROUNDS: usize = 3;
/// The same, where a run takes long anyway.
pub const MANY_ROUNDS: usize = 5;

#[derive(Debug)]
pub struct Bench {
    pub postgres: Postgres,
    pub receiver: Receiver,
    pub sparrowd: PathBuf,
    pub report: Report,
    pub lengths: Lengths,
    ceilings: Ceilings,
    full_load: Option<Outcome>,
}

#[derive(Debug, Default)]
struct Ceilings {
    http: Option<Rate>,
    grpc: Option<Rate>,
    cycle: Option<Rate>,
    pair: Option<Pair>,
}

impl Bench {
    pub fn new(
        postgres: Postgres,
        receiver: Receiver,
        sparrowd: PathBuf,
        lengths: Lengths,
    ) -> Self {
        Self {
            postgres,
            receiver,
            sparrowd,
            report: Report::default(),
            lengths,
            ceilings: Ceilings::default(),
            full_load: None,
        }
    }

    /// A fresh database with so many daemons on it.
    pub async fn site(&self, name: &str, nodes: usize) -> anyhow::Result<Site> {
        Site::open(&self.postgres, &self.sparrowd, name, nodes).await
    }

    pub async fn close(&self, site: Site) -> anyhow::Result<()> {
        site.close(&self.postgres).await
    }

    pub fn watched(&self, site: &Site) -> Watched {
        Watched { sparrowd: site.pids(), postgres: Some(self.postgres.pid()) }
    }

    /// Registers a plan's webhooks.
    pub async fn register(&self, site: &Site, targets: &Targets) -> anyhow::Result<()> {
        let address = self.receiver.address();
        targets.register(&site.channel().await?, address).await.context("registering")?;
        Ok(())
    }

    /// Runs a load, and notes what it came to under this name.
    pub async fn trial(
        &mut self,
        site: &Site,
        name: &str,
        plan: Plan,
        lengths: Lengths,
    ) -> anyhow::Result<Outcome> {
        eprintln!("  {name}");
        let watched = self.watched(site);
        let outcome =
            trial::run(plan, lengths, &site.addresses(), &watched, &self.receiver).await?;
        self.report.trial(name, &outcome);
        Ok(outcome)
    }

    /// Loads that are held against each other, in turn, round after round: the machine is another from
    /// minute to minute, and in this way the same for each of them.
    pub async fn in_turn<const N: usize>(
        &mut self,
        rounds: usize,
        loads: [(&Site, &str, &Plan); N],
    ) -> anyhow::Result<[Vec<Outcome>; N]> {
        let mut outcomes = std::array::from_fn(|_| Vec::with_capacity(rounds));
        for round in 1..=rounds {
            for n in order::<N>(round) {
                let (site, name, plan) = loads[n];
                let name = format!("{name}, round {round}");
                outcomes[n].push(self.trial(site, &name, plan.clone(), self.lengths).await?);
            }
        }
        Ok(outcomes)
    }

    /// A trial of the usual length through one door.
    pub async fn push(
        &mut self,
        site: &Site,
        name: &str,
        door: Door,
        callers: usize,
        targets: &Targets,
    ) -> anyhow::Result<Outcome> {
        let plan = Plan::new(door, Pace::Callers(callers), targets.clone());
        self.trial(site, name, plan, self.lengths).await
    }

    /// End to end, one webhook, as many pushes as go through: what others are held against.
    pub async fn full_load(&mut self) -> anyhow::Result<Outcome> {
        if let Some(outcome) = &self.full_load {
            return Ok(outcome.clone());
        }
        let site = self.site("full-load", 1).await?;
        let targets = Targets::webhooks(1, Aim::Everybody);
        self.register(&site, &targets).await?;
        let name = "end to end, gRPC, 256 callers";
        let outcome = self.push(&site, name, Door::Grpc, FULL, &targets).await?;
        self.close(site).await?;
        self.full_load = Some(outcome.clone());
        Ok(outcome)
    }

    /// What a full load comes to is known.
    pub fn know_full_load(&mut self, outcome: Outcome) {
        self.full_load = Some(outcome);
    }

    /// The ceiling of HTTP as it is now, noted under this name.
    pub async fn http(&mut self, name: &str) -> anyhow::Result<Rate> {
        eprintln!("  ceiling: {name}");
        let rate = ceilings::http(&self.receiver).await?;
        self.report.ceiling(name, rate);
        Ok(*self.ceilings.http.insert(rate))
    }

    pub async fn grpc(&mut self) -> anyhow::Result<Rate> {
        if let Some(rate) = self.ceilings.grpc {
            return Ok(rate);
        }
        eprintln!("  ceiling: gRPC to an empty handler");
        let rate = ceilings::grpc().await?;
        self.report.ceiling("gRPC, empty handler", rate);
        Ok(*self.ceilings.grpc.insert(rate))
    }

    /// The ceiling of ingest as it is now, noted under this name.
    pub async fn ingest(&mut self, name: &str) -> anyhow::Result<Rate> {
        eprintln!("  ceiling: {name}");
        let site = self.bare_site().await?;
        let rate = ceilings::ingest(&self.postgres, &site).await?;
        self.close(site).await?;
        self.report.ceiling(name, rate);
        Ok(rate)
    }

    pub async fn cycle(&mut self) -> anyhow::Result<Rate> {
        if let Some(rate) = self.ceilings.cycle {
            return Ok(rate);
        }
        eprintln!("  ceiling: PostgreSQL, ingest and settle");
        let site = self.bare_site().await?;
        let rate = ceilings::cycle(&self.postgres, &site).await?;
        self.close(site).await?;
        self.report.ceiling("PostgreSQL, ingest and settle", rate);
        Ok(*self.ceilings.cycle.insert(rate))
    }

    pub async fn pair(&mut self) -> anyhow::Result<Pair> {
        if let Some(pair) = self.ceilings.pair {
            return Ok(pair);
        }
        eprintln!("  ceiling: one commit and one POST");
        let site = self.bare_site().await?;
        let pair = ceilings::pair(&site, &self.receiver).await?;
        self.close(site).await?;
        self.report.pair(pair);
        Ok(*self.ceilings.pair.insert(pair))
    }

    /// With schema and partitions, which a daemon makes when it starts, and no daemon.
    async fn bare_site(&self) -> anyhow::Result<Site> {
        let mut site = self.site("ceiling", 1).await?;
        site.stop_nodes().await?;
        Ok(site)
    }

    /// Measures the first ceiling again, so that the report shows how steady the machine was.
    pub async fn drift(&mut self) -> anyhow::Result<()> {
        if self.ceilings.http.is_some() {
            let rate = ceilings::http(&self.receiver).await?;
            self.report.ceiling("bare POSTs, at the end", rate);
        }
        Ok(())
    }
}

/// In which order loads come in a round. Every other one goes backwards, for a machine that becomes
/// slower and slower.
pub fn order<const N: usize>(round: usize) -> [usize; N] {
    std::array::from_fn(|turn| if round.is_multiple_of(2) { N - 1 - turn } else { turn })
}

/// Of one figure of these.
pub fn median<T>(outcomes: &[T], figure: impl Fn(&T) -> f64) -> f64 {
    middle(outcomes, &figure).map_or(0.0, figure)
}

/// Of several outcomes the one whose figure is the median.
pub fn middle<T>(outcomes: &[T], figure: impl Fn(&T) -> f64) -> Option<&T> {
    let mut sorted: Vec<&T> = outcomes.iter().collect();
    sorted.sort_by(|one, other| figure(one).total_cmp(&figure(other)));
    sorted.get(sorted.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_round_goes_backwards() {
        assert_eq!([1, 2, 3].map(order::<3>), [[0, 1, 2], [2, 1, 0], [0, 1, 2]]);
    }
}
