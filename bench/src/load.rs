//! Pushing: as many callers as asked for, each with one push on its way.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use bytes::Bytes;
use sparrow_proto::v1::event_service_client::EventServiceClient;
use sparrow_proto::v1::webhook_service_client::WebhookServiceClient;
use sparrow_proto::v1::{
    DeleteWebhookRequest, EventInput, PushEventRequest, RegisterWebhookRequest, Webhook,
};
use tonic::transport::{Channel, Endpoint};

use crate::Options;

const EVENT_TYPE: &str = "bench.event";
/// Connections of the callers, together.
const CHANNELS: usize = 8;
const PAUSE: Duration = Duration::from_millis(50);

/// What was pushed.
#[derive(Debug, Default)]
pub struct Pushed {
    /// Ids of the events acknowledged.
    pub accepted: Vec<String>,
    pub refused: u64,
    /// Acknowledged or not, nobody knows.
    pub unknown: u64,
    pub took: Duration,
    /// Microseconds from the moment a push was due to its acknowledgement.
    pub latencies: Vec<u64>,
}

/// Microseconds since the epoch: what a payload carries.
#[expect(clippy::disallowed_methods, reason = "the benchmark's own clock, on one machine")]
pub fn now_us() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_micros()).unwrap_or(u64::MAX)
}

fn endpoint(options: &Options) -> anyhow::Result<Endpoint> {
    Ok(Endpoint::try_from(options.server.clone())?.tcp_nodelay(true))
}

pub async fn register(options: &Options, receiver: SocketAddr) -> anyhow::Result<Vec<String>> {
    let channel = endpoint(options)?.connect().await.context("no sparrowd there")?;
    let mut client = WebhookServiceClient::new(channel);
    let mut ids = Vec::with_capacity(options.webhooks);
    for n in 0..options.webhooks {
        let webhook = Webhook {
            namespace: options.namespace.clone(),
            url: format!("http://{receiver}/{n}"),
            event_types: vec![EVENT_TYPE.to_owned()],
            concurrency: 256,
            ..Webhook::default()
        };
        let request = RegisterWebhookRequest { webhook: Some(webhook), ..Default::default() };
        let answer = client.register_webhook(request).await?.into_inner();
        ids.push(answer.webhook.context("no webhook in the answer")?.id);
    }
    Ok(ids)
}

pub async fn unregister(options: &Options, webhooks: &[String]) -> anyhow::Result<()> {
    let mut client = WebhookServiceClient::new(endpoint(options)?.connect().await?);
    for webhook in webhooks {
        let namespace = options.namespace.clone();
        let request = DeleteWebhookRequest { namespace, webhook: webhook.clone() };
        client.delete_webhook(request).await?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the benchmark's own clock and tasks")]
pub async fn run(options: &Options) -> anyhow::Result<Pushed> {
    let started = Instant::now();
    let first_us = now_us();
    let next = Arc::new(AtomicU64::new(0));
    let mut channels = Vec::new();
    for _ in 0..CHANNELS.min(options.callers) {
        channels.push(endpoint(options)?.connect_lazy());
    }
    let callers: Vec<_> = (0..options.callers)
        .map(|n| {
            let channel = channels[n % channels.len()].clone();
            tokio::spawn(caller(options.clone(), channel, Arc::clone(&next), first_us))
        })
        .collect();
    let mut all = Pushed::default();
    for caller in callers {
        let one = caller.await?;
        all.accepted.extend(one.accepted);
        all.latencies.extend(one.latencies);
        all.refused += one.refused;
        all.unknown += one.unknown;
    }
    all.took = started.elapsed();
    Ok(all)
}

async fn caller(options: Options, channel: Channel, next: Arc<AtomicU64>, first_us: u64) -> Pushed {
    let mut client = EventServiceClient::new(channel);
    let mut pushed = Pushed::default();
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= options.events {
            return pushed;
        }
        let due_us = match options.rate {
            0 => now_us(),
            rate => first_us + n * 1_000_000 / rate,
        };
        let early = due_us.saturating_sub(now_us());
        tokio::time::sleep(Duration::from_micros(early)).await;
        // Unlike those of other runs on the same database.
        let key = if options.keys { format!("{first_us}-{n}") } else { String::new() };
        push(&options, &mut client, due_us, &key, &mut pushed).await;
    }
}

/// One event, again and again while it is refused, if the options insist.
async fn push(
    options: &Options,
    client: &mut EventServiceClient<Channel>,
    due_us: u64,
    key: &str,
    pushed: &mut Pushed,
) {
    let give_up = now_us() + options.insist * 1_000_000;
    loop {
        let event = EventInput {
            namespace: options.namespace.clone(),
            r#type: EVENT_TYPE.to_owned(),
            payload: payload(due_us, options.size),
            idempotency_key: key.to_owned(),
            ..EventInput::default()
        };
        match client.push_event(PushEventRequest { event: Some(event) }).await {
            Ok(answer) => {
                pushed.accepted.push(answer.into_inner().event_id);
                pushed.latencies.push(now_us().saturating_sub(due_us));
                return;
            }
            // Nobody can tell whether this one was accepted; it may arrive without being counted.
            Err(status) if status.message().contains("accepted or not") => pushed.unknown += 1,
            Err(_) => pushed.refused += 1,
        }
        if now_us() >= give_up {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// A JSON object of that many bytes, with the moment inside.
fn payload(due_us: u64, size: usize) -> Bytes {
    let head = format!(r#"{{"due_us":{due_us},"pad":""#);
    let pad = size.saturating_sub(head.len() + 2);
    let mut text = String::with_capacity(size.max(head.len() + 2));
    text.push_str(&head);
    text.extend(std::iter::repeat_n('x', pad));
    text.push_str("\"}");
    text.into()
}
