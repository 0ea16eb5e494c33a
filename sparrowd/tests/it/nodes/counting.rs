//! Outcomes are counted in a node's memory, and none is lost with it.

use sparrow_proto::v1::GetWebhookRequest;

use super::LONG;
use super::site::{Site, to};
use crate::harness::daemon::NAMESPACE;
use crate::harness::{Receiver, eventually};

const EVENTS: usize = 300;

#[tokio::test]
async fn what_a_dead_node_had_not_counted_is_counted_from_the_record() {
    let receiver = Receiver::start().await;
    let Site { test, one, two, webhook } = Site::new(to(&receiver, "/", "standard")).await;
    for _ in 0..EVENTS {
        two.push("a.b", b"{}").await;
    }
    receiver.wait_for(EVENTS, LONG).await;
    two.crash().await;
    let pool = test.pool().await;
    let request = GetWebhookRequest { namespace: NAMESPACE.to_owned(), webhook: webhook.id };
    eventually(LONG, async || {
        let answer = one.webhooks().get_webhook(request.clone()).await.unwrap().into_inner();
        let stats = answer.stats.unwrap();
        let made: i64 =
            sqlx::query_scalar("SELECT count(*) FROM sparrow.attempts WHERE decision = 1")
                .fetch_one(&pool)
                .await
                .unwrap();
        let left: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM sparrow.nodes WHERE state = 'dead' AND counted IS NOT NULL",
        )
        .fetch_one(&pool)
        .await
        .unwrap();
        let is_over = left == 0 && stats.backlog == 0 && made >= i64::try_from(EVENTS).unwrap();
        if is_over && stats.succeeded == made.unsigned_abs() {
            Ok(())
        } else {
            Err(format!("{stats:?}, {made} on record, {left} nodes are not counted"))
        }
    })
    .await;
    one.stop().await;
}
