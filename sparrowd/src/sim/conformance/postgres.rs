//! The real one: a PostgreSQL of the test's own, with what configuration the steps need.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use url::Url;

use super::{SPACE, WEBHOOKS, webhook};
use crate::config::Environment;
use crate::dispatch::ledger::{Ledger, Postgres};
use crate::domain::ids::{SecretId, WebhookId};
use crate::domain::signature::SecretKind;
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::NamespaceName;
use crate::embedded::{Durability, Embedded, Options};
use crate::sim::model::{Counts, Event};
use crate::store::catalog::AsOf;
use crate::store::ingest::{Batch, EventRow, Ingested, QueueRow, ingest};
use crate::store::webhooks::{Headers, New, Registered, Sealed, Secret, Settings, register};
use crate::store::{
    Database, Link, Plans, Pool, clock, migrate, namespaces, partitions, webhook_stats,
};

const DEADLINE: Duration = Duration::from_secs(20);

pub struct Real {
    pool: Pool,
    link: Link,
    pub ledger: Box<dyn Ledger>,
    /// The revisions of the webhooks, by their number.
    pub revisions: Vec<i64>,
    _server: Server,
}

/// Stopped and removed when it is dropped.
struct Server {
    running: Option<Embedded>,
    _folder: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        // Root's PostgreSQL runs as another account, which has to get there.
        let passable = std::fs::Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new().permissions(passable).tempdir().unwrap();
        let running = Embedded::start_blocking(&Options {
            folder: folder.path().join("postgres"),
            environment: Environment::of_process(),
            fresh: false,
            durability: Durability::ProcessCrash,
        });
        Self { running: Some(running.unwrap()), _folder: folder }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop_blocking().unwrap();
        }
    }
}

impl Real {
    /// With its own time.
    pub async fn start() -> (Self, Timestamp) {
        let server = Server::start();
        let database = Database::parse(server.running.as_ref().unwrap().url()).unwrap();
        migrate::up(&database, DEADLINE).await.unwrap();
        let pool = database.pool(4).await.unwrap();
        let (now, _) = clock(&pool).await.unwrap();
        partitions::ensure(&pool, now).await.unwrap();
        namespaces::create(&pool, SPACE, &NamespaceName::try_new("same").unwrap()).await.unwrap();
        let mut revisions = Vec::new();
        for n in 0..WEBHOOKS {
            revisions.push(registered(&pool, n, now).await);
        }
        let link = database.link(DEADLINE, Plans::Default);
        let ledger = Postgres::new(database, pool.clone()).open(DEADLINE, Plans::Indexed);
        (Self { pool, link, ledger, revisions, _server: server }, now)
    }

    /// What ingest writes.
    pub async fn push(&mut self, events: &[(Event, Option<Timestamp>)], revision: i64) {
        let mut batch = Batch::default();
        batch.spaces.push(SPACE, AsOf::told_by(&self.pool, revision).await.unwrap());
        for (event, due_at) in events {
            for (webhook, n) in event.webhooks.iter().zip(1..) {
                batch.queue.push(QueueRow {
                    namespace: SPACE,
                    webhook: *webhook,
                    delivery: event.body.event.delivery(n).unwrap(),
                    event: event.body.event,
                    due_at: *due_at,
                    expires_at: event.expires_at,
                });
            }
            batch.events.push(EventRow {
                namespace: SPACE,
                id: event.body.event,
                event_type: &event.body.event_type,
                content_type: &event.body.content_type,
                metadata: None,
                headers: &event.body.headers,
                key: None,
                deliver_at: event.body.deliver_at,
                expires_at: event.expires_at,
                trial: event.body.trial,
                webhooks: event.webhooks.clone(),
                payload: &event.body.payload,
            });
        }
        let written = ingest(&mut self.link, &batch).await.unwrap();
        assert_eq!(written, Ingested::Committed(Vec::new()));
    }

    /// All buckets of each webhook in one, of those that have any.
    pub async fn counts(&self, now: Timestamp) -> BTreeMap<WebhookId, Counts> {
        let webhooks: Vec<_> = (0..=WEBHOOKS).map(webhook).collect();
        let stats = webhook_stats::of(&self.pool, SPACE, &webhooks, now).await.unwrap();
        let number = |n| i64::try_from(n).unwrap();
        let counts = stats
            .iter()
            .map(|of| Counts { succeeded: number(of.succeeded), failed: number(of.failed) });
        webhooks.into_iter().zip(counts).filter(|(_, of)| *of != Counts::default()).collect()
    }

    pub async fn close(self) {
        self.ledger.close().await;
        self.link.close().await;
        self.pool.close().await;
    }
}

async fn registered(pool: &Pool, n: usize, now: Timestamp) -> i64 {
    let secret = Secret {
        id: SecretId::from_uuid(webhook(n).uuid()),
        kind: SecretKind::Hmac,
        public_key: None,
        created_at: now,
        expires_at: None,
    };
    let settings = Settings {
        name: None,
        url: Url::parse("https://example.com/").unwrap(),
        patterns: vec![crate::domain::event::EventPattern::try_new("*").unwrap()],
        description: String::new(),
        schedule: None,
        max_attempts: None,
        final_statuses: Vec::new(),
        attempt_timeout_ms: None,
        concurrency: None,
        headers: Headers::default(),
        max_age_s: None,
        ignore_gone: false,
    };
    let sealed = Sealed { secret, sealed: vec![7; 64] };
    let new = New { id: webhook(n), settings, secret: sealed, pause: None };
    match register(pool, SPACE, new).await.unwrap() {
        Registered::Registered(record) => record.revision,
        other => panic!("{other:?}"),
    }
}
