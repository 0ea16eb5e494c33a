//! The gRPC door: the services, health and reflection, over TCP and a unix socket.

use futures::StreamExt as _;
use sparrow_proto::v1::admin_service_server::AdminServiceServer;
use sparrow_proto::v1::delivery_service_server::DeliveryServiceServer;
use sparrow_proto::v1::event_service_server::EventServiceServer;
use sparrow_proto::v1::namespace_service_server::NamespaceServiceServer;
use sparrow_proto::v1::replay_service_server::ReplayServiceServer;
use sparrow_proto::v1::webhook_service_server::WebhookServiceServer;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::watch;
use tokio_stream::Stream;
use tokio_stream::wrappers::UnixListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::server::NamedService;
use tonic::service::{Routes, RoutesBuilder};
use tonic::transport::Server;
use tonic::transport::server::{Connected, TcpIncoming};
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use super::admin::Admin;
use super::context::{Context, Readiness};
use super::deliveries::Deliveries;
use super::events::Events;
use super::guard::{Guard, GuardLayer};
use super::limits::{
    ACCEPT_PAUSE, CONNECTION_WINDOW, ENVELOPE, KEEPALIVE, KEEPALIVE_TIMEOUT, MAX_RESETS,
    MAX_STREAMS, STREAM_WINDOW, TOGETHER,
};
use super::namespaces::Namespaces;
use super::replays::Replays;
use super::webhooks::Webhooks;
use crate::telemetry::Chain;

/// A message of a stream, at most: many events in one.
const STREAM_MESSAGE: usize = TOGETHER + ENVELOPE;
const MAX_HEADERS: u32 = 16 * 1024;

/// The names by which health is asked for; the empty one is the whole.
const SERVICES: [&str; 7] = [
    "",
    AdminServiceServer::<Admin>::NAME,
    DeliveryServiceServer::<Deliveries>::NAME,
    EventServiceServer::<Events>::NAME,
    NamespaceServiceServer::<Namespaces>::NAME,
    ReplayServiceServer::<Replays>::NAME,
    WebhookServiceServer::<Webhooks>::NAME,
];

/// All services, and the reporter by which health follows readiness.
pub(super) fn services(context: &Context) -> (Routes, HealthReporter) {
    let (reporter, health) = tonic_health::server::health_reporter();
    let limit = context.max_payload.saturating_add(ENVELOPE);
    let mut routes = RoutesBuilder::default();
    routes
        .add_service(
            EventServiceServer::new(Events(context.clone()))
                .max_decoding_message_size(limit.max(STREAM_MESSAGE)),
        )
        .add_service(AdminServiceServer::new(Admin(context.clone())))
        .add_service(DeliveryServiceServer::new(Deliveries(context.clone())))
        .add_service(ReplayServiceServer::new(Replays(context.clone())))
        .add_service(NamespaceServiceServer::new(Namespaces(context.clone())))
        .add_service(WebhookServiceServer::new(Webhooks(context.clone())))
        .add_service(health);
    // Tools ask for either version.
    match (reflection().build_v1(), reflection().build_v1alpha()) {
        (Ok(v1), Ok(v1alpha)) => {
            routes.add_service(v1).add_service(v1alpha);
        }
        // Everything but reflection works without it.
        (Err(error), _) | (_, Err(error)) => {
            tracing::error!(event = "reflection_off", error = %Chain(&error), "no reflection");
        }
    }
    (routes.routes(), reporter)
}

fn reflection() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(sparrow_proto::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
}

pub(super) async fn serve_tcp(
    listener: TcpListener,
    routes: Routes,
    guard: Guard,
    stopping: CancellationToken,
) -> Result<(), tonic::transport::Error> {
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    serve(incoming, routes, guard, stopping).await
}

pub(super) async fn serve_unix(
    listener: UnixListener,
    routes: Routes,
    stopping: CancellationToken,
) -> Result<(), tonic::transport::Error> {
    serve(UnixListenerStream::new(listener), routes, Guard::AnyHost, stopping).await
}

async fn serve<IO>(
    incoming: impl Stream<Item = std::io::Result<IO>>,
    routes: Routes,
    guard: Guard,
    stopping: CancellationToken,
) -> Result<(), tonic::transport::Error>
where
    IO: AsyncRead + AsyncWrite + Connected + Unpin + Send + 'static,
{
    let incoming = incoming.then(async |connection| {
        if let Err(error) = &connection {
            tracing::warn!(event = "accept_failed", %error, "a connection could not be accepted");
            tokio::time::sleep(ACCEPT_PAUSE).await;
        }
        connection
    });
    Server::builder()
        .max_concurrent_streams(MAX_STREAMS)
        .http2_max_header_list_size(MAX_HEADERS)
        .http2_max_pending_accept_reset_streams(Some(MAX_RESETS))
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .layer(GuardLayer(guard))
        .add_routes(routes)
        .serve_with_incoming_shutdown(incoming, stopping.cancelled_owned())
        .await
}

/// Health follows readiness until the end; then it is taken away, so that those who watch it let go
/// of their connections.
pub(super) async fn follow_readiness(
    mut reporter: HealthReporter,
    mut readiness: watch::Receiver<Readiness>,
    stopping: CancellationToken,
) {
    loop {
        let status = match &*readiness.borrow_and_update() {
            Readiness::Ready => ServingStatus::Serving,
            Readiness::NotReady(_) => ServingStatus::NotServing,
        };
        for service in SERVICES {
            reporter.set_service_status(service, status).await;
        }
        match stopping.run_until_cancelled(readiness.changed()).await {
            Some(Ok(())) => {}
            // Nobody tells any more: what was told last holds.
            Some(Err(_)) => break stopping.cancelled().await,
            None => break,
        }
    }
    for service in SERVICES {
        reporter.set_service_status(service, ServingStatus::NotServing).await;
        reporter.clear_service_status(service).await;
    }
}
