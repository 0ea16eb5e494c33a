//! `WebhookService`. [`settings`] and [`headers`] read what people set, [`write`] changes, [`secrets`]
//! makes and shows what signs, [`read`] looks up, [`show`] says it in the words of the API; [`ping`]
//! tries one out.

mod headers;
mod ping;
pub(super) mod read;
pub(super) mod secrets;
mod settings;
mod show;
pub(super) mod write;

use sparrow_proto::v1;
use sparrow_proto::v1::webhook_service_server::WebhookService;
use tonic::{Request, Response, Status};

use super::context::Context;

#[derive(Debug, Clone)]
pub(super) struct Webhooks(pub(super) Context);

#[tonic::async_trait]
impl WebhookService for Webhooks {
    async fn register_webhook(
        &self,
        request: Request<v1::RegisterWebhookRequest>,
    ) -> Result<Response<v1::RegisterWebhookResponse>, Status> {
        Ok(Response::new(write::register(&self.0, request.into_inner()).await?))
    }

    async fn list_webhooks(
        &self,
        request: Request<v1::ListWebhooksRequest>,
    ) -> Result<Response<v1::ListWebhooksResponse>, Status> {
        Ok(Response::new(read::list(&self.0, request.into_inner()).await?))
    }

    async fn get_webhook(
        &self,
        request: Request<v1::GetWebhookRequest>,
    ) -> Result<Response<v1::GetWebhookResponse>, Status> {
        Ok(Response::new(read::get(&self.0, request.into_inner()).await?))
    }

    async fn update_webhook(
        &self,
        request: Request<v1::UpdateWebhookRequest>,
    ) -> Result<Response<v1::UpdateWebhookResponse>, Status> {
        Ok(Response::new(write::update(&self.0, request.into_inner()).await?))
    }

    async fn pause_webhook(
        &self,
        request: Request<v1::PauseWebhookRequest>,
    ) -> Result<Response<v1::PauseWebhookResponse>, Status> {
        Ok(Response::new(write::pause(&self.0, request.into_inner()).await?))
    }

    async fn resume_webhook(
        &self,
        request: Request<v1::ResumeWebhookRequest>,
    ) -> Result<Response<v1::ResumeWebhookResponse>, Status> {
        Ok(Response::new(write::resume(&self.0, request.into_inner()).await?))
    }

    async fn delete_webhook(
        &self,
        request: Request<v1::DeleteWebhookRequest>,
    ) -> Result<Response<v1::DeleteWebhookResponse>, Status> {
        Ok(Response::new(write::delete(&self.0, request.into_inner()).await?))
    }

    async fn get_webhook_health(
        &self,
        request: Request<v1::GetWebhookHealthRequest>,
    ) -> Result<Response<v1::GetWebhookHealthResponse>, Status> {
        Ok(Response::new(read::health(&self.0, request.into_inner()).await?))
    }

    async fn rotate_webhook_secret(
        &self,
        request: Request<v1::RotateWebhookSecretRequest>,
    ) -> Result<Response<v1::RotateWebhookSecretResponse>, Status> {
        Ok(Response::new(secrets::rotate(&self.0, request.into_inner()).await?))
    }

    async fn reveal_webhook_secrets(
        &self,
        request: Request<v1::RevealWebhookSecretsRequest>,
    ) -> Result<Response<v1::RevealWebhookSecretsResponse>, Status> {
        Ok(Response::new(secrets::reveal(&self.0, request.into_inner()).await?))
    }

    async fn ping_webhook(
        &self,
        request: Request<v1::PingWebhookRequest>,
    ) -> Result<Response<v1::PingWebhookResponse>, Status> {
        Ok(Response::new(ping::ping(&self.0, request.into_inner()).await?))
    }

    async fn test_webhook(
        &self,
        request: Request<v1::TestWebhookRequest>,
    ) -> Result<Response<v1::TestWebhookResponse>, Status> {
        Ok(Response::new(ping::test(&self.0, request.into_inner()).await?))
    }
}
