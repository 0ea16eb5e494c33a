//! Receivers that do what they should not, each by a name, and what is to become of an attempt that
//! meets one. A receiver speaks TCP by a script of its own, so that it can break every rule; some
//! speak TLS, and some are known to a name server that is not better.
//!
//! [`Kit::start`] starts them all. Two rules decide what is expected: a 2xx status line and headers
//! in time are a delivery, whatever becomes of the body; what can't be read as HTTP/1.1 is none.

mod breaks;
mod floods;
mod hangs;
mod names;
mod peer;
mod protocol;
mod texts;
mod tls;

use std::any::Any;
use std::net::SocketAddr;

use sparrow_proto::v1::Outcome;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

pub use names::NameServer;
pub use peer::Peer;
pub use tls::Authority;

/// What has to come of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    pub outcome: Outcome,
    /// 0 without one.
    pub status: u32,
    pub error: &'static str,
}

/// A status that decides, whatever the body.
const fn status(status: u32, error: &'static str) -> Expected {
    let outcome = match status {
        200..=299 => Outcome::Delivered,
        _ => Outcome::Status,
    };
    Expected { outcome, status, error }
}

const fn failed(outcome: Outcome, error: &'static str) -> Expected {
    Expected { outcome, status: 0, error }
}

const DELIVERED: Expected = status(200, "");
const SILENT: Expected = failed(Outcome::Timeout, "no answer in time");
/// The time to connect is shorter than that of the attempt.
const NO_CONNECTION: Expected = failed(Outcome::Timeout, "no connection in time");
const NO_HTTP: Expected = failed(Outcome::Protocol, "the answer is not HTTP/1.1");
const TOO_LARGE: Expected = failed(Outcome::Protocol, "the answer's headers are too large");
const CLOSED: Expected = failed(Outcome::Network, "the connection was closed before an answer");

/// How much is sent to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    Small,
    /// More than kernels buffer for one who reads nothing.
    Large,
}

/// One of them.
pub struct Evil {
    /// The fault that it plays.
    pub fault: &'static str,
    pub name: &'static str,
    pub url: String,
    pub payload: Payload,
    pub expected: Expected,
    /// What it may say instead, where the kernel decides who is first.
    pub or: &'static [Expected],
    /// It shows itself after an answer as it should be.
    pub is_met_before: bool,
    /// How many webhooks lead to it where it is measured.
    pub webhooks: usize,
    _held: Box<dyn Any + Send>,
}

/// All of them, on threads of their own: they may be busy, and those who are tested with them are not
/// to wait for that.
pub struct Kit {
    pub evils: Vec<Evil>,
    pub names: NameServer,
    pub authority: Authority,
    threads: Option<Runtime>,
}

impl Drop for Kit {
    fn drop(&mut self) {
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

impl Kit {
    pub async fn start() -> Self {
        tokio::task::spawn_blocking(|| {
            let threads =
                Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            let mut kit = threads.block_on(Self::all());
            kit.threads = Some(threads);
            kit
        })
        .await
        .unwrap()
    }

    async fn all() -> Self {
        let names = NameServer::start().await;
        let authority = Authority::new();
        let mut kit = Self { evils: Vec::new(), names, authority, threads: None };
        hangs::start(&mut kit).await;
        breaks::start(&mut kit).await;
        floods::start(&mut kit).await;
        names::start(&mut kit).await;
        tls::start(&mut kit).await;
        protocol::start(&mut kit).await;
        texts::start(&mut kit).await;
        kit
    }

    /// One that listens and plays this on each connection.
    async fn plays<F>(
        &mut self,
        fault: &'static str,
        name: &'static str,
        expected: Expected,
        script: impl Fn(Peer) -> F + Send + Sync + 'static,
    ) -> &mut Evil
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.plays_on(listener, fault, name, expected, script)
    }

    fn plays_on<F>(
        &mut self,
        listener: TcpListener,
        fault: &'static str,
        name: &'static str,
        expected: Expected,
        script: impl Fn(Peer) -> F + Send + Sync + 'static,
    ) -> &mut Evil
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let address = listener.local_addr().unwrap();
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                connections.spawn(script(Peer::new(stream)));
                while connections.try_join_next().is_some() {}
            }
        });
        self.is_at(fault, name, expected, &url(address), task)
    }

    /// One that says this after it has read a request, and closes.
    async fn says(
        &mut self,
        fault: &'static str,
        name: &'static str,
        expected: Expected,
        said: impl Into<Vec<u8>>,
    ) -> &mut Evil {
        let said: std::sync::Arc<[u8]> = said.into().into();
        self.plays(fault, name, expected, move |mut peer| {
            let said = std::sync::Arc::clone(&said);
            async move {
                if peer.request().await.is_some() {
                    peer.say(&said).await;
                    peer.leave().await;
                }
            }
        })
        .await
    }

    /// One whose life is in `held`.
    fn is_at(
        &mut self,
        fault: &'static str,
        name: &'static str,
        expected: Expected,
        url: &str,
        held: impl Any + Send,
    ) -> &mut Evil {
        self.evils.push(Evil {
            fault,
            name,
            url: url.to_owned(),
            payload: Payload::Small,
            expected,
            or: &[],
            is_met_before: false,
            webhooks: 1,
            _held: Box::new(held),
        });
        self.evils.last_mut().unwrap()
    }
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}/hook")
}
