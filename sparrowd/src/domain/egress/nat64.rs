//! NAT64: IPv6 addresses behind which an operator's translator reaches IPv4. What such an address
//! leads to is the IPv4 address inside, so that is what is judged. RFC 6052 section 2.2 says where it
//! is for each length of prefix; bits 64 to 71 are never part of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::Ipv6Net;

/// An entry of `egress.nat64` that is no such prefix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no NAT64 prefix: an IPv6 network of 32, 40, 48, 56, 64 or 96 bits")]
pub struct Nat64Error(String);

/// The prefix of a translator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nat64(Ipv6Net);

impl Nat64 {
    pub fn try_new(text: &str) -> Result<Self, Nat64Error> {
        match text.parse::<Ipv6Net>() {
            Ok(net) if matches!(net.prefix_len(), 32 | 40 | 48 | 56 | 64 | 96) => {
                Ok(Self(net.trunc()))
            }
            _ => Err(Nat64Error(text.to_owned())),
        }
    }

    /// The IPv4 address that the translator would make of this one.
    pub fn inside(self, ip: Ipv6Addr) -> Option<Ipv4Addr> {
        if !self.0.contains(&ip) {
            return None;
        }
        let from = usize::from(self.0.prefix_len()) / 8;
        let mut four = [0; 4];
        let octets = ip.octets();
        let carrying = (from..octets.len()).filter(|at| *at != 8);
        for (to, at) in four.iter_mut().zip(carrying) {
            *to = octets[at];
        }
        Some(four.into())
    }
}

/// The address that counts: IPv4 without the clothes of IPv6.
pub(super) fn plain(ip: IpAddr, translators: &[Nat64]) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(six) => translators
            .iter()
            .find_map(|translator| translator.inside(six))
            .map_or(IpAddr::V6(six), IpAddr::V4),
        four @ IpAddr::V4(_) => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of RFC 6052 section 2.4.
    #[test]
    fn where_each_length_of_prefix_keeps_its_address() {
        for (prefix, address) in [
            ("2001:db8::/32", "2001:db8:c000:221::"),
            ("2001:db8:100::/40", "2001:db8:1c0:2:21::"),
            ("2001:db8:122::/48", "2001:db8:122:c000:2:2100::"),
            ("2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::"),
            ("2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100::"),
            ("2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33"),
            ("64:ff9b::/96", "64:ff9b::192.0.2.33"),
        ] {
            let translator = Nat64::try_new(prefix).unwrap();
            let inside = translator.inside(address.parse().unwrap());
            assert_eq!(inside, Some(Ipv4Addr::new(192, 0, 2, 33)), "{prefix}");
            assert_eq!(translator.inside("2606:4700::1111".parse().unwrap()), None);
        }
        for wrong in ["", "10.0.0.0/8", "2001:db8::", "2001:db8::/33", "2001:db8::/128", "x/96"] {
            assert_eq!(Nat64::try_new(wrong), Err(Nat64Error(wrong.to_owned())));
        }
    }
}
