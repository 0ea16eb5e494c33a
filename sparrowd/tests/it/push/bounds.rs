//! What a push with a key, a sweep, and the dropping of keys read: what they bring, however much
//! there is beside it.

use sparrowd::domain::headers::OwnHeaders;
use sparrowd::domain::idempotency::{Content, Digest, Key};
use sparrowd::domain::ids::{DeliveryId, EventId, Lane, NamespaceId};
use sparrowd::domain::lifetime::Lifetime;
use sparrowd::domain::timestamp::Timestamp;
use sparrowd::store::catalog::AsOf;
use sparrowd::store::expiry::{ends_asked, expired};
use sparrowd::store::idempotency::{Claim, drop_expired};
use sparrowd::store::ingest::{Batch, EventRow, Ingested, OnConflict, ingest_keyed};
use sparrowd::store::{Database, Link, Plans, partitions};
use sqlx::{Executor as _, PgPool};
use uuid::Uuid;

use crate::harness::reads::counted;
use crate::harness::{SOON, TestDatabase};

const MANY: i64 = 100_000;

/// Whose rows are counted.
const TABLES: &str = "^(queue|idempotency_keys|events)";

struct Bench {
    test: TestDatabase,
    pool: PgPool,
    now: Timestamp,
}

impl Bench {
    async fn new() -> Self {
        let test = TestDatabase::create().await;
        let pool = test.pool().await;
        let now = sparrowd::store::clock(&pool).await.unwrap().0;
        partitions::ensure(&pool, now).await.unwrap();
        // Statistics of an empty table: what they are before a burst.
        pool.execute("ANALYZE sparrow.queue, sparrow.idempotency_keys").await.unwrap();
        Self { test, pool, now }
    }

    fn link(&self) -> Link {
        Database::parse(&self.test.url()).unwrap().link(SOON, Plans::Indexed)
    }

    /// Rows of these tables that a read on a connection of its own took from tables and indexes.
    async fn reads<T>(&self, read: impl AsyncFnOnce(&mut Link) -> T) -> (T, i64) {
        counted(&self.test, &self.pool, TABLES, read).await
    }
}

