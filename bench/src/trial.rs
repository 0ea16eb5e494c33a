//! One load on one site: warm-up, the stretch that is measured, and what is still on its way.
//!
//! Measured from the end of the warm-up until the last arrival, so that deliveries put off while
//! pushing went on are not left out: a daemon that accepts faster than it delivers gains nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::time::sleep;

use crate::arrivals::Arrivals;
use crate::latency::Latency;
use crate::load::{Addresses, Load, Plan, Pushed};
use crate::payload::now_us;
use crate::process;
use crate::receiver::{self, Receiver};

pub const GENERATOR: &str = "generator";
/// For an event that nothing more is heard of.
const PATIENCE: Duration = Duration::from_secs(20);
/// No machine pushes more in a second; only a place in a table each.
const EVENTS_PER_SECOND: u64 = 150_000;

/// How long a load goes on.
#[derive(Debug, Clone, Copy)]
pub struct Lengths {
    pub warm_up: Duration,
    pub measured: Duration,
}

/// Whose CPU time and memory is looked at.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    pub sparrowd: Vec<u32>,
    pub postgres: Option<u32>,
}

/// CPU time, by who used it.
#[expect(clippy::struct_field_names, reason = "the unit")]
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Cpu {
    pub sparrowd_s: f64,
    pub postgres_s: f64,
    pub generator_s: f64,
    pub receiver_s: f64,
    /// Whoever else ran on this machine: it should be little.
    pub others_s: f64,
    pub idle_s: f64,
}

impl Cpu {
    pub fn now(watched: &Watched) -> Self {
        let sum = |pids: &[u32]| pids.iter().map(|pid| process::cpu(*pid).as_secs_f64()).sum();
        let machine = process::Machine::now();
        let mut cpu = Self {
            sparrowd_s: sum(&watched.sparrowd),
            postgres_s: watched.postgres.map_or(0.0, |pid| process::cpu(pid).as_secs_f64()),
            generator_s: process::cpu_of_threads(GENERATOR).as_secs_f64(),
            receiver_s: process::cpu_of_threads(receiver::THREADS).as_secs_f64(),
            others_s: 0.0,
            idle_s: machine.idle.as_secs_f64(),
        };
        cpu.others_s = machine.busy.as_secs_f64() - cpu.ours();
        cpu
    }

    pub fn since(&self, before: &Self) -> Self {
        Self {
            sparrowd_s: self.sparrowd_s - before.sparrowd_s,
            postgres_s: self.postgres_s - before.postgres_s,
            generator_s: self.generator_s - before.generator_s,
            receiver_s: self.receiver_s - before.receiver_s,
            others_s: (self.others_s - before.others_s).max(0.0),
            idle_s: self.idle_s - before.idle_s,
        }
    }

    fn ours(&self) -> f64 {
        self.sparrowd_s + self.postgres_s + self.generator_s + self.receiver_s
    }

    /// A part of all that the processors could have done, in percent.
    pub fn percent(&self, part_s: f64) -> f64 {
        part_s * 100.0 / (self.ours() + self.others_s + self.idle_s).max(1e-9)
    }
}

/// What a load came to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Outcome {
    /// Over the whole run, warm-up included.
    pub accepted: u64,
    pub refused: u64,
    pub unknown: u64,
    pub lost: u64,
    pub twice: u64,
    pub refusal: Option<String>,
    /// While pushing was measured.
    pub accepted_per_second: f64,
    /// From the end of the warm-up until the last arrival.
    pub delivered_per_second: f64,
    /// Accepted and not arrived when pushing ended.
    pub behind: u64,
    /// Measured arrivals and the CPU time that went by meanwhile.
    pub deliveries: u64,
    pub events: u64,
    pub cpu: Cpu,
    pub sparrowd_peak_mib: f64,
    pub postgres_mib: f64,
    pub connections: u64,
    pub push_us: Percentiles,
    pub arrival_us: Percentiles,
}

#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Percentiles {
    pub samples: u64,
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub most: f64,
}

impl From<&Latency> for Percentiles {
    fn from(latency: &Latency) -> Self {
        let us = |time: Duration| time.as_secs_f64() * 1e6;
        Self {
            samples: latency.count(),
            p50: us(latency.at(50.0)),
            p90: us(latency.at(90.0)),
            p99: us(latency.at(99.0)),
            most: us(latency.most()),
        }
    }
}

impl Outcome {
    pub fn sparrowd_us_per_delivery(&self) -> f64 {
        self.cpu.sparrowd_s * 1e6 / self.deliveries.max(1) as f64
    }

