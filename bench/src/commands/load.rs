//! `sparrow-bench load`: on a daemon that runs already.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Args;

use crate::arrivals::Arrivals;
use crate::load::{Addresses, Door, Load, Pace, Plan};
use crate::payload::now_us;
use crate::receiver::Receiver;
use crate::report::Report;
use crate::targets::{Aim, Answers, Targets, unregister};
use crate::trial::{Cpu, Watched, judge};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The daemon's gRPC door; of several nodes, all of them with commas between
    #[arg(long, value_delimiter = ',', default_value = "http://127.0.0.1:50051")]
    server: Vec<String>,
    /// Its HTTP door, for `--door rest`; of several nodes, as many
    #[arg(long, value_delimiter = ',', default_value = "127.0.0.1:8080")]
    http: Vec<SocketAddr>,
    /// Which door to push through
    #[arg(long, value_enum, default_value = "grpc")]
    door: Door,
    /// Namespace to use; it is made if it isn't there
    #[arg(long, default_value = "default")]
    namespace: String,
    /// Events to push
    #[arg(long, default_value_t = 50_000)]
    events: u64,
    /// Callers at once, each with one push on its way
    #[arg(long, default_value_t = 64)]
    callers: usize,
    /// Events per second over all callers; 0: as many as go through
    #[arg(long, default_value_t = 0)]
    rate: u64,
    /// Bytes of a payload
    #[arg(long, default_value_t = 1_024)]
    size: usize,
    /// Webhooks that each event goes to
    #[arg(long, default_value_t = 1)]
    webhooks: usize,
    /// Each event goes to one of the webhooks, in turn
    #[arg(long)]
    in_turn: bool,
    /// Push each event with an idempotency key of its own
    #[arg(long)]
    keys: bool,
    /// Milliseconds that the receiver takes to answer
    #[arg(long, default_value_t = 0)]
    answer_after: u64,
    /// Try a push again that was refused or whose outcome is unknown, for as long as this many seconds
    #[arg(long, default_value_t = 0)]
    insist: u64,
    /// How long to wait for what has not arrived yet, in seconds without an arrival
    #[arg(long, default_value_t = 60)]
    patience: u64,
    /// Process ids of sparrowd, whose CPU is shown
    #[arg(long, value_delimiter = ',')]
    pid: Vec<u32>,
    /// Process id of PostgreSQL, whose CPU is shown, with that of its children
    #[arg(long)]
    postgres_pid: Option<u32>,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
}

impl Options {
    fn plan(&self) -> Plan {
        let answers_late = self.answer_after > 0;
        let aim = if self.in_turn { Aim::InTurn } else { Aim::Everybody };
        let targets = Targets {
            namespace: self.namespace.clone(),
            slow: if answers_late { self.webhooks } else { 0 },
            answers: Answers::Late,
            ..Targets::webhooks(self.webhooks, aim)
        };
        let pace = match self.rate {
            0 => Pace::Callers(self.callers),
            rate => Pace::PerSecond(rate),
        };
        let insist = Duration::from_secs(self.insist);
        Plan { size: self.size, keys: self.keys, insist, ..Plan::new(self.door, pace, targets) }
    }

    fn addresses(&self) -> anyhow::Result<Vec<Addresses>> {
        let is_rest = self.door == Door::Rest;
        ensure!(
            !is_rest || self.http.len() == self.server.len(),
            "as many of --http as of --server"
        );
        let address = |(n, grpc): (usize, &String)| Addresses {
            grpc: grpc.clone(),
            http: self.http.get(n).copied(),
        };
        Ok(self.server.iter().enumerate().map(address).collect())
    }
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    ensure!(options.door != Door::Stream || options.rate == 0, "a stream has no rate");
    let plan = options.plan();
    let receiver = Receiver::start(1)?;
    receiver.answer_late(Duration::from_millis(options.answer_after));
    let addresses = options.addresses()?;
    let channel = addresses.first().context("no --server")?.channel().await?;
    let webhooks = plan.targets.register(&channel, receiver.address()).await?;
    let watched = Watched { sparrowd: options.pid.clone(), postgres: options.postgres_pid };

    let run = rand::random_range(0..1 << 48);
    let arrivals = Arc::new(Arrivals::new(run, usize::try_from(options.events)?));
    arrivals.measure_from(0);
    receiver.note_in(Arc::clone(&arrivals));
    let (begun, begun_us, cpu) = (Instant::now(), now_us(), Cpu::now(&watched));
    let pushed =
        Load::start(plan.clone(), run, options.events, &addresses).await?.complete().await?;
    let pushing = begun.elapsed().as_secs_f64();
    let expected = pushed.accepted.len() as u64 * plan.targets.of_each_event();
    let behind = expected.saturating_sub(arrivals.requests());
    arrivals.wait_for(expected, Duration::from_secs(options.patience)).await;
    let cpu = Cpu::now(&watched).since(&cpu);
    unregister(&channel, &webhooks).await?;

    let mut outcome = judge(&plan, &pushed, &arrivals);
    outcome.accepted_per_second = outcome.accepted as f64 / pushing;
    outcome.deliveries = arrivals.requests();
    let until_last = arrivals.last_us().saturating_sub(begun_us) as f64 / 1e6;
    outcome.delivered_per_second = outcome.deliveries as f64 / until_last.max(1e-9);
    (outcome.events, outcome.behind, outcome.cpu) = (outcome.accepted, behind, cpu);
    outcome.connections = receiver.connections();
    if options.json {
        println!("{}", serde_json::to_string(&outcome)?);
    } else {
        let mut report = Report::default();
        report.trial("load", &outcome);
        report.print_trials();
    }
    Ok(())
}
