//! The HTTP client, with everything off that is on by default and should not be.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::system_conf::read_system_conf;
use reqwest::{Request, Response, redirect, retry};
use rustls::RootCertStore;

use super::connector::GuardLayer;
use super::resolver::GuardedResolver;
use super::{Network, TransportError, tunnel};
use crate::domain::egress::{EgressPolicy, Proxy};

/// A pooled connection outlives what the resolver said for no longer than this.
pub(super) const IDLE: Duration = Duration::from_secs(30);
/// A connection that outlived its attempt, because its receiver takes neither the rest of a request
/// nor a farewell, is given up after this time without progress.
pub(super) const STUCK: Duration = Duration::from_secs(30);
/// Idle connections kept for one host. A webhook has at most 1,024 requests in flight, and many
/// webhooks may share a host.
pub(super) const IDLE_PER_HOST: usize = 4096;

/// What a transport takes from where it runs.
pub(super) struct Surroundings {
    pub(super) name_servers: ResolverConfig,
    pub(super) roots: RootCertStore,
    /// Everything goes through it.
    pub(super) proxy: Option<Proxy>,
}

impl Surroundings {
    pub(super) fn of_this_machine(network: Network) -> Result<Self, TransportError> {
        let Network { name_servers, proxy } = network;
        let name_servers = if name_servers.is_empty() {
            read_system_conf().map_err(TransportError::NameServers)?.0
        } else {
            let servers = name_servers.into_iter().map(name_server).collect();
            ResolverConfig::from_parts(None, vec![], servers)
        };
        Ok(Self { name_servers, roots: trusted_roots(), proxy })
    }
}

fn name_server(at: SocketAddr) -> NameServerConfig {
    let protocols = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut protocol| {
        protocol.port = at.port();
        protocol
    });
    // Should it say that there is no such name, it knows.
    NameServerConfig::new(at.ip(), true, protocols.into())
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The client, by the way that its connections take. There are two of each: one whose connections
/// are kept, and one for requests after which they are not.
#[derive(Debug)]
pub(super) enum Client {
    Direct { pooling: reqwest::Client, single: reqwest::Client },
    Proxied(Box<Proxied>),
}

#[derive(Debug)]
pub(super) struct Proxied {
    pooling: tunnel::Client,
    single: tunnel::Client,
}

/// What becomes of a connection after the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Afterwards {
    Kept,
    Closed,
}

impl Client {
    pub(super) async fn execute(
        &self,
        request: Request,
        afterwards: Afterwards,
    ) -> Result<Response, BoxError> {
        let is_kept = afterwards == Afterwards::Kept;
        match self {
            Self::Direct { pooling, single } => {
                let client = if is_kept { pooling } else { single };
                Ok(client.execute(request).await?)
            }
            Self::Proxied(proxied) => {
                let client = if is_kept { &proxied.pooling } else { &proxied.single };
                let request = http::Request::<reqwest::Body>::try_from(request)?;
                Ok(client.request(request).await?.map(reqwest::Body::wrap).into())
            }
        }
    }

    /// Whether the address at the other end is the receiver's.
    pub(super) fn is_direct(&self) -> bool {
        matches!(self, Self::Direct { .. })
    }
}

/// The certificates that this machine trusts. Having none is no reason not to start: a machine that
/// only sends to http webhooks needs none, and every https attempt will say what is missing.
fn trusted_roots() -> RootCertStore {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "some trusted certificates can't be read");
    }
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        tracing::warn!("this machine trusts no certificates; install ca-certificates");
    }
    roots
}

pub(super) fn build(
    surroundings: Surroundings,
    policy: Arc<EgressPolicy>,
    connect_timeout: Duration,
) -> Result<Client, TransportError> {
    let Surroundings { name_servers, roots, proxy } = surroundings;
    let tls = tls(roots)?;
    let Some(proxy) = proxy else {
        let resolver = Arc::new(GuardedResolver::new(name_servers, Arc::clone(&policy))?);
        let client = |idle| direct(&resolver, &tls, &policy, connect_timeout, idle);
        return Ok(Client::Direct { pooling: client(IDLE_PER_HOST)?, single: client(0)? });
    };
    // The operator who names a proxy means it, wherever its name leads.
    let meant = EgressPolicy::try_new([proxy.host().to_string()], false).unwrap_or_default();
    let names = GuardedResolver::new(name_servers, Arc::new(meant))?;
    let entrance = tunnel::Entrance::new(proxy, names);
    let client = |idle| tunnel::client(&entrance, tls.clone(), connect_timeout, idle);
    let proxied = Proxied { pooling: client(IDLE_PER_HOST), single: client(0) };
    Ok(Client::Proxied(Box::new(proxied)))
}

fn direct(
    resolver: &Arc<GuardedResolver>,
    tls: &rustls::ClientConfig,
    policy: &Arc<EgressPolicy>,
    connect_timeout: Duration,
    idle_per_host: usize,
) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .dns_resolver(Arc::clone(resolver))
        .connector_layer(GuardLayer::new(Arc::clone(policy)))
        .connect_timeout(connect_timeout)
        .http1_only()
        .pool_max_idle_per_host(idle_per_host)
        .pool_idle_timeout(IDLE)
        .tcp_nodelay(true)
        .tcp_user_timeout(STUCK)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .build()
}

fn tls(roots: RootCertStore) -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
