//! The six services of the fake: fixed answers, scripted streams, and a record of what was asked.

use std::pin::Pin;

use sparrow_proto::v1::{
    admin_service_server::AdminService, delivery_service_server::DeliveryService,
    event_service_server::EventService, namespace_service_server::NamespaceService,
    replay_service_server::ReplayService, webhook_service_server::WebhookService, *,
};
use tokio::sync::mpsc;
use tokio_stream::{Stream, StreamExt as _, wrappers::ReceiverStream};
use tonic::{Code, Request, Response, Status, Streaming, async_trait};

use super::{
    fake::{Script, Shared, Then, refusal},
    sample,
};

type Answer<T> = Result<Response<T>, Status>;
type Messages<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

fn ok<T>(message: T) -> Answer<T> {
    Ok(Response::new(message))
}

/// A scripted stream.
fn play<T: Send + 'static>((messages, then): Script<T>) -> Answer<Messages<T>> {
    let items = tokio_stream::iter(messages.into_iter().map(Ok));
    let end: Messages<T> = match then {
        Then::End => Box::pin(tokio_stream::empty()),
        Then::Fail(status) => Box::pin(tokio_stream::once(Err(status))),
        Then::Stay => Box::pin(tokio_stream::pending()),
    };
    ok(Box::pin(items.chain(end)))
}

impl Shared {
    fn all<T>(&self, items: Vec<T>) -> Vec<T> {
        if self.lock().is_empty { Vec::new() } else { items }
    }

    fn webhook(&self, name: &str) -> Result<(Webhook, WebhookStats), Status> {
        self.all(sample::webhooks())
            .into_iter()
            .find(|(webhook, _)| webhook.name == name || webhook.id == name)
            .ok_or_else(|| {
                let message = format!("no webhook {name:?} in namespace default");
                let hint = ("hint", "sparrowctl webhook list");
                refusal(Code::NotFound, "unknown_webhook", &message, &[hint])
            })
    }
}

#[async_trait]
impl NamespaceService for Shared {
    async fn create_namespace(
        &self,
        request: Request<CreateNamespaceRequest>,
    ) -> Answer<CreateNamespaceResponse> {
        self.write("CreateNamespace")?;
        let name = request.into_inner().name;
        let create_time = sample::ago(0);
        let namespace = Namespace { name, create_time, ..Namespace::default() };
        ok(CreateNamespaceResponse { namespace: Some(namespace) })
    }

    async fn list_namespaces(
        &self,
        _: Request<ListNamespacesRequest>,
    ) -> Answer<ListNamespacesResponse> {
        self.read("ListNamespaces")?;
        let namespaces = self.all(sample::namespaces());
        ok(ListNamespacesResponse { namespaces, next_page_token: String::new() })
    }

    async fn get_namespace(
        &self,
        request: Request<GetNamespaceRequest>,
    ) -> Answer<GetNamespaceResponse> {
        self.read("GetNamespace")?;
        let name = request.into_inner().name;
        let namespace = sample::namespaces().into_iter().find(|it| it.name == name);
        let unknown = || {
            let message = format!("no namespace {name:?}");
            let near = if name == "defualt" { "did you mean default? otherwise: " } else { "" };
            let create = format!("{near}sparrowctl namespace create {name}");
            refusal(Code::NotFound, "unknown_namespace", &message, &[("hint", &create)])
        };
        ok(GetNamespaceResponse { namespace: Some(namespace.ok_or_else(unknown)?) })
    }

    async fn delete_namespace(
        &self,
        _: Request<DeleteNamespaceRequest>,
    ) -> Answer<DeleteNamespaceResponse> {
        self.write("DeleteNamespace")?;
        ok(DeleteNamespaceResponse { webhooks: 3 })
    }
}

#[async_trait]
impl WebhookService for Shared {
    async fn register_webhook(
        &self,
        request: Request<RegisterWebhookRequest>,
    ) -> Answer<RegisterWebhookResponse> {
        self.write("RegisterWebhook")?;
        let request = request.into_inner();
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
        let created = webhook.name != "acme-orders";
        let secret = if created { "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0" } else { "" };
        let secret = secret.to_owned();
        ok(RegisterWebhookResponse {
            webhook: Some(webhook),
            secret,
            created,
            ..Default::default()
        })
    }

    async fn list_webhooks(
        &self,
        request: Request<ListWebhooksRequest>,
    ) -> Answer<ListWebhooksResponse> {
        self.read("ListWebhooks")?;
        let request = request.into_inner();
        let start: usize = request.page_token.parse().unwrap_or(0);
        let all = self.all(sample::webhooks());
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
        let request = request.into_inner();
        let paths = request.update_mask.unwrap_or_default().paths.join(",");
        self.write(&format!("UpdateWebhook {paths}"))?;
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
            ..Default::default()
        })
    }
}

