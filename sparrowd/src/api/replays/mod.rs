//! `ReplayService`. [`create`] records what is asked for and wakes who makes it, [`plan`] only shows
//! what that would be; [`change`] pauses, resumes and cancels; [`read`] shows, [`watch`] follows.

mod change;
mod create;
mod plan;
mod read;
mod watch;

use futures::stream::BoxStream;
use sparrow_proto::v1;
use sparrow_proto::v1::replay_service_server::ReplayService;
use tonic::{Request, Response, Status};

use super::context::Context;

#[derive(Debug, Clone)]
pub struct Replays(pub Context);

#[tonic::async_trait]
impl ReplayService for Replays {
    async fn create_replay(
        &self,
        request: Request<v1::CreateReplayRequest>,
    ) -> Result<Response<v1::CreateReplayResponse>, Status> {
        Ok(Response::new(create::create(&self.0, request.into_inner()).await?))
    }

    async fn get_replay(
        &self,
        request: Request<v1::GetReplayRequest>,
    ) -> Result<Response<v1::GetReplayResponse>, Status> {
        Ok(Response::new(read::get(&self.0, request.into_inner()).await?))
    }

    async fn list_replays(
        &self,
        request: Request<v1::ListReplaysRequest>,
    ) -> Result<Response<v1::ListReplaysResponse>, Status> {
        Ok(Response::new(read::list(&self.0, request.into_inner()).await?))
    }

    type WatchReplayStream = BoxStream<'static, Result<v1::WatchReplayResponse, Status>>;

    async fn watch_replay(
        &self,
        request: Request<v1::WatchReplayRequest>,
    ) -> Result<Response<Self::WatchReplayStream>, Status> {
        Ok(Response::new(watch::watch(self.0.clone(), request.into_inner()).await?))
    }

    async fn plan_replay(
        &self,
        request: Request<v1::PlanReplayRequest>,
    ) -> Result<Response<v1::PlanReplayResponse>, Status> {
        Ok(Response::new(plan::plan(&self.0, request.into_inner()).await?))
    }

    async fn drop_plan(
        &self,
        request: Request<v1::DropPlanRequest>,
    ) -> Result<Response<v1::DropPlanResponse>, Status> {
        Ok(Response::new(plan::drop(&self.0, request.into_inner()).await?))
    }

    async fn pause_replay(
        &self,
        request: Request<v1::PauseReplayRequest>,
    ) -> Result<Response<v1::PauseReplayResponse>, Status> {
        Ok(Response::new(change::pause(&self.0, request.into_inner()).await?))
    }

    async fn resume_replay(
        &self,
        request: Request<v1::ResumeReplayRequest>,
    ) -> Result<Response<v1::ResumeReplayResponse>, Status> {
        Ok(Response::new(change::resume(&self.0, request.into_inner()).await?))
    }

    async fn cancel_replay(
        &self,
        request: Request<v1::CancelReplayRequest>,
    ) -> Result<Response<v1::CancelReplayResponse>, Status> {
        Ok(Response::new(change::cancel(&self.0, request.into_inner()).await?))
    }
}
