//! The way out: how a courier's request leaves. There is one, the guarded transport; the simulation
//! has another, so that receivers can hang and fail as its seed wants.

use crate::domain::attempt::Exchange;
use crate::transport::{Outgoing, Transport};

#[derive(Debug)]
pub enum WayOut {
    Network(Box<Transport>),
    #[cfg(test)]
    Simulated(simulated::Receivers),
}

impl WayOut {
    /// As [`Transport::send`].
    pub(super) async fn send<P>(&self, out: Outgoing<'_>, permit: P) -> Exchange
    where
        P: Fn() -> bool + Send + Sync + 'static,
    {
        match self {
            Self::Network(transport) => transport.send(out, permit).await,
            #[cfg(test)]
            Self::Simulated(receivers) => receivers.send(out, &permit).await,
        }
    }
}

#[cfg(test)]
pub mod simulated {
    use std::fmt::Debug;
    use std::sync::Arc;

    use futures::future::BoxFuture;

    use super::{Exchange, Outgoing};

    pub type Permit<'a> = &'a (dyn Fn() -> bool + Send + Sync);

    /// Whoever plays the receivers.
    pub trait Receive: Debug + Send + Sync {
        fn send<'a>(&'a self, out: Outgoing<'a>, permit: Permit<'a>) -> BoxFuture<'a, Exchange>;
    }

    pub type Receivers = Arc<dyn Receive>;
}
