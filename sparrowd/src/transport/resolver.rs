//! Names to addresses, all of them judged: a name with one address that sparrow does not send to
//! is refused altogether, for it is either a mistake or an attempt to reach that address.
//!
//! The client connects to what is returned here and to nothing else, so a name can't change its
//! meaning between the check and the connection. The system's own look-up is not used: it blocks
//! threads of a shared pool, which one slow zone can fill.
//!
//! A name is looked up once at a time, however many wait for it; when the last of them has gone,
//! so is the look-up. What is kept of an answer is small and counted, for a zone may give thousands
//! of addresses to each of its names.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use std::vec::IntoIter;

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared, WeakShared};
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{LookupIpStrategy, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr;
use hyper_util::client::legacy::connect::dns::Name;
use reqwest::dns::{Addrs, Resolve, Resolving};
use tokio::net::TcpSocket;
use tokio::time::{Instant, timeout};
use tower::Service;

use super::classify::is_out_of_files;
use super::{TransportError, probe};
use crate::domain::egress::{Denied, EgressPolicy};

/// For a name, all questions and repetitions included.
const LOOKUP: Duration = Duration::from_secs(3);
/// For one question, lost datagrams included. It is then asked twice more within [`LOOKUP`].
const QUESTION: Duration = Duration::from_secs(1);
const REPETITIONS: usize = 2;
/// Names whose addresses are kept, for as long as their zone says, but no longer than this.
const KEPT: usize = 4096;
const KEPT_FOR: Duration = Duration::from_hours(1);
/// A name that has no address may have one soon.
const ABSENCE_KEPT_FOR: Duration = Duration::from_secs(10);
/// Addresses tried of one name.
const TRIED: usize = 4;

/// Why a name has no address to connect to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum LookupError {
    #[error(transparent)]
    Denied(#[from] Denied),
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
    #[error("this machine has no more files to open")]
    OutOfFiles,
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Answer = Result<Arc<[IpAddr]>, LookupError>;
type LookUp = BoxFuture<'static, Answer>;

/// What is known of a name.
enum Known {
    /// Being looked up, for those who wait for it.
    Asked(WeakShared<LookUp>),
    Answered {
        answer: Answer,
        until: Instant,
    },
}

#[derive(Clone)]
pub(super) struct GuardedResolver(Arc<Inner>);

struct Inner {
    dns: TokioResolver,
    policy: Arc<EgressPolicy>,
    known: Mutex<HashMap<Box<str>, Known>>,
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
        // It would be counted in answers, whatever their size.
        options.cache_size = 0;
        let dns = builder.build().map_err(TransportError::Resolver)?;
        Ok(Self(Arc::new(Inner { dns, policy, known: Mutex::default() })))
    }

    /// A few addresses of `host`, one at least; all that it has are permitted.
    pub(super) async fn lookup(&self, host: &str) -> Answer {
        match self.0.recall(host) {
            Ok(answer) => answer,
            Err(lookup) => lookup.await,
        }
    }

    /// The same, for the attempt that calls.
    fn find(&self, host: Box<str>) -> BoxFuture<'static, Result<IntoIter<SocketAddr>, BoxError>> {
        let resolver = self.clone();
        let bound_for = probe::bound_for();
        Box::pin(async move {
            let started = Instant::now();
            let addresses = resolver.lookup(&host).await?;
            // A name is judged for every port; what is sparrow's own is judged with the one asked for.
            let (reach, port) = bound_for.ok_or(Denied::Address)?;
            let policy = &resolver.0.policy;
            addresses.iter().try_for_each(|ip| policy.check(reach, (*ip, port).into()))?;
            probe::resolved(started.elapsed(), &addresses);
            // The client puts the URL's port in the place of 0.
            let addresses: Vec<_> = addresses.iter().map(|ip| SocketAddr::new(*ip, 0)).collect();
            Ok(addresses.into_iter())
        })
    }
}

/// For reqwest's client.
impl Resolve for GuardedResolver {
    fn resolve(&self, name: reqwest::dns::Name) -> Resolving {
        let found = self.find(name.as_str().into());
        Box::pin(async move { Ok(Box::new(found.await?) as Addrs) })
    }
}

/// For hyper-util's.
impl Service<Name> for GuardedResolver {
    type Response = IntoIter<SocketAddr>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        self.find(name.as_str().into())
    }
}

impl Inner {
    /// The answer that is known, or the look-up to wait for.
    fn recall(self: &Arc<Self>, host: &str) -> Result<Answer, Shared<LookUp>> {
        let mut known = self.known();
        match known.get(host) {
            Some(Known::Answered { answer, until }) if *until > Instant::now() => {
                return Ok(answer.clone());
            }
            Some(Known::Asked(lookup)) => {
                if let Some(lookup) = lookup.upgrade() {
                    return Err(lookup);
                }
            }
            Some(Known::Answered { .. }) | None => {}
        }
        let lookup = Arc::clone(self).look_up(host.into()).boxed().shared();
        if let Some(weak) = lookup.downgrade() {
            make_room(&mut known);
            known.insert(host.into(), Known::Asked(weak));
        }
        Err(lookup)
    }

