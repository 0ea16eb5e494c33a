//! The HTTP client, with everything off that is on by default and should not be.
//!
//! It is two: one is reqwest's, for hosts that are known as good, and one is [`careful`]. To a
//! receiver they look alike.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::system_conf::read_system_conf;
use http::Response;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Body, Request, redirect, retry};
use rustls::RootCertStore;
use tower::Layer as _;

use super::connector::{Guard, GuardLayer};
use super::resolver::GuardedResolver;
use super::wire::Wire;
use super::{Network, TransportError, careful, tunnel};
use crate::domain::egress::{EgressPolicy, Proxy};

/// A pooled connection outlives what the resolver said for no longer than this.
pub(super) const IDLE: Duration = Duration::from_secs(30);
/// A connection that outlived its attempt, because its receiver takes neither the rest of a request
/// nor a farewell, is given up after this time without progress.
pub(super) const STUCK: Duration = Duration::from_secs(30);
/// A connection on which nothing is heard is asked after this time whether it still stands.
const UNHEARD: Duration = Duration::from_secs(15);
/// Idle connections kept for one host. A webhook has at most 1,024 requests in flight, and many
/// webhooks may share a host.
pub(super) const IDLE_PER_HOST: usize = 4096;

/// What a transport takes from where it runs.
pub(super) struct Surroundings {
    pub(super) name_servers: ResolverConfig,
    pub(super) roots: RootCertStore,
    /// Everything goes through it.
    pub(super) proxy: Option<Proxy>,
    /// Where the quick client's connections run.
    pub(super) wire: Wire,
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
        let wire = Wire::of_the_process();
        Ok(Self { name_servers, roots: trusted_roots(), proxy, wire })
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
type Direct = Guard<HttpsConnector<HttpConnector<GuardedResolver>>>;

/// The client, by the way that its connections take.
#[derive(Debug)]
pub(super) enum Client {
    Direct { quick: reqwest::Client, wire: Wire, careful: Box<careful::Client<Direct>> },
    Proxied(Box<careful::Client<tunnel::Timed>>),
}

/// How a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// By the client that believes what it hears, if there is a place for it; its connection is kept.
    Quick,
    /// By the one that doesn't. Its connection is kept, too.
    Careful,
    /// The same, and the connection is closed afterwards.
    Once,
}

impl Client {
    pub(super) async fn execute(
        &self,
        request: Request,
        manner: Manner,
    ) -> Result<Response<Body>, BoxError> {
        let is_kept = manner != Manner::Once;
        match self {
            Self::Direct { quick, wire, careful } => {
                let place = if manner == Manner::Quick { wire.place() } else { None };
                match place {
                    Some(_place) => Ok(wire.carry(quick.execute(request)).await?.into()),
                    None => careful.execute(request, is_kept).await,
                }
            }
            Self::Proxied(careful) => careful.execute(request, is_kept).await,
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
    let Surroundings { name_servers, roots, proxy, wire } = surroundings;
    let tls = tls(roots)?;
    let Some(proxy) = proxy else {
        let resolver = GuardedResolver::new(name_servers, Arc::clone(&policy))?;
        let guard = GuardLayer::new(policy);
        let careful = guard.layer(HttpsConnector::from((http(resolver.clone()), tls.clone())));
        let careful = Box::new(careful::Client::new(careful, connect_timeout));
        let quick = quick(resolver, tls, guard, connect_timeout)?;
        return Ok(Client::Direct { quick, wire, careful });
    };
    // The operator who names a proxy means it, wherever its name leads.
    let meant = EgressPolicy::try_new([proxy.host().to_string()], false).unwrap_or_default();
    let names = GuardedResolver::new(name_servers, Arc::new(meant))?;
    let entrance = tunnel::Entrance::new(proxy, names);
    let careful = careful::Client::new(tunnel::Timed::new(entrance, tls), connect_timeout);
    Ok(Client::Proxied(Box::new(careful)))
}

fn quick(
    resolver: GuardedResolver,
    tls: rustls::ClientConfig,
    guard: GuardLayer,
    connect_timeout: Duration,
) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(Arc::new(resolver))
        .connector_layer(guard)
        .connect_timeout(connect_timeout)
        .http1_only()
        .pool_max_idle_per_host(IDLE_PER_HOST)
        .pool_idle_timeout(IDLE)
        .tcp_nodelay(true)
        .tcp_keepalive(UNHEARD)
        .tcp_user_timeout(STUCK)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .build()
}

/// TCP as the quick client has it.
fn http(resolver: GuardedResolver) -> HttpConnector<GuardedResolver> {
    let mut http = HttpConnector::new_with_resolver(resolver);
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_keepalive(Some(UNHEARD));
    http.set_tcp_user_timeout(Some(STUCK));
    http
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
