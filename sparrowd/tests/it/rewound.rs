//! A PostgreSQL that has lost its last changes, as a standby may have that lagged behind when it was
//! promoted, and that has gone on from there before any node looks at it.

use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use sparrow_proto::v1::{
    EventInput, PushEventRequest, PushEventResponse, UpdateWebhookRequest, Webhook,
};
use sparrowd::config::Environment;
use sparrowd::embedded::{Durability, Embedded, Options};
use sparrowd::store::{Database, migrate};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};
use tempfile::TempDir;
use tonic::Status;
use tonic_types::StatusExt as _;

use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::proxy::{Proxy, Weather};
use crate::harness::{Receiver, SOON, eventually};

/// Long enough for a daemon to have its database back.
const BACK: Duration = Duration::from_secs(30);

/// A PostgreSQL of the test's own, behind a network of the daemon's own.
struct Site {
    folder: TempDir,
    postgres: Option<Embedded>,
    proxy: Proxy,
    daemon: Option<TestDaemon>,
}

async fn start(folder: PathBuf) -> Embedded {
    let environment = Environment::of_process();
    let durability = Durability::ProcessCrash;
    Embedded::start(Options { folder, environment, fresh: false, durability }).await.unwrap()
}

fn socket(postgres: &Embedded) -> PathBuf {
    let options: PgConnectOptions = postgres.url().parse().unwrap();
    options.get_socket().unwrap().join(".s.PGSQL.5432")
}

impl Site {
    async fn new() -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        // Root's PostgreSQL runs as another account, which has to get there.
        let passable = std::fs::Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new().permissions(passable).tempdir().unwrap();
        let postgres = start(folder.path().join("postgres")).await;
        migrate::up(&Database::parse(postgres.url()).unwrap(), SOON).await.unwrap();
        let proxy = Proxy::start(socket(&postgres)).await;
        let url = format!("postgres://sparrow@{}/sparrow", proxy.address());
        let daemon = Some(Home::at(url).start().await);
        Self { folder, postgres: Some(postgres), proxy, daemon }
    }

    fn daemon(&self) -> &TestDaemon {
        self.daemon.as_ref().unwrap()
    }

    /// Another server process answers from now on, in whose history this has happened instead.
    async fn goes_on_with(&mut self, history: &str) {
        self.proxy.becomes(Weather::Refused);
        self.postgres.take().unwrap().stop().await.unwrap();
        self.postgres = Some(start(self.folder.path().join("postgres")).await);
        self.run(history).await;
        self.proxy.leads_to(socket(self.postgres.as_ref().unwrap()));
        self.proxy.becomes(Weather::Fair);
    }

    /// Past the daemon.
    async fn run(&self, statements: &str) {
        let url = self.postgres.as_ref().unwrap().url();
        let mut admin = url.parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
        admin.execute(sqlx::AssertSqlSafe(statements)).await.unwrap();
        admin.close().await.unwrap();
    }

    async fn push(&self, namespace: &str, event_type: &str) -> Result<PushEventResponse, Status> {
        let event = EventInput {
            namespace: namespace.to_owned(),
            r#type: event_type.to_owned(),
            payload: Bytes::from_static(b"{}"),
            ..EventInput::default()
        };
        let request = PushEventRequest { event: Some(event) };
        Ok(self.daemon().events().push_event(request).await?.into_inner())
    }

    /// The first answer that is not that of an outage.
    async fn first(&self, namespace: &str, event_type: &str) -> Result<PushEventResponse, String> {
        eventually(BACK, async || {
            let answer = self.push(namespace, event_type).await.map_err(|status| {
                status.get_error_details().error_info().map(|it| it.reason.clone()).unwrap()
            });
            match answer {
                Err(away) if away == "database_unavailable" || away == "outcome_unknown" => {
                    Err(away)
                }
                other => Ok(other),
            }
        })
        .await
    }

    async fn end(mut self) {
        self.daemon.take().unwrap().stop().await;
        self.postgres.take().unwrap().stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn configuration_that_the_database_has_lost_is_in_force_nowhere() {
    let receiver = Receiver::start().await;
    let mut site = Site::new().await;
    let template = webhook(&receiver.url("/first"), &["first.*"], "standard");
    let (registered, _) = site.daemon().register(template).await;
    // What is lost, and what has happened instead: as many changes, or fewer.
    for (n, back) in [("same", 0), ("fewer", 1)] {
        let lost = Webhook {
            url: receiver.url("/lost"),
            event_types: vec!["lost.*".to_owned()],
            ..registered.clone()
        };
        let paths = ["url", "event_types"].map(str::to_owned).to_vec();
        let request = UpdateWebhookRequest {
            webhook: Some(lost),
            update_mask: Some(prost_types::FieldMask { paths }),
        };
        site.daemon().webhooks().update_webhook(request).await.unwrap();
        assert_eq!(site.push(NAMESPACE, "lost.a").await.unwrap().deliveries, 1);
        let path = format!("/{n}");
        let history = format!(
            "UPDATE sparrow.webhooks SET revision = revision - {back}, url = '{}',
                    event_types = '{{{n}.*}}';
             UPDATE sparrow.namespaces SET revision = revision - {back}",
            receiver.url(&path)
        );
        site.goes_on_with(&history).await;
        assert_eq!(site.first(NAMESPACE, &format!("{n}.a")).await.unwrap().deliveries, 1, "{n}");
        assert_eq!(site.push(NAMESPACE, "lost.a").await.unwrap().deliveries, 0, "{n}");
        eventually(SOON, async || {
            let requests = receiver.requests();
            let came = requests.iter().any(|request| request.uri.path() == path);
            if came { Ok(()) } else { Err(requests.len()) }
        })
        .await;
    }
    site.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_namespace_that_the_database_has_lost_is_unknown() {
    let mut site = Site::new().await;
    site.run("INSERT INTO sparrow.namespaces VALUES (gen_random_uuid(), 'lost')").await;
    site.push("lost", "a.b").await.unwrap();
    site.goes_on_with("DELETE FROM sparrow.namespaces WHERE name = 'lost'").await;
    assert_eq!(site.first("lost", "a.b").await.unwrap_err(), "unknown_namespace");
    assert_eq!(site.push(NAMESPACE, "a.b").await.unwrap().deliveries, 0);
    site.end().await;
}
