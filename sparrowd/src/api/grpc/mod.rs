//! gRPC: the services, health and reflection, and what each call passes before it comes to one of them
//! ([`front`]), whichever door it came through.

pub(super) mod deadline;
pub(super) mod explained;
pub(super) mod front;

use sparrow_proto::v1::admin_service_server::AdminServiceServer;
use sparrow_proto::v1::delivery_service_server::DeliveryServiceServer;
use sparrow_proto::v1::event_service_server::EventServiceServer;
use sparrow_proto::v1::namespace_service_server::NamespaceServiceServer;
use sparrow_proto::v1::replay_service_server::ReplayServiceServer;
use sparrow_proto::v1::webhook_service_server::WebhookServiceServer;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic::server::NamedService;
use tonic::service::{Routes, RoutesBuilder};
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use super::admin::Admin;
use super::context::{Context, Readiness};
use super::deliveries::Deliveries;
use super::events::Events;
use super::namespaces::Namespaces;
use super::replays::Replays;
use super::webhooks::Webhooks;
use crate::telemetry::Chain;

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

/// All services, and the reporter by which health follows readiness. How large a message may be is for
/// the doors to say, call by call.
pub(super) fn services(context: &Context) -> (Routes, HealthReporter) {
    let (reporter, health) = tonic_health::server::health_reporter();
    let (all, any) = (context.clone(), usize::MAX);
    let mut routes = RoutesBuilder::default();
    routes
        .add_service(EventServiceServer::new(Events(all.clone())).max_decoding_message_size(any))
        .add_service(AdminServiceServer::new(Admin(all.clone())).max_decoding_message_size(any))
        .add_service(
            DeliveryServiceServer::new(Deliveries(all.clone())).max_decoding_message_size(any),
        )
        .add_service(ReplayServiceServer::new(Replays(all.clone())).max_decoding_message_size(any))
        .add_service(
            NamespaceServiceServer::new(Namespaces(all.clone())).max_decoding_message_size(any),
        )
        .add_service(WebhookServiceServer::new(Webhooks(all)).max_decoding_message_size(any))
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
