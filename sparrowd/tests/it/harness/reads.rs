//! Counting the rows that a read takes from tables and indexes.

use sparrowd::store::{Database, Link, Plans};
use sqlx::PgPool;

use super::{SOON, TestDatabase, eventually};

/// What a read on a connection of its own came to, and the rows that it took from the tables whose
/// names fit the pattern, and from their indexes.
pub async fn counted<T>(
    test: &TestDatabase,
    pool: &PgPool,
    tables: &str,
    read: impl AsyncFnOnce(&mut Link) -> T,
) -> (T, i64) {
    told(pool).await;
    let before = taken(pool, tables).await;
    let mut link = Database::parse(&test.url()).unwrap().link(SOON, Plans::Indexed);
    let result = read(&mut link).await;
    // A session's counts are there when it has ended.
    link.close().await;
    let taken = eventually(SOON, async || match taken(pool, tables).await - before {
        0 => Err("nothing counted"),
        taken => Ok(taken),
    });
    (result, taken.await)
}

/// What the pool's sessions have read is in the counts now, and not up to ten seconds later.
async fn told(pool: &PgPool) {
    let mut sessions = Vec::new();
    while sessions.len() < pool.size() as usize {
        sessions.push(pool.acquire().await.unwrap());
    }
    for session in &mut sessions {
        sqlx::query("SELECT pg_stat_force_next_flush()").execute(&mut **session).await.unwrap();
    }
}

/// The rows taken so far from the tables whose names fit the pattern, by the sessions that have ended.
pub async fn taken(pool: &PgPool, tables: &str) -> i64 {
    sqlx::query_scalar(
        "SELECT (SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables
                 WHERE relname ~ $1)::bigint
              + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes
                 WHERE relname ~ $1)::bigint",
    )
    .bind(tables)
    .fetch_one(pool)
    .await
    .unwrap()
}
