//! Where sparrow may send. One function judges addresses ([`judge`]) and one policy adds what the
//! operator allows; registration, the resolver, the literal addresses that never reach a resolver
//! and the connections made all ask the same two.
//!
//! The rule is an allow-list: IPv6 outside of `2000::/3` is refused whatever it stands for, which
//! takes the NAT64, IPv4-compatible and unique-local forms with it. What is left is cut by the
//! tables of [`ranges`], from the IANA special-purpose registries (RFC 6890) and the addresses at
//! which clouds answer with credentials. Where the operator runs a translator ([`nat64`]), an address
//! stands for the IPv4 address inside of it. What is sparrow's [`own`] is refused besides.
//!
//! The policy is made once, at start, and stays as it is: there is no reload. A changed one takes a
//! new process, and with it new connections.

mod allow;
mod nat64;
mod own;
mod proxy;
mod ranges;

use std::net::{IpAddr, SocketAddr};

use url::{Host, ParseError, Url};

pub use allow::AllowError;
use allow::Allowed;
pub use nat64::{Nat64, Nat64Error};
pub use own::Own;
pub use proxy::{Proxy, ProxyUrlError};
pub use ranges::judge;

/// Bytes of a webhook's URL, at most.
pub const MAX_URL: usize = 2048;

/// A destination that sparrow does not send to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error("it is not a public address")]
    Address,
    #[error("it is not a name of the public DNS")]
    Name,
    #[error("port {0} is not one for webhooks")]
    Port(u16),
}

impl Denied {
    /// The one word for it in records and answers: which rule it was, and what the name resolved
    /// to, would make sparrow a scanner of the network that it runs in.
    pub const CODE: &'static str = "destination_not_allowed";
}

/// Why a URL can't be that of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error("a URL may have at most {MAX_URL} bytes")]
    TooLong,
    #[error("the URL has no scheme; write https://… or http://…")]
    NoScheme,
    #[error("the scheme is http or https, not {0}")]
    Scheme(String),
    #[error("http is off here; write https://…")]
    HttpsOnly,
    #[error("the URL has no host")]
    NoHost,
    #[error("the URL holds a user name or password; send credentials as a header")]
    Credentials,
    #[error("the URL has a fragment, which is never sent")]
    Fragment,
    #[error("not a URL: {0}")]
    Malformed(ParseError),
    #[error("the URL holds white space or control characters")]
    WhiteSpace,
    #[error("sparrow does not send there: {0}")]
    Destination(Denied),
}

impl UrlError {
    /// The stable word for it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "url_too_long",
            Self::NoScheme => "url_without_scheme",
            Self::Scheme(_) => "url_scheme",
            Self::HttpsOnly => "https_required",
            Self::NoHost => "url_without_host",
            Self::Credentials => "url_with_credentials",
            Self::Fragment => "url_with_fragment",
            Self::Malformed(_) | Self::WhiteSpace => "url_malformed",
            Self::Destination(_) => Denied::CODE,
        }
    }
}

/// The rules, and what the operator lifts from them.
#[derive(Debug, Clone, Default)]
pub struct EgressPolicy {
    allowed: Allowed,
    translators: Vec<Nat64>,
    own: Own,
    https_only: bool,
}

/// How a URL's host stands to the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// An address, judged: it never reaches a resolver.
    Address(IpAddr),
    /// A name; each address it resolves to is to be judged.
    Name,
    /// A name that the operator allows, whatever it resolves to.
    AllowedName,
}

impl EgressPolicy {
    /// `allow` holds addresses, with a port or without, CIDRs and host names, as in `egress.allow`.
    pub fn try_new<S: AsRef<str>>(
        allow: impl IntoIterator<Item = S>,
        https_only: bool,
    ) -> Result<Self, AllowError> {
        Ok(Self { allowed: Allowed::try_new(allow)?, https_only, ..Self::default() })
    }

    /// Behind these prefixes, addresses are judged by the IPv4 address inside.
    #[must_use]
    pub fn with_translators(self, translators: Vec<Nat64>) -> Self {
        Self { translators, ..self }
    }

    /// These are out of reach, except by name.
    #[must_use]
    pub fn with_own(self, own: Own) -> Self {
        Self { own, ..self }
    }

    /// Whether this address is public, or of an allowed network. That it is not sparrow's own takes a
    /// port to say: see [`Self::check`].
    pub fn permits(&self, ip: IpAddr) -> bool {
        let ip = self.plain(ip);
        self.allowed.holds(ip) || judge(ip).is_ok()
    }

    /// Whether the operator names this host.
    pub fn allows_host(&self, host: &str) -> bool {
        self.allowed.names_host(host)
    }

    /// Whether the operator means this very address, or port of it: not as one of many in a network,
    /// except where the network is loopback, which is one machine.
    pub fn names(&self, at: SocketAddr) -> bool {
        let at = SocketAddr::new(self.plain(at.ip()), at.port());
        self.allowed.names_place(at) || self.allowed.names(at.ip())
    }

