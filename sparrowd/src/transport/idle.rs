//! How many connections are kept for later, over all hosts. The client's pool bounds them for each
//! host, and hosts are as many as webhooks: each costs a file. So it is noted here which connections
//! the pool has; when they are too many, requests to hosts that have none are sent by a client
//! without a pool, until some have been idle for long enough to be gone.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Resource, getrlimit};
use tokio::time::Instant;

use super::client::IDLE;

/// The pool looks for idle ones as often as they may be idle.
const GONE_AFTER: Duration = IDLE.saturating_mul(2);
const BETWEEN_SWEEPS: Duration = Duration::from_secs(1);
/// Of the files that this process may open, one in so many.
const SHARE_OF_FILES: u64 = 4;
const MOST: usize = 8_192;
const LEAST: usize = 16;

#[derive(Debug)]
pub(super) struct Ledger {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    /// By the host, and by the end of the connection that is ours.
    hosts: HashMap<Box<str>, HashMap<SocketAddr, Instant>>,
    connections: usize,
    swept: Instant,
}

/// As many as this process can well have.
pub(super) fn as_many_as_files_allow() -> usize {
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(files / SHARE_OF_FILES).unwrap_or(MOST).clamp(LEAST, MOST)
}

impl Ledger {
    pub(super) fn new(most: usize) -> Self {
        let kept = Kept { hosts: HashMap::new(), connections: 0, swept: Instant::now() };
        Self { most, kept: Mutex::new(kept) }
    }

    /// Whether a connection to this host may be kept. What the pool has of a host is used before
    /// another is made, so a host that has some may go on.
    pub(super) fn may_keep(&self, host: &str, now: Instant) -> bool {
        let mut kept = self.kept();
        if kept.connections >= self.most && now - kept.swept > BETWEEN_SWEEPS {
            kept.sweep(now);
        }
        kept.connections < self.most
            || (kept.connections < 2 * self.most && kept.hosts.contains_key(host))
    }

    /// A request has ended well on this connection, so the pool has it now.
    pub(super) fn kept_for(&self, host: &str, local: SocketAddr, now: Instant) {
        let mut kept = self.kept();
        let of_host = match kept.hosts.get_mut(host) {
            Some(of_host) => of_host,
            None => kept.hosts.entry(host.into()).or_default(),
        };
        if of_host.insert(local, now).is_none() {
            kept.connections += 1;
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn sweep(&mut self, now: Instant) {
        self.swept = now;
        let mut left = 0;
        self.hosts.retain(|_, of_host| {
            of_host.retain(|_, used| now - *used < GONE_AFTER);
            left += of_host.len();
            !of_host.is_empty()
        });
        self.connections = left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    #[test]
    fn a_full_pool_takes_no_more_hosts_until_some_are_gone() {
        let ledger = Ledger::new(2);
        let start = Instant::now();
        for port in [1, 1, 1, 2] {
            assert!(ledger.may_keep("a", start));
            ledger.kept_for("a", at(port), start);
        }
        assert!(!ledger.may_keep("b", start) && ledger.may_keep("a", start));
        ledger.kept_for("a", at(3), start);
        ledger.kept_for("a", at(4), start);
        assert!(!ledger.may_keep("a", start), "not without end");
        let later = start + GONE_AFTER - BETWEEN_SWEEPS;
        ledger.kept_for("a", at(1), later);
        assert!(!ledger.may_keep("b", later));
        let later = later + 2 * BETWEEN_SWEEPS;
        assert!(ledger.may_keep("b", later), "one is left of four");
        ledger.kept_for("b", at(5), later);
        assert!(!ledger.may_keep("c", later));
    }
}
