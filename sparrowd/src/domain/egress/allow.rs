//! What `egress.allow` holds.

use std::net::{IpAddr, SocketAddr};

use ipnet::{IpNet, Ipv4Net};
use url::Host;

use super::{bare, is_name};

/// An entry of `egress.allow` that is none of what it may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not an address, with a port or without, a CIDR such as 10.0.0.0/8 or a host name"
)]
pub struct AllowError(String);

/// The entries, by what they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Allowed {
    nets: Vec<IpNet>,
    /// One port of one address.
    places: Vec<SocketAddr>,
    /// In the form that the `url` crate gives hosts, without a final dot.
    hosts: Vec<String>,
}

impl Allowed {
    pub(super) fn try_new<S: AsRef<str>>(
        entries: impl IntoIterator<Item = S>,
    ) -> Result<Self, AllowError> {
        let mut allowed = Self::default();
        for entry in entries {
            let entry = entry.as_ref();
            if let Ok(net) = entry.parse::<IpNet>() {
                allowed.nets.push(canonical(net));
            } else if let Ok(ip) = entry.parse::<IpAddr>() {
                allowed.nets.push(ip.to_canonical().into());
            } else if let Ok(at) = entry.parse::<SocketAddr>() {
                allowed.places.push(SocketAddr::new(at.ip().to_canonical(), at.port()));
            } else {
                match Host::parse(entry) {
                    Ok(Host::Domain(host)) if is_name(bare(&host)) => {
                        allowed.hosts.push(bare(&host).to_owned());
                    }
                    _ => return Err(AllowError(entry.to_owned())),
                }
            }
        }
        Ok(allowed)
    }

    /// Whether a network holds the address.
    pub(super) fn holds(&self, ip: IpAddr) -> bool {
        self.nets.iter().any(|net| net.contains(&ip))
    }

    /// Whether an entry means this address, or this machine, and not a network that it is in.
    pub(super) fn names(&self, ip: IpAddr) -> bool {
        let is_meant = |net: &IpNet| net.prefix_len() == net.max_prefix_len() || is_loopback(net);
        self.nets.iter().any(|net| net.contains(&ip) && is_meant(net))
    }

    pub(super) fn names_place(&self, at: SocketAddr) -> bool {
        self.places.contains(&at)
    }

    pub(super) fn names_host(&self, host: &str) -> bool {
        let host = bare(host);
        self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
    }
}

/// Whether all of the network is loopback.
fn is_loopback(net: &IpNet) -> bool {
    net.network().is_loopback() && net.broadcast().is_loopback()
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