    pub fn postgres_us_per_event(&self) -> f64 {
        self.cpu.postgres_s * 1e6 / self.events.max(1) as f64
    }

    /// Of sparrowd and PostgreSQL.
    pub fn us_per_event(&self) -> f64 {
        (self.cpu.sparrowd_s + self.cpu.postgres_s) * 1e6 / self.events.max(1) as f64
    }
}

/// What is there at a moment.
struct Look {
    at: Instant,
    us: u64,
    cpu: Cpu,
    arrived: u64,
    acknowledged: u64,
}

impl Look {
    fn now(watched: &Watched, arrivals: &Arrivals, load: &Load) -> Self {
        Self {
            at: Instant::now(),
            us: now_us(),
            cpu: Cpu::now(watched),
            arrived: arrivals.requests(),
            acknowledged: load.acknowledged(),
        }
    }
}

/// Runs a load and measures it.
pub async fn run(
    plan: Plan,
    lengths: Lengths,
    addresses: &[Addresses],
    watched: &Watched,
    receiver: &Receiver,
) -> anyhow::Result<Outcome> {
    let seconds = (lengths.warm_up + lengths.measured).as_secs() + 1;
    let limit = seconds * EVENTS_PER_SECOND;
    let run = rand::random_range(0..1 << 48);
    let arrivals = Arc::new(Arrivals::new(run, usize::try_from(limit)?));
    receiver.note_in(Arc::clone(&arrivals));
    let load = Load::start(plan.clone(), run, limit, addresses).await?;
    wait(&load, lengths.warm_up).await;
    let connections = receiver.connections();
    let before = Look::now(watched, &arrivals, &load);
    arrivals.measure_from(before.us);
    wait(&load, lengths.measured).await;
    let pushed_until = Look::now(watched, &arrivals, &load);
    arrivals.measure_to(pushed_until.us);
    let pushed = load.end().await?;
    let count = |n: &&u64| plan.targets.arrives(**n);
    let expected = pushed.accepted.iter().filter(count).count() as u64;
    let expected = expected * plan.targets.of_each_event();
    let is_complete = arrivals.wait_for(expected, PATIENCE).await;
    let cpu = Cpu::now(watched).since(&before.cpu);
    let connections = receiver.connections() - connections;
    let mut outcome = Outcome { cpu, connections, ..judge(&plan, &pushed, &arrivals) };
    let pushing = (pushed_until.at - before.at).as_secs_f64();
    let until_last = arrivals.last_us().max(pushed_until.us).saturating_sub(before.us);
    outcome.accepted_per_second =
        (pushed_until.acknowledged - before.acknowledged) as f64 / pushing.max(1e-9);
    outcome.deliveries = arrivals.requests() - before.arrived;
    outcome.delivered_per_second = outcome.deliveries as f64 / (until_last as f64 / 1e6).max(1e-9);
    outcome.events = pushed.accepted.len() as u64 - before.acknowledged;
    outcome.behind = expected.saturating_sub(pushed_until.arrived);
    if !is_complete {
        eprintln!("  waited {} s for what did not arrive", PATIENCE.as_secs());
    }
    let peaks = watched.sparrowd.iter().map(|pid| process::memory(*pid).peak_kib);
    outcome.sparrowd_peak_mib = peaks.sum::<u64>() as f64 / 1024.0;
    outcome.postgres_mib = watched.postgres.map_or(0, process::shared_memory_kib) as f64 / 1024.0;
    Ok(outcome)
}

async fn wait(load: &Load, time: Duration) {
    let until = Instant::now() + time;
    while Instant::now() < until && !load.is_over() {
        sleep(Duration::from_millis(100).min(until.saturating_duration_since(Instant::now())))
            .await;
    }
}

/// Holds what was acknowledged against what arrived.
pub fn judge(plan: &Plan, pushed: &Pushed, arrivals: &Arrivals) -> Outcome {
    let each = plan.targets.of_each_event();
    let (mut lost, mut twice) = (0, 0);
    for n in pushed.accepted.iter().filter(|n| plan.targets.arrives(**n)) {
        let came = arrivals.of(*n);
        lost += each.saturating_sub(came);
        twice += came.saturating_sub(each);
    }
    Outcome {
        accepted: pushed.accepted.len() as u64,
        refused: pushed.refused,
        unknown: pushed.unknown,
        refusal: pushed.refusal.clone(),
        lost,
        twice,
        push_us: Percentiles::from(&pushed.latency),
        arrival_us: Percentiles::from(&arrivals.latency()),
        ..Outcome::default()
    }
}
