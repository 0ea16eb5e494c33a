//! Names to addresses, all of them judged: a name with one address that sparrow does not send to
//! is refused altogether, for it is either a mistake or an attempt to reach that address.
//!
//! The client connects to what is returned here and to nothing else, so a name can't change its
//! meaning between the check and the connection. The system's own look-up is not used: it blocks
//! threads of a shared pool, which one slow zone can fill.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{LookupIpStrategy, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::Name;
use reqwest::dns::{Addrs, Resolve, Resolving};
use tokio::time::{Instant, timeout};

use super::{TransportError, probe};
use crate::domain::egress::{Denied, EgressPolicy};

/// For a name, all questions and repetitions included.
const LOOKUP: Duration = Duration::from_secs(3);
/// For one question. A lost datagram is then asked for twice more within [`LOOKUP`].
const QUESTION: Duration = Duration::from_secs(1);
const REPETITIONS: usize = 2;
/// Answers kept. They are kept for as long as their zone says, but no longer than this.
const CACHED: u64 = 4096;
const CACHED_FOR: Duration = Duration::from_secs(3600);
/// A name that does not exist may do so soon.
const ABSENCE_CACHED_FOR: Duration = Duration::from_secs(30);
/// Addresses tried of one name: the time to connect is divided among them.
const TRIED: usize = 4;

/// Why a name has no address to connect to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum LookupError {
    #[error("there is no such name")]
    NoSuchName,
    #[error("the name has no address")]
    NoAddress,
    #[error("the name servers gave no answer within {}s", LOOKUP.as_secs())]
    TimedOut,
    #[error("the name servers could not answer")]
    Failed,
    #[error("the host is not a DNS name")]
    NotAName,
}

#[derive(Clone)]
pub(super) struct GuardedResolver {
    dns: TokioResolver,
    policy: Arc<EgressPolicy>,
}

impl GuardedResolver {
    /// Asks the servers named in `config`; its search domains are left out, since a webhook's host
    /// is a whole name.
    pub(super) fn new(
        config: ResolverConfig,
        policy: Arc<EgressPolicy>,
    ) -> Result<Self, TransportError> {
        let provider = TokioRuntimeProvider::default();
        let mut builder = TokioResolver::builder_with_config(config, provider);
        let options = builder.options_mut();
        options.timeout = QUESTION;
        options.attempts = REPETITIONS;
        options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
        options.use_hosts_file = ResolveHosts::Always;
        options.cache_size = CACHED;
        options.positive_max_ttl = Some(CACHED_FOR);
        options.negative_max_ttl = Some(ABSENCE_CACHED_FOR);
        let dns = builder.build().map_err(TransportError::Resolver)?;
        Ok(Self { dns, policy })
    }

    /// The addresses of `host`, all permitted.
    async fn lookup(&self, host: &str) -> Result<Vec<IpAddr>, LookupFailure> {
        let mut name = Name::from_utf8(host).map_err(|_| LookupError::NotAName)?;
        name.set_fqdn(true);
        let found = timeout(LOOKUP, self.dns.lookup_ip(name))
            .await
            .map_err(|_| LookupError::TimedOut)?
            .map_err(|error| reason(&error))?;
        let addresses: Vec<IpAddr> = found.iter().collect();
        let is_permitted = |ip: &IpAddr| self.policy.permits(*ip);
        if !self.policy.allows_host(host) && !addresses.iter().all(is_permitted) {
            return Err(LookupFailure::Denied(Denied::Address));
        }
        if addresses.is_empty() {
            return Err(LookupError::NoAddress.into());
        }
        Ok(addresses)
    }
}

/// The two ways to have no address, so that each keeps its own type in the chain of causes.
enum LookupFailure {
    Lookup(LookupError),
    Denied(Denied),
}

impl From<LookupError> for LookupFailure {
    fn from(error: LookupError) -> Self {
        Self::Lookup(error)
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: reqwest::dns::Name) -> Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            let started = Instant::now();
            let addresses =
                resolver.lookup(name.as_str()).await.map_err(|failure| match failure {
                    LookupFailure::Lookup(error) => {
                        Box::<dyn std::error::Error + Send + Sync>::from(error)
                    }
                    LookupFailure::Denied(denied) => denied.into(),
                })?;
            probe::resolved(started.elapsed(), &addresses);
            // The client puts the URL's port in the place of 0.
            let addresses = addresses.into_iter().take(TRIED).map(|ip| SocketAddr::new(ip, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}

fn reason(error: &NetError) -> LookupError {
    match error {
        NetError::Timeout => LookupError::TimedOut,
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NXDomain => LookupError::NoSuchName,
            ResponseCode::NoError => LookupError::NoAddress,
            _ => LookupError::Failed,
        },
        _ => LookupError::Failed,
    }
}
