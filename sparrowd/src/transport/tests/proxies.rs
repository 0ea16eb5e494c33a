//! Through the operator's proxy: what it is asked, what the receiver gets, and who is to blame.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::Url;

use super::name_server::NameServer;
use super::receiver::{Receiver, answer};
use super::tls::{Authority, secure};
use super::{
    PAYLOAD, SHORT, SOON, assert_in_order, assert_unsent, end, outgoing, policy, post, post_within,
    surroundings,
};
use crate::domain::attempt::Outcome;
use crate::domain::egress::{Denied, EgressPolicy, Proxy};
use crate::transport::client::Surroundings;
use crate::transport::{Limits, Transport};

/// What a proxy does with a `CONNECT`.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// Connects to this address, whatever the name, for it has a mind of its own.
    To(SocketAddr),
    Says(&'static str),
    Hangs,
}

pub(super) struct ConnectProxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    _task: JoinSet<()>,
}

impl ConnectProxy {
    pub(super) async fn start(way: Way) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let heads = Arc::clone(&asked);
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                connections.spawn(tunnel(stream, way.clone(), Arc::clone(&heads)));
            }
        });
        Self { address, asked, _task: task }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// A transport behind it, which may send to nothing but what is public.
    pub(super) fn transport(&self) -> Transport {
        self.with_policy(EgressPolicy::default())
    }

    fn with_policy(&self, policy: EgressPolicy) -> Transport {
        behind(&format!("http://{}", self.address), policy)
    }
}

fn behind(proxy: &str, policy: EgressPolicy) -> Transport {
    let surroundings =
        Surroundings { proxy: Some(Proxy::try_new(proxy).unwrap()), ..surroundings(None) };
    Transport::within(surroundings, policy, Limits::default()).unwrap()
}

async fn tunnel(mut stream: TcpStream, way: Way, asked: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    asked.lock().unwrap().push(String::from_utf8(head).unwrap());
    match way {
        Way::To(address) => {
            let mut onwards = TcpStream::connect(address).await.unwrap();
            stream
                .write_all(b"HTTP/1.1 200 Connection established\r\nvia: x\r\n\r\n")
                .await
                .unwrap();
            drop(copy_bidirectional(&mut stream, &mut onwards).await);
        }
        Way::Says(reply) => drop(stream.write_all(reply.as_bytes()).await),
        Way::Hangs => std::future::pending().await,
    }
}

#[tokio::test]
async fn http_goes_through_a_tunnel_and_arrives_as_it_would_without() {
    let receiver = Receiver::saying(answer("200 OK", b"thanks")).await;
    let proxy = ConnectProxy::start(Way::To(receiver.address)).await;
    let transport = proxy.transport();
    let url = Url::parse("http://hooks.acme.io/hook?a=%20b").unwrap();
    let out = outgoing(&url, Bytes::from_static(PAYLOAD), SOON);
    let headers = out.headers.iter().map(|(name, value)| (name, value.to_str().unwrap()));
    let headers: Vec<_> = headers.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let expected = format!("POST /hook?a=%20b HTTP/1.1\r\n{}\r\n{{\"id\":7}}", headers.concat());
    let exchange = transport.send(out, || true).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    assert_eq!(String::from_utf8(receiver.requests().remove(0)).unwrap(), expected);
    assert_eq!(
        proxy.asked(),
        ["CONNECT hooks.acme.io:80 HTTP/1.1\r\nhost: hooks.acme.io:80\r\n\r\n"]
    );
    // Who is at the other end of the tunnel is not known, and how its name was found neither.
    assert_eq!((exchange.remote, exchange.timing.dns), (None, None));
    assert!(exchange.timing.connect.is_some() && exchange.timing.first_byte.is_some());
    assert_in_order(&exchange.timing);
    assert_eq!(&exchange.answer.unwrap().body[..], b"thanks");

    let again = post(&transport, url.as_str()).await;
    assert!(again.timing.reused && again.remote.is_none(), "{again:?}");
    assert_eq!((proxy.asked().len(), receiver.connections()), (1, 1));
}

#[tokio::test]
async fn https_is_sealed_from_the_proxy() {
    let authority = Authority::new("authority").await;
    let receiver = secure(authority.acceptor("hooks.test")).await;
    let proxy = ConnectProxy::start(Way::To(receiver.address)).await;
    let through = format!("http://{}", proxy.address);
    let transport = authority.behind(Proxy::try_new(&through).unwrap());
    let exchange = post(&transport, "https://hooks.test:8443/hook").await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    assert_eq!(receiver.requests().len(), 1);
    assert!(proxy.asked()[0].starts_with("CONNECT hooks.test:8443 HTTP/1.1\r\n"));

    // The certificate is the receiver's affair, with a proxy between or without.
    let exchange = post(&transport, "https://other.test/hook").await;
    assert_eq!(end(&exchange), (Outcome::Tls, Some("the certificate is for another name")));
    assert!(proxy.asked()[1].starts_with("CONNECT other.test:443 HTTP/1.1\r\n"));
}

#[tokio::test]
async fn what_is_refused_by_address_or_by_name_never_reaches_the_proxy() {
    let proxy = ConnectProxy::start(Way::Says("HTTP/1.1 200 OK\r\n\r\n")).await;
    let transport = proxy.transport();
    for url in [
        "http://127.0.0.1/",
        "http://169.254.169.254/",
        "https://[64:ff9b::a00:1]/",
        "http://localhost/",
        "https://vault.internal/",
        "https://hooks.acme.io:22/",
    ] {
        assert_unsent(&post(&transport, url).await, Outcome::Denied, Denied::CODE, url);
    }
    assert_eq!(proxy.asked(), [""; 0]);
}

