//! The real daemon inside the test process, on ports and a database of its own, and its clients.

use std::net::SocketAddr;
use std::path::PathBuf;

use bytes::Bytes;
use sparrow_proto::v1::admin_service_client::AdminServiceClient;
use sparrow_proto::v1::delivery_service_client::DeliveryServiceClient;
use sparrow_proto::v1::event_service_client::EventServiceClient;
use sparrow_proto::v1::replay_service_client::ReplayServiceClient;
use sparrow_proto::v1::webhook_service_client::WebhookServiceClient;
use sparrow_proto::v1::{
    Attempt, Delivery, EventInput, GetDeliveryRequest, ListAttemptsRequest, ListDeliveriesRequest,
    ListNodesRequest, Node, PushEventRequest, PushEventResponse, RegisterWebhookRequest,
    RetryPolicy, Webhook,
};
use sparrowd::api::Doors;
use sparrowd::config::{Config, Environment, Profile, Sources, load};
use sparrowd::daemon::{Daemon, Stopped};
use sparrowd::secrets::Keyring;
use tonic::transport::{Channel, Endpoint};

use super::TestDatabase;

pub const NAMESPACE: &str = "default";

/// Not one of those that the system gives to clients: one that calls while nobody listens could get
/// the very port that it calls, and talk to itself.
pub fn free_port() -> u16 {
    let free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
    (0..1_000).map(|_| rand::random_range(20_000..32_000)).find(free).unwrap()
}

/// A figure of a process's memory, in KiB: `VmRSS` is what it has, `VmHWM` the most that it ever had.
pub fn memory(pid: u32, figure: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(figure)).unwrap();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
}

/// Folder and settings of a daemon, so that it can be started again.
#[derive(Debug)]
pub struct Home {
    folder: tempfile::TempDir,
    database: String,
    flags: Vec<(&'static str, String, &'static str)>,
}

impl Home {
    pub fn new(database: &TestDatabase) -> Self {
        Self::at(database.url())
    }

    /// On the database that this URL leads to.
    pub fn at(database: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Keyring::create(&folder.path().join("keys")).unwrap();
        let any = "127.0.0.1:0".to_owned();
        let flags = vec![("listen.grpc", any.clone(), "test"), ("listen.http", any, "test")];
        Self { folder, database, flags }
    }

    /// Another machine's: the same database and keys, a state folder of its own.
    pub fn neighbour(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(self.folder.path().join("keys"), folder.path().join("keys")).unwrap();
        Self { folder, database: self.database.clone(), flags: self.flags.clone() }
    }

    /// The same keys and settings on another database.
    pub fn on(&self, database: &TestDatabase) -> Self {
        Self { database: database.url(), ..self.neighbour() }
    }

    /// With another way to the database.
    #[must_use]
    pub fn by(self, url: String) -> Self {
        Self { database: url, ..self }
    }

    /// With a pooler in front of the database, at this URL.
    #[must_use]
    pub fn behind(self, pooler: &str) -> Self {
        let direct = self.database.clone();
        Self { database: pooler.to_owned(), ..self }.with("database.direct_url", &direct)
    }

    #[must_use]
    pub fn with(mut self, key: &'static str, value: &str) -> Self {
        self.flags.push((key, value.to_owned(), "test"));
        self
    }

    pub fn config(&self) -> Config {
        let folder = PathBuf::from(self.folder.path());
        let sources = Sources {
            profile: Profile::Dev { folder, database: Some(self.database.clone()) },
            file: None,
            environment: Environment::default(),
            flags: self.flags.clone(),
        };
        load(&sources).unwrap()
    }

    pub async fn start(&self) -> TestDaemon {
        let config = self.config();
        let doors = Doors::bind(&config.listen).await.unwrap();
        let (grpc, http) = (doors.grpc_address(), doors.http_address());
        let daemon = Daemon::start(&config, doors).await.unwrap();
        let channel =
            Endpoint::try_from(format!("http://{grpc}")).unwrap().connect().await.unwrap();
        TestDaemon { daemon, grpc, http, channel }
    }
}

