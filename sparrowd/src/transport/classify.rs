//! From the client's errors to outcomes. The client wraps causes several layers deep and its own
//! texts hold URLs and addresses; so the chain is walked for types that are known, and the words
//! that go on record are ours.

use std::error::Error;
use std::io;
use std::iter;
use std::net::SocketAddr;

use hyper_util::client::legacy;
use rustix::io::Errno;
use rustls::CertificateError;

use super::careful::TooManyInterim;
use super::connector::ends;
use super::lease::LeaseEnded;
use super::resolver::LookupError;
use super::tunnel::TunnelError;
use crate::domain::attempt::Outcome;
use crate::domain::egress::Denied;

/// What went wrong, and what goes on record about it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) outcome: Outcome,
    pub(super) error: String,
}

impl Failure {
    fn new(outcome: Outcome, error: impl Into<String>) -> Self {
        Self { outcome, error: error.into() }
    }

    pub(super) fn denied() -> Self {
        Self::new(Outcome::Denied, Denied::CODE)
    }

    pub(super) fn unread() -> Self {
        Self::new(Outcome::Network, "the receiver leaves too many requests unread")
    }

    pub(super) fn interrupted() -> Self {
        Self::new(Outcome::Interrupted, LeaseEnded.to_string())
    }
}

type Cause<'a> = &'a (dyn Error + 'static);

/// Classes an error of the client by the first cause in its chain that says something.
pub(super) fn classify(error: Cause<'_>, is_tls: bool) -> Failure {
    // Before TLS there is only TCP, which refuses rather than resets, and what a proxy says.
    let is_cut = |cause| is_end_of_stream(cause) || is_reset(cause);
    if is_tls && causes(error).any(is_of_connecting) && causes(error).any(is_cut) {
        return Failure::new(Outcome::Tls, "the TLS handshake was cut off");
    }
    if let Some(failure) = causes(error).find_map(known) {
        return failure;
    }
    let of_client = error.downcast_ref::<reqwest::Error>();
    if of_client.is_some_and(reqwest::Error::is_timeout) {
        return Failure::new(Outcome::Timeout, "no connection in time");
    }
    if of_client.is_some_and(reqwest::Error::is_builder) {
        return Failure::new(Outcome::Unsendable, "the request could not be built");
    }
    // A TLS connection closed without farewell ends up here too.
    Failure::new(Outcome::Network, "the connection broke before an answer")
}

/// The address of the connection that an error happened on.
pub(super) fn remote(error: Cause<'_>) -> Option<SocketAddr> {
    causes(error)
        .find_map(|cause| cause.downcast_ref::<legacy::Error>()?.connect_info())
        .and_then(ends)
        .map(|ends| ends.remote)
}

/// Whether the receiver would have gone on without end.
pub(super) fn is_flood(error: Cause<'_>) -> bool {
    causes(error).any(|cause| cause.is::<TooManyInterim>())
}

fn is_of_connecting(cause: Cause<'_>) -> bool {
    cause.downcast_ref::<legacy::Error>().is_some_and(legacy::Error::is_connect)
}

fn causes(error: Cause<'_>) -> impl Iterator<Item = Cause<'_>> {
    iter::successors(Some(error), |cause| below(*cause))
}

fn below(cause: Cause<'_>) -> Option<Cause<'_>> {
    match cause.downcast_ref::<io::Error>() {
        // An I/O error that wraps another names as its source what is below that one.
        Some(io) => io.get_ref().map(|inner| inner as Cause<'_>),
        None => cause.source(),
    }
}

fn is_end_of_stream(cause: Cause<'_>) -> bool {
    cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::UnexpectedEof)
}

fn known(cause: Cause<'_>) -> Option<Failure> {
    if cause.is::<Denied>() {
        return Some(Failure::denied());
    }
    if cause.is::<LeaseEnded>() {
        return Some(Failure::interrupted());
    }
    if cause.is::<TooManyInterim>() {
        return Some(Failure::new(Outcome::Protocol, TooManyInterim.to_string()));
    }
    if let Some(lookup) = cause.downcast_ref::<LookupError>() {
        return Some(lookup_failure(*lookup));
    }
    if let Some(tunnel) = cause.downcast_ref::<TunnelError>() {
        return Some(Failure::new(Outcome::Proxy, tunnel.to_string()));
    }
    if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
        return Some(Failure::new(Outcome::Tls, tls_words(tls)));
    }
    if let Some(hyper) = cause.downcast_ref::<hyper::Error>() {
        return http_failure(hyper);
    }
    cause.downcast_ref::<io::Error>().and_then(io_failure)
}

fn lookup_failure(error: LookupError) -> Failure {
    match error {
        LookupError::Denied(_) => Failure::denied(),
        LookupError::OutOfFiles => Failure::new(Outcome::Unsendable, error.to_string()),
        _ => Failure::new(Outcome::Dns, error.to_string()),
    }
}

/// Whether the process, or the machine, can have no more sockets.
pub(super) fn is_out_of_files(error: &io::Error) -> bool {
    matches!(Errno::from_io_error(error), Some(Errno::MFILE | Errno::NFILE))
}

fn is_reset(cause: Cause<'_>) -> bool {
    cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::ConnectionReset)
}

fn http_failure(error: &hyper::Error) -> Option<Failure> {
    if error.is_parse_too_large() {
        return Some(Failure::new(Outcome::Protocol, "the answer's headers are too large"));
    }
    if error.is_parse() {
        return Some(Failure::new(Outcome::Protocol, "the answer is not HTTP/1.1"));
    }
    if error.is_incomplete_message() {
        return Some(Failure::new(Outcome::Network, "the connection was closed before an answer"));
    }
    None
}

fn io_failure(error: &io::Error) -> Option<Failure> {
    use io::ErrorKind as Kind;
    if is_out_of_files(error) {
        return Some(lookup_failure(LookupError::OutOfFiles));
    }
    let (outcome, words) = match error.kind() {
        Kind::ConnectionRefused => (Outcome::Refused, "the connection was refused"),
        Kind::TimedOut => (Outcome::Timeout, "no connection in time"),
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe => {
            (Outcome::Network, "the connection was reset")
        }
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::AddrNotAvailable => {
            (Outcome::Network, "there is no route to the address")
        }
        _ => return None,
    };
    Some(Failure::new(outcome, words))
}

fn tls_words(error: &rustls::Error) -> String {
    use CertificateError as Bad;
    let words = match error {
        rustls::Error::InvalidCertificate(bad) => match bad {
            Bad::Expired | Bad::ExpiredContext { .. } => "the certificate has expired",
            Bad::NotValidYet | Bad::NotValidYetContext { .. } => "the certificate is not valid yet",
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => {
                "the certificate is for another name"
            }
            Bad::UnknownIssuer => "the certificate's issuer is not trusted",
            Bad::Revoked => "the certificate is revoked",
            _ => "the certificate is not acceptable",
        },
        rustls::Error::AlertReceived(alert) => {
            return format!("the receiver ended the TLS handshake: {alert:?}");
        }
        rustls::Error::InvalidMessage(_) => "the receiver does not speak TLS",
        rustls::Error::PeerIncompatible(_) => "no TLS version or cipher in common",
        _ => "the TLS handshake failed",
    };
    words.to_owned()
}
