//! PostgreSQL: batches of 256 events of 1 KiB by `unnest`, each a durable commit, into sparrow's own
//! tables. Ingest goes through one connection. In the cycle another one settles what the first has
//! committed: attempts inserted, rows of the queue deleted. Nothing is matched, claimed, fenced or
//! counted.

use std::time::Instant;

use sqlx::Executor as _;
use sqlx::postgres::PgConnection;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{MEASURED, PAYLOAD, Rate, WARM_UP};
use crate::payload::{self, Mark};
use crate::site::{Postgres, Site};
use crate::trial::{Cpu, Watched};

const BATCH: usize = 256;
/// Batches committed and not settled yet.
const AHEAD: usize = 4;

const INGEST: &str = "
    WITH event AS (
        INSERT INTO sparrow.events
            (namespace_id, event_id, event_type, content_type, webhooks, payload)
        SELECT $1, e.event_id, 'bench.event', 'application/json', ARRAY[$2::uuid], e.payload
        FROM unnest($3::uuid[], $5::bytea[]) AS e (event_id, payload)
    )
    INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id)
    SELECT $1, $2, d FROM unnest($4::uuid[]) AS d";

const SETTLE: &str = "
    WITH r AS MATERIALIZED (
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[])
            AS r (namespace_id, webhook_id, event_id, delivery_id, attempt_id)
    ),
    gone AS (
        DELETE FROM sparrow.queue q USING r
        WHERE q.namespace_id = r.namespace_id AND q.webhook_id = r.webhook_id
          AND q.delivery_id = r.delivery_id AND q.attempt = 0
    )
    INSERT INTO sparrow.attempts
        (namespace_id, attempt_id, delivery_id, event_id, webhook_id, revision, attempt,
         max_attempts, outcome, decision, excused, status, rule, connect_us, first_byte_us,
         total_us, reused, remote, signed_at, signature, response_headers, response_body)
    SELECT r.namespace_id, r.attempt_id, r.delivery_id, r.event_id, r.webhook_id, 1, 1, 10, 1, 1,
           false, 200, 'delivered', NULL, 900, 1000, true, '127.0.0.1:29001', 1764436320,
           'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
           'content-length: 0\r\ndate: Sat, 29 Nov 2025 17:12:00 GMT\r\n'::bytea, ''::bytea
    FROM r";

const PROBES: &str = "SET enable_seqscan = off; SET enable_bitmapscan = off; \
    SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off; \
    SET max_parallel_workers_per_gather = 0; SET plan_cache_mode = force_generic_plan";

/// The site must have its schema and partitions, and no daemon.
pub async fn ingest(postgres: &Postgres, site: &Site) -> anyhow::Result<Rate> {
    let mut writer = Writer::new(site.connect().await?);
    measure(postgres, async || {
        writer.ingest().await?;
        anyhow::Ok(BATCH)
    })
    .await
}

pub async fn cycle(postgres: &Postgres, site: &Site) -> anyhow::Result<Rate> {
    let mut writer = Writer::new(site.connect().await?);
    let mut connection = site.connect().await?;
    connection.execute("TRUNCATE sparrow.queue").await?;
    // By index, as sparrowd's settler, and each join by probes: without that PostgreSQL reads all of a
    // queue that it knows nothing about.
    connection.execute(PROBES).await?;
    let mut settler = writer.beside(connection);
    let (committed, mut batches) = mpsc::channel::<Ids>(AHEAD);
    let ingesting = tokio::spawn(async move {
        loop {
            let ids = writer.ingest().await?;
            if committed.send(ids).await.is_err() {
                return anyhow::Ok(());
            }
        }
    });
    let rate = measure(postgres, async || {
        let Some(ids) = batches.recv().await else { anyhow::bail!("ingest ended") };
        settler.settle(&ids).await?;
        Ok(BATCH)
    })
    .await;
    drop(batches);
    ingesting.await??;
    rate
}

async fn measure(
    postgres: &Postgres,
    mut step: impl AsyncFnMut() -> anyhow::Result<usize>,
) -> anyhow::Result<Rate> {
    let watched = Watched { postgres: Some(postgres.pid()), ..Watched::default() };
    let warm = Instant::now() + WARM_UP;
    while Instant::now() < warm {
        step().await?;
    }
    let (begun, before, mut events) = (Instant::now(), Cpu::now(&watched), 0);
    while begun.elapsed() < MEASURED {
        events += step().await?;
    }
    let (took, cpu) = (begun.elapsed(), Cpu::now(&watched).since(&before));
    Ok(Rate::new(events as f64, took, [cpu.generator_s, cpu.postgres_s], &cpu))
}

/// The ids of a batch.
struct Ids {
    events: Vec<Uuid>,
    deliveries: Vec<Uuid>,
}

struct Writer {
    connection: PgConnection,
    namespace: Uuid,
    webhook: Uuid,
    payloads: Vec<Vec<u8>>,
}

impl Writer {
    fn new(connection: PgConnection) -> Self {
        let payload = payload::write(Mark { run: 0, n: 0, due_us: 0 }, PAYLOAD).to_vec();
        Self {
            connection,
            namespace: Uuid::now_v7(),
            webhook: Uuid::now_v7(),
            payloads: vec![payload; BATCH],
        }
    }

    /// For the same namespace and webhook.
    fn beside(&self, connection: PgConnection) -> Self {
        Self { connection, payloads: Vec::new(), ..*self }
    }

    async fn ingest(&mut self) -> anyhow::Result<Ids> {
        let events: Vec<Uuid> = (0..BATCH).map(|_| event_id()).collect();
        let deliveries = events.iter().map(|id| Uuid::from_u128(id.as_u128() | 1)).collect();
        let ids = Ids { events, deliveries };
        sqlx::query(INGEST)
            .bind(self.namespace)
            .bind(self.webhook)
            .bind(&ids.events)
            .bind(&ids.deliveries)
            .bind(&self.payloads)
            .execute(&mut self.connection)
            .await?;
        Ok(ids)
    }

    async fn settle(&mut self, ids: &Ids) -> anyhow::Result<()> {
        let attempts: Vec<Uuid> = ids.events.iter().map(|_| Uuid::now_v7()).collect();
        sqlx::query(SETTLE)
            .bind(vec![self.namespace; ids.events.len()])
            .bind(vec![self.webhook; ids.events.len()])
            .bind(&ids.events)
            .bind(&ids.deliveries)
            .bind(&attempts)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }
}

/// With room for the number of a delivery, as sparrow's own.
fn event_id() -> Uuid {
    Uuid::from_u128(Uuid::now_v7().as_u128() & !0x1_ffff)
}
