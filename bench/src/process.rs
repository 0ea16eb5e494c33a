//! CPU and memory of processes, from /proc. A process stands for its children too, since PostgreSQL
//! has one for each connection.

use std::collections::BTreeMap;
use std::fs;

/// What a process and its children have used so far.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    pub name: String,
    /// CPU time in clock ticks, a hundredth of a second each.
    pub ticks: u64,
    /// The most memory that the process itself held, in KiB.
    pub peak_kib: u64,
}

pub fn usage(pids: &[u32]) -> BTreeMap<u32, Usage> {
    pids.iter().map(|pid| (*pid, of(*pid))).collect()
}

fn of(pid: u32) -> Usage {
    let mut ticks = ticks(pid);
    for child in children(pid) {
        ticks += self::ticks(child);
    }
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.map(|value| value.trim().to_owned()).unwrap_or_default()
    };
    let peak = field("VmHWM:");
    let peak_kib = peak.split(' ').next().and_then(|kib| kib.parse().ok()).unwrap_or(0);
    Usage { name: field("Name:"), ticks, peak_kib }
}

/// User and system time, with that of children that have ended.
fn ticks(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<u64> = after_name
        .split_whitespace()
        .skip(11)
        .take(4)
        .filter_map(|field| field.parse().ok())
        .collect();
    fields.iter().sum()
}

fn children(pid: u32) -> Vec<u32> {
    let path = format!("/proc/{pid}/task/{pid}/children");
    let list = fs::read_to_string(path).unwrap_or_default();
    list.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// What was used between two looks.
pub fn between(before: &BTreeMap<u32, Usage>, after: &BTreeMap<u32, Usage>) -> Vec<Usage> {
    after
        .iter()
        .map(|(pid, usage)| {
            let earlier = before.get(pid).map_or(0, |usage| usage.ticks);
            Usage { ticks: usage.ticks.saturating_sub(earlier), ..usage.clone() }
        })
        .collect()
}
