//! The feed of settlements.

use std::time::Duration;

use sparrowd::domain::ids::NodeId;
use sparrowd::store::settlements::{Cursor, Feed};
use tokio::sync::watch;
use uuid::Uuid;

use super::Records;

/// A row of settlements of a node, so many seconds ago.
async fn settle(records: &Records, node: u128, batch: i64, ago: f64) {
    sqlx::query(
        "INSERT INTO sparrow.settlements VALUES
         ($1, $2, to_timestamp($3::float8 / 1e6) - $4 * interval '1 second', '{}', '{}', '{}', '{}')",
    )
    .bind(Uuid::from_u128(node))
    .bind(batch)
    .bind(records.now.micros() as f64)
    .bind(ago)
    .execute(&records.pool)
    .await
    .unwrap();
}

#[tokio::test]
async fn the_feed_gives_each_batch_once_over_nodes_and_hours() {
    let records = Records::new().await;
    for node in [1, 2, 3] {
        sqlx::query(
            "INSERT INTO sparrow.nodes (node_id, host, started_at)
             VALUES ($1, 'test', now() - interval '2 hours')",
        )
        .bind(Uuid::from_u128(node))
        .execute(&records.pool)
        .await
        .unwrap();
    }
    // Partitions of the test begin an hour ago.
    for (node, batch, ago) in [(1, 1, 3_000.0), (1, 2, 3_000.0), (1, 3, 10.0), (2, 1, 20.0)] {
        settle(&records, node, batch, ago).await;
    }
    let wake = watch::Sender::new(0);
    let feed = Feed::new(records.pool.clone(), wake.subscribe());
    let read = async |cursor: &mut Cursor, limit| {
        let read = feed.after(cursor, limit).await.unwrap();
        let whole = read.batches.iter().all(|batch| cursor.advance(batch));
        let numbers: Vec<_> =
            read.batches.iter().map(|b| (b.node.uuid().as_u128(), b.batch)).collect();
        (numbers, read.more, whole)
    };
    let mut all = Cursor::default();
    assert_eq!(read(&mut all, 2).await, (vec![(1, 1), (1, 2), (2, 1)], true, true));
    assert_eq!(read(&mut all, 2).await, (vec![(1, 3)], false, true));
    assert_eq!(read(&mut all, 2).await, (vec![], false, true));
    let mut head = feed.head().await.unwrap();
    assert_eq!(read(&mut head, 9).await, (vec![], false, true));

    let mut recent = feed.at(records.now.minus(Duration::from_secs(15))).await.unwrap();
    assert_eq!(read(&mut recent, 9).await, (vec![(1, 3)], false, true));
    let mut old = feed.at(records.now.minus(Duration::from_secs(3_100))).await.unwrap();
    assert_eq!(read(&mut old, 9).await.0.len(), 4);

    // A node without rows so far is read from its first; one that skips is noticed.
    settle(&records, 3, 1, 5.0).await;
    settle(&records, 1, 5, 1.0).await;
    assert_eq!(read(&mut all, 9).await, (vec![(3, 1), (1, 5)], false, false));
    let known = NodeId::from_uuid(Uuid::from_u128(1));
    let read = feed.after(&Cursor::default(), 9).await.unwrap();
    assert_eq!(read.batches.iter().filter(|batch| batch.node == known).count(), 4);

    // One that settled again after more than is kept: a gap for who has read from the start alone.
    sqlx::query(
        "INSERT INTO sparrow.nodes (node_id, host, started_at)
         VALUES ($1, 'test', now() - interval '40 hours')",
    )
    .bind(Uuid::from_u128(4))
    .execute(&records.pool)
    .await
    .unwrap();
    let moment = records.now.minus(Duration::from_millis(500));
    let (head, recent) = (feed.head().await.unwrap(), feed.at(moment).await.unwrap());
    let mut cursors = [Cursor::default(), head, recent];
    settle(&records, 4, 57, 0.1).await;
    for (cursor, is_whole) in cursors.iter_mut().zip([false, true, true]) {
        let read = feed.after(cursor, 9).await.unwrap();
        let silent = read.batches.iter().find(|batch| batch.batch == 57).unwrap();
        assert_eq!(cursor.advance(silent), is_whole);
    }
}