    /// Judges what is about to be connected to, for a host that is so reached.
    pub fn check(&self, reach: Reach, at: SocketAddr) -> Result<(), Denied> {
        let at = SocketAddr::new(self.plain(at.ip()), at.port());
        if self.allowed.names_place(at) {
            return Ok(());
        }
        if self.own.listens_at(at) {
            return Err(Denied::Address);
        }
        if reach == Reach::AllowedName || self.allowed.names(at.ip()) {
            return Ok(());
        }
        if self.own.is_local(at.ip()) || !self.permits(at.ip()) {
            return Err(Denied::Address);
        }
        Ok(())
    }

    /// Judges a URL's host and port: at registration, and again each time before it is used, for
    /// another policy may have been in force when it was registered.
    pub fn reach(&self, url: &Url) -> Result<Reach, Denied> {
        let port = url.port_or_known_default().unwrap_or(0);
        if port == 0 {
            return Err(Denied::Port(port));
        }
        let (reach, lifted) = match url.host() {
            Some(Host::Ipv4(ip)) => self.reach_address(SocketAddr::new(ip.into(), port))?,
            Some(Host::Ipv6(ip)) => self.reach_address(SocketAddr::new(ip.into(), port))?,
            Some(Host::Domain(name)) if self.allows_host(name) => (Reach::AllowedName, true),
            Some(Host::Domain(name)) if is_public_name(name) => (Reach::Name, false),
            Some(Host::Domain(_)) | None => return Err(Denied::Name),
        };
        if !(lifted || is_webhook_port(port)) {
            return Err(Denied::Port(port));
        }
        Ok(reach)
    }

    /// An address, and whether it is for the operator's sake that it passes.
    fn reach_address(&self, at: SocketAddr) -> Result<(Reach, bool), Denied> {
        let reach = Reach::Address(at.ip());
        self.check(reach, at)?;
        let ip = self.plain(at.ip());
        let place = SocketAddr::new(ip, at.port());
        Ok((reach, self.allowed.names_place(place) || self.allowed.holds(ip)))
    }

    fn plain(&self, ip: IpAddr) -> IpAddr {
        nat64::plain(ip, &self.translators)
    }

    /// Whether the policy takes this scheme.
    pub fn takes_scheme(&self, scheme: &str) -> bool {
        scheme == "https" || (scheme == "http" && !self.https_only)
    }

    /// The URL of a webhook to be registered, in the form in which it is stored and sent.
    pub fn check_url(&self, text: &str) -> Result<Url, UrlError> {
        if text.len() > MAX_URL {
            return Err(UrlError::TooLong);
        }
        // The parser would silently drop these.
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(UrlError::WhiteSpace);
        }
        let url = Url::parse(text).map_err(|error| match error {
            ParseError::RelativeUrlWithoutBase => UrlError::NoScheme,
            ParseError::EmptyHost => UrlError::NoHost,
            other => UrlError::Malformed(other),
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            // `example.com:8080/hook` parses as a URL of scheme `example.com`.
            let is_host_and_port =
                !text.contains("://") && url.path().starts_with(|c: char| c.is_ascii_digit());
            return Err(if is_host_and_port {
                UrlError::NoScheme
            } else {
                UrlError::Scheme(url.scheme().to_owned())
            });
        }
        if !self.takes_scheme(url.scheme()) {
            return Err(UrlError::HttpsOnly);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlError::Credentials);
        }
        if url.fragment().is_some() {
            return Err(UrlError::Fragment);
        }
        if url.as_str().len() > MAX_URL {
            return Err(UrlError::TooLong);
        }
        self.reach(&url).map_err(UrlError::Destination)?;
        Ok(url)
    }
}

/// Names that mean something on this machine or network only (RFC 6761, 6762, 8375, and ICANN's
/// reservation of `internal`), and those that the DNS never has (RFC 6761, 7686, 9476).
const LOCAL_DOMAINS: [&str; 7] =
    ["localhost", "local", "internal", "home.arpa", "invalid", "onion", "alt"];

/// A name of two labels or more outside of the local domains.
fn is_public_name(name: &str) -> bool {
    let name = bare(name);
    let ends_in = |domain: &str| {
        name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    name.contains('.') && is_name(name) && !LOCAL_DOMAINS.into_iter().any(ends_in)
}

/// Labels of which none is empty or stands for others: a `*` would allow nothing.
fn is_name(name: &str) -> bool {
    name.split('.').all(|label| !label.is_empty() && !label.contains('*'))
}

/// A host name without its final dot.
fn bare(host: &str) -> &str {
    host.strip_suffix('.').unwrap_or(host)
}

/// Ports above 1023 at which databases, caches and orchestrators listen.
const DENIED_PORTS: [u16; 13] =
    [2375, 2379, 2380, 3306, 5432, 5984, 6379, 6443, 8500, 9200, 10250, 11211, 27017];

fn is_webhook_port(port: u16) -> bool {
    matches!(port, 80 | 443 | 1024..) && !DENIED_PORTS.contains(&port)
}

#[cfg(test)]
mod tests;
