//! The guarded transport: sends one signed request to one webhook and reports what came of it.
//!
//! An [`Outgoing`] passes four stations. [`send`] judges the URL's host and starts the clock that
//! runs over everything that follows. [`resolver`] turns a name into addresses and refuses the name
//! if any of them is one that sparrow does not send to. [`connector`] sees each new connection
//! once it stands: it judges whom it really leads to and notes how long that took. [`lease`] asks
//! one last time whether this delivery is still ours, at the point after which bytes are written.
//! Then [`answer`] reads what comes back, up to a cap, and [`classify`] puts into one of the
//! outcomes what went wrong.
//!
//! All webhooks share one client and so one pool of connections; it is HTTP/1.1 only, since
//! HTTP/2 would put all webhooks of a host on one connection, where one slow receiver is
//! everybody's. A pooled connection is used without asking the resolver again, so idle ones live
//! for 30 s at most and a changed policy takes a new [`Transport`]. [`idle`] sees that they are not
//! too many.
//!
//! In truth there are two clients. A new host is met by the [`careful`] one, which ends what would
//! have no end. Once it has answered as it should, it gets the other, reqwest's, whose connections
//! run apart, on the [`wire`]; until it leaves an attempt without an answer, which makes it one of
//! the [`suspects`].
//!
//! Where the operator has a proxy, [`tunnel`] stands in the place of [`resolver`] and [`connector`],
//! and all hosts have the careful client:
//! hosts are judged by their literal address or their name, and what a name leads to is the proxy's
//! to judge.
//!
//! What the client adds to the headers given: `host`, `content-length` and `accept: */*`. It
//! follows no redirect, retries nothing that may have been sent, reads no proxy from the
//! environment and decompresses nothing.

mod answer;
mod careful;
mod classify;
mod client;
mod connector;
mod idle;
mod lease;
mod own;
mod probe;
mod resolver;
mod send;
mod suspects;
#[cfg(test)]
mod tests;
mod tunnel;
mod wire;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use url::Url;

use crate::domain::egress::{EgressPolicy, Proxy};
use client::{Client, Surroundings};
use idle::Ledger;
use lease::Stragglers;
pub use own::is_of_this_machine;
use suspects::Suspects;

/// What an attempt may use up, whatever the webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of an answer's body that are kept.
    pub store_response: usize,
    /// From the look-up of the name to the end of the TLS handshake.
    pub connect_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { store_response: 64 * 1024, connect_timeout: Duration::from_secs(5) }
    }
}

/// What of the network is not as the machine has it, because the operator says so.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Asked instead of the machine's.
    pub name_servers: Vec<SocketAddr>,
    /// Everything is sent through it.
    pub proxy: Option<Proxy>,
}

/// One request to be made: a `POST`.
#[derive(Debug)]
pub struct Outgoing<'a> {
    pub url: &'a Url,
    /// Signed and complete.
    pub headers: HeaderMap,
    pub body: Bytes,
    /// For the whole attempt, the answer's body included.
    pub timeout: Duration,
}

/// Why there can be no transport.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    #[error("can't read the name servers of this machine from /etc/resolv.conf")]
    NameServers(#[source] hickory_resolver::net::NetError),
    #[error("can't set up the resolver")]
    Resolver(#[source] hickory_resolver::net::NetError),
    #[error("can't set up TLS")]
    Tls(#[from] rustls::Error),
    #[error("can't set up the HTTP client")]
    Client(#[from] reqwest::Error),
}

/// The one way out of sparrow. Cheap to share behind an `Arc`.
#[derive(Debug)]
pub struct Transport {
    client: Client,
    policy: Arc<EgressPolicy>,
    limits: Limits,
    idle: Ledger,
    stragglers: Stragglers,
    suspects: Suspects,
}

impl Transport {
    /// With the name servers, hosts file and trusted certificates of this machine, as they are now,
    /// but for what `network` says.
    pub fn new(
        policy: EgressPolicy,
        network: Network,
        limits: Limits,
    ) -> Result<Self, TransportError> {
        Self::within(Surroundings::of_this_machine(network)?, policy, limits)
    }

    fn within(
        surroundings: Surroundings,
        policy: EgressPolicy,
        limits: Limits,
    ) -> Result<Self, TransportError> {
        let policy = Arc::new(policy);
        let client = client::build(surroundings, Arc::clone(&policy), limits.connect_timeout)?;
        let idle = Ledger::new(idle::as_many_as_files_allow());
        let stragglers = Stragglers::default();
        Ok(Self { client, policy, limits, idle, stragglers, suspects: Suspects::default() })
    }
}
