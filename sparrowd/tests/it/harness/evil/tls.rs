//! F21: those that can't prove who they are, or don't try.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use sparrow_proto::v1::Outcome;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{DELIVERED, Expected, Kit, NO_CONNECTION, Peer, failed};

/// The one that the daemon believes.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.distinguished_name.push(DnType::CommonName, "evil");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// For `SSL_CERT_FILE`.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    fn acceptor(&self, params: &CertificateParams, intermediates: usize) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let leaf = params.signed_by(&key, &self.0).unwrap().der().clone();
        let rest = std::iter::repeat_n(self.0.der().clone(), intermediates);
        acceptor(std::iter::once(leaf).chain(rest).collect(), &key)
    }
}

fn acceptor(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key.into())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

fn certificate(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).unwrap()
}

const HOST: &str = "tls.evil.test";
const CUT: Expected = failed(Outcome::Tls, "the TLS handshake was cut off");
const NO_TLS: Expected = failed(Outcome::Tls, "the receiver does not speak TLS");

pub(super) async fn start(kit: &mut Kit) {
    let bad = |error| failed(Outcome::Tls, error);
    let mut old = certificate(HOST);
    old.not_before = date_time_ymd(2001, 1, 1);
    old.not_after = date_time_ymd(2002, 1, 1);
    let mut young = certificate(HOST);
    young.not_before = date_time_ymd(4000, 1, 1);
    let key = KeyPair::generate().unwrap();
    let own = certificate(HOST).self_signed(&key).unwrap().der().clone();
    let authority = &kit.authority;
    for (name, expected, acceptor) in [
        ("nothing wrong at all", DELIVERED, authority.acceptor(&certificate(HOST), 0)),
        ("expired", bad("the certificate has expired"), authority.acceptor(&old, 0)),
        ("not yet valid", bad("the certificate is not valid yet"), authority.acceptor(&young, 0)),
        (
            "of another name",
            bad("the certificate is for another name"),
            authority.acceptor(&certificate("else.test"), 0),
        ),
        (
            "signed by itself",
            bad("the certificate's issuer is not trusted"),
            acceptor(vec![own], &key),
        ),
        ("a chain of 1,000", NO_TLS, authority.acceptor(&certificate(HOST), 1_000)),
    ] {
        secured(kit, name, expected, move |peer| answering(peer, acceptor.clone())).await;
    }
    let ancient = b"\x16\x03\x01\0\x2a\x02\0\0\x26\x03\x01".iter().copied().chain([0x17; 32]);
    let ancient: Arc<[u8]> = ancient.chain([0, 0, 0x2f, 0]).collect();
    says(kit, "TLS 1.0", bad("no TLS version or cipher in common"), ancient).await;
    let alert = Arc::from(&b"\x15\x03\x03\0\x02\x02\x28"[..]);
    let error = "the receiver ended the TLS handshake: HandshakeFailure";
    says(kit, "an alert", bad(error), alert).await;
    let plain = Arc::from(&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..]);
    says(kit, "no TLS", NO_TLS, plain).await;
    secured(kit, "cut in the handshake", CUT, |mut peer| async move {
        drop(peer.stream.read_u8().await);
    })
    .await;
    secured(kit, "reset in the handshake", CUT, |mut peer| async move {
        drop(peer.stream.read_u8().await);
        peer.reset();
    })
    .await;
    secured(kit, "a handshake without end", NO_CONNECTION, Peer::stay).await;
}

async fn answering(peer: Peer, acceptor: TlsAcceptor) {
    let Ok(stream) = acceptor.accept(peer.stream).await else { return };
    let service = hyper::service::service_fn(|_| {
        let empty = http_body_util::Empty::<bytes::Bytes>::new();
        std::future::ready(Ok::<_, hyper::Error>(http::Response::new(empty)))
    });
    let stream = hyper_util::rt::TokioIo::new(stream);
    drop(hyper::server::conn::http1::Builder::new().serve_connection(stream, service).await);
}

/// One that has read the first of the handshake, says this and stays.
async fn says(kit: &mut Kit, name: &'static str, expected: Expected, said: Arc<[u8]>) {
    secured(kit, name, expected, move |mut peer| {
        let said = Arc::clone(&said);
        async move {
            drop(peer.stream.read_u8().await);
            peer.say(&said).await;
            peer.leave().await;
        }
    })
    .await;
}

async fn secured<F>(
    kit: &mut Kit,
    name: &'static str,
    expected: Expected,
    script: impl Fn(Peer) -> F + Send + Sync + 'static,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let evil = kit.plays_on(listener, "F21", name, expected, script);
    evil.url = format!("https://{HOST}:{port}/hook");
}
