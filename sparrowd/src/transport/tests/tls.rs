//! TLS: whom sparrow believes, and how it says why not.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::RootCertStore;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio::io::AsyncReadExt as _;
use tokio_rustls::TlsAcceptor;

use super::name_server::NameServer;
use super::receiver::{Peer, Receiver, answer};
use super::{SHORT, SOON, assert_in_order, end, policy, post};
use crate::domain::attempt::{Exchange, Outcome};
use crate::domain::egress::{EgressPolicy, Proxy};
use crate::transport::client::Surroundings;
use crate::transport::{Limits, Transport};

/// One that certifies receivers, with a name server that knows every name as 127.0.0.1.
pub(super) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    names: NameServer,
}

impl Authority {
    pub(super) async fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Self { issuer, names: NameServer::giving(["127.0.0.1"]).await }
    }

    /// A transport that trusts this authority alone.
    pub(super) fn transport(&self, limits: Limits) -> Transport {
        Transport::within(self.surroundings(None), policy(["127.0.0.0/8"]), limits).unwrap()
    }

    /// The same behind a proxy.
    pub(super) fn behind(&self, proxy: Proxy) -> Transport {
        let surroundings = self.surroundings(Some(proxy));
        Transport::within(surroundings, EgressPolicy::default(), Limits::default()).unwrap()
    }

    fn surroundings(&self, proxy: Option<Proxy>) -> Surroundings {
        let mut roots = RootCertStore::empty();
        roots.add(self.issuer.der().clone()).unwrap();
        Surroundings { roots, proxy, ..super::surroundings(Some(&self.names)) }
    }

    /// What a receiver of this name shows.
    pub(super) fn acceptor(&self, name: &str) -> TlsAcceptor {
        self.certify(&certificate_for(name))
    }

    fn certify(&self, params: &CertificateParams) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        acceptor(params.signed_by(&key, &self.issuer).unwrap().der(), &key)
    }
}

fn certificate_for(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).unwrap()
}

fn acceptor(certificate: &CertificateDer<'static>, key: &KeyPair) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key.into())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Answers 200 to everyone who comes through the handshake.
pub(super) async fn secure(acceptor: TlsAcceptor) -> Receiver {
    Receiver::start(move |peer: Peer| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(mut peer) = peer.secured(&acceptor).await {
                while peer.request().await.is_some() {
                    peer.say(answer("200 OK", b"")).await.unwrap();
                }
            }
        }
    })
    .await
}

pub(super) fn secured_url(receiver: &Receiver) -> String {
    format!("https://hooks.test:{}/hook", receiver.address.port())
}

#[tokio::test]
async fn a_receiver_that_is_who_it_says() {
    let authority = Authority::new("authority").await;
    let receiver = secure(authority.acceptor("hooks.test")).await;
    let transport = authority.transport(Limits::default());
    let first = post(&transport, &secured_url(&receiver)).await;
    assert_eq!(end(&first), (Outcome::Delivered, None));
    assert_eq!(first.remote, Some(receiver.address));
    assert!(first.timing.dns.is_some() && first.timing.connect.is_some());
    assert_in_order(&first.timing);
    let next = post(&transport, &secured_url(&receiver)).await;
    assert_eq!(end(&next), (Outcome::Delivered, None));
    assert!(next.timing.reused && next.timing.dns.or(next.timing.connect).is_none());
    assert_eq!(receiver.connections(), 1);
}

#[track_caller]
fn assert_tls(exchange: &Exchange, receiver: &Receiver, words: &str) {
    assert_eq!(end(exchange), (Outcome::Tls, Some(words)));
    assert_eq!((exchange.remote, &exchange.answer), (Some(receiver.address), &None));
    let timing = exchange.timing;
    assert!(timing.dns.is_some() && timing.connect.or(timing.first_byte).is_none(), "{timing:?}");
    assert_in_order(&timing);
    assert!(receiver.requests().is_empty());
}

#[tokio::test]
async fn certificates_that_are_not_believed() {
    let authority = Authority::new("authority").await;
    let mut expired = certificate_for("hooks.test");
    expired.not_after = date_time_ymd(2020, 1, 1);
    let mut early = certificate_for("hooks.test");
    early.not_before = date_time_ymd(4000, 1, 1);
    let own_key = KeyPair::generate().unwrap();
    let own = certificate_for("hooks.test").self_signed(&own_key).unwrap();
    let stranger = Authority::new("stranger").await;
    let untrusted = "the certificate's issuer is not trusted";
    for (acceptor, words) in [
        (authority.acceptor("other.test"), "the certificate is for another name"),
        (authority.acceptor("127.0.0.1"), "the certificate is for another name"),
        (authority.certify(&expired), "the certificate has expired"),
        (authority.certify(&early), "the certificate is not valid yet"),
        (acceptor(own.der(), &own_key), untrusted),
        (stranger.acceptor("hooks.test"), untrusted),
    ] {
        let receiver = secure(acceptor).await;
        let exchange = post(&authority.transport(Limits::default()), &secured_url(&receiver)).await;
        assert_tls(&exchange, &receiver, words);
    }
}

#[tokio::test]
async fn handshakes_that_come_to_nothing() {
    let authority = Authority::new("authority").await;
    let transport = authority.transport(Limits::default());

    let receiver = Receiver::start(async |mut peer: Peer| {
        assert_ne!(peer.stream.read(&mut [0; 4096]).await.unwrap(), 0);
    })
    .await;
    let exchange = post(&transport, &secured_url(&receiver)).await;
    assert_tls(&exchange, &receiver, "the TLS handshake was cut off");

    let receiver = Receiver::start(async |mut peer: Peer| {
        assert_ne!(peer.stream.read(&mut [0; 4096]).await.unwrap(), 0);
        peer.reset();
    })
    .await;
    let exchange = post(&transport, &secured_url(&receiver)).await;
    assert_tls(&exchange, &receiver, "the TLS handshake was cut off");

    let receiver = Receiver::start(async |mut peer: Peer| {
        peer.say("HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        peer.rest().await;
    })
    .await;
    let exchange = post(&transport, &secured_url(&receiver)).await;
    assert_tls(&exchange, &receiver, "the receiver does not speak TLS");

    let receiver = Receiver::start(async |mut peer: Peer| {
        // A fatal alert: handshake_failure.
        peer.say(b"\x15\x03\x03\0\x02\x02\x28").await.unwrap();
        peer.rest().await;
    })
    .await;
    let exchange = post(&transport, &secured_url(&receiver)).await;
    assert_tls(&exchange, &receiver, "the receiver ended the TLS handshake: HandshakeFailure");
}

#[tokio::test]
async fn a_handshake_that_does_not_end() {
    let authority = Authority::new("authority").await;
    let transport = authority.transport(Limits { connect_timeout: SHORT, ..Limits::default() });
    let receiver = Receiver::start(async |mut peer: Peer| {
        peer.rest().await;
    })
    .await;
    let exchange = post(&transport, &secured_url(&receiver)).await;
    assert_eq!(end(&exchange), (Outcome::Timeout, Some("no connection in time")));
    assert!((SHORT..SOON).contains(&exchange.timing.total));
    assert_eq!((exchange.timing.connect, exchange.remote), (None, Some(receiver.address)));
}

quick_too! {
    a_receiver_that_is_who_it_says
    certificates_that_are_not_believed
    handshakes_that_come_to_nothing
    a_handshake_that_does_not_end
}
