//! The connection to the daemon, and what its errors mean to a person at a terminal.

use std::{
    error::Error as _,
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rustls::{
    DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{WebPkiSupportedAlgorithms, ring},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use sparrow_proto::v1::{
    admin_service_client::AdminServiceClient, delivery_service_client::DeliveryServiceClient,
    event_service_client::EventServiceClient, namespace_service_client::NamespaceServiceClient,
    replay_service_client::ReplayServiceClient, webhook_service_client::WebhookServiceClient,
};
use tonic::{
    Code, Request, Status,
    transport::{Certificate, Channel, ClientTlsConfig, Endpoint},
};
use tonic_types::StatusExt as _;

use crate::{
    config::{Origin, Server, Settings},
    error::{Failure, Result},
    exit::Exit,
    time,
};

const CONNECTION_LOST: &str = "connection_lost";
/// What ends so may be done or not: the same again may be done twice.
const OF_UNKNOWN_OUTCOME: [&str; 3] = ["outcome_unknown", "deadline_exceeded", CONNECTION_LOST];
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A stream may be silent for hours; this finds out that the other side is gone.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// One message: the largest payload that a daemon may be configured for, and a page of a list.
const MAX_MESSAGE: usize = 64 * 1024 * 1024;

/// A cheap handle on one connection.
#[derive(Debug, Clone)]
pub struct Client {
    channel: Channel,
    /// For messages: where this is, and who said so.
    place: String,
    /// Flags that the commands in the daemon's hints need to come back here.
    flags: Flags,
    call_timeout: Duration,
    /// Whether the other side ever answered as a daemon does.
    has_answered: Arc<AtomicBool>,
}

macro_rules! services {
    ($($name:ident: $client:ident,)*) => {
        $(pub fn $name(&self) -> $client<Channel> {
            $client::new(self.channel.clone())
                .max_decoding_message_size(MAX_MESSAGE)
                .max_encoding_message_size(MAX_MESSAGE)
        })*
    };
}

impl Client {
    pub async fn connect(settings: &Settings) -> Result<Self> {
        let place = place(settings);
        let endpoint = endpoint(settings)?;
        let channel = endpoint.connect().await.map_err(|error| unreachable(&place, &error))?;
        let has_answered = Arc::new(AtomicBool::new(false));
        let flags = Flags { place: settings.same_daemon(), namespace: settings.same_namespace() };
        Ok(Self { channel, place, flags, call_timeout: settings.call_timeout(), has_answered })
    }

    services! {
        admin: AdminServiceClient,
        deliveries: DeliveryServiceClient,
        events: EventServiceClient,
        namespaces: NamespaceServiceClient,
        replays: ReplayServiceClient,
        webhooks: WebhookServiceClient,
    }

    /// A request with the deadline of a call that answers at once.
    pub fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.set_timeout(self.call_timeout);
        request
    }

    /// What a status of this connection means.
    pub fn failure(&self, status: &Status) -> Failure {
        let failure = from_status(status, &self.place, &self.flags);
        if failure.code != CONNECTION_LOST || self.has_answered.load(Ordering::Relaxed) {
            return failure;
        }
        failure.hint("sparrowctl speaks gRPC: port 50051 unless told, not the HTTP port")
    }

    /// Notes that it is a daemon that is spoken to.
    pub fn answered(&self) {
        self.has_answered.store(true, Ordering::Relaxed);
    }
}

/// Shortens `client.failure(&status)` at every call.
pub trait OrFail<T> {
    fn or_fail(self, client: &Client) -> Result<T>;
}

impl<T> OrFail<T> for Result<tonic::Response<T>, Status> {
    fn or_fail(self, client: &Client) -> Result<T> {
        match self {
            Ok(response) => {
                client.answered();
                Ok(response.into_inner())
            }
            Err(status) => Err(client.failure(&status).into()),
        }
    }
}

fn place(settings: &Settings) -> String {
    let server = &settings.server;
    let origin = match (&server.origin, &settings.context) {
        (Origin::Context(name), context) => format!("context {name}, from {}", context.origin),
        (Origin::BuiltIn, _) => "the built-in default".to_owned(),
        (origin, _) => format!("from {origin}"),
    };
    format!("{} ({origin})", server.value)
}

fn endpoint(settings: &Settings) -> Result<Endpoint> {
    let server = &settings.server.value;
    let invalid = |error: tonic::transport::Error| {
        Failure::usage("invalid_server", format!("{server} is no server")).note(chain(&error))
    };
    let endpoint = Endpoint::from_shared(server.to_string()).map_err(invalid)?;
    let mut endpoint = endpoint
        .user_agent(concat!("sparrowctl/", env!("CARGO_PKG_VERSION")))
        .map_err(invalid)?
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE)
        .initial_stream_window_size(1024 * 1024)
        .initial_connection_window_size(4 * 1024 * 1024);
    match server {
        Server::Http(_) => {}
        // A socket has no name; the daemon accepts this one as a Host.
        Server::Unix(_) => {
            endpoint = endpoint.origin(tonic::codegen::http::Uri::from_static("http://localhost"));
        }
        Server::Https(_) => endpoint = with_tls(endpoint, settings)?,
    }
    Ok(endpoint)
}

