//! Which addresses are this machine's. The kernel knows best, and at each moment: what can be bound to
//! is local, whatever its interface, its route or its age.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::sync::LazyLock;

/// Where the kernel binds to addresses that are not its own (`net.ipv4.ip_nonlocal_bind`), it can't
/// be asked so. Such an address is noticed once the connection stands, by its two equal ends.
static CAN_TELL: LazyLock<bool> = LazyLock::new(|| {
    // For documentation, so nobody has it.
    let can_tell = !binds(Ipv4Addr::new(192, 0, 2, 1).into());
    if !can_tell {
        tracing::warn!(
            event = "nonlocal_bind",
            "this machine binds to foreign addresses, so its own are noticed late"
        );
    }
    can_tell
});

/// Whether this address is one of this machine's.
pub fn is_of_this_machine(ip: IpAddr) -> bool {
    *CAN_TELL && binds(ip)
}

fn binds(ip: IpAddr) -> bool {
    UdpSocket::bind((ip, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_here_and_others_are_elsewhere() {
        for (ip, here) in
            [("127.0.0.1", true), ("127.1.2.3", true), ("8.8.8.8", false), ("2606:4700::1", false)]
        {
            assert_eq!(is_of_this_machine(ip.parse().unwrap()), here, "{ip}");
        }
    }
}
