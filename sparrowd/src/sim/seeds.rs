//! Many seeds, one seed, and the protocol broken.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::mutation::Mutation;
use super::run::{Report, replay as again, run};
use crate::clock::Clock;

/// Seeds with all other tests.
const FEW: u64 = 150;
/// Within so many, breaking the protocol is to be noticed.
const PATIENCE: u64 = 2_000;

fn number(name: &str) -> Option<u64> {
    let given = std::env::vars().find(|(key, _)| key == name)?.1;
    Some(given.parse().expect("a number"))
}

fn attempt(seed: u64, broken: Option<Mutation>) -> Report {
    catch_unwind(AssertUnwindSafe(|| run(seed, broken))).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().cloned();
        let message = message.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        Report::panicked(message.unwrap_or_default())
    })
}

/// Runs seeds on all processors until `done` says that it is enough.
fn spread(seeds: u64, broken: Option<Mutation>, done: impl Fn(u64, Report) -> bool + Sync) {
    let next = AtomicU64::new(1);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > seeds || done(seed, attempt(seed, broken)) {
                        next.fetch_max(seeds + 1, Ordering::Relaxed);
                        return;
                    }
                }
            });
        }
    });
}

#[derive(Debug, Default)]
struct Sum {
    seeds: u64,
    failed: Vec<u64>,
    deliveries: usize,
    requests: usize,
    repeated: usize,
    seizures: u32,
    takeovers: u32,
    releases: u32,
    rewinds: usize,
    simulated: f64,
}

impl Sum {
    fn add(&mut self, seed: u64, report: &Report) {
        self.seeds += 1;
        self.deliveries += report.deliveries;
        self.requests += report.requests;
        self.repeated += report.repeated;
        self.seizures += report.seizures;
        self.takeovers += report.takeovers;
        self.releases += report.releases;
        self.rewinds += report.rewinds;
        self.simulated += report.simulated.as_secs_f64();
        if !report.violations.is_empty() {
            self.failed.push(seed);
            println!("seed {seed}: replay with make sim-replay SEED={seed}");
            report.violations.iter().for_each(|rule| println!("  {rule}"));
        }
    }
}

fn hold(seeds: u64) -> Sum {
    let began = Clock::now();
    let sum = Mutex::new(Sum::default());
    spread(seeds, None, |seed, report| {
        let mut sum = sum.lock().unwrap();
        sum.add(seed, &report);
        if sum.seeds.is_multiple_of(1_000) {
            println!("{} seeds", sum.seeds);
        }
        sum.failed.len() >= 10
    });
    let sum = sum.into_inner().unwrap();
    let took = Clock::now().since(began).as_secs_f64();
    println!(
        "{} seeds in {took:.1} s, {} violated; {:.0} h simulated, {} deliveries, {} requests, {} of \
         them repeated, {} nodes declared dead, {} takeovers, {} releases, {} failovers that lost something",
        sum.seeds,
        sum.failed.len(),
        sum.simulated / 3600.0,
        sum.deliveries,
        sum.requests,
        sum.repeated,
        sum.seizures,
        sum.takeovers,
        sum.releases,
        sum.rewinds,
    );
    sum
}

#[test]
fn whatever_fails_the_promises_hold() {
    let sum = hold(FEW);
    assert!(sum.failed.is_empty(), "make sim-replay SEED=… shows one of them");
    assert!(sum.repeated > 0 && sum.seizures > 0, "nothing happened: {sum:?}");
}

#[test]
fn a_seed_is_the_same_every_time() {
    for seed in 1..=10 {
        assert_eq!(run(seed, None), run(seed, None), "seed {seed}");
    }
}

#[test]
#[ignore = "make sim N=…"]
fn many() {
    let sum = hold(number("SIM_SEEDS").unwrap_or(10_000));
    assert!(sum.failed.is_empty(), "make sim-replay SEED=… shows one of them");
}

#[test]
#[ignore = "make sim-replay SEED=…"]
fn replay() {
    let report = again(number("SIM_SEED").expect("SIM_SEED"), None);
    println!("{report:#?}");
    assert!(report.violations.is_empty());
}

#[test]
fn whatever_breaks_the_protocol_is_noticed() {
    let mut unnoticed = Vec::new();
    for mutation in Mutation::ALL {
        match first_noticed(mutation) {
            Some((seed, rule)) => {
                let rule: String = rule.chars().take(120).collect();
                println!("{}: noticed at seed {seed}\n    {rule}", mutation.words());
            }
            None => unnoticed.push(mutation),
        }
    }
    assert!(unnoticed.is_empty(), "not noticed within {PATIENCE} seeds: {unnoticed:?}");
}

/// The lowest seed by which it was noticed, and how.
fn first_noticed(mutation: Mutation) -> Option<(u64, String)> {
    let first: Mutex<Option<(u64, String)>> = Mutex::new(None);
    spread(PATIENCE, Some(mutation), |seed, report| {
        let mut first = first.lock().unwrap();
        if let Some(rule) = report.violations.into_iter().next()
            && first.as_ref().is_none_or(|(before, _)| seed < *before)
        {
            *first = Some((seed, rule));
        }
        first.is_some()
    });
    first.into_inner().unwrap()
}
