//! `AdminService`: the daemon itself, and its nodes ([`nodes`]).

mod nodes;

use sparrow_proto::v1;
use sparrow_proto::v1::admin_service_server::AdminService;
use tonic::{Request, Response, Status};

use super::context::Context;
use super::convert;
use super::error::ApiError;
use crate::clock::Clock;
use crate::domain::ids::NamespaceId;
use crate::store::{fleet, namespaces, partitions, system};

/// The version of this binary.
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Debug, Clone)]
pub(super) struct Admin(pub(super) Context);

#[tonic::async_trait]
impl AdminService for Admin {
    async fn get_system_health(
        &self,
        request: Request<v1::GetSystemHealthRequest>,
    ) -> Result<Response<v1::GetSystemHealthResponse>, Status> {
        Ok(Response::new(system_health(&self.0, request.into_inner()).await?))
    }

    async fn list_nodes(
        &self,
        _: Request<v1::ListNodesRequest>,
    ) -> Result<Response<v1::ListNodesResponse>, Status> {
        Ok(Response::new(nodes::list(&self.0).await?))
    }

    async fn drain_node(
        &self,
        request: Request<v1::DrainNodeRequest>,
    ) -> Result<Response<v1::DrainNodeResponse>, Status> {
        let node = nodes::set_draining(&self.0, &request.into_inner().node_id, true).await?;
        Ok(Response::new(v1::DrainNodeResponse { node: Some(node) }))
    }

    async fn undrain_node(
        &self,
        request: Request<v1::UndrainNodeRequest>,
    ) -> Result<Response<v1::UndrainNodeResponse>, Status> {
        let node = nodes::set_draining(&self.0, &request.into_inner().node_id, false).await?;
        Ok(Response::new(v1::UndrainNodeResponse { node: Some(node) }))
    }
}

async fn system_health(
    context: &Context,
    request: v1::GetSystemHealthRequest,
) -> Result<v1::GetSystemHealthResponse, ApiError> {
    let of = match request.namespace.as_str() {
        "" => None,
        name => Some(context.space(name).await?.id),
    };
    // A connection may have to be made first; the round trip is that of the second.
    system::ping(&context.pool).await?;
    let sent = Clock::now();
    let database_version = system::ping(&context.pool).await?;
    let latency = Clock::now().since(sent);
    let figures = (context.node)();
    let readiness = context.readiness.borrow().clone();
    let counts = counts(context, of).await?;
    let elsewhere = fleet::in_flight_elsewhere(&context.pool, figures.node).await?;
    Ok(v1::GetSystemHealthResponse {
        version: VERSION.to_owned(),
        node_id: figures.node.to_string(),
        start_time: Some(convert::time(context.started_at)),
        ready: readiness.is_ready(),
        not_ready_reason: readiness.reason().to_owned(),
        schema_version: figures.schema_version,
        database_latency: Some(convert::duration(latency)),
        database_version,
        lanes_owned: figures.lanes,
        in_flight: figures.in_flight.saturating_add(elsewhere),
        ..counts
    })
}

/// What is counted in the database.
async fn counts(
    context: &Context,
    of: Option<NamespaceId>,
) -> Result<v1::GetSystemHealthResponse, ApiError> {
    let pool = &context.pool;
    let backlog = match of {
        Some(namespace) => namespaces::waiting(pool, namespace).await?,
        None => system::waiting(pool).await?,
    };
    let webhooks = system::webhooks(pool, of).await?;
    let dead_letters = system::dead_letters(pool, of).await?;
    let (succeeded, failed) = system::outcomes(pool, of, context.stamper.now()).await?;
    Ok(v1::GetSystemHealthResponse {
        live_nodes: system::live_nodes(pool).await?,
        partitions_postponed: partitions::postponed(pool).await?,
        backlog: backlog.number,
        backlog_is_more: backlog.more,
        webhooks_unknown: webhooks.unknown,
        webhooks_healthy: webhooks.healthy,
        webhooks_degraded: webhooks.degraded,
        webhooks_failing: webhooks.failing,
        webhooks_paused: webhooks.paused,
        webhooks_suspended: webhooks.suspended,
        dead_letters: dead_letters.number,
        dead_letters_is_more: dead_letters.more,
        succeeded,
        failed,
        ..v1::GetSystemHealthResponse::default()
    })
}