/// What is allowed goes through the proxy too: there is one way out.
#[tokio::test]
async fn what_is_allowed_goes_the_same_way() {
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let proxy = ConnectProxy::start(Way::To(receiver.address)).await;
    let transport = proxy.with_policy(policy(["10.0.0.0/8", "hooks.internal"]));
    for host in ["10.1.2.3:9000", "hooks.internal:9000", "[::ffff:10.1.2.3]:9000"] {
        let exchange = post(&transport, &format!("http://{host}/")).await;
        assert_eq!(end(&exchange), (Outcome::Delivered, None), "{host}");
    }
    let asked = proxy.asked();
    let first: Vec<_> = asked.iter().filter_map(|head| head.split(' ').nth(1)).collect();
    assert_eq!(first, ["10.1.2.3:9000", "hooks.internal:9000", "[::ffff:a01:203]:9000"]);
}

#[tokio::test]
async fn credentials_are_shown_to_the_proxy_alone() {
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let proxy = ConnectProxy::start(Way::To(receiver.address)).await;
    let url = format!("http://sparrow:s%40crow@{}", proxy.address);
    let transport = behind(&url, EgressPolicy::default());
    assert_eq!(post(&transport, "http://hooks.acme.io/").await.outcome, Outcome::Delivered);
    let asked = proxy.asked().remove(0);
    assert!(
        asked.ends_with("\r\nproxy-authorization: Basic c3BhcnJvdzpzQGNyb3c=\r\n\r\n"),
        "{asked}"
    );
    let got = String::from_utf8(receiver.requests().remove(0)).unwrap();
    assert!(!got.to_lowercase().contains("proxy-"), "{got}");
    let shown = format!("{transport:?}");
    assert!(!shown.contains("c3Bhcn") && !shown.contains("crow"), "{shown}");
}

#[tokio::test]
async fn who_is_to_blame_when_no_tunnel_comes_about() {
    for (says, words) in [
        ("HTTP/1.1 407 Who are you?\r\n\r\n", "the egress proxy asks for other credentials"),
        ("HTTP/1.1 403 Forbidden\r\n\r\nnot there", "the egress proxy answered 403"),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "the egress proxy answered 502"),
        ("HTTP/1.1 301 Moved\r\nlocation: http://x/\r\n\r\n", "the egress proxy answered 301"),
        ("HTTP/1.1 200 OK\r\n", "the egress proxy closed the connection"),
        ("", "the egress proxy closed the connection"),
        ("SSH-2.0-OpenSSH_9.2\r\n\r\n", "the egress proxy does not speak HTTP"),
    ] {
        let proxy = ConnectProxy::start(Way::Says(says)).await;
        for url in ["http://hooks.acme.io/", "https://hooks.acme.io/"] {
            let exchange = post(&proxy.transport(), url).await;
            assert_eq!(end(&exchange), (Outcome::Proxy, Some(words)), "{url} {says:?}");
            assert_eq!((exchange.remote, &exchange.answer), (None, &None));
            assert!(exchange.timing.connect.is_none());
        }
    }
    let nobody = behind("http://127.0.0.1:1", EgressPolicy::default());
    let exchange = post(&nobody, "https://hooks.acme.io/").await;
    let words = "the egress proxy can't be reached";
    assert_eq!(end(&exchange), (Outcome::Proxy, Some(words)));
}

/// A head without an end is not read for long.
#[tokio::test]
async fn a_proxy_that_talks_and_talks() {
    static ENDLESS: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| format!("HTTP/1.1 200 OK\r\nx: {}", "x".repeat(1 << 20)));
    let proxy = ConnectProxy::start(Way::Says(&ENDLESS)).await;
    let exchange = post(&proxy.transport(), "http://hooks.acme.io/").await;
    let words = "the egress proxy does not speak HTTP";
    assert_eq!(end(&exchange), (Outcome::Proxy, Some(words)));
}

#[tokio::test]
async fn a_proxy_that_hangs_costs_no_more_than_the_time_to_connect() {
    let proxy = ConnectProxy::start(Way::Hangs).await;
    let surroundings = || Surroundings {
        proxy: Some(Proxy::try_new(&format!("http://{}", proxy.address)).unwrap()),
        ..surroundings(None)
    };
    let limits = Limits { connect_timeout: SHORT, ..Limits::default() };
    let transport = Transport::within(surroundings(), EgressPolicy::default(), limits).unwrap();
    let exchange = post(&transport, "https://hooks.acme.io/").await;
    assert_eq!(end(&exchange), (Outcome::Timeout, Some("no connection in time")));
    assert!((SHORT..SHORT + Duration::from_secs(2)).contains(&exchange.timing.total));
    let exchange = post_within(&proxy.transport(), "https://hooks.acme.io/", SHORT).await;
    assert_eq!(end(&exchange), (Outcome::Timeout, Some("no answer in time")));
}

/// The proxy is meant by its name, wherever that leads; a webhook of that name is not.
#[tokio::test]
async fn a_proxy_may_have_a_name() {
    let names = NameServer::giving(["127.0.0.1"]).await;
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let proxy = ConnectProxy::start(Way::To(receiver.address)).await;
    let url = format!("http://proxy.internal:{}", proxy.address.port());
    let surroundings =
        Surroundings { proxy: Some(Proxy::try_new(&url).unwrap()), ..surroundings(Some(&names)) };
    let transport =
        Transport::within(surroundings, EgressPolicy::default(), Limits::default()).unwrap();
    assert_eq!(post(&transport, "http://hooks.acme.io/").await.outcome, Outcome::Delivered);
    assert!(names.asked().iter().all(|(name, _)| name == "proxy.internal."), "{:?}", names.asked());
    let url = "http://proxy.internal/";
    assert_unsent(&post(&transport, url).await, Outcome::Denied, Denied::CODE, url);
}
