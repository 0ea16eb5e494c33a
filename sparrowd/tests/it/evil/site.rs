//! The real daemon as a process of its own, so that its memory can be told from the receivers'.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use bytes::Bytes;
use sparrow_proto::v1::delivery_service_client::DeliveryServiceClient;
use sparrow_proto::v1::event_service_client::EventServiceClient;
use sparrow_proto::v1::webhook_service_client::WebhookServiceClient;
use sparrow_proto::v1::{
    Attempt, DeliveryState, EventInput, GetAttemptRequest, ListAttemptsRequest,
    ListDeliveriesRequest, PushEventRequest, RegisterWebhookRequest,
};
use sparrowd::secrets::Keyring;
use tempfile::TempDir;
use tonic::transport::{Channel, Endpoint};

use crate::harness::daemon::{NAMESPACE, free_port, memory, webhook};
use crate::harness::evil::Kit;
use crate::harness::{TestDatabase, eventually, sparrowd};

pub const LONG: Duration = Duration::from_secs(60);

pub struct Site {
    sparrowd: Child,
    channel: Channel,
    _folder: TempDir,
}

impl Site {
    /// A daemon that asks the kit's name server and believes its authority.
    pub async fn start(database: &TestDatabase, kit: &Kit) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inside = |name: &str| folder.path().join(name);
        Keyring::create(&inside("keys")).unwrap();
        std::fs::write(inside("authority.pem"), kit.authority.pem()).unwrap();
        let grpc = free_port();
        let sparrowd = sparrowd()
            .args(["serve"])
            .env_clear()
            .env("DATABASE_URL", database.url())
            .env("GRPC_PORT", grpc.to_string())
            .env("HTTP_PORT", free_port().to_string())
            .env("SPARROW_EGRESS__ALLOW", "127.0.0.0/8")
            .env("SPARROW_EGRESS__NAME_SERVERS", kit.names.address.to_string())
            .env("SPARROW_SECRETS__KEY_FILE", inside("keys"))
            .env("SPARROW_NODE__STATE_DIR", inside("node"))
            .env("SPARROW_DELIVERY__CONNECT_TIMEOUT", "700ms")
            .env("SPARROW_LOG__LEVEL", "warn")
            .env("SSL_CERT_FILE", inside("authority.pem"))
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let endpoint = Endpoint::try_from(format!("http://127.0.0.1:{grpc}")).unwrap();
        let channel = eventually(LONG, async || endpoint.connect().await).await;
        Self { sparrowd, channel, _folder: folder }
    }

    /// One attempt and no more, within a second.
    pub async fn register(&self, url: &str, event_type: &str) {
        let mut webhook = webhook(url, &[event_type], "none");
        webhook.attempt_timeout = Some(prost_types::Duration { seconds: 1, nanos: 0 });
        let request = RegisterWebhookRequest { webhook: Some(webhook), ..Default::default() };
        let mut webhooks = WebhookServiceClient::new(self.channel.clone());
        webhooks.register_webhook(request).await.unwrap();
    }

    /// The event's id.
    pub async fn push(&self, event_type: &str, payload: Bytes) -> String {
        let event = EventInput {
            namespace: NAMESPACE.to_owned(),
            r#type: event_type.to_owned(),
            payload,
            ..Default::default()
        };
        let request = PushEventRequest { event: Some(event) };
        let mut events = EventServiceClient::new(self.channel.clone());
        events.push_event(request).await.unwrap().into_inner().event_id
    }

    /// Every attempt of the only delivery of this event, once that has ended.
    pub async fn attempts(&self, event_id: &str) -> Vec<Attempt> {
        let mut deliveries = DeliveryServiceClient::new(self.channel.clone());
        let namespace = NAMESPACE.to_owned();
        let event_id = event_id.to_owned();
        eventually(LONG, async || {
            let request = ListDeliveriesRequest {
                namespace: namespace.clone(),
                event_id: event_id.clone(),
                ..Default::default()
            };
            let all = deliveries.list_deliveries(request).await.unwrap().into_inner().deliveries;
            match all.as_slice() {
                [one] if matches!(one.state(), DeliveryState::Delivered | DeliveryState::Dead) => {
                    Ok(())
                }
                other => Err(format!("{other:?}")),
            }
        })
        .await;
        let request = ListAttemptsRequest { namespace, event_id, ..Default::default() };
        deliveries.list_attempts(request).await.unwrap().into_inner().attempts
    }

    /// With its answer.
    pub async fn whole(&self, attempt: &Attempt) -> Attempt {
        let request = GetAttemptRequest {
            namespace: NAMESPACE.to_owned(),
            attempt_id: attempt.id.clone(),
            ..Default::default()
        };
        let mut deliveries = DeliveryServiceClient::new(self.channel.clone());
        deliveries.get_attempt(request).await.unwrap().into_inner().attempt.unwrap()
    }

    /// Resident now, and at most so far, in MiB.
    pub fn memory(&self) -> (u64, u64) {
        let mib = |figure| memory(self.sparrowd.id(), figure) / 1024;
        (mib("VmRSS"), mib("VmHWM"))
    }

    /// Files that it has open.
    pub fn files(&self) -> usize {
        let path = Path::new("/proc").join(self.sparrowd.id().to_string()).join("fd");
        std::fs::read_dir(path).unwrap().count()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.sparrowd.kill());
        drop(self.sparrowd.wait());
    }
}