#[derive(Debug)]
pub struct TestDaemon {
    daemon: Daemon,
    pub grpc: SocketAddr,
    pub http: SocketAddr,
    channel: Channel,
}

/// A webhook to register.
pub fn webhook(url: &str, types: &[&str], schedule: &str) -> Webhook {
    Webhook {
        namespace: NAMESPACE.to_owned(),
        url: url.to_owned(),
        event_types: types.iter().map(ToString::to_string).collect(),
        retry: Some(RetryPolicy { schedule: schedule.to_owned(), ..RetryPolicy::default() }),
        ..Webhook::default()
    }
}

impl TestDaemon {
    pub fn webhooks(&self) -> WebhookServiceClient<Channel> {
        WebhookServiceClient::new(self.channel.clone())
    }

    pub fn events(&self) -> EventServiceClient<Channel> {
        EventServiceClient::new(self.channel.clone())
    }

    pub fn deliveries(&self) -> DeliveryServiceClient<Channel> {
        DeliveryServiceClient::new(self.channel.clone())
    }

    pub fn admin(&self) -> AdminServiceClient<Channel> {
        AdminServiceClient::new(self.channel.clone())
    }

    pub fn replays(&self) -> ReplayServiceClient<Channel> {
        ReplayServiceClient::new(self.channel.clone())
    }

    /// The webhook and its secret.
    pub async fn register(&self, webhook: Webhook) -> (Webhook, String) {
        let request = RegisterWebhookRequest { webhook: Some(webhook), ..Default::default() };
        let answer = self.webhooks().register_webhook(request).await.unwrap().into_inner();
        (answer.webhook.unwrap(), answer.secret)
    }

    pub async fn push(&self, event_type: &str, payload: &'static [u8]) -> PushEventResponse {
        let event = EventInput {
            namespace: NAMESPACE.to_owned(),
            r#type: event_type.to_owned(),
            payload: Bytes::from_static(payload),
            ..Default::default()
        };
        let request = PushEventRequest { event: Some(event) };
        self.events().push_event(request).await.unwrap().into_inner()
    }

    /// The deliveries of an event, in its order.
    pub async fn deliveries_of(&self, event_id: &str) -> Vec<Delivery> {
        let request = ListDeliveriesRequest {
            namespace: NAMESPACE.to_owned(),
            event_id: event_id.to_owned(),
            ..Default::default()
        };
        self.deliveries().list_deliveries(request).await.unwrap().into_inner().deliveries
    }

    pub async fn delivery(&self, id: &str) -> Delivery {
        let request =
            GetDeliveryRequest { namespace: NAMESPACE.to_owned(), delivery_id: id.to_owned() };
        self.deliveries().get_delivery(request).await.unwrap().into_inner().delivery.unwrap()
    }

    /// The attempts of a delivery, oldest first.
    pub async fn attempts_of(&self, delivery_id: &str) -> Vec<Attempt> {
        let request = ListAttemptsRequest {
            namespace: NAMESPACE.to_owned(),
            delivery_id: delivery_id.to_owned(),
            ..Default::default()
        };
        let answer = self.deliveries().list_attempts(request).await.unwrap().into_inner();
        let mut attempts = answer.attempts;
        attempts.reverse();
        attempts
    }

    /// The nodes as this one tells of them, and the lanes that nobody has.
    pub async fn nodes(&self) -> (Vec<Node>, u32) {
        let answer = self.admin().list_nodes(ListNodesRequest {}).await.unwrap().into_inner();
        (answer.nodes, answer.lanes_without_owner)
    }

    /// This node itself.
    pub async fn node(&self) -> Node {
        self.nodes().await.0.into_iter().find(|node| node.answers).unwrap()
    }

    /// Drains and ends.
    pub async fn stop(self) -> Stopped {
        drop(self.channel);
        self.daemon.stop().await
    }

    /// Ends as a killed process does: nothing is settled or released.
    pub async fn crash(self) {
        self.daemon.abandon().await;
    }
}
