//! Which addresses are public: the tables behind the rule.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

use super::Denied;

/// Judges an address by itself: only global unicast passes. An IPv4 address in IPv6 clothes is
/// judged as the IPv4 address (`::ffff:0:0/96`) or refused with its prefix (all other forms).
pub fn judge(ip: IpAddr) -> Result<(), Denied> {
    let denied = match ip.to_canonical() {
        IpAddr::V4(ip) => DENIED_V4.iter().any(|net| net.contains(&ip)),
        IpAddr::V6(ip) => {
            !GLOBAL_UNICAST.contains(&ip) || DENIED_V6.iter().any(|net| net.contains(&ip))
        }
    };
    if denied { Err(Denied::Address) } else { Ok(()) }
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(a: u16, b: u16, c: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix)
}

const DENIED_V4: [Ipv4Net; 19] = [
    v4(0, 0, 0, 0, 8),        // this network
    v4(10, 0, 0, 0, 8),       // private
    v4(100, 64, 0, 0, 10),    // carrier-grade NAT; a metadata service at 100.100.100.200
    v4(127, 0, 0, 0, 8),      // loopback
    v4(168, 63, 129, 16, 32), // a cloud's host agent, in public space
    v4(169, 254, 0, 0, 16),   // link-local; metadata services
    v4(172, 16, 0, 0, 12),    // private
    v4(192, 0, 0, 0, 24),     // protocol assignments; a metadata service at 192.0.0.192
    v4(192, 0, 2, 0, 24),     // documentation
    v4(192, 31, 196, 0, 24),  // AS112
    v4(192, 52, 193, 0, 24),  // multicast tunnels
    v4(192, 88, 99, 0, 24),   // 6to4 relays
    v4(192, 168, 0, 0, 16),   // private
    v4(192, 175, 48, 0, 24),  // AS112
    v4(198, 18, 0, 0, 15),    // benchmarking
    v4(198, 51, 100, 0, 24),  // documentation
    v4(203, 0, 113, 0, 24),   // documentation
    v4(224, 0, 0, 0, 4),      // multicast
    v4(240, 0, 0, 0, 4),      // reserved, broadcast
];

const GLOBAL_UNICAST: Ipv6Net = v6(0x2000, 0, 0, 3);

/// Within `2000::/3`.
const DENIED_V6: [Ipv6Net; 5] = [
    v6(0x2001, 0, 0, 23),     // protocol assignments: Teredo, ORCHID, benchmarking
    v6(0x2001, 0xdb8, 0, 32), // documentation
    v6(0x2002, 0, 0, 16),     // 6to4, which embeds any IPv4 address
    v6(0x2620, 0x4f, 0x8000, 48), // AS112
    v6(0x3fff, 0, 0, 20),     // documentation
];

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// Each range with the addresses just outside of it, where those are public.
    #[test]
    fn every_edge_of_every_range() {
        let ranges = [
            ("", "0.0.0.0", "0.255.255.255", "1.0.0.0"),
            ("9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"),
            ("100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"),
            ("126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"),
            ("168.63.129.15", "168.63.129.16", "168.63.129.16", "168.63.129.17"),
            ("169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"),
            ("172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"),
            ("191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"),
            ("192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"),
            ("192.31.195.255", "192.31.196.0", "192.31.196.255", "192.31.197.0"),
            ("192.52.192.255", "192.52.193.0", "192.52.193.255", "192.52.194.0"),
            ("192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"),
            ("192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"),
            ("192.175.47.255", "192.175.48.0", "192.175.48.255", "192.175.49.0"),
            ("198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"),
            ("198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"),
            ("203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"),
            ("223.255.255.255", "224.0.0.0", "255.255.255.255", ""),
            ("", "::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2000::"),
            ("2000:ffff::", "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::"),
            ("2001:db7:ffff::", "2001:db8::", "2001:db8:ffff:ffff::ffff", "2001:db9::"),
            ("2001:ffff::", "2002::", "2002:ffff:ffff:ffff::ffff", "2003::"),
            ("2620:4f:7fff::", "2620:4f:8000::", "2620:4f:8000:ffff::", "2620:4f:8001::"),
            ("3ffe:ffff::", "3fff::", "3fff:fff:ffff::ffff", "3fff:1000::"),
            (
                "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "4000::",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "",
            ),
        ];
        for (before, first, last, after) in ranges {
            for denied in [first, last] {
                assert_eq!(judge(ip(denied)), Err(Denied::Address), "{denied}");
            }
            for allowed in [before, after] {
                assert!(allowed.is_empty() || judge(ip(allowed)).is_ok(), "{allowed}");
            }
        }
    }

    #[test]
    fn every_clothing_of_an_ipv4_address() {
        for denied in [
            "::ffff:127.0.0.1", // mapped
            "::ffff:169.254.169.254",
            "::127.0.0.1", // compatible
            "::8.8.8.8",
            "::ffff:0:127.0.0.1", // SIIT
            "64:ff9b::a00:1",     // NAT64
            "64:ff9b:1::a00:1",
            "2002:7f00:1::",   // 6to4 of 127.0.0.1
            "2001:0:7f00:1::", // Teredo
            "fd00:ec2::254",   // metadata services
            "fd20:ce::254",
            "fe80::1",
            "fec0::1",
            "5f00::1",
            "100::1",
            "ff02::1",
            "::1",
        ] {
            assert_eq!(judge(ip(denied)), Err(Denied::Address), "{denied}");
        }
        for public in ["::ffff:8.8.8.8", "8.8.8.8", "2606:4700::1111", "2a00:1450::1"] {
            assert!(judge(ip(public)).is_ok(), "{public}");
        }
    }
}
