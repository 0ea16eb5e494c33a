//! gRPC: pushes as an application makes them, to a handler that does nothing.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::Context as _;
use sparrow_proto::v1::event_service_server::{EventService, EventServiceServer};
use sparrow_proto::v1::{
    GetEventRequest, GetEventResponse, ListEventsRequest, ListEventsResponse,
    PushEventBatchRequest, PushEventBatchResponse, PushEventRequest, PushEventResponse,
    PushEventsRequest, PushEventsResponse,
};
use tokio::time::sleep;
use tonic::codec::Streaming;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use super::{CALLERS, MEASURED, Rate, WARM_UP};
use crate::load::{Addresses, Door, Load, Pace, Plan};
use crate::process;
use crate::targets::{Aim, Targets};
use crate::trial::{Cpu, Watched};

const THREADS: &str = "server";
const ID: &str = "evt_01k9h3w8n6f5y2r7t4v1x0z9ab";

pub async fn grpc() -> anyhow::Result<Rate> {
    let address = serve()?;
    let plan = Plan::new(Door::Grpc, Pace::Callers(CALLERS), Targets::webhooks(1, Aim::Everybody));
    let addresses = [Addresses { grpc: format!("http://{address}"), http: None }];
    let load = Load::start(plan, 0, u64::MAX, &addresses).await?;
    sleep(WARM_UP).await;
    let used = || (Cpu::now(&Watched::default()), process::cpu_of_threads(THREADS));
    let (begun, pushed, before) = (Instant::now(), load.acknowledged(), used());
    sleep(MEASURED).await;
    let after = used();
    let pushes = (load.acknowledged() - pushed) as f64;
    let took = begun.elapsed();
    load.end().await?;
    let (mut cpu, server_s) =
        (after.0.since(&before.0), after.1.saturating_sub(before.1).as_secs_f64());
    cpu.others_s = (cpu.others_s - server_s).max(0.0);
    Ok(Rate::new(pushes, took, [cpu.generator_s, server_s], &cpu))
}

/// On threads of its own, until the process ends: it costs nothing when nobody calls.
fn serve() -> anyhow::Result<SocketAddr> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().thread_name(THREADS).enable_all().build()?;
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).context("a port for gRPC")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    std::thread::Builder::new().name(THREADS.to_owned()).spawn(move || {
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
            let server = Server::builder().add_service(EventServiceServer::new(Nothing));
            anyhow::Ok(server.serve_with_incoming(incoming).await?)
        })
    })?;
    Ok(address)
}

struct Nothing;

#[tonic::async_trait]
impl EventService for Nothing {
    type PushEventsStream = tokio_stream::Empty<Result<PushEventsResponse, Status>>;

    async fn push_event(
        &self,
        _: Request<PushEventRequest>,
    ) -> Result<Response<PushEventResponse>, Status> {
        let answer = PushEventResponse { event_id: ID.to_owned(), deliveries: 1, duplicate: false };
        Ok(Response::new(answer))
    }

    async fn push_event_batch(
        &self,
        _: Request<PushEventBatchRequest>,
    ) -> Result<Response<PushEventBatchResponse>, Status> {
        Err(Status::unimplemented("push_event_batch"))
    }

    async fn push_events(
        &self,
        _: Request<Streaming<PushEventsRequest>>,
    ) -> Result<Response<Self::PushEventsStream>, Status> {
        Err(Status::unimplemented("push_events"))
    }

    async fn get_event(
        &self,
        _: Request<GetEventRequest>,
    ) -> Result<Response<GetEventResponse>, Status> {
        Err(Status::unimplemented("get_event"))
    }

    async fn list_events(
        &self,
        _: Request<ListEventsRequest>,
    ) -> Result<Response<ListEventsResponse>, Status> {
        Err(Status::unimplemented("list_events"))
    }
}
