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

/// Whether a connection to a host may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    None,
    /// Nothing is known of the host.
    ForTheFirst,
    /// The host has answered as it should, within the last minutes or since there was less room.
    ForAnother,
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

    /// What the pool has of a host is used before another is made, so a host that has some may go
    /// on.
    pub(super) fn room_for(&self, host: &str, now: Instant) -> Room {
        let mut kept = self.kept();
        if kept.connections >= self.most && now - kept.swept > BETWEEN_SWEEPS {
            kept.sweep(now);
        }
        let has_some = kept.hosts.contains_key(host);
        if has_some && kept.connections < 2 * self.most {
            Room::ForAnother
        } else if !has_some && kept.connections < self.most {
            Room::ForTheFirst
        } else {
            Room::None
        }
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
        let room = |host, now| ledger.room_for(host, now);
        assert_eq!(room("a", start), Room::ForTheFirst);
        for port in [1, 1, 1, 2] {
            ledger.kept_for("a", at(port), start);
        }
        assert_eq!((room("b", start), room("a", start)), (Room::None, Room::ForAnother));
        ledger.kept_for("a", at(3), start);
        ledger.kept_for("a", at(4), start);
        assert_eq!(room("a", start), Room::None, "not without end");
        let later = start + GONE_AFTER - BETWEEN_SWEEPS;
        ledger.kept_for("a", at(1), later);
        assert_eq!(room("b", later), Room::None);
        let later = later + 2 * BETWEEN_SWEEPS;
        assert_eq!(room("b", later), Room::ForTheFirst, "one is left of four");
        ledger.kept_for("b", at(5), later);
        assert_eq!(room("c", later), Room::None);
    }
}
