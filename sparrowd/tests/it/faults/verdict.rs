//! What a fault came to, from the callers' journal, the receiver's and the database.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection};

use super::load::{Journal, LONG};
use super::sink::Sink;
use super::site::{Node, Site};
use crate::harness::eventually;

#[derive(Debug, Default)]
pub struct Verdict {
    pub accepted: usize,
    pub delivered: usize,
    pub duplicates: usize,
    pub dead: i64,
    pub lost: usize,
    pub unavailable: u64,
    pub without_delay: u64,
    pub unknown: u64,
    pub hung: u64,
    pub recovered: Duration,
    /// The most that one node had in memory, in MiB.
    pub peak: u64,
}

/// Waits until nothing is owed any more, and counts.
pub async fn verdict(site: &Site, sink: &Sink, journal: Journal, recovered: Duration) -> Verdict {
    let mut database = site.admin().await;
    eventually(LONG, async || {
        match count(&mut database, "SELECT count(*) FROM sparrow.queue").await {
            0 => Ok(()),
            owed => Err(format!("{owed} are owed")),
        }
    })
    .await;
    let missing: Vec<_> = journal.accepted.iter().filter(|id| !sink.has(id)).collect();
    let dead = count(&mut database, "SELECT count(*) FROM sparrow.ended").await;
    sound(&mut database).await;
    drop(database.close().await);
    Verdict {
        accepted: journal.accepted.len(),
        delivered: journal.accepted.len() - missing.len(),
        duplicates: sink.duplicates(),
        dead,
        lost: missing.len().saturating_sub(usize::try_from(dead).unwrap()),
        unavailable: journal.unavailable,
        without_delay: journal.without_delay,
        unknown: journal.unknown,
        hung: journal.hung,
        recovered,
        peak: site.nodes.iter().map(Node::peak).max().unwrap_or_default(),
    }
}

/// What has to be true of the database whatever happened.
async fn sound(database: &mut PgConnection) {
    let wrong = [
        (
            "attempts that are not numbered one by one",
            "SELECT count(*) FROM (
                 SELECT FROM sparrow.attempts WHERE decision <> 4 GROUP BY namespace_id, delivery_id
                 HAVING count(*) <> max(attempt) OR count(DISTINCT attempt) <> count(*)) AS d",
        ),
        (
            "deliveries that were settled as delivered twice",
            "SELECT count(*) FROM (
                 SELECT FROM sparrow.attempts WHERE decision = 1 GROUP BY namespace_id, delivery_id
                 HAVING count(*) > 1) AS d",
        ),
        (
            "attempts that the health of a webhook counts too often or not at all",
            "SELECT (SELECT count(*) FROM sparrow.attempts WHERE decision <> 4 AND NOT excused)
                 - (SELECT coalesce(sum(succeeded + failed), 0) FROM sparrow.health_buckets)::bigint",
        ),
        (
            "events without their key, or keys without their event",
            "SELECT (SELECT count(*) FROM sparrow.events WHERE idempotency_key IS NOT NULL)
                 + (SELECT count(*) FROM sparrow.idempotency_keys)
                 - 2 * (SELECT count(*) FROM sparrow.idempotency_keys k JOIN sparrow.events e
                        ON e.namespace_id = k.namespace_id AND e.event_id = k.event_id)",
        ),
    ];
    for (what, query) in wrong {
        // Outcomes are added once a second, those of the dead by others.
        eventually(LONG, async || match count(database, query).await {
            0 => Ok(()),
            n => Err(format!("{n}: {what}")),
        })
        .await;
    }
    let keys = count(database, "SELECT count(*) FROM sparrow.idempotency_keys").await;
    assert!(keys > 0, "none was pushed with a key");
}

async fn count(database: &mut PgConnection, query: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(database).await.unwrap()
}