#[async_trait]
impl EventService for Shared {
    async fn push_event(&self, request: Request<PushEventRequest>) -> Answer<PushEventResponse> {
        self.write("PushEvent")?;
        self.lock().pushed.extend(request.into_inner().event);
        ok(PushEventResponse {
            event_id: sample::EVENT.to_owned(),
            deliveries: 3,
            ..Default::default()
        })
    }

    type PushEventsStream = Messages<PushEventsResponse>;

    async fn push_events(
        &self,
        request: Request<Streaming<PushEventsRequest>>,
    ) -> Answer<Self::PushEventsStream> {
        self.read("PushEvents")?;
        let (sender, receiver) = mpsc::channel(16);
        let shared = self.clone();
        let mut requests = request.into_inner();
        tokio::runtime::Handle::current().spawn(async move {
            let mut accepted = 0;
            while let Some(Ok(request)) = requests.next().await {
                for event in request.events {
                    let refused = shared.refusal_of(&event, accepted);
                    if refused.is_none() {
                        shared.lock().pushed.push(event);
                        accepted += 1;
                        continue;
                    }
                    let _ = sender.send(Ok(progress(accepted))).await;
                    if let Some(status) = refused {
                        let _ = sender.send(Err(status)).await;
                    }
                    return;
                }
                let _ = sender.send(Ok(progress(accepted))).await;
            }
        });
        ok(Box::pin(ReceiverStream::new(receiver)))
    }

    async fn get_event(&self, _: Request<GetEventRequest>) -> Answer<GetEventResponse> {
        self.read("GetEvent")?;
        ok(GetEventResponse { event: Some(sample::event()) })
    }

    async fn list_events(&self, _: Request<ListEventsRequest>) -> Answer<ListEventsResponse> {
        self.read("ListEvents")?;
        let events = self.all(vec![Event { payload: Vec::new().into(), ..sample::event() }]);
        ok(ListEventsResponse { events, next_page_token: String::new() })
    }
}

fn progress(accepted: usize) -> PushEventsResponse {
    PushEventsResponse {
        accepted: accepted as u64,
        deliveries: 3 * accepted as u64,
        ..Default::default()
    }
}

impl Shared {
    fn refusal_of(&self, event: &EventInput, index: usize) -> Option<Status> {
        let state = self.lock();
        if state.break_after == Some(index) {
            return Some(Status::unavailable("the daemon stops"));
        }
        (state.poison.as_deref() == Some(&event.payload)).then(|| {
            let index = index.to_string();
            let metadata = [("index", index.as_str()), ("hint", "write JSON")];
            refusal(Code::InvalidArgument, "invalid_json", "the payload is not JSON", &metadata)
        })
    }
}

#[async_trait]
impl DeliveryService for Shared {
    async fn list_deliveries(
        &self,
        _: Request<ListDeliveriesRequest>,
    ) -> Answer<ListDeliveriesResponse> {
        self.read("ListDeliveries")?;
        let deliveries = self.all(sample::deliveries());
        ok(ListDeliveriesResponse { deliveries, next_page_token: String::new() })
    }

    async fn get_delivery(
        &self,
        request: Request<GetDeliveryRequest>,
    ) -> Answer<GetDeliveryResponse> {
        self.read("GetDelivery")?;
        let id = request.into_inner().delivery_id;
        ok(GetDeliveryResponse {
            delivery: sample::deliveries().into_iter().find(|it| it.id == id),
        })
    }

    async fn retry_deliveries(
        &self,
        request: Request<RetryDeliveriesRequest>,
    ) -> Answer<RetryDeliveriesResponse> {
        self.write("RetryDeliveries")?;
        let ids = request.into_inner().delivery_ids;
        if ids.iter().any(|id| id == sample::DEAD) {
            let message = format!("{} has ended", sample::DEAD);
            return Err(refusal(Code::FailedPrecondition, "already_ended", &message, &[]));
        }
        ok(RetryDeliveriesResponse { changed: ids.len() as u32 })
    }

    async fn cancel_deliveries(
        &self,
        request: Request<CancelDeliveriesRequest>,
    ) -> Answer<CancelDeliveriesResponse> {
        self.write("CancelDeliveries")?;
        ok(CancelDeliveriesResponse { changed: request.into_inner().delivery_ids.len() as u32 })
    }

    type WatchDeliveriesStream = Messages<WatchDeliveriesResponse>;

