//! Where a campaign happens: PostgreSQL, and real sparrowd processes on it, each behind a network of
//! its own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::Arc;

use rustix::process::{Pid, Signal, kill_process};
use sparrow_proto::v1::admin_service_client::AdminServiceClient;
use sparrow_proto::v1::webhook_service_client::WebhookServiceClient;
use sparrow_proto::v1::{
    DrainNodeRequest, GetSystemHealthRequest, RegisterWebhookRequest, UndrainNodeRequest,
};
use sparrowd::config::Environment;
use sparrowd::embedded::{Durability, Embedded, Options};
use sparrowd::secrets::Keyring;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tonic::transport::{Channel, Endpoint};

use super::failover::Standby;
use super::load::{LONG, Load, event_type};
use super::passable;
use super::sink::Sink;
use crate::harness::daemon::{free_port, memory, webhook};
use crate::harness::proxy::Proxy;
use crate::harness::{eventually, sparrowd};

/// What one node may have in flight: what may come twice for each that dies.
pub const IN_FLIGHT: usize = 64;

pub fn signal(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

/// One machine of the campaign, with a sparrowd on it as long as there is one.
#[derive(Debug)]
pub struct Node {
    pub proxy: Proxy,
    process: Option<Child>,
    home: PathBuf,
    keys: PathBuf,
    in_flight: usize,
    grpc: u16,
    http: u16,
}

impl Node {
    async fn new(top: &Path, number: usize, socket: PathBuf, in_flight: usize) -> Self {
        let home = top.join(format!("node-{number}"));
        std::fs::create_dir(&home).unwrap();
        let proxy = Proxy::start(socket).await;
        let keys = top.join("keys");
        Self { proxy, process: None, home, keys, in_flight, grpc: free_port(), http: free_port() }
    }

    pub fn start(&mut self) {
        let log = File::options().create(true).append(true).open(self.home.join("log")).unwrap();
        let database = format!("postgres://sparrow@{}/sparrow", self.proxy.address());
        let child = sparrowd()
            .args(["serve", "--migrate", "auto"])
            .env_clear()
            .env("DATABASE_URL", database)
            .env("GRPC_PORT", self.grpc.to_string())
            .env("HTTP_PORT", self.http.to_string())
            .env("SPARROW_EGRESS__ALLOW", "127.0.0.0/8")
            .env("SPARROW_DELIVERY__MAX_IN_FLIGHT", self.in_flight.to_string())
            .env("SPARROW_SECRETS__KEY_FILE", &self.keys)
            .env("SPARROW_NODE__STATE_DIR", self.home.join("state"))
            .env("SPARROW_LOG__LEVEL", "info")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.process = Some(child);
    }

    pub fn pid(&self) -> u32 {
        self.process.as_ref().unwrap().id()
    }

    pub fn signal(&self, what: Signal) {
        signal(self.pid(), what);
    }

    pub fn kill(&mut self) {
        let mut child = self.process.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Which incarnation this is.
    pub async fn id(&self) -> String {
        let mut client = AdminServiceClient::new(self.channel());
        let health = client.get_system_health(GetSystemHealthRequest::default()).await.unwrap();
        health.into_inner().node_id
    }

    /// The most that it has had in memory, in MiB, if it is there.
    pub fn peak(&self) -> u64 {
        self.process.as_ref().map_or(0, |process| memory(process.id(), "VmHWM") / 1024)
    }

    /// Its lanes go to the others, and it stays up.
    pub async fn drain(&self) {
        let request = DrainNodeRequest { node_id: self.id().await };
        AdminServiceClient::new(self.channel()).drain_node(request).await.unwrap();
    }

    pub async fn undrain(&self) {
        let request = UndrainNodeRequest { node_id: self.id().await };
        AdminServiceClient::new(self.channel()).undrain_node(request).await.unwrap();
    }

    /// SIGTERM, and its end: a drain that came to no harm.
    pub async fn stop(&mut self) {
        self.signal(Signal::TERM);
        let mut child = self.process.take().unwrap();
        let status = eventually(LONG, async || match child.try_wait().unwrap() {
            Some(status) => Ok(status),
            None => Err("it still runs"),
        })
        .await;
        assert!(status.success(), "the drain ended with {status}");
    }

    /// Until it is ready.
    pub async fn ready(&self) {
        eventually(LONG, async || {
            let answer = self.ask_ready().await.unwrap_or_else(|error| error.to_string());
            if answer.starts_with("HTTP/1.0 200") { Ok(()) } else { Err(answer) }
        })
        .await;
    }

    async fn ask_ready(&self) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.http)).await?;
        stream.write_all(b"GET /ready HTTP/1.0\r\nhost: localhost\r\n\r\n").await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }

    fn channel(&self) -> Channel {
        Endpoint::try_from(format!("http://127.0.0.1:{}", self.grpc)).unwrap().connect_lazy()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(mut child) = self.process.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

#[derive(Debug)]
pub struct Site {
    pub nodes: Vec<Node>,
    postgres: Option<Embedded>,
    /// What has taken its place.
    successor: Option<Standby>,
    /// Where PostgreSQL's folder is.
    folder: PathBuf,
    top: TempDir,
}

fn postgres(folder: PathBuf) -> Embedded {
    Embedded::start_blocking(&Options {
        folder,
        environment: Environment::of_process(),
        fresh: false,
        durability: Durability::Full,
    })
    .unwrap()
}

impl Site {
    pub async fn start(nodes: usize, in_flight: usize) -> Self {
        let top = passable();
        let folder = top.path().join("postgres");
        Self::start_with(top, folder, nodes, in_flight).await
    }

    /// PostgreSQL in that folder.
    pub async fn start_with(top: TempDir, folder: PathBuf, nodes: usize, in_flight: usize) -> Self {
        Keyring::create(&top.path().join("keys")).unwrap();
        let at = folder.clone();
        let postgres = tokio::task::spawn_blocking(|| postgres(at)).await.unwrap();
        let postgres = Some(postgres);
        let mut site = Self { nodes: Vec::new(), postgres, successor: None, folder, top };
        for number in 0..nodes {
            let mut node = Node::new(site.top.path(), number, site.socket(), in_flight).await;
            node.start();
            // One after the other: the first makes the schema.
            node.ready().await;
            site.nodes.push(node);
        }
        site
    }

    /// Registers the webhooks and sets the callers going.
    pub async fn load(&self, webhooks: usize, rate: u64) -> Load {
        let sink = Arc::new(Sink::start().await);
        let mut client = WebhookServiceClient::new(self.nodes[0].channel());
        for n in 0..webhooks {
            let mut webhook = webhook(&sink.url(n), &[&event_type(n)], "fixed:1s");
            if let Some(retry) = &mut webhook.retry {
                retry.max_attempts = 100;
            }
            let request = RegisterWebhookRequest { webhook: Some(webhook), ..Default::default() };
            client.register_webhook(request).await.unwrap();
        }
        let channels = self.nodes.iter().map(Node::channel).collect();
        Load::start(sink, channels, webhooks, rate)
    }

    /// PostgreSQL's socket.
    pub fn socket(&self) -> PathBuf {
        self.socket_folder().join(".s.PGSQL.5432")
    }

    pub fn socket_folder(&self) -> PathBuf {
        let status = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        PathBuf::from(status.lines().nth(4).unwrap())
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub fn top(&self) -> &Path {
        self.top.path()
    }

    pub fn postgres_pid(&self) -> u32 {
        self.postgres.as_ref().unwrap().pid()
    }

    /// Of the PostgreSQL that is the primary now.
    pub fn url(&self) -> String {
        match (&self.successor, &self.postgres) {
            (Some(successor), _) => successor.url(),
            (None, postgres) => postgres.as_ref().unwrap().url().to_owned(),
        }
    }

    /// A connection of the campaign's own, past every proxy.
    pub async fn admin(&self) -> PgConnection {
        PgConnection::connect(&self.url()).await.unwrap()
    }

    pub async fn run(&self, statement: &str) {
        let mut admin = self.admin().await;
        admin.execute(sqlx::AssertSqlSafe(statement)).await.unwrap();
        drop(admin.close().await);
    }

    /// A setting of the whole server; nothing: the one that it started with.
    pub async fn set(&self, name: &str, value: Option<&str>) {
        let mut admin = self.admin().await;
        let statement = match value {
            Some(value) => format!("ALTER SYSTEM SET {name} = '{value}'"),
            None => format!("ALTER SYSTEM RESET {name}"),
        };
        // Where the default is read-only, so is this.
        for statement in ["SET transaction_read_only = off", &statement, "SELECT pg_reload_conf()"]
        {
            admin.execute(sqlx::AssertSqlSafe(statement.to_owned())).await.unwrap();
        }
        drop(admin.close().await);
    }

    /// Stops PostgreSQL by this signal, and starts it again on the same data.
    pub async fn restart_postgres(&mut self, how: Signal) {
        self.stop_postgres(how);
        self.start_postgres().await;
    }

    pub fn stop_postgres(&mut self, how: Signal) {
        // It lets go of the folder; the next start waits until the old server has ended.
        let old = self.postgres.take().unwrap();
        signal(old.pid(), how);
    }

    /// For good: all of its processes at once.
    pub fn kill_postgres(&mut self) {
        self.stop_postgres(Signal::QUIT);
    }

    pub fn fails_over(&mut self, to: Standby) {
        self.successor = Some(to);
    }

    pub async fn start_postgres(&mut self) {
        let at = self.folder.clone();
        self.postgres = Some(tokio::task::spawn_blocking(|| postgres(at)).await.unwrap());
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.nodes.clear();
        self.successor = None;
        if let Some(postgres) = self.postgres.take() {
            drop(postgres.stop_blocking());
        }
        // For whoever wants to know why.
        if std::thread::panicking() {
            let kept = std::env::temp_dir().join("sparrow-faults");
            drop(std::fs::remove_dir_all(&kept));
            drop(std::fs::create_dir(&kept));
            for entry in std::fs::read_dir(self.top.path()).unwrap().flatten() {
                let log = entry.path().join("log");
                if log.exists() {
                    drop(std::fs::copy(log, kept.join(entry.file_name())));
                }
            }
            eprintln!("the nodes' logs are in {}", kept.display());
        }
    }
}
