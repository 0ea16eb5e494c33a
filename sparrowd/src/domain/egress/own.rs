//! What is sparrow's own: where it listens, where its database is, and the addresses of the machine
//! that it runs on. A webhook never leads there because a rule happens to allow it: not because the
//! address is a public one, and not because a wide network of `egress.allow` holds it. A receiver on
//! this machine is one that the operator names.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// Handed in by whoever knows them: this module asks no kernel.
#[derive(Clone)]
pub struct Own {
    /// Listeners and the database. One at the unspecified address is at each of this machine's.
    places: Vec<SocketAddr>,
    /// Whether an address is one of this machine's.
    is_local: fn(IpAddr) -> bool,
}

impl Own {
    pub fn new(places: Vec<SocketAddr>, is_local: fn(IpAddr) -> bool) -> Self {
        Self { places, is_local }
    }

    /// Whether something of sparrow itself listens there.
    pub(super) fn listens_at(&self, at: SocketAddr) -> bool {
        self.places.iter().filter(|place| place.port() == at.port()).any(|place| {
            let (place, ip) = (place.ip().to_canonical(), at.ip());
            let everywhere = place.is_unspecified() || ip.is_unspecified();
            place == ip || (everywhere && self.is_local(ip))
        })
    }

    /// Whether the address is this machine's. To connect to "no address" is to connect to itself.
    pub(super) fn is_local(&self, ip: IpAddr) -> bool {
        ip.is_loopback() || ip.is_unspecified() || (self.is_local)(ip)
    }
}

impl Default for Own {
    /// Nothing but loopback.
    fn default() -> Self {
        Self::new(Vec::new(), |_| false)
    }
}

impl fmt::Debug for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Own").field("places", &self.places).finish_non_exhaustive()
    }
}