#[tokio::test]
async fn a_sweep_reads_what_has_expired_in_its_lanes() {
    let bench = Bench::new().await;
    // In each lane as many: most without an end, a few that have expired, others that will.
    let fill = format!(
        "INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id, expires_at)
         SELECT '{space}', lpad(to_hex(n % 256), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid,
                CASE WHEN n % 100 = 0 THEN now() - interval '1 minute'
                     WHEN n % 3 = 0 THEN now() + interval '1 hour' END
         FROM generate_series(1, {MANY}) n",
        space = Uuid::from_u128(2),
    );
    bench.pool.execute(sqlx::AssertSqlSafe(fill)).await.unwrap();
    let lanes: Vec<Lane> = (0..=255).map(Lane).collect();
    let now = bench.now;
    let (found, reads) =
        bench.reads(async |link| expired(link, &lanes, &[], now, 10_000).await.unwrap()).await;
    assert_eq!(found.len(), 1_000);
    assert!(reads <= 1_300, "{reads} rows read for 1,000");

    let (mine, reads) =
        bench.reads(async |link| expired(link, &[Lane(4)], &[], now, 5).await.unwrap()).await;
    assert_eq!(mine.len(), 5);
    assert!(mine.iter().all(|one| one.webhook.lane() == Lane(4)));
    assert!(reads <= 6, "{reads} rows read for 5");
    let but: Vec<DeliveryId> = mine.iter().map(|one| one.delivery).collect();
    let mut link = bench.link();
    let others = expired(&mut link, &[Lane(4)], &but, now, 100).await.unwrap();
    assert!(!others.is_empty() && others.iter().all(|one| !but.contains(&one.delivery)));
    let gone = EventId::from_stamp(Uuid::from_u128(1 << 90));
    let keys = [(NamespaceId::from_uuid(Uuid::from_u128(2)), gone)];
    assert_eq!(ends_asked(&mut link, &keys).await.unwrap(), [None]);
    link.close().await;
}

fn claim(bench: &Bench, n: u128, content: Digest) -> Claim {
    let millis = u128::from(bench.now.millis().unsigned_abs());
    Claim {
        namespace: NamespaceId::from_uuid(Uuid::from_u128(2)),
        key: Key::try_new(&format!("key-{n}")).unwrap().digest(),
        event: EventId::from_stamp(Uuid::from_u128(millis << 80 | 7 << 76 | 2 << 62 | n << 20)),
        deliveries: 0,
        content,
    }
}

#[tokio::test]
async fn keys_are_written_and_dropped_without_a_look_at_the_others() {
    let bench = Bench::new().await;
    let fill = format!(
        "INSERT INTO sparrow.namespaces VALUES ('{space}', 'keys', 1);
         INSERT INTO sparrow.idempotency_keys
         SELECT '{space}', decode(md5(n::text), 'hex'), gen_random_uuid(), 0, decode(md5(''), 'hex'),
                now() + CASE WHEN n % 1000 = 0 THEN interval '-1 hour' ELSE interval '1 hour' END
         FROM generate_series(1, {MANY}) n",
        space = Uuid::from_u128(2),
    );
    bench.pool.execute(sqlx::AssertSqlSafe(fill)).await.unwrap();
    let headers = OwnHeaders::default();
    let lifetime = Lifetime::default();
    let content = Content {
        event_type: "a",
        content_type: "b",
        payload: b"c",
        metadata: None,
        headers: &headers,
        lifetime,
    };
    let mut claims: Vec<_> = (1..=50).map(|n| claim(&bench, n, content.digest())).collect();
    claims.sort_unstable_by_key(|claim| claim.key);
    let others: Vec<_> = claims
        .iter()
        .map(|claim| {
            let event =
                EventId::from_uuid(Uuid::from_u128(claim.event.uuid().as_u128() + (1 << 40)));
            Claim { event, ..*claim }
        })
        .collect();
    let started: i64 = sqlx::query_scalar(
        "SELECT (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint",
    )
    .fetch_one(&bench.pool)
    .await
    .unwrap();
    let as_of = AsOf { server: Timestamp::from_micros(started), revision: 1 };
    let batch = |claims: &[Claim]| {
        let mut batch = Batch { claims: claims.to_vec(), ..Batch::default() };
        batch.spaces.push(NamespaceId::from_uuid(Uuid::from_u128(2)), as_of);
        for claim in claims {
            batch.events.push(EventRow {
                namespace: claim.namespace,
                id: claim.event,
                event_type: "a",
                content_type: "b",
                metadata: None,
                headers: &headers,
                key: Some("k"),
                deliver_at: None,
                expires_at: None,
                trial: false,
                webhooks: Vec::new(),
                payload: b"c",
            });
        }
        batch
    };
    let left_out = OnConflict::LeaveOut;
    let mut link = bench.link();
    let written = ingest_keyed(&mut link, &batch(&claims), left_out).await.unwrap();
    assert_eq!(written, Ingested::Committed(claims.clone()));
    link.close().await;
    let (again, reads) = bench
        .reads(async |link| ingest_keyed(link, &batch(&others), left_out).await.unwrap())
        .await;
    assert_eq!(again, Ingested::Committed(claims.clone()), "what the keys stood for");
    assert!(reads <= 400, "{reads} rows read for 50 keys that are taken");

    let pool = bench.pool.clone();
    let dropped = drop_expired(&pool).await.unwrap();
    assert_eq!(dropped, 100);
    let plan: Vec<String> = sqlx::query_scalar(
        "EXPLAIN (COSTS OFF) SELECT ctid FROM sparrow.idempotency_keys
         WHERE expires_at <= now() ORDER BY expires_at LIMIT 5000 FOR UPDATE SKIP LOCKED",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let plan = plan.join("\n");
    assert!(plan.contains("Index Scan using idempotency_keys_expiry"), "{plan}");
}
