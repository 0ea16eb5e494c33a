//! What every new connection passes once it stands, TLS included, and before a request is written
//! to it. The addresses were judged before; judging the peer again costs nothing and holds even if
//! a path around the resolver should ever open. One thing can only be seen here: that a public
//! address is this machine's own, where services listen that are not meant for the public. The
//! kernel then gives both ends the same address.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::{Connected, Connection, HttpInfo};
use tokio::time::Instant;
use tower::{Layer, Service};

use super::probe;
use crate::domain::egress::{Denied, EgressPolicy, Reach};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, Clone)]
pub(super) struct GuardLayer {
    policy: Arc<EgressPolicy>,
}

impl GuardLayer {
    pub(super) fn new(policy: Arc<EgressPolicy>) -> Self {
        Self { policy }
    }
}

impl<S> Layer<S> for GuardLayer {
    type Service = Guard<S>;

    fn layer(&self, inner: S) -> Guard<S> {
        Guard { inner, policy: Arc::clone(&self.policy) }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Guard<S> {
    inner: S,
    policy: Arc<EgressPolicy>,
}

impl<S, Target> Service<Target> for Guard<S>
where
    S: Service<Target, Error = BoxError>,
    S::Response: Connection,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, target: Target) -> Self::Future {
        let started = Instant::now();
        let (reach, permit) = (probe::reach(), probe::permit());
        let policy = Arc::clone(&self.policy);
        let connecting = self.inner.call(target);
        Box::pin(async move {
            let connection = connecting.await?;
            let ends = ends(&connection.connected()).ok_or(Denied::Address)?;
            may_use(&policy, reach, &ends)?;
            probe::connected(started.elapsed(), Some(ends.remote));
            permit.ask()?;
            Ok(connection)
        })
    }
}

/// The two ends of a connection.
pub(super) struct Ends {
    pub(super) local: SocketAddr,
    pub(super) remote: SocketAddr,
}

impl From<&HttpInfo> for Ends {
    fn from(info: &HttpInfo) -> Self {
        Self { local: info.local_addr(), remote: info.remote_addr() }
    }
}

pub(super) fn ends(connected: &Connected) -> Option<Ends> {
    let mut extras = http::Extensions::new();
    connected.get_extras(&mut extras);
    extras.get::<HttpInfo>().map(Ends::from)
}

fn may_use(policy: &EgressPolicy, reach: Reach, ends: &Ends) -> Result<(), Denied> {
    let is_ourselves = ends.local.ip() == ends.remote.ip();
    let is_meant = reach == Reach::AllowedName || policy.names(ends.remote);
    if is_ourselves && !is_meant {
        return Err(Denied::Address);
    }
    policy.check(reach, ends.remote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_of_this_machine_is_not_public() {
        let ends = |local: &str, remote: &str| Ends {
            local: local.parse().unwrap(),
            remote: remote.parse().unwrap(),
        };
        let may_use =
            |policy, local, remote| may_use(policy, Reach::Name, &ends(local, remote)).is_ok();
        let strict = EgressPolicy::default();
        let wide = EgressPolicy::try_new(["8.0.0.0/8"], false).unwrap();
        let own = EgressPolicy::try_new(["8.8.4.4"], false).unwrap();
        assert!(may_use(&strict, "8.8.4.4:40000", "8.8.8.8:443"));
        assert!(!may_use(&strict, "8.8.4.4:40000", "8.8.4.4:443"));
        assert!(!may_use(&wide, "8.8.4.4:40000", "8.8.4.4:443"));
        assert!(may_use(&own, "8.8.4.4:40000", "8.8.4.4:443"));
        let port = EgressPolicy::try_new(["8.8.4.4:443"], false).unwrap();
        assert!(may_use(&port, "8.8.4.4:40000", "8.8.4.4:443"));
        assert!(!may_use(&port, "8.8.4.4:40000", "8.8.4.4:444"));
        assert!(!may_use(&strict, "10.0.0.2:40000", "10.0.0.1:443"));
    }
}
