//! Where sparrow may send. One function judges addresses ([`judge`]) and one policy adds what the
//! operator allows; registration, the resolver, the literal addresses that never reach a resolver
//! and the connections made all ask the same two.
//!
//! The rule is an allow-list: IPv6 outside of `2000::/3` is refused whatever it stands for, which
//! takes the NAT64, IPv4-compatible and unique-local forms with it. What is left is cut by the
//! tables of [`ranges`], from the IANA special-purpose registries (RFC 6890) and the addresses at
//! which clouds answer with credentials.

mod ranges;

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};
use url::{Host, ParseError, Url};

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

/// An entry of `egress.allow` that is neither an address, a CIDR nor a host name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an address, a CIDR such as 10.0.0.0/8 or a host name")]
pub struct AllowError(String);

/// The rules, and what the operator lifts from them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EgressPolicy {
    nets: Vec<IpNet>,
    /// In the form that the `url` crate gives hosts, without a final dot.
    hosts: Vec<String>,
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
    /// `allow` holds addresses, CIDRs and host names, as in `egress.allow`.
    pub fn try_new<S: AsRef<str>>(
        allow: impl IntoIterator<Item = S>,
        https_only: bool,
    ) -> Result<Self, AllowError> {
        let mut policy = Self { https_only, ..Self::default() };
        for entry in allow {
            let entry = entry.as_ref();
            if let Ok(net) = entry.parse::<IpNet>() {
                policy.nets.push(canonical(net));
            } else if let Ok(ip) = entry.parse::<IpAddr>() {
                policy.nets.push(ip.to_canonical().into());
            } else {
                match Host::parse(entry) {
                    Ok(Host::Domain(host)) if is_name(bare(&host)) => {
                        policy.hosts.push(bare(&host).to_owned());
                    }
                    _ => return Err(AllowError(entry.to_owned())),
                }
            }
        }
        Ok(policy)
    }

    /// Whether a connection to this address may be made.
    pub fn permits(&self, ip: IpAddr) -> bool {
        self.allows_address(ip) || judge(ip).is_ok()
    }

    /// Whether the operator names this address.
    pub fn allows_address(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.nets.iter().any(|net| net.contains(&ip))
    }

    /// Whether the operator names this host.
    pub fn allows_host(&self, host: &str) -> bool {
        let host = bare(host);
        self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
    }

    /// Judges a URL's host and port: at registration, and again each time before it is used, for
    /// the policy may have changed.
    pub fn reach(&self, url: &Url) -> Result<Reach, Denied> {
        let reach = match url.host() {
            Some(Host::Ipv4(ip)) => self.reach_address(ip.into())?,
            Some(Host::Ipv6(ip)) => self.reach_address(ip.into())?,
            Some(Host::Domain(name)) if self.allows_host(name) => Reach::AllowedName,
            Some(Host::Domain(name)) if is_public_name(name) => Reach::Name,
            Some(Host::Domain(_)) | None => return Err(Denied::Name),
        };
        let lifted = match reach {
            Reach::Address(ip) => self.allows_address(ip),
            Reach::Name => false,
            Reach::AllowedName => true,
        };
        let port = url.port_or_known_default().unwrap_or(0);
        if port == 0 || !(lifted || is_webhook_port(port)) {
            return Err(Denied::Port(port));
        }
        Ok(reach)
    }

    fn reach_address(&self, ip: IpAddr) -> Result<Reach, Denied> {
        if !self.allows_address(ip) {
            judge(ip)?;
        }
        Ok(Reach::Address(ip))
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

/// A network in the form in which addresses are held against it: IPv4 without IPv6 clothes.
fn canonical(net: IpNet) -> IpNet {
    let mapped = match net {
        IpNet::V6(v6) => v6.network().to_ipv4_mapped().zip(v6.prefix_len().checked_sub(96)),
        IpNet::V4(_) => None,
    };
    let v4 = mapped.and_then(|(network, length)| Ipv4Net::new(network, length).ok());
    v4.map_or(net, IpNet::V4).trunc()
}

/// Names that mean something on this machine or network only (RFC 6761, 6762, 8375, and ICANN's
/// reservation of `internal`).
const LOCAL_DOMAINS: [&str; 4] = ["localhost", "local", "internal", "home.arpa"];

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
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn strict() -> EgressPolicy {
        EgressPolicy::default()
    }

    fn dev() -> EgressPolicy {
        EgressPolicy::try_new(["127.0.0.0/8", "::1/128", "localhost"], false).unwrap()
    }

    #[test]
    fn every_spelling_of_a_denied_host() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.0.0.1.",
            "%31%32%37.0.0.1",
            "１２７。０。０。１",
            "[::1]",
            "[::127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:ffff:127.0.0.1]",
            "0",
            "169.254.169.254",
            "[fd00:ec2::254]",
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "printer.local",
            "vault.internal.",
            "nas.home.arpa",
            "home.arpa",
            "intranet",
            "intranet.",
            "ｌocalhost",
            "localhost..",
            "a..localhost",
            ".example.com",
            "example..com",
        ] {
            let error = strict().check_url(&format!("http://{host}/hook")).unwrap_err();
            assert_eq!(error.code(), "destination_not_allowed", "{host}: {error}");
        }
        for host in ["example.com", "example.com.", "notlocal.example", "8.8.8.8", "münchen.de"] {
            assert!(strict().check_url(&format!("https://{host}/hook")).is_ok(), "{host}");
        }
    }

    #[test]
    fn urls() {
        let long = format!("https://example.com/{}", "a".repeat(MAX_URL));
        let grows = format!("https://example.com/{}", "é".repeat(500));
        for (url, code) in [
            ("example.com/hook", "url_without_scheme"),
            ("example.com:8080/hook", "url_without_scheme"),
            ("localhost:9000/hook", "url_without_scheme"),
            ("/hook", "url_without_scheme"),
            ("", "url_without_scheme"),
            ("ftp://example.com", "url_scheme"),
            ("mailto:a@example.com", "url_scheme"),
            ("file:///etc/passwd", "url_scheme"),
            ("http://", "url_without_host"),
            ("https://u@example.com", "url_with_credentials"),
            ("https://:p@example.com", "url_with_credentials"),
            ("https://example.com/#a", "url_with_fragment"),
            ("https://example.com:99999", "url_malformed"),
            ("https://[fe80::1%25eth0]/", "url_malformed"),
            ("https://exa mple.com", "url_malformed"),
            ("https://example.com/\r\nx: y", "url_malformed"),
            (long.as_str(), "url_too_long"),
            (grows.as_str(), "url_too_long"),
        ] {
            assert_eq!(strict().check_url(url).map_err(|e| e.code()), Err(code), "{url}");
        }
        let stored = strict().check_url("HTTPS://EXAMPLE.com:443/a/../b?q=1").unwrap();
        assert_eq!(stored.as_str(), "https://example.com/b?q=1");
    }

    #[test]
    fn ports() {
        for port in [80, 443, 1024, 8080, 8443, 65535] {
            assert!(strict().check_url(&format!("http://example.com:{port}")).is_ok(), "{port}");
        }
        for port in [0, 1, 22, 25, 81, 1023].into_iter().chain(DENIED_PORTS) {
            assert_eq!(
                strict().check_url(&format!("http://example.com:{port}")),
                Err(UrlError::Destination(Denied::Port(port))),
            );
        }
        assert!(dev().check_url("http://localhost:5432/").is_ok());
        assert!(dev().check_url("http://127.0.0.1:22/").is_ok());
        assert!(dev().check_url("http://localhost:0/").is_err());
    }

    #[test]
    fn what_the_operator_allows() {
        for url in ["http://127.0.0.1:9000/hook", "http://localhost:9000", "http://[::1]:9000/"] {
            assert!(dev().check_url(url).is_ok(), "{url}");
        }
        assert!(dev().permits(ip("::ffff:127.0.0.1")));
        assert!(dev().allows_host("LocalHost."));
        for still_denied in ["http://10.0.0.1/", "http://a.localhost/", "http://[::2]/"] {
            assert!(dev().check_url(still_denied).is_err(), "{still_denied}");
        }
        for wrong in ["10.0.0.0/33", "", "*", "*.internal", "a..b", "a:80", "[::1]", "http://a"] {
            assert_eq!(EgressPolicy::try_new([wrong], false), Err(AllowError(wrong.into())));
        }
        let mapped = EgressPolicy::try_new(["::ffff:10.1.0.0/112"], false).unwrap();
        assert!(mapped.permits(ip("10.1.2.3")) && !mapped.permits(ip("10.2.0.0")));
        assert!(mapped.permits(ip("::ffff:10.1.2.3")));
        let lone = EgressPolicy::try_new(["10.1.2.3", "hooks.internal"], true).unwrap();
        assert!(lone.permits(ip("10.1.2.3")) && !lone.permits(ip("10.1.2.4")));
        assert_eq!(lone.check_url("http://hooks.internal/"), Err(UrlError::HttpsOnly));
        assert!(lone.check_url("https://hooks.internal/").is_ok());
    }
}
