//! `EventService`. [`check`] reads what is pushed, [`push`] accepts one event or several together,
//! [`stream`] many, [`read`] looks them up.

pub(super) mod check;
pub(super) mod push;
mod read;
mod stream;

use futures::stream::BoxStream;
use sparrow_proto::v1;
use sparrow_proto::v1::event_service_server::EventService;
use tonic::{Request, Response, Status, Streaming};

use super::context::Context;
use super::grpc::deadline::Deadline;

#[derive(Debug, Clone)]
pub(super) struct Events(pub(super) Context);

#[tonic::async_trait]
impl EventService for Events {
    async fn push_event(
        &self,
        request: Request<v1::PushEventRequest>,
    ) -> Result<Response<v1::PushEventResponse>, Status> {
        Ok(Response::new(push::push(&self.0, request.into_inner()).await?))
    }

    type PushEventsStream = BoxStream<'static, Result<v1::PushEventsResponse, Status>>;

    async fn push_events(
        &self,
        request: Request<Streaming<v1::PushEventsRequest>>,
    ) -> Result<Response<Self::PushEventsStream>, Status> {
        let deadline = Deadline::of(request.extensions());
        Ok(Response::new(stream::push(self.0.clone(), request.into_inner(), deadline)))
    }

    async fn get_event(
        &self,
        request: Request<v1::GetEventRequest>,
    ) -> Result<Response<v1::GetEventResponse>, Status> {
        Ok(Response::new(read::get(&self.0, request.into_inner()).await?))
    }

    async fn list_events(
        &self,
        request: Request<v1::ListEventsRequest>,
    ) -> Result<Response<v1::ListEventsResponse>, Status> {
        Ok(Response::new(read::list(&self.0, request.into_inner()).await?))
    }

    async fn push_event_batch(
        &self,
        request: Request<v1::PushEventBatchRequest>,
    ) -> Result<Response<v1::PushEventBatchResponse>, Status> {
        Ok(Response::new(push::push_together(&self.0, request.into_inner()).await?))
    }
}
