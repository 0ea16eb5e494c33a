//! With a pooler in session mode in front of PostgreSQL, and past it for what is a task's own.

use sparrow_proto::v1::ListEventsRequest;
use tonic::Code;

use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::pooler::Pooler;
use crate::harness::{Receiver, SOON, TestDatabase, eventually};

async fn listed(daemon: &TestDaemon) -> Result<usize, tonic::Status> {
    let request = ListEventsRequest { namespace: NAMESPACE.to_owned(), ..Default::default() };
    Ok(daemon.events().list_events(request).await?.into_inner().events.len())
}

async fn received(receiver: &Receiver, wanted: usize) {
    eventually(SOON, async || match receiver.requests().len() {
        some if some >= wanted => Ok(()),
        few => Err(few),
    })
    .await;
}

#[tokio::test]
async fn all_goes_through_a_pooler_and_its_end_stops_no_delivery() {
    let (database, receiver) = (TestDatabase::create().await, Receiver::start().await);
    let mut pooler = Pooler::start(&database).await;
    let home = Home::new(&database).behind(&pooler.url(&database));
    let daemon = home.start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "fixed:1s")).await;
    daemon.push("order.paid", b"{}").await;
    received(&receiver, 1).await;
    assert_eq!(listed(&daemon).await.unwrap(), 1);

    // Pushes and deliveries take the way past it; what is read waits for it.
    pooler.kill();
    let event = daemon.push("order.paid", b"{}").await.event_id;
    received(&receiver, 2).await;
    let refused = listed(&daemon).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert_eq!(receiver.requests()[1].header("webhook-id"), event);

    pooler.run().await;
    eventually(6 * SOON, async || listed(&daemon).await.map(|events| assert_eq!(events, 2))).await;
    let (_, secret) = daemon.register(webhook(&receiver.url("/b"), &["*"], "fixed:1s")).await;
    assert!(!secret.is_empty());
    daemon.push("order.paid", b"{}").await;
    received(&receiver, 4).await;
    daemon.stop().await;
}

#[tokio::test]
async fn sessions_through_a_pooler_are_set_as_others_are() {
    let database = TestDatabase::create().await;
    let pooler = Pooler::start(&database).await;
    let parsed =
        sparrowd::store::Database::try_new(&pooler.url(&database), Some(&database.url())).unwrap();
    let direct = sparrowd::store::Database::parse(&database.url()).unwrap();
    let mut seen = Vec::new();
    for from in [&parsed, &direct] {
        let pool = from.pool(2).await.unwrap();
        let settings: Vec<(String, String)> = sqlx::query_as(
            "SELECT name, setting FROM pg_settings
             WHERE name IN ('enable_seqscan', 'jit', 'plan_cache_mode', 'lock_timeout',
                            'idle_in_transaction_session_timeout')
             ORDER BY name",
        )
        .fetch_all(&pool)
        .await
        .unwrap();
        assert_eq!(settings.len(), 5);
        seen.push(settings);
        pool.close().await;
    }
    assert_eq!(seen[0], seen[1]);
}
