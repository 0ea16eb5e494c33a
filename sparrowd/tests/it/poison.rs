//! What can't be dealt with waits by itself: nothing else has to wait for it.

use sparrow_proto::v1::DeliveryState;
use sqlx::Executor as _;

use crate::harness::daemon::{Home, webhook};
use crate::harness::{Answer, Receiver, SOON, TestDatabase, eventually};

#[tokio::test]
async fn a_namespace_that_cant_be_read_keeps_no_other_waiting() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::with(Answer::never()).await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "standard")).await;
    daemon.push("a.b", b"{}").await;
    receiver.wait_for(1, SOON).await;
    daemon.crash().await;
    // Whoever looks for what is owed comes upon it first.
    let broken = "
        INSERT INTO sparrow.namespaces (namespace_id, name)
        VALUES ('00000000-0000-0000-0000-000000000001', 'broken');
        INSERT INTO sparrow.webhooks
            (namespace_id, webhook_id, url, event_types, retry, revision)
        VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002',
                'http://acme.io/', '{*}', 'as a later release has it', 1);
        INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id)
        VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002',
                '00000000-0000-7000-8000-000000000001')";
    test.connect().await.execute(broken).await.unwrap();
    receiver.answers(Answer::status(200));
    let daemon = home.start().await;
    receiver.wait_for(2, SOON).await;
    daemon.stop().await;
}

#[tokio::test]
async fn what_no_partition_takes_keeps_no_other_unsettled() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    daemon.register(webhook(&receiver.url("/"), &["*"], "none")).await;
    daemon.stop().await;
    // Its event is gone, so it ends; and there is no partition for the end of what is so old.
    let old = "
        INSERT INTO sparrow.queue (namespace_id, webhook_id, delivery_id)
        SELECT namespace_id, webhook_id,
               (lpad(to_hex((extract(epoch FROM now() - interval '20 days') * 1000)::bigint), 12, '0')
                || '70008000000000000001')::uuid
        FROM sparrow.webhooks";
    test.connect().await.execute(old).await.unwrap();
    let daemon = home.start().await;
    let event = daemon.push("a.b", b"{}").await.event_id;
    eventually(SOON, async || match daemon.deliveries_of(&event).await.remove(0).state() {
        DeliveryState::Delivered => Ok(()),
        other => Err(other),
    })
    .await;
    daemon.stop().await;
}
