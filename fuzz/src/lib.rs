//! Inputs that nobody thought of, for the tests of parsers that strangers reach.
//!
//! A test gives what its parser takes, and a closure that holds what comes of each input to some
//! rule. The inputs are made of those by [`mutate`]: deterministic, so that a run is the same
//! everywhere. A panic says from which seed and input it came.
//!
//! `FUZZ_INPUTS` and `FUZZ_SEED` make a run longer and another; `make fuzz` sets them. It is no
//! coverage-guided fuzzer: those need a compiler that is not stable.

#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "it is part of tests: it ends them, and tells about them"
)]

mod dice;
mod mutate;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Instant;

pub use dice::Dice;
pub use mutate::mutate;

/// Inputs of a run with all other tests.
const INPUTS: u64 = 2_000;
const SEED: u64 = 1;
/// MiB that a parser may need beyond what the process had.
const MEMORY: u64 = 64;

/// Holds so many bytes against `check`, which says whether its parser took them. Some inputs are
/// taken and some are not, or the test is told to be without sense.
///
/// # Panics
///
/// If `check` does, if it is without sense, or if a long run took more than 64 MiB.
pub fn bytes(name: &str, seeds: &[&[u8]], mut check: impl FnMut(&[u8]) -> bool) {
    let mut nth = 0;
    let mut total = 0;
    runs(name, |dice| {
        // The first are what they are.
        let given = seeds.get(nth).map(|seed| seed.to_vec());
        let input = given.unwrap_or_else(|| mutate(seeds, dice));
        nth += 1;
        total += input.len() as u64;
        let checked = catch_unwind(AssertUnwindSafe(|| check(&input)));
        checked.unwrap_or_else(|panic| {
            let shown: String = input.escape_ascii().take(4_096).map(char::from).collect();
            eprintln!("{name}: {} bytes: {shown}", input.len());
            resume_unwind(panic)
        })
    });
    println!("fuzzed {name}: {} MiB in all", total >> 20);
}

/// The same for inputs that are made otherwise: `check` makes one by the dice, the same by the same.
///
/// # Panics
///
/// As [`bytes`].
pub fn runs(name: &str, mut check: impl FnMut(&mut Dice) -> bool) {
    let asked = number("FUZZ_INPUTS");
    let inputs = asked.unwrap_or(INPUTS);
    let seed = number("FUZZ_SEED").unwrap_or(SEED);
    let mut dice = Dice::new(seed ^ hash(name));
    let (started, before) = (Instant::now(), settle_memory());
    let mut taken = 0;
    for nth in 0..inputs {
        match catch_unwind(AssertUnwindSafe(|| check(&mut dice))) {
            Ok(is_taken) => taken += u64::from(is_taken),
            Err(panic) => {
                eprintln!("{name}: FUZZ_SEED={seed}, input {nth}");
                resume_unwind(panic);
            }
        }
    }
    let (took, peak) = (started.elapsed().as_secs_f64(), peak_memory());
    println!(
        "fuzzed {name}: {inputs} inputs from seed {seed}, {taken} taken, {took:.1} s, {peak} MiB at most"
    );
    assert!(taken > 0, "{name}: none of {inputs} inputs was taken");
    assert!(taken < inputs, "{name}: each of {inputs} inputs was taken");
    // With all other tests, the memory is theirs too.
    assert!(asked.is_none() || peak < before + MEMORY, "{name}: from {before} to {peak} MiB");
}

/// The same for text. What is not UTF-8 is made so.
///
/// # Panics
///
/// As [`bytes`].
pub fn text(name: &str, seeds: &[&str], mut check: impl FnMut(&str) -> bool) {
    let seeds: Vec<&[u8]> = seeds.iter().map(|seed| seed.as_bytes()).collect();
    bytes(name, &seeds, |input| check(&String::from_utf8_lossy(input)));
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok().filter(|text| !text.is_empty())?;
    Some(text.parse().unwrap_or_else(|error| panic!("{variable}={text}: {error}")))
}

/// FNV-1a, so that each name has a run of its own.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Counts the peak anew from here, as far as the kernel lets one, and tells where it begins.
fn settle_memory() -> u64 {
    drop(fs::write("/proc/self/clear_refs", "5"));
    peak_memory()
}

/// MiB that were resident at most; 0 where nobody says.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or_default() / 1_024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_the_same_each_time() {
        let run = || {
            let mut seen = Vec::new();
            text("same", &["one", "two=3"], |input| {
                seen.push(input.to_owned());
                input.contains('=')
            });
            seen
        };
        let (one, other) = (run(), run());
        assert_eq!(one, other);
        assert_eq!(&one[..2], ["one", "two=3"]);
        let different: std::collections::HashSet<_> = one.iter().collect();
        assert!(different.len() > one.len() / 2, "{} of {}", different.len(), one.len());
    }

    /// A parser that can't bear a certain byte in a certain place.
    #[test]
    #[should_panic(expected = "found")]
    fn what_is_wrong_is_found() {
        text("found", &["key=value"], |input| {
            let (key, value) = input.split_once('=').unwrap_or_default();
            assert!(!(key.len() > 3 && value.starts_with("val")), "found");
            !key.is_empty()
        });
    }

    #[test]
    #[should_panic(expected = "none of")]
    fn a_test_without_sense_is_told_so() {
        text("senseless", &["x"], |_| false);
    }
}
