//! `DeliveryService`. [`read`] shows deliveries and dead letters, [`change`] does what is asked of
//! them by name, [`attempts`] shows what was sent and answered; [`tail`] and [`watch`] are the streams.

mod attempts;
mod change;
mod read;
mod tail;
mod watch;

use futures::stream::BoxStream;
use sparrow_proto::v1;
use sparrow_proto::v1::delivery_service_server::DeliveryService;
use tonic::{Request, Response, Status};

use super::context::Context;

pub(super) use change::{not_dead, reason};
pub(super) use watch::stopping;

#[derive(Debug, Clone)]
pub struct Deliveries(pub Context);

#[tonic::async_trait]
impl DeliveryService for Deliveries {
    async fn list_deliveries(
        &self,
        request: Request<v1::ListDeliveriesRequest>,
    ) -> Result<Response<v1::ListDeliveriesResponse>, Status> {
        Ok(Response::new(read::list(&self.0, request.into_inner()).await?))
    }

    async fn get_delivery(
        &self,
        request: Request<v1::GetDeliveryRequest>,
    ) -> Result<Response<v1::GetDeliveryResponse>, Status> {
        Ok(Response::new(read::get(&self.0, request.into_inner()).await?))
    }

    async fn retry_deliveries(
        &self,
        request: Request<v1::RetryDeliveriesRequest>,
    ) -> Result<Response<v1::RetryDeliveriesResponse>, Status> {
        Ok(Response::new(change::retry(&self.0, request.into_inner()).await?))
    }

    async fn cancel_deliveries(
        &self,
        request: Request<v1::CancelDeliveriesRequest>,
    ) -> Result<Response<v1::CancelDeliveriesResponse>, Status> {
        Ok(Response::new(change::cancel(&self.0, request.into_inner()).await?))
    }

    type WatchDeliveriesStream = BoxStream<'static, Result<v1::WatchDeliveriesResponse, Status>>;

    async fn watch_deliveries(
        &self,
        request: Request<v1::WatchDeliveriesRequest>,
    ) -> Result<Response<Self::WatchDeliveriesStream>, Status> {
        Ok(Response::new(watch::watch(self.0.clone(), request.into_inner()).await?))
    }

    async fn list_attempts(
        &self,
        request: Request<v1::ListAttemptsRequest>,
    ) -> Result<Response<v1::ListAttemptsResponse>, Status> {
        Ok(Response::new(attempts::list(&self.0, request.into_inner()).await?))
    }

    async fn get_attempt(
        &self,
        request: Request<v1::GetAttemptRequest>,
    ) -> Result<Response<v1::GetAttemptResponse>, Status> {
        Ok(Response::new(attempts::get(&self.0, request.into_inner()).await?))
    }

    type TailAttemptsStream = BoxStream<'static, Result<v1::TailAttemptsResponse, Status>>;

    async fn tail_attempts(
        &self,
        request: Request<v1::TailAttemptsRequest>,
    ) -> Result<Response<Self::TailAttemptsStream>, Status> {
        Ok(Response::new(tail::tail(self.0.clone(), request.into_inner()).await?))
    }

    async fn list_dead_letters(
        &self,
        request: Request<v1::ListDeadLettersRequest>,
    ) -> Result<Response<v1::ListDeadLettersResponse>, Status> {
        Ok(Response::new(read::dead_letters(&self.0, request.into_inner()).await?))
    }

    async fn discard_dead_letters(
        &self,
        request: Request<v1::DiscardDeadLettersRequest>,
    ) -> Result<Response<v1::DiscardDeadLettersResponse>, Status> {
        Ok(Response::new(change::discard(&self.0, request.into_inner()).await?))
    }
}