    async fn look_up(self: Arc<Self>, host: Box<str>) -> Answer {
        let (answer, until) = match timeout(LOOKUP, self.ask(&host)).await {
            Ok(Ok((addresses, until))) => (judge(&self.policy, &host, &addresses), Some(until)),
            Ok(Err(error)) => (Err(error), None),
            Err(_) => (Err(LookupError::TimedOut), None),
        };
        let now = Instant::now();
        let until = match answer {
            Err(LookupError::NoSuchName | LookupError::NoAddress) => now + ABSENCE_KEPT_FOR,
            _ => until.unwrap_or(now).min(now + KEPT_FOR),
        };
        let mut known = self.known();
        if until > now {
            known.insert(host, Known::Answered { answer: answer.clone(), until });
        } else {
            known.remove(&host);
        }
        answer
    }

    /// All addresses of a name, and how long they may be kept.
    async fn ask(&self, host: &str) -> Result<(Vec<IpAddr>, Instant), LookupError> {
        let mut name = rr::Name::from_utf8(host).map_err(|_| LookupError::NotAName)?;
        name.set_fqdn(true);
        let found = self.dns.lookup_ip(name).await.map_err(|error| reason(&error))?;
        Ok((found.iter().collect(), Instant::from_std(found.valid_until())))
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Box<str>, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A few of these addresses, if all of them are permitted.
fn judge(policy: &EgressPolicy, host: &str, addresses: &[IpAddr]) -> Answer {
    let is_permitted = |ip: &IpAddr| policy.permits(*ip);
    if !policy.allows_host(host) && !addresses.iter().all(is_permitted) {
        return Err(LookupError::Denied(Denied::Address));
    }
    let (v4, v6): (Vec<IpAddr>, Vec<IpAddr>) = addresses.iter().copied().partition(IpAddr::is_ipv4);
    // In turns, so that one family that leads nowhere leaves some of the other.
    let mut tried = Vec::with_capacity(TRIED);
    for at in 0..TRIED {
        tried.extend([v4.get(at), v6.get(at)].into_iter().flatten().copied());
    }
    tried.truncate(TRIED);
    if tried.is_empty() { Err(LookupError::NoAddress) } else { Ok(tried.into()) }
}

/// Forgets what is of no use any more; if everything is, any one of them.
fn make_room(known: &mut HashMap<Box<str>, Known>) {
    if known.len() < KEPT {
        return;
    }
    let now = Instant::now();
    known.retain(|_, known| match known {
        Known::Asked(lookup) => lookup.upgrade().is_some(),
        Known::Answered { until, .. } => *until > now,
    });
    if known.len() >= KEPT
        && let Some(any) = known.keys().next().cloned()
    {
        known.remove(&any);
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
        // The resolver does not say that it had no socket to ask from.
        _ if TcpSocket::new_v4().is_err_and(|e| is_out_of_files(&e)) => LookupError::OutOfFiles,
        _ => LookupError::Failed,
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn of_thousands_of_addresses_a_few_are_kept_and_all_are_judged() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let mut many: Vec<IpAddr> =
            (0..4000).map(|n: u32| Ipv4Addr::from_bits(0x0808_0000 + n).into()).collect();
        many.push(ip("2606:4700::1111"));
        let strict = EgressPolicy::default();
        let kept = judge(&strict, "acme.io", &many).unwrap();
        assert_eq!(*kept, [many[0], ip("2606:4700::1111"), many[1], many[2]]);
        many.push(ip("10.0.0.1"));
        assert_eq!(judge(&strict, "acme.io", &many), Err(LookupError::Denied(Denied::Address)));
        let lax = EgressPolicy::try_new(["acme.io"], false).unwrap();
        assert_eq!(judge(&lax, "acme.io", &many).unwrap().len(), TRIED);
        assert_eq!(judge(&strict, "acme.io", &[]), Err(LookupError::NoAddress));
    }

    #[test]
    fn names_are_bounded() {
        let now = Instant::now();
        let answered = |until| Known::Answered { answer: Err(LookupError::NoSuchName), until };
        let mut known: HashMap<_, _> = (0..KEPT)
            .map(|n| (n.to_string().into(), answered(if n < 100 { now } else { now + KEPT_FOR })))
            .collect();
        make_room(&mut known);
        assert_eq!(known.len(), KEPT - 100, "what is of no use any more");
        for n in 0..100 {
            known.insert(format!("new {n}").into(), answered(now + KEPT_FOR));
        }
        make_room(&mut known);
        assert_eq!(known.len(), KEPT - 1, "one to make room");
    }
}
