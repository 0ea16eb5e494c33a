//! What is measured: each scenario brings up what it needs, runs its loads, and holds what came of
//! them against the ceilings of the same run.

mod accept;
mod backlog;
mod churn;
mod end_to_end;
mod fan_out;
mod hanging;
mod idle;
mod latency;
mod memory;
mod nodes;
mod rest;
mod snapshot;
mod spread;

use clap::ValueEnum as _;

use crate::bench::Bench;

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Scenario {
    /// One webhook, pushes as fast as they go through: rate, and CPU of each delivery
    EndToEnd,
    /// The same over REST, beside gRPC
    Rest,
    /// Pushes to a paused webhook: how fast events are accepted
    Accept,
    /// Each event to 100 and to 1,000 webhooks
    FanOut,
    /// How long an event takes, at 100/s and at half of the full rate
    Latency,
    /// One webhook of 50 never answers, and gets half of 1,000 events/s
    Hanging,
    /// Memory when idle, with 100,000 and with a million deliveries waiting; start to ready
    Memory,
    /// What a daemon without work costs
    Idle,
    /// Throughput with a million deliveries waiting on 10,000 webhooks
    Backlog,
    /// Two and three nodes on one PostgreSQL
    Nodes,
    /// The same with 3 million (long)
    LargeBacklog,
    /// 100,000 webhooks in 1,000 namespaces (long)
    Spread,
    /// Throughput after 5 million events (long)
    Churn,
    /// Throughput with a snapshot held open for 5 minutes (long)
    Snapshot,
}

impl Scenario {
    /// Those that `run` takes if none is named: together under ten minutes.
    pub fn short() -> Vec<Self> {
        Self::value_variants().iter().copied().filter(|one| !one.is_long()).collect()
    }

    pub fn long() -> Vec<Self> {
        Self::value_variants().iter().copied().filter(|one| one.is_long()).collect()
    }

    pub fn is_long(self) -> bool {
        matches!(self, Self::LargeBacklog | Self::Spread | Self::Churn | Self::Snapshot)
    }

    /// Its name on the command line.
    pub fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    pub fn about(self) -> String {
        let help = self.to_possible_value().and_then(|value| value.get_help().cloned());
        help.map_or_else(String::new, |help| help.to_string())
    }

    pub async fn run(self, bench: &mut Bench) -> anyhow::Result<()> {
        match self {
            Self::EndToEnd => end_to_end::run(bench).await,
            Self::Rest => rest::run(bench).await,
            Self::Accept => accept::run(bench).await,
            Self::FanOut => fan_out::run(bench).await,
            Self::Latency => latency::run(bench).await,
            Self::Hanging => hanging::run(bench).await,
            Self::Memory => memory::run(bench).await,
            Self::Idle => idle::run(bench).await,
            Self::Backlog => backlog::run(bench, 1_000_000, 0.9).await,
            Self::LargeBacklog => backlog::run(bench, 3_000_000, 0.8).await,
            Self::Nodes => nodes::run(bench).await,
            Self::Spread => spread::run(bench).await,
            Self::Churn => churn::run(bench).await,
            Self::Snapshot => snapshot::run(bench).await,
        }
    }
}
