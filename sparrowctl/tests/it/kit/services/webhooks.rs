//! Webhooks and their secrets.

use sparrow_proto::v1::{webhook_service_server::WebhookService, *};
use tonic::{Code, Request, async_trait};

use super::{super::fake::refusal, Answer, Shared, ok, sample};

#[async_trait]
impl WebhookService for Shared {
    async fn register_webhook(
        &self,
        request: Request<RegisterWebhookRequest>,
    ) -> Answer<RegisterWebhookResponse> {
        let request = self.changes("RegisterWebhook", request)?;
        let mut webhook = request.webhook.unwrap_or_default();
        if !webhook.url.starts_with("http") {
            let hint = ("hint", "write http:// or https://");
            let message = "a URL without a scheme";
            return Err(refusal(Code::InvalidArgument, "invalid_url", message, &[hint]));
        }
        webhook.id = sample::ACME.to_owned();
        webhook.create_time = sample::ago(0);
        if !request.paused_reason.is_empty() {
            let reason = request.paused_reason;
            webhook.pause = Some(Pause { pause_time: sample::ago(0), reason });
        }
        sample::hide(&mut webhook.headers);
        let created = webhook.name != "acme-orders";
        let (secret, public_key) = match (created, request.secret.as_str()) {
            (false, _) => Default::default(),
            (true, "") => sample::keys(SecretKind::try_from(request.secret_kind).unwrap()),
            (true, given) => (given.to_owned(), String::new()),
        };
        ok(RegisterWebhookResponse { webhook: Some(webhook), secret, created, public_key })
    }

    async fn list_webhooks(
        &self,
        request: Request<ListWebhooksRequest>,
    ) -> Answer<ListWebhooksResponse> {
        let request = self.asks("ListWebhooks", request)?;
        let start: usize = request.page_token.parse().unwrap_or(0);
        let mut all = self.all(sample::webhooks());
        let health = request.health;
        all.retain(|(webhook, _)| health == 0 || webhook.health == health);
        let end = (start + request.page_size as usize).min(all.len());
        let (webhooks, stats) = all[start..end].iter().cloned().unzip();
        let next_page_token = if end < all.len() { end.to_string() } else { String::new() };
        ok(ListWebhooksResponse { webhooks, stats, next_page_token })
    }

    async fn get_webhook(&self, request: Request<GetWebhookRequest>) -> Answer<GetWebhookResponse> {
        self.read("GetWebhook")?;
        let (webhook, stats) = self.webhook(&request.into_inner().webhook)?;
        ok(GetWebhookResponse { webhook: Some(webhook), stats: Some(stats) })
    }

    async fn update_webhook(
        &self,
        request: Request<UpdateWebhookRequest>,
    ) -> Answer<UpdateWebhookResponse> {
        let mask = request.get_ref().update_mask.clone().unwrap_or_default();
        let paths = mask.paths.join(",");
        let request = self.changes(&format!("UpdateWebhook {paths}"), request)?;
        let changed = request.webhook.unwrap_or_default();
        let (mut webhook, _) = self.webhook(&changed.id)?;
        if paths.contains("event_types") {
            webhook.event_types = changed.event_types;
        }
        ok(UpdateWebhookResponse { webhook: Some(webhook) })
    }

    async fn pause_webhook(
        &self,
        request: Request<PauseWebhookRequest>,
    ) -> Answer<PauseWebhookResponse> {
        self.write("PauseWebhook")?;
        let request = request.into_inner();
        let (mut webhook, _) = self.webhook(&request.webhook)?;
        webhook.pause = Some(Pause { pause_time: sample::ago(0), reason: request.reason });
        ok(PauseWebhookResponse { webhook: Some(webhook) })
    }

    async fn resume_webhook(
        &self,
        request: Request<ResumeWebhookRequest>,
    ) -> Answer<ResumeWebhookResponse> {
        self.write("ResumeWebhook")?;
        let (mut webhook, _) = self.webhook(&request.into_inner().webhook)?;
        webhook.pause = None;
        ok(ResumeWebhookResponse { webhook: Some(webhook) })
    }

    async fn delete_webhook(
        &self,
        request: Request<DeleteWebhookRequest>,
    ) -> Answer<DeleteWebhookResponse> {
        self.write("DeleteWebhook")?;
        let (webhook, _) = self.webhook(&request.into_inner().webhook)?;
        ok(DeleteWebhookResponse { webhook: Some(webhook) })
    }

    async fn get_webhook_health(
        &self,
        request: Request<GetWebhookHealthRequest>,
    ) -> Answer<GetWebhookHealthResponse> {
        self.read("GetWebhookHealth")?;
        let (webhook, stats) = self.webhook(&request.into_inner().webhook)?;
        ok(GetWebhookHealthResponse {
            health: webhook.health,
            health_time: webhook.health_time,
            paused: webhook.pause.is_some(),
            webhook_id: webhook.id,
            stats: Some(stats),
            suspension: webhook.suspension,
        })
    }

    async fn rotate_webhook_secret(
        &self,
        request: Request<RotateWebhookSecretRequest>,
    ) -> Answer<RotateWebhookSecretResponse> {
        let request = self.changes("RotateWebhookSecret", request)?;
        let (mut webhook, _) = self.webhook(&request.webhook)?;
        let day = prost_types::Duration { seconds: 86_400, nanos: 0 };
        let overlap = request.overlap.unwrap_or(day).seconds;
        let kind = match request.secret_kind() {
            SecretKind::Unspecified => SecretKind::Hmac,
            kind => kind,
        };
        webhook.secrets = vec![sample::secret(kind, 0, None)];
        if overlap > 0 {
            let old = sample::secret(SecretKind::Hmac, 900_000, Some(-overlap));
            webhook.secrets.push(old);
        }
        let (secret, public_key) = sample::keys(kind);
        let secret = if request.secret.is_empty() { secret } else { request.secret };
        ok(RotateWebhookSecretResponse { webhook: Some(webhook), secret, public_key })
    }

    async fn reveal_webhook_secrets(
        &self,
        request: Request<RevealWebhookSecretsRequest>,
    ) -> Answer<RevealWebhookSecretsResponse> {
        self.read("RevealWebhookSecrets")?;
        let (webhook, _) = self.webhook(&request.into_inner().webhook)?;
        let mut secrets = webhook.secrets;
        for secret in &mut secrets {
            (secret.secret, _) = sample::keys(secret.kind());
        }
        let headers = webhook.headers.into_keys().map(|name| (name, "Bearer k7".to_owned()));
        ok(RevealWebhookSecretsResponse { secrets, headers: headers.collect() })
    }

    async fn ping_webhook(
        &self,
        request: Request<PingWebhookRequest>,
    ) -> Answer<PingWebhookResponse> {
        let request = self.changes("PingWebhook", request)?;
        // The one that has just been registered is known by its id alone.
        let (webhook, _) = self.webhook(&request.webhook)?;
        let delivery_id = sample::delivery_to(&webhook.id);
        ok(PingWebhookResponse { event_id: sample::EVENT.to_owned(), delivery_id })
    }

    async fn test_webhook(
        &self,
        request: Request<TestWebhookRequest>,
    ) -> Answer<TestWebhookResponse> {
        let request = self.changes("TestWebhook", request)?;
        self.webhook(&request.webhook)?;
        ok(TestWebhookResponse {
            event_id: sample::EVENT.to_owned(),
            delivery_id: sample::DELIVERY.to_owned(),
        })
    }
}
