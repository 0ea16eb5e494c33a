//! Deliveries that wait, written straight into the tables: pushing millions would take too long.

use anyhow::ensure;
use sqlx::{Connection as _, Executor as _};

use super::Site;

/// Events written by one statement.
const PART: i64 = 20_000;
/// Webhooks of one event.
const FAN_OUT: i64 = 10;
const WRITE: &str = include_str!("../../sql/waiting.sql");

/// What is to wait, over all webhooks of the namespace `default`.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    pub deliveries: i64,
    /// Of two deliveries one is due in an hour.
    pub half_not_due: bool,
    /// Bytes of a payload.
    pub payload: i32,
}

impl Site {
    /// Writes them while no daemon runs: a daemon would have to find them by its scans.
    pub async fn seed(&self, waiting: Waiting) -> anyhow::Result<()> {
        ensure!(self.daemons.is_empty(), "stop the daemons first");
        let mut connection = self.connect().await?;
        connection.execute("SET synchronous_commit = off").await?;
        let events = waiting.deliveries / FAN_OUT;
        let mut from = 0;
        while from < events {
            let to = events.min(from + PART);
            sqlx::query(WRITE)
                .bind(from)
                .bind(to - 1)
                .bind(FAN_OUT)
                .bind(waiting.half_not_due)
                .bind(waiting.payload)
                .execute(&mut connection)
                .await?;
            from = to;
        }
        connection.execute("VACUUM (ANALYZE) sparrow.queue").await?;
        connection.execute("CHECKPOINT").await?;
        Ok(connection.close().await?)
    }
}
