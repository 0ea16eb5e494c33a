//! What the resolver and the connector learn about the attempt that they work for. They are called
//! deep inside of the client, on the attempt's own task, so they find its probe as a task-local.
//!
//! A connection whose request found another one in the meantime is finished by the client on a
//! task of its own, for the pool. There is no probe there, and nothing is noted.

use std::cell::Cell;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use super::lease::LeaseEnded;
use crate::domain::egress::Reach;

tokio::task_local! {
    static PROBE: Probe;
}

/// The notes of one attempt.
pub(super) struct Probe {
    permit: Permit,
    reach: Reach,
    port: u16,
    dns: Cell<Option<Duration>>,
    connect: Cell<Option<Duration>>,
    remote: Cell<Option<SocketAddr>>,
}

/// Whether the attempt may still be made. A connection that is finished for the pool asks nobody: who
/// takes it from there asks for himself.
#[derive(Clone, Default)]
pub(super) struct Permit(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Permit {
    pub(super) fn new(permit: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(permit)))
    }

    pub(super) fn ask(&self) -> Result<(), LeaseEnded> {
        match &self.0 {
            Some(permit) if !permit() => Err(LeaseEnded),
            _ => Ok(()),
        }
    }
}

/// What was noted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Notes {
    pub(super) dns: Option<Duration>,
    /// Set if the attempt made its own connection.
    pub(super) connect: Option<Duration>,
    /// The address connected to, or the only one there was to try.
    pub(super) remote: Option<SocketAddr>,
}

impl Probe {
    /// `is_direct`: the connection is to lead to the host itself.
    pub(super) fn new(permit: Permit, reach: Reach, port: u16, is_direct: bool) -> Self {
        let remote = match reach {
            Reach::Address(ip) if is_direct => Some(SocketAddr::new(ip, port)),
            Reach::Address(_) | Reach::Name | Reach::AllowedName => None,
        };
        Self {
            permit,
            reach,
            port,
            dns: Cell::default(),
            connect: Cell::default(),
            remote: Cell::new(remote),
        }
    }

    /// Runs `attempt` with this probe in place.
    pub(super) fn watch<F: Future>(self, attempt: F) -> impl Future<Output = F::Output> {
        PROBE.scope(self, attempt)
    }
}

/// What is noted so far about the attempt that calls.
pub(super) fn notes() -> Notes {
    PROBE
        .try_with(|probe| Notes {
            dns: probe.dns.get(),
            connect: probe.connect.get(),
            remote: probe.remote.get(),
        })
        .unwrap_or_default()
}

/// That of the attempt that calls.
pub(super) fn permit() -> Permit {
    PROBE.try_with(|probe| probe.permit.clone()).unwrap_or_default()
}

/// How the host of the attempt that calls is reached. Where nobody calls, the strictest way.
pub(super) fn reach() -> Reach {
    PROBE.try_with(|probe| probe.reach).unwrap_or(Reach::Name)
}

/// What the attempt that calls is bound for, beside the host: how that is reached, and the port.
pub(super) fn bound_for() -> Option<(Reach, u16)> {
    PROBE.try_with(|probe| (probe.reach, probe.port)).ok()
}

pub(super) fn resolved(took: Duration, addresses: &[IpAddr]) {
    note(|probe| {
        probe.dns.set(Some(took));
        if let [only] = addresses {
            probe.remote.set(Some(SocketAddr::new(*only, probe.port)));
        }
    });
}

/// A connection to `remote`, if that is known, stands, `took` after the client began to ask for its
/// name.
pub(super) fn connected(took: Duration, remote: Option<SocketAddr>) {
    note(|probe| {
        probe.connect.set(Some(took.saturating_sub(probe.dns.get().unwrap_or_default())));
        probe.remote.set(remote);
    });
}

fn note(write: impl FnOnce(&Probe)) {
    if PROBE.try_with(write).is_err() {
        tracing::trace!("a connection was finished for the pool");
    }
}
