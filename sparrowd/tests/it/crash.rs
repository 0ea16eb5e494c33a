//! Real processes, really killed: what was acknowledged arrives, whoever dies, and what arrives twice
//! is no more than what was in flight.
//!
//! A short campaign runs with the tests. `SPARROW_CRASHES=20 cargo test crash` makes it as long as
//! that: so many kills of sparrowd, and a quarter as many of PostgreSQL.

use std::collections::{BTreeMap, HashSet};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use rustix::process::{Pid, Signal, kill_process};
use sparrow_proto::v1::event_service_client::EventServiceClient;
use sparrow_proto::v1::webhook_service_client::WebhookServiceClient;
use sparrow_proto::v1::{EventInput, PushEventRequest, RegisterWebhookRequest};
use sparrowd::config::Environment;
use sparrowd::embedded::{Durability, Embedded, Options};
use sparrowd::secrets::Keyring;
use sqlx::Connection as _;
use tempfile::TempDir;
use tonic::transport::{Channel, Endpoint};

use crate::harness::daemon::{NAMESPACE, webhook};
use crate::harness::{Receiver, SOON, eventually};

const CALLERS: usize = 8;
/// Events per second, all callers together.
const RATE: u64 = 500;
/// Events accepted between two blows.
const BETWEEN: u64 = 400;
/// What one daemon may have in flight: what may come twice for each kill.
const IN_FLIGHT: usize = 64;
const LONG: Duration = Duration::from_secs(60);

struct Site {
    top: TempDir,
    postgres: Option<Embedded>,
    sparrowd: Option<Child>,
    grpc: u16,
}

/// Not one of those that the system gives to clients: one that calls while nobody listens could get
/// the very port that it calls, and talk to itself.
pub fn free_port() -> u16 {
    let free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
    (0..1_000).map(|_| rand::random_range(20_000..32_000)).find(free).unwrap()
}

fn postgres(top: &Path) -> Embedded {
    Embedded::start_blocking(&Options {
        folder: top.join("postgres"),
        environment: Environment::of_process(),
        fresh: false,
        durability: Durability::Full,
    })
    .unwrap()
}

impl Site {
    fn new() -> Self {
        let passable = Permissions::from_mode(0o755);
        let top = tempfile::Builder::new().permissions(passable).tempdir().unwrap();
        Keyring::create(&top.path().join("keys")).unwrap();
        let postgres = Some(postgres(top.path()));
        Self { top, postgres, sparrowd: None, grpc: free_port() }
    }

    fn start(&mut self) {
        let database = self.postgres.as_ref().map(|p| p.url().to_owned()).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_sparrowd"))
            .args(["serve", "--migrate", "auto"])
            .env_clear()
            .env("DATABASE_URL", database)
            .env("GRPC_PORT", self.grpc.to_string())
            .env("HTTP_PORT", free_port().to_string())
            .env("SPARROW_EGRESS__ALLOW", "127.0.0.0/8")
            .env("SPARROW_DELIVERY__MAX_IN_FLIGHT", IN_FLIGHT.to_string())
            .env("SPARROW_SECRETS__KEY_FILE", self.top.path().join("keys"))
            .env("SPARROW_NODE__STATE_DIR", self.top.path().join("node"))
            .env("SPARROW_LOG__LEVEL", "error")
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        self.sparrowd = Some(child);
    }

    fn kill(&mut self) {
        let mut child = self.sparrowd.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// PostgreSQL stops without a word to anybody, and is started again: `pg_ctl -m immediate`.
    fn restart_postgres(&mut self) {
        let old = self.postgres.take().unwrap();
        let pid = Pid::from_raw(i32::try_from(old.pid()).unwrap()).unwrap();
        kill_process(pid, Signal::QUIT).unwrap();
        // It lets go of the folder; the next start waits until the old server has ended.
        drop(old);
        self.postgres = Some(postgres(self.top.path()));
    }

    /// How many keys stand for an event: each for one, and for one that is there.
    async fn keys(&self) -> usize {
        let url = self.postgres.as_ref().map(|p| p.url().to_owned()).unwrap();
        let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
        let (events, keys, pairs): (i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM sparrow.events WHERE idempotency_key IS NOT NULL),
                    (SELECT count(*) FROM sparrow.idempotency_keys),
                    (SELECT count(*) FROM sparrow.idempotency_keys k
                     JOIN sparrow.events e
                       ON e.namespace_id = k.namespace_id AND e.event_id = k.event_id)",
        )
        .fetch_one(&mut connection)
        .await
        .unwrap();
        assert_eq!((events, keys), (pairs, pairs), "an event without its key, or a key without");
        usize::try_from(keys).unwrap()
    }