    async fn watch_deliveries(
        &self,
        _: Request<WatchDeliveriesRequest>,
    ) -> Answer<Self::WatchDeliveriesStream> {
        self.read("WatchDeliveries")?;
        let script = self.lock().watches.pop_front();
        play(script.unwrap_or((Vec::new(), Then::Stay)))
    }

    async fn list_attempts(&self, _: Request<ListAttemptsRequest>) -> Answer<ListAttemptsResponse> {
        self.read("ListAttempts")?;
        let attempt = Attempt { request: None, response: None, ..sample::attempt() };
        ok(ListAttemptsResponse {
            attempts: self.all(vec![attempt]),
            next_page_token: String::new(),
        })
    }

    async fn get_attempt(&self, _: Request<GetAttemptRequest>) -> Answer<GetAttemptResponse> {
        self.read("GetAttempt")?;
        ok(GetAttemptResponse { attempt: Some(sample::attempt()) })
    }

    type TailAttemptsStream = Messages<TailAttemptsResponse>;

    async fn tail_attempts(
        &self,
        request: Request<TailAttemptsRequest>,
    ) -> Answer<Self::TailAttemptsStream> {
        self.read("TailAttempts")?;
        let mut state = self.lock();
        state.tailed.push(request.into_inner());
        let script = state.tails.pop_front();
        play(script.unwrap_or((Vec::new(), Then::Stay)))
    }

    async fn list_dead_letters(
        &self,
        _: Request<ListDeadLettersRequest>,
    ) -> Answer<ListDeadLettersResponse> {
        self.read("ListDeadLetters")?;
        let dead_letters = self.all(sample::deliveries()[1..2].to_vec());
        ok(ListDeadLettersResponse { dead_letters, next_page_token: String::new() })
    }

    async fn discard_dead_letters(
        &self,
        request: Request<DiscardDeadLettersRequest>,
    ) -> Answer<DiscardDeadLettersResponse> {
        self.write("DiscardDeadLetters")?;
        ok(DiscardDeadLettersResponse { discarded: request.into_inner().delivery_ids.len() as u32 })
    }
}

#[async_trait]
impl ReplayService for Shared {
    async fn create_replay(
        &self,
        request: Request<CreateReplayRequest>,
    ) -> Answer<CreateReplayResponse> {
        let request = request.into_inner();
        self.write(&format!(
            "CreateReplay {} {} {}",
            request.event_ids.len(),
            request.delivery_ids.len(),
            request.dead_letter_ids.len()
        ))?;
        let replay = Replay { state: ReplayState::Running.into(), total: 3, ..sample::replay() };
        ok(CreateReplayResponse { replay: Some(Replay { queued: 0, skipped: 0, ..replay }) })
    }

    async fn get_replay(&self, _: Request<GetReplayRequest>) -> Answer<GetReplayResponse> {
        self.read("GetReplay")?;
        let delivery_ids = vec![sample::DELIVERY.to_owned()];
        ok(GetReplayResponse { replay: Some(sample::replay()), delivery_ids })
    }

    async fn list_replays(&self, _: Request<ListReplaysRequest>) -> Answer<ListReplaysResponse> {
        self.read("ListReplays")?;
        let replays = self.all(vec![sample::replay()]);
        ok(ListReplaysResponse { replays, next_page_token: String::new() })
    }

    type WatchReplayStream = Messages<WatchReplayResponse>;

    async fn watch_replay(
        &self,
        _: Request<WatchReplayRequest>,
    ) -> Answer<Self::WatchReplayStream> {
        self.read("WatchReplay")?;
        let script = self.lock().replay_watches.pop_front();
        play(script.unwrap_or((Vec::new(), Then::Stay)))
    }
}

#[async_trait]
impl AdminService for Shared {
    async fn get_system_health(
        &self,
        _: Request<GetSystemHealthRequest>,
    ) -> Answer<GetSystemHealthResponse> {
        self.read("GetSystemHealth")?;
        ok(GetSystemHealthResponse {
            version: "0.1.0".to_owned(),
            node_id: "0193596a-64f0-7c3c-b40f-a1b2c3d4e5f6".to_owned(),
            start_time: sample::ago(532_800),
            ready: true,
            schema_version: 3,
            database_latency: sample::millis(2),
            database_version: "15.8".to_owned(),
            live_nodes: 2,
            lanes_owned: 128,
            backlog: 6_157,
            in_flight: 12,
            webhooks_healthy: 41,
            webhooks_degraded: 1,
            webhooks_failing: 1,
            webhooks_paused: 1,
            dead_letters: 118,
            succeeded: 63_600,
            failed: 1_500,
            ..GetSystemHealthResponse::default()
        })
    }
}
