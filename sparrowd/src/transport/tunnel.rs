//! The way out through the operator's proxy. Every connection begins at the proxy, with a `CONNECT`
//! for the webhook's host and port, whether TLS follows or not: so the proxy sees where a request
//! goes and nothing of what is in it, and the receiver gets the same bytes as without a proxy. (The
//! client's own support of proxies sends http requests to the proxy itself.)
//!
//! There is no other connection to be had here: this client knows one address to connect to. The
//! proxy resolves the names, so what they lead to is for the proxy to judge.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::Uri;
use hyper_rustls::HttpsConnector;
use hyper_util::rt::TokioIo;
use rustix::net::sockopt::set_tcp_user_timeout;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tower::Service;
use url::Host;

use super::careful::{Connecting, Stream};
use super::client::STUCK;
use super::probe;
use super::resolver::GuardedResolver;
use crate::domain::egress::Proxy;

/// Bytes of what a proxy says to a `CONNECT`.
const MAX_REPLY: usize = 8 * 1024;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What became of a connection before anything of the receiver was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum TunnelError {
    #[error("the egress proxy can't be reached")]
    Unreachable,
    #[error("the egress proxy asks for other credentials")]
    Credentials,
    #[error("the egress proxy answered {0}")]
    Refused(u16),
    #[error("the egress proxy closed the connection")]
    Closed,
    #[error("the egress proxy does not speak HTTP")]
    NoHttp,
}

/// From the proxy's look-up to the end of the TLS handshake with the receiver.
#[derive(Clone)]
pub(super) struct Timed(HttpsConnector<Tunnel>);

impl Timed {
    pub(super) fn new(entrance: Entrance, tls: rustls::ClientConfig) -> Self {
        Self(HttpsConnector::from((Tunnel(Arc::new(entrance)), tls)))
    }
}

impl Service<Uri> for Timed {
    type Response = Stream;
    type Error = BoxError;
    type Future = Connecting<Stream>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let started = Instant::now();
        let permit = probe::permit();
        let connecting = self.0.call(target);
        Box::pin(async move {
            let connection = connecting.await?;
            probe::connected(started.elapsed(), None);
            permit.ask()?;
            Ok(connection)
        })
    }
}

#[derive(Clone)]
pub(super) struct Tunnel(Arc<Entrance>);

impl Service<Uri> for Tunnel {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = Connecting<TokioIo<TcpStream>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let entrance = Arc::clone(&self.0);
        Box::pin(async move {
            let mut stream = entrance.connect().await?;
            let request = request(&target, entrance.proxy.authorization());
            stream.write_all(request.as_bytes()).await.map_err(|_| TunnelError::Closed)?;
            opened(&mut stream).await?;
            Ok(TokioIo::new(stream))
        })
    }
}

/// The proxy, and how its name is resolved.
pub(super) struct Entrance {
    proxy: Proxy,
    names: GuardedResolver,
}

impl Entrance {
    pub(super) fn new(proxy: Proxy, names: GuardedResolver) -> Self {
        Self { proxy, names }
    }

    async fn connect(&self) -> Result<TcpStream, TunnelError> {
        let addresses = match self.proxy.host() {
            Host::Ipv4(ip) => Arc::from([(*ip).into()]),
            Host::Ipv6(ip) => Arc::from([(*ip).into()]),
            Host::Domain(name) => {
                self.names.lookup(name).await.map_err(|_| TunnelError::Unreachable)?
            }
        };
        for ip in addresses.iter() {
            let at = SocketAddr::new(*ip, self.proxy.port());
            match TcpStream::connect(at).await.and_then(prepared) {
                Ok(stream) => return Ok(stream),
                Err(error) => {
                    tracing::debug!(event = "proxy_unreached", %at, %error, "the egress proxy can't be reached");
                }
            }
        }
        Err(TunnelError::Unreachable)
    }
}

fn prepared(stream: TcpStream) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    set_tcp_user_timeout(&stream, u32::try_from(STUCK.as_millis()).unwrap_or(u32::MAX))?;
    Ok(stream)
}

fn request(target: &Uri, authorization: Option<&str>) -> String {
    let host = target.host().unwrap_or_default();
    let is_tls = target.scheme_str() == Some("https");
    let port = target.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
    let authorization =
        authorization.map(|value| format!("proxy-authorization: {value}\r\n")).unwrap_or_default();
    format!("CONNECT {host}:{port} HTTP/1.1\r\nhost: {host}:{port}\r\n{authorization}\r\n")
}

/// Reads what the proxy says, to the end of its head and no further: what follows is the receiver's.
async fn opened(stream: &mut TcpStream) -> Result<(), TunnelError> {
    let mut said = Vec::with_capacity(256);
    while !said.ends_with(b"\r\n\r\n") {
        if said.len() == MAX_REPLY {
            return Err(TunnelError::NoHttp);
        }
        // A connection is made once for many requests; byte by byte is quick enough.
        said.push(stream.read_u8().await.map_err(|_| TunnelError::Closed)?);
    }
    match status(&said).ok_or(TunnelError::NoHttp)? {
        200..=299 => Ok(()),
        407 => Err(TunnelError::Credentials),
        other => Err(TunnelError::Refused(other)),
    }
}

/// `HTTP/1.1 200 …`
fn status(said: &[u8]) -> Option<u16> {
    let rest = said.strip_prefix(b"HTTP/1.")?;
    let (code, after) = rest.get(2..)?.split_at_checked(3)?;
    let is_apart = matches!(after.first(), Some(b' ' | b'\r'));
    let is_number = code.iter().all(u8::is_ascii_digit);
    let code = str::from_utf8(code).ok()?.parse().ok()?;
    (rest[1] == b' ' && is_apart && is_number && (100..600).contains(&code)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_of_a_proxy() {
        let asked = |url: &str, authorization| request(&url.parse().unwrap(), authorization);
        assert_eq!(
            asked("https://acme.io/hook?token=1", None),
            "CONNECT acme.io:443 HTTP/1.1\r\nhost: acme.io:443\r\n\r\n"
        );
        assert_eq!(
            asked("http://[2606:4700::1111]/", Some("Basic eDp5")),
            "CONNECT [2606:4700::1111]:80 HTTP/1.1\r\nhost: [2606:4700::1111]:80\r\n\
             proxy-authorization: Basic eDp5\r\n\r\n"
        );
        assert!(asked("http://acme.io:8080/", None).starts_with("CONNECT acme.io:8080 "));
    }

    #[test]
    fn what_a_proxy_says() {
        for (said, expected) in [
            ("HTTP/1.1 200 Connection established\r\n\r\n", Some(200)),
            ("HTTP/1.0 200\r\n\r\n", Some(200)),
            ("HTTP/1.1 407 Who\r\n\r\n", Some(407)),
            ("HTTP/1.1 2000 OK\r\n\r\n", None),
            ("HTTP/1.1 20\r\n\r\n", None),
            ("HTTP/1.1 +20 OK\r\n\r\n", None),
            ("HTTP/2 200 OK\r\n\r\n", None),
            ("SSH-2.0-x\r\n\r\n", None),
            ("\r\n\r\n", None),
        ] {
            assert_eq!(status(said.as_bytes()), expected, "{said:?}");
        }
    }

    #[test]
    fn fuzzed() {
        let seeds: [&[u8]; 3] =
            [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.0 407\r\n", b"HTTP/1.1 599 \xff"];
        sparrow_fuzz::bytes("what proxies say", &seeds, |said| {
            status(said).is_some_and(|status| (100..600).contains(&status))
        });
    }
}
