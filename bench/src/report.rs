//! What came of it, for people or for machines.

use std::collections::HashSet;

use crate::Options;
use crate::load::Pushed;
use crate::process::Usage;
use crate::receiver::Arrived;

struct Figures {
    accepted: usize,
    refused: u64,
    unknown: u64,
    lost: usize,
    twice: u64,
    accepted_per_second: f64,
    delivered_per_second: f64,
    connections: u64,
    push_us: [u64; 3],
    arrival_us: [u64; 3],
}

/// The median, the 99th percentile and the largest.
fn percentiles(latencies: &[u64]) -> [u64; 3] {
    let mut sorted = latencies.to_vec();
    sorted.sort_unstable();
    let at = |part: usize| {
        let index = (sorted.len() * part / 100).min(sorted.len().saturating_sub(1));
        sorted.get(index).copied().unwrap_or(0)
    };
    [at(50), at(99), sorted.last().copied().unwrap_or(0)]
}

fn figures(options: &Options, pushed: &Pushed, arrived: &Arrived) -> Figures {
    let wanted = u32::try_from(options.webhooks).unwrap_or(u32::MAX);
    let accepted: HashSet<&str> = pushed.accepted.iter().map(String::as_str).collect();
    let came = |id: &str| arrived.events.get(id).copied().unwrap_or(0);
    let lost = accepted.iter().filter(|id| came(id) < wanted).count();
    let twice = arrived.events.values().map(|n| u64::from(n.saturating_sub(wanted))).sum();
    let span = match (arrived.first, arrived.last) {
        (Some(first), Some(last)) => last.duration_since(first).as_secs_f64(),
        _ => 0.0,
    };
    Figures {
        accepted: accepted.len(),
        refused: pushed.refused,
        unknown: pushed.unknown,
        lost,
        twice,
        accepted_per_second: accepted.len() as f64 / pushed.took.as_secs_f64().max(1e-9),
        delivered_per_second: arrived.requests as f64 / span.max(1e-9),
        connections: arrived.connections,
        push_us: percentiles(&pushed.latencies),
        arrival_us: percentiles(&arrived.latencies),
    }
}

#[expect(clippy::print_stdout, reason = "this is what the program is for")]
pub fn print(options: &Options, pushed: &Pushed, arrived: &Arrived, used: &[Usage]) {
    let f = figures(options, pushed, arrived);
    if options.json {
        println!("{}", json(&f, used));
        return;
    }
    let ms = |us: u64| us as f64 / 1e3;
    println!(
        "events     accepted {}  refused {}  unknown {}  lost {}  twice {}",
        f.accepted, f.refused, f.unknown, f.lost, f.twice
    );
    println!(
        "rate       accepted {:.0}/s  delivered {:.0}/s over {} connections",
        f.accepted_per_second, f.delivered_per_second, f.connections
    );
    for (name, [median, p99, most]) in [("push", f.push_us), ("arrival", f.arrival_us)] {
        println!(
            "{name:10} p50 {:.2} ms  p99 {:.2} ms  max {:.1} ms",
            ms(median),
            ms(p99),
            ms(most)
        );
    }
    for usage in used {
        let seconds = usage.ticks as f64 / 100.0;
        let each = seconds * 1e6 / (arrived.requests.max(1) as f64);
        println!(
            "{:10} {seconds:.2} s of CPU, {each:.0} µs a delivery, peak {:.1} MiB",
            usage.name,
            usage.peak_kib as f64 / 1024.0
        );
    }
}

fn json(f: &Figures, used: &[Usage]) -> serde_json::Value {
    let processes: Vec<_> = used
        .iter()
        .map(|usage| {
            serde_json::json!({
                "name": usage.name,
                "cpu_ms": usage.ticks * 10,
                "peak_kib": usage.peak_kib,
            })
        })
        .collect();
    serde_json::json!({
        "accepted": f.accepted,
        "refused": f.refused,
        "unknown": f.unknown,
        "lost": f.lost,
        "twice": f.twice,
        "accepted_per_second": f.accepted_per_second,
        "delivered_per_second": f.delivered_per_second,
        "connections": f.connections,
        "push_us": { "p50": f.push_us[0], "p99": f.push_us[1], "max": f.push_us[2] },
        "arrival_us": { "p50": f.arrival_us[0], "p99": f.arrival_us[1], "max": f.arrival_us[2] },
        "processes": processes,
    })
}
