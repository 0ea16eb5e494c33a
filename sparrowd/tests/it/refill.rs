//! The reads of the queue cost the same with ten rows waiting or with a hundred thousand, and so does
//! settling, whatever the planner believes of the table.

use std::time::Duration;

use sparrowd::domain::ids::{DeliveryId, NamespaceId, NodeId, WebhookId};
use sparrowd::domain::timestamp::Timestamp;
use sparrowd::store::queue::{
    DueWanted, FreshWanted, Stretch, due, fresh, owing, rescan_glance, rescan_page,
};
use sparrowd::store::{Database, Link, Plans, nodes, partitions};
use sqlx::{Executor as _, PgPool};
use uuid::Uuid;

use crate::harness::reads::counted;
use crate::harness::{SOON, TestDatabase};

/// Rows of one webhook: half of them first attempts, a quarter due, a quarter due in an hour.
const MANY: i64 = 100_000;
const WEBHOOKS: i64 = 50;

/// Whose rows are counted.
const TABLES: &str = "^queue$";

struct Bench {
    test: TestDatabase,
    pool: PgPool,
    namespace: NamespaceId,
    webhook: WebhookId,
    now: Timestamp,
}

impl Bench {
    async fn new() -> Self {
        let test = TestDatabase::create().await;
        let pool = test.pool().await;
        let now = sparrowd::store::clock(&pool).await.unwrap().0;
        partitions::ensure(&pool, now).await.unwrap();
        let namespace = NamespaceId::from_uuid(Uuid::from_u128(2));
        let webhook = WebhookId::from_uuid(Uuid::from_u128(7));
        let bench = Self { test, pool, namespace, webhook, now };
        bench.fill().await;
        bench
    }

    async fn fill(&self) {
        let (space, webhook) = (self.namespace.uuid(), self.webhook.uuid());
        // Statistics of an empty table: what they are before a burst.
        let fill = format!(
            "ANALYZE sparrow.queue;
             INSERT INTO sparrow.queue
             SELECT '{space}', '{webhook}', lpad(to_hex(n * 100), 32, '0')::uuid,
                    CASE n % 4 WHEN 0 THEN 1 WHEN 1 THEN 1 ELSE 0 END, 0,
                    CASE n % 4 WHEN 0 THEN now() - interval '1 minute'
                               WHEN 1 THEN now() + interval '1 hour' END
             FROM generate_series(1, {MANY}) n;
             INSERT INTO sparrow.queue
             SELECT '{space}', lpad(to_hex(1000 + n), 32, '0')::uuid,
                    lpad(to_hex(n), 32, '0')::uuid, 0, 0, NULL
             FROM generate_series(1, {WEBHOOKS}) n"
        );
        self.pool.execute(sqlx::AssertSqlSafe(fill)).await.unwrap();
    }

    fn link(&self) -> Link {
        Database::parse(&self.test.url()).unwrap().link(SOON, Plans::Indexed)
    }

    /// Rows of the queue that a read on a connection of its own took from table and indexes.
    async fn reads<T>(&self, read: impl AsyncFnOnce(&mut Link) -> T) -> (T, i64) {
        counted(&self.test, &self.pool, TABLES, read).await
    }
}

#[tokio::test]
async fn a_refill_reads_what_it_brings() {
    let bench = Bench::new().await;
    let Bench { namespace, webhook, now, .. } = bench;
    let wanted = FreshWanted { namespace, webhook, after: DeliveryId::ZERO, limit: 100 };
    let (found, reads) = bench.reads(async |link| fresh(link, &[wanted]).await.unwrap()).await;
    assert_eq!(found[0].rows.len(), 100);
    assert!(found[0].looked_to.is_some(), "there is more");
    assert!(reads <= 2_500, "{reads} rows read for 100 first attempts");

    // Far into the backlog it costs the same.
    let after = DeliveryId::from_uuid(Uuid::from_u128(u128::try_from(MANY).unwrap() * 50));
    let wanted = FreshWanted { after, ..wanted };
    let (found, reads) = bench.reads(async |link| fresh(link, &[wanted]).await.unwrap()).await;
    assert!(found[0].rows.iter().all(|row| row.delivery > after));
    assert!(reads <= 2_500, "{reads} rows read for 100 first attempts in the middle");

    let wanted = DueWanted { namespace, webhook, from: Timestamp::EPOCH, limit: 100 };
    let (found, reads) = bench.reads(async |link| due(link, &[wanted], now).await.unwrap()).await;
    assert_eq!(found[0].rows.len(), 100);
    assert!(found[0].next.is_some_and(|next| next > now), "the next one is due in an hour");
    assert!(reads <= 300, "{reads} rows read for 100 retries");
}

#[tokio::test]
async fn the_search_and_the_rescan_read_what_they_look_at() {
    let bench = Bench::new().await;
    let Bench { namespace, webhook, .. } = bench;
    let nobody = (NamespaceId::from_uuid(Uuid::nil()), WebhookId::from_uuid(Uuid::nil()));
    let (found, reads) = bench.reads(async |link| owing(link, nobody, 1_000).await.unwrap()).await;
    assert_eq!(i64::try_from(found.len()).unwrap(), WEBHOOKS + 1);
    assert!(reads <= 4 * (WEBHOOKS + 1), "{reads} rows read for {} webhooks", found.len());

    let stretch = Stretch { namespace, webhook, after: DeliveryId::ZERO, until: DeliveryId::MAX };
    let (pages, reads) =
        bench.reads(async |link| rescan_glance(link, &[stretch]).await.unwrap()).await;
    assert!(pages[0].next.is_some() && !pages[0].fresh.is_empty());
    assert!(reads <= 300, "{reads} rows read at a glance");
    let (page, reads) = bench.reads(async |link| rescan_page(link, stretch).await.unwrap()).await;
    assert_eq!(page.fresh.len(), 5_000, "half of those looked at");
    assert!(reads <= 11_000, "{reads} rows read for a page");
}

#[tokio::test]
async fn settling_reads_the_rows_that_it_settles() {
    let bench = Bench::new().await;
    let mut link = bench.link();
    let node = NodeId::from_uuid(Uuid::from_u128(1));
    nodes::join(&mut link, node, "test", None).await.unwrap();
    let kind = sparrowd::store::settle::ChangeKind::RetryNow;
    let changes: Vec<_> = (1..=100_u128)
        .map(|n| sparrowd::store::settle::Change {
            namespace: bench.namespace,
            webhook: bench.webhook,
            delivery: DeliveryId::from_uuid(Uuid::from_u128(n * 400)),
            event: Uuid::from_u128(n * 400),
            kind,
            reason: String::new(),
            by: String::new(),
        })
        .collect();
    let stamp = sparrowd::store::settle::Stamp { node, fence: 1, batch: 1, at: bench.now };
    let later = bench.now.plus(Duration::from_secs(1));
    let (settled, reads) = bench
        .reads(async |link| {
            sparrowd::store::settle::changes(link, stamp, &changes, kind, later).await.unwrap()
        })
        .await;
    let all = sparrowd::store::settle::Settled::Done { won: vec![true; 100] };
    assert_eq!(settled, all);
    assert!(reads <= 1_000, "{reads} rows read for 100 settled");
    link.close().await;
}
