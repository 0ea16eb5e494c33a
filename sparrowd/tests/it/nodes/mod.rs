//! Several nodes on one database: lanes shared out, given away and taken over, and what each tells the
//! others.

mod commands;
mod counting;
mod drain;
mod hints;
mod holds;
mod restarts;
mod shares;
mod site;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use sparrow_proto::v1::event_service_client::EventServiceClient;
use sparrow_proto::v1::{
    DeleteWebhookRequest, DrainNodeRequest, EventInput, PushEventRequest, UndrainNodeRequest,
    Webhook,
};
use sparrowd::domain::ids::WebhookId;
use sqlx::PgPool;
use tokio::task::JoinHandle;
use tonic::transport::Channel;

use crate::harness::daemon::{NAMESPACE, TestDaemon, webhook};
use crate::harness::{Receiver, SOON, eventually};

/// In which a newcomer has its share.
const SHARED: Duration = Duration::from_secs(15);
/// Between two events of the load.
const PACE: Duration = Duration::from_millis(10);

/// How many lanes each node has, as one of them tells.
async fn lanes_of(daemon: &TestDaemon) -> Vec<u32> {
    daemon.nodes().await.0.iter().map(|node| node.lanes).collect()
}

/// Waits until so many nodes have shared out all lanes.
async fn shared_out(daemon: &TestDaemon, nodes: u32) {
    eventually(SHARED, async || {
        let lanes = lanes_of(daemon).await;
        let most = 256_u32.div_ceil(nodes);
        let is_shared = lanes.len() == nodes as usize
            && lanes.iter().all(|lanes| *lanes <= most)
            && lanes.iter().sum::<u32>() == 256;
        if is_shared { Ok(()) } else { Err(lanes) }
    })
    .await;
}

async fn drain(asked: &TestDaemon, node_id: &str) {
    let request = DrainNodeRequest { node_id: node_id.to_owned() };
    asked.admin().drain_node(request).await.unwrap();
}

async fn undrain(asked: &TestDaemon, node_id: &str) {
    let request = UndrainNodeRequest { node_id: node_id.to_owned() };
    asked.admin().undrain_node(request).await.unwrap();
}

/// Registers one whose lane is this node's just now.
async fn webhook_of(owner: &TestDaemon, pool: &PgPool, template: Webhook) -> Webhook {
    let node = owner.node().await.node_id;
    for _ in 0..256 {
        let (made, _) = owner.register(template.clone()).await;
        let lane = made.id.parse::<WebhookId>().unwrap().lane();
        let owned: bool =
            sqlx::query_scalar("SELECT owner::text = $2 FROM sparrow.lanes WHERE lane = $1")
                .bind(i16::from(lane.0))
                .bind(&node)
                .fetch_one(pool)
                .await
                .unwrap();
        if owned {
            return made;
        }
        let namespace = NAMESPACE.to_owned();
        let request = DeleteWebhookRequest { namespace, webhook: made.id };
        owner.webhooks().delete_webhook(request).await.unwrap();
    }
    panic!("none of 256 webhooks has a lane of {node}");
}

/// Webhooks with a path each, so many that every node has some.
async fn register_many(daemon: &TestDaemon, receiver: &Receiver, count: usize) {
    for n in 0..count {
        daemon.register(webhook(&receiver.url(&format!("/{n}")), &["load.*"], "fixed:1s")).await;
    }
}

/// Pushes until it is told to stop, through whichever of these takes it.
struct Load {
    stop: Arc<AtomicBool>,
    pushing: JoinHandle<usize>,
}

impl Load {
    fn start(channels: Vec<EventServiceClient<Channel>>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let pushing = tokio::spawn(push(channels, Arc::clone(&stop)));
        Self { stop, pushing }
    }

    /// Says how many events were accepted.
    async fn stop(self) -> usize {
        self.stop.store(true, Ordering::Relaxed);
        self.pushing.await.unwrap()
    }
}

async fn push(mut channels: Vec<EventServiceClient<Channel>>, stop: Arc<AtomicBool>) -> usize {
    let mut pace = tokio::time::interval(PACE);
    let (mut accepted, mut at) = (0, 0);
    while !stop.load(Ordering::Relaxed) {
        pace.tick().await;
        let event = EventInput {
            namespace: NAMESPACE.to_owned(),
            r#type: "load.test".to_owned(),
            idempotency_key: format!("load-{accepted}"),
            payload: Bytes::from_static(br#"{"n":1}"#),
            ..Default::default()
        };
        let all = channels.len();
        match channels[at % all].push_event(PushEventRequest { event: Some(event) }).await {
            Ok(_) => accepted += 1,
            // That one stops: the next takes it.
            Err(_) => at += 1,
        }
    }
    accepted
}

/// Waits until every event has come to every path, and says how often more than once.
async fn arrived(receiver: &Receiver, count: usize, within: Duration) -> usize {
    let arrivals = eventually(within, async || {
        let mut arrivals: BTreeMap<(String, String), usize> = BTreeMap::new();
        for request in receiver.requests() {
            let key = (request.header("webhook-id").to_owned(), request.uri.path().to_owned());
            *arrivals.entry(key).or_default() += 1;
        }
        if arrivals.len() == count { Ok(arrivals) } else { Err((arrivals.len(), count)) }
    });
    arrivals.await.values().map(|times| times - 1).sum()
}

/// Long enough for a rescan.
const LONG: Duration = Duration::from_secs(60);

async fn soon<T>(look: impl AsyncFnMut() -> Result<T, String>) -> T {
    eventually(SOON, look).await
}