fn with_tls(endpoint: Endpoint, settings: &Settings) -> Result<Endpoint> {
    let mut tls = ClientTlsConfig::new();
    if let Some(name) = &settings.tls_name.value {
        tls = tls.domain_name(name);
    }
    let refused = |error: tonic::transport::Error| {
        Failure::usage("invalid_tls", "these TLS settings don't work").note(chain(&error))
    };
    if settings.insecure {
        let verifier =
            Arc::new(AcceptAny(ring::default_provider().signature_verification_algorithms));
        return Ok(endpoint.tls_config_with_verifier(tls, verifier).map_err(refused)?);
    }
    tls = match &settings.tls_ca.value {
        Some(path) => {
            let pem = fs::read(path).map_err(|error| {
                Failure::usage("invalid_tls", format!("cannot read {}", path.display()))
                    .note(error.to_string())
            })?;
            tls.ca_certificate(Certificate::from_pem(pem))
        }
        None => tls.with_native_roots(),
    };
    Ok(endpoint.tls_config(tls).map_err(refused)?)
}

/// `--insecure`: the connection is encrypted, and nobody knows to whom.
#[derive(Debug)]
struct AcceptAny(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for AcceptAny {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(message, cert, signed, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, cert, signed, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}

fn unreachable(place: &str, error: &tonic::transport::Error) -> Failure {
    Failure::new(
        Exit::Unreachable,
        "daemon_unreachable",
        format!("cannot reach sparrowd at {place}"),
    )
    .note(chain(error))
    .hint("is it running? start one here: sparrowd dev   other: --server URL or `context use`")
    .retryable()
}

/// The causes of an error, the outermost left out: it only says that there was one.
fn chain(error: &dyn std::error::Error) -> String {
    let mut causes: Vec<String> = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if causes.last().is_none_or(|last| !last.contains(&text)) {
            causes.push(text);
        }
        next = cause.source();
    }
    if causes.is_empty() { error.to_string() } else { causes.join(": ") }
}

/// Exit code and stable code of a gRPC status that carries no code of its own.
pub fn classify(code: Code) -> (Exit, &'static str, bool) {
    match code {
        Code::Ok => (Exit::Ok, "ok", false),
        Code::Cancelled => (Exit::Failed, "cancelled", false),
        Code::InvalidArgument => (Exit::Invalid, "invalid_argument", false),
        Code::OutOfRange => (Exit::Invalid, "out_of_range", false),
        Code::NotFound => (Exit::NotFound, "not_found", false),
        Code::Unauthenticated => (Exit::Auth, "unauthenticated", false),
        Code::PermissionDenied => (Exit::Auth, "permission_denied", false),
        Code::Unavailable => (Exit::Unreachable, "unavailable", true),
        Code::DeadlineExceeded => (Exit::Timeout, "deadline_exceeded", true),
        Code::AlreadyExists => (Exit::Conflict, "already_exists", false),
        Code::Aborted => (Exit::Conflict, "aborted", true),
        Code::FailedPrecondition => (Exit::Conflict, "failed_precondition", false),
        Code::ResourceExhausted => (Exit::Limited, "resource_exhausted", true),
        Code::Unimplemented => (Exit::Failed, "unimplemented", false),
        Code::Internal => (Exit::Failed, "internal", false),
        Code::DataLoss => (Exit::Failed, "data_loss", false),
        Code::Unknown => (Exit::Failed, "unknown", false),
    }
}

/// The daemon does not know how it was reached.
#[derive(Debug, Clone)]
struct Flags {
    place: String,
    namespace: String,
}

impl Flags {
    /// A hint of the daemon, with these in each command; a namespace that it names stays.
    fn put_into(&self, hint: &str) -> String {
        const COMMAND: &str = "sparrowctl ";
        let Self { place, namespace } = self;
        if place.is_empty() && namespace.is_empty() {
            return hint.to_owned();
        }
        let namespace = if hint.contains(" --namespace ") || hint.contains(" -n ") {
            ""
        } else {
            namespace.as_str()
        };
        hint.replace(COMMAND, &format!("{}{place}{namespace} ", COMMAND.trim_end()))
    }
}

fn from_status(status: &Status, place: &str, flags: &Flags) -> Failure {
    let (exit, code, retryable) = classify(status.code());
    let details = status.get_error_details();
    let info = details.error_info();
    let ours = info.filter(|info| info.domain == "sparrow");
    if ours.is_none() && status.source().is_some() && is_transport(status) {
        return Failure::new(
            Exit::Unreachable,
            CONNECTION_LOST,
            format!("lost the connection to sparrowd at {place}"),
        )
        .note(chain(status));
    }
    // A deadline set here comes back as CANCELLED when this side counted it down.
    let timed_out = status.code() == Code::DeadlineExceeded
        || (status.code() == Code::Cancelled && status.message() == "Timeout expired");
    if ours.is_none() && timed_out {
        return Failure::new(
            Exit::Timeout,
            "deadline_exceeded",
            format!("no answer in time from {place}"),
        )
        .hint("give it more time: --timeout 2m");
    }
    let code = ours.map_or_else(|| code.to_owned(), |info| info.reason.clone());
    // Of the same kind as an id of nothing.
    let exit = if code == "ambiguous_id" { Exit::NotFound } else { exit };
    let mut failure = Failure::new(exit, code, sentence(status));
    failure.retryable = retryable && !is_of_unknown_outcome(&failure);
    if let Some(request) = details.bad_request() {
        let mut fields = serde_json::Map::new();
        for violation in &request.field_violations {
            fields.insert(violation.field.clone(), violation.description.clone().into());
            // With one field wrong, the message has said it already.
            if violation.description != status.message() {
                let note = format!("{}: {}", violation.field, violation.description);
                failure = failure.note(note);
            }
        }
        failure = failure.with("fields", fields);
    }
    if let Some(delay) = details.retry_info().and_then(|info| info.retry_delay) {
        failure = failure
            .note(format!("try again in {}", time::took(delay)))
            .with("retry_after_ms", u64::try_from(delay.as_millis()).unwrap_or(u64::MAX))
            .retryable();
    }
    for (key, value) in ours.map(|info| info.metadata.clone()).unwrap_or_default() {
        failure = match key.as_str() {
            "hint" => failure.hint(flags.put_into(&value)),
            "detail" => failure.note(value),
            _ => failure.with(&key, value),
        };
    }
    failure
}

pub fn is_of_unknown_outcome(failure: &Failure) -> bool {
    OF_UNKNOWN_OUTCOME.contains(&failure.code.as_ref())
}

fn sentence(status: &Status) -> String {
    match status.message() {
        "" => format!("the daemon answered {:?} and said no more", status.code()),
        message => message.to_owned(),
    }
}

fn is_transport(status: &Status) -> bool {
    matches!(status.code(), Code::Unavailable | Code::Unknown | Code::Internal | Code::Cancelled)
        && status.message() != "Timeout expired"
}

/// Whether a stream that ended so may be opened again.
pub fn is_passing(status: &Status) -> bool {
    matches!(status.code(), Code::Unavailable | Code::ResourceExhausted | Code::Aborted)
        || (status.source().is_some() && is_transport(status))
}
