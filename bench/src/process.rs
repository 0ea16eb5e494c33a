//! CPU and memory, from /proc: of processes with their children, since PostgreSQL has one for each
//! connection, and of this process's own threads by their names.

use std::fs;
use std::path::Path;
use std::time::Duration;

const TICK: Duration = Duration::from_millis(10);

/// CPU time that a process, its threads and its children have used so far.
pub fn cpu(pid: u32) -> Duration {
    let ended = Stat::read(pid).map_or(Duration::ZERO, |stat| stat.of_ended_children);
    children(pid).into_iter().map(own_cpu).sum::<Duration>() + own_cpu(pid) + ended
}

/// CPU time of those threads of this process whose name begins so.
pub fn cpu_of_threads(prefix: &str) -> Duration {
    let Ok(threads) = fs::read_dir("/proc/self/task") else { return Duration::ZERO };
    let mut sum = Duration::ZERO;
    for thread in threads.flatten() {
        let name = fs::read_to_string(thread.path().join("comm")).unwrap_or_default();
        if name.starts_with(prefix) {
            sum += scheduled(&thread.path());
        }
    }
    sum
}

/// What the processors did so far, all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Machine {
    pub busy: Duration,
    pub idle: Duration,
}

impl Machine {
    pub fn now() -> Self {
        Self::parse(&fs::read_to_string("/proc/stat").unwrap_or_default()).unwrap_or_default()
    }

    /// User, nice, system, idle, waiting for a disk, interrupts of two kinds, stolen by the host.
    fn parse(text: &str) -> Option<Self> {
        let line = text.lines().next()?.strip_prefix("cpu ")?;
        let ticks: Vec<u32> =
            line.split_whitespace().take(8).map_while(|field| field.parse().ok()).collect();
        let [user, nice, system, idle, disk, hard, soft, stolen] = ticks.try_into().ok()?;
        let busy = TICK * (user + nice + system + hard + soft + stolen);
        Some(Self { busy, idle: TICK * (idle + disk) })
    }
}

/// What a process holds now, and the most that it ever held, in KiB.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory {
    pub kib: u64,
    pub peak_kib: u64,
}

pub fn memory(pid: u32) -> Memory {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    Memory { kib: kib(&status, "VmRSS:"), peak_kib: kib(&status, "VmHWM:") }
}

/// What a process and its children hold, pages that several have counted once.
pub fn shared_memory_kib(pid: u32) -> u64 {
    let all = children(pid).into_iter().chain([pid]);
    all.map(|pid| {
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        kib(&rollup, "Pss:")
    })
    .sum()
}

fn kib(text: &str, field: &str) -> u64 {
    let value = text.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    value.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// Ticks know of threads that have ended, the scheduler's account knows of less than a tick: each is
/// too low in its own way.
fn own_cpu(pid: u32) -> Duration {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let scheduled = threads.map(|thread| scheduled(&thread.path())).sum();
    Stat::read(pid).map_or(Duration::ZERO, |stat| stat.own).max(scheduled)
}

fn scheduled(thread: &Path) -> Duration {
    let text = fs::read_to_string(thread.join("schedstat")).unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

fn children(pid: u32) -> Vec<u32> {
    let list = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    list.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// User and system time in /proc/PID/stat.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    own: Duration,
    of_ended_children: Duration,
}

impl Stat {
    fn read(pid: u32) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    /// The name, in brackets, may hold anything; the times are fields 14 to 17.
    fn parse(text: &str) -> Option<Self> {
        let (_, after_name) = text.rsplit_once(')')?;
        let mut ticks =
            after_name.split_whitespace().skip(11).map(|field| field.parse::<u32>().ok());
        let mut pair = || Some(TICK * (ticks.next()?? + ticks.next()??));
        Some(Self { own: pair()?, of_ended_children: pair()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_whatever_the_name() {
        let text = "7 (a) b) S 1 7 7 0 -1 4 1 2 3 4 10 20 3 4 20 0 1 0 9";
        let stat =
            Stat { own: Duration::from_millis(300), of_ended_children: Duration::from_millis(70) };
        assert_eq!(Stat::parse(text), Some(stat));
        assert_eq!(Stat::parse("7 (a"), None);
    }

    #[test]
    fn the_processors_are_idle_or_busy() {
        let text = "cpu  1 2 3 400 50 6 7 8 0 0\ncpu0 1";
        let machine =
            Machine { busy: Duration::from_millis(270), idle: Duration::from_millis(4_500) };
        assert_eq!(Machine::parse(text), Some(machine));
        assert_eq!(Machine::parse("cpu  1 2"), None);
    }

    #[test]
    fn this_process_uses_something() {
        let begun = cpu(std::process::id());
        while cpu(std::process::id()) == begun {}
        assert!(memory(std::process::id()).peak_kib > 0);
    }
}