    fn channel(&self) -> Channel {
        Endpoint::try_from(format!("http://127.0.0.1:{}", self.grpc)).unwrap().connect_lazy()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(mut child) = self.sparrowd.take() {
            drop(child.kill());
            drop(child.wait());
        }
        if let Some(postgres) = self.postgres.take() {
            drop(postgres.stop_blocking());
        }
    }
}

/// Ids of events that were acknowledged.
type Acknowledged = HashSet<String>;

/// Pushes at a steady pace until told to stop. Every other caller has a key for each event, and pushes
/// it until it is acknowledged; of the others, what is refused is another event's turn.
async fn push(
    caller: usize,
    channel: Channel,
    stop: Arc<AtomicBool>,
    accepted: Arc<AtomicU64>,
) -> Acknowledged {
    let mut client = EventServiceClient::new(channel);
    let mut pace = tokio::time::interval(Duration::from_micros(1_000_000 * CALLERS as u64 / RATE));
    let mut acknowledged = HashSet::new();
    let (has_keys, mut n) = (caller.is_multiple_of(2), 0);
    while !stop.load(Ordering::Relaxed) {
        pace.tick().await;
        let idempotency_key = if has_keys { format!("{caller}-{n}") } else { String::new() };
        let event = EventInput {
            idempotency_key,
            namespace: NAMESPACE.to_owned(),
            r#type: "crash.test".to_owned(),
            payload: Bytes::from_static(br#"{"n":1}"#),
            ..Default::default()
        };
        if let Ok(answer) = client.push_event(PushEventRequest { event: Some(event) }).await {
            acknowledged.insert(answer.into_inner().event_id);
            n += 1;
            accepted.fetch_add(1, Ordering::Relaxed);
        }
    }
    acknowledged
}

async fn register(channel: Channel, url: &str) {
    let mut client = WebhookServiceClient::new(channel);
    eventually(LONG, async || {
        let webhook = Some(webhook(url, &["*"], "fixed:1s"));
        client.register_webhook(RegisterWebhookRequest { webhook, ..Default::default() }).await
    })
    .await;
}

/// Until so many more events have been accepted.
async fn go_on(accepted: &AtomicU64) {
    let wanted = accepted.load(Ordering::Relaxed) + BETWEEN;
    eventually(LONG, async || match accepted.load(Ordering::Relaxed) {
        enough if enough >= wanted => Ok(()),
        few => Err(format!("{few} of {wanted} accepted")),
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_event_arrives_whoever_is_killed() {
    let kills: usize =
        std::env::var("SPARROW_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(4);
    let receiver = Receiver::start().await;
    let mut site = tokio::task::spawn_blocking(Site::new).await.unwrap();
    site.start();
    register(site.channel(), &receiver.url("/")).await;

    let (stop, accepted) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let callers: Vec<_> = (0..CALLERS)
        .map(|n| tokio::spawn(push(n, site.channel(), Arc::clone(&stop), Arc::clone(&accepted))))
        .collect();
    for n in 1..=kills {
        go_on(&accepted).await;
        site.kill();
        site.start();
        if n.is_multiple_of(4) {
            go_on(&accepted).await;
            site = tokio::task::spawn_blocking(move || {
                site.restart_postgres();
                site
            })
            .await
            .unwrap();
        }
    }
    go_on(&accepted).await;
    stop.store(true, Ordering::Relaxed);
    let mut acknowledged = HashSet::new();
    for caller in callers {
        acknowledged.extend(caller.await.unwrap());
    }

    let arrivals = eventually(LONG, async || {
        let mut arrivals: BTreeMap<String, usize> = BTreeMap::new();
        for request in receiver.requests() {
            *arrivals.entry(request.header("webhook-id").to_owned()).or_default() += 1;
        }
        let missing = acknowledged.iter().filter(|id| !arrivals.contains_key(*id)).count();
        if missing == 0 { Ok(arrivals) } else { Err(format!("{missing} have not arrived")) }
    })
    .await;
    let twice: usize = arrivals.values().map(|n| n - 1).sum();
    // A restart of PostgreSQL leaves the outcome of one settling statement unknown, and the daemon
    // finds it out: it repeats nothing.
    assert!(twice <= kills * IN_FLIGHT, "{twice} came twice after {kills} kills");
    eprintln!(
        "{kills} kills of sparrowd, {} of PostgreSQL: {} acknowledged, 0 lost, {twice} came twice",
        kills / 4,
        acknowledged.len()
    );
    assert!(acknowledged.len() as u64 >= BETWEEN * kills as u64);
    assert!(site.keys().await > 0, "some were pushed with keys");
    let site = tokio::task::spawn_blocking(move || drop(site));
    tokio::time::timeout(SOON, site).await.unwrap().unwrap();
}
