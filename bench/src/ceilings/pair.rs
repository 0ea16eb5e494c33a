//! The least that lies between a push and its arrival: one durable commit of one row, then one bare
//! POST. A hundred times a second, as the load that is held against it: a machine at rest wakes
//! slowly.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use sqlx::Executor as _;

use super::client;
use super::http::post;
use crate::arrivals::Arrivals;
use crate::latency::Latency;
use crate::payload::now_us;
use crate::receiver::Receiver;
use crate::site::Site;

const PAIRS: u32 = 800;
const EVERY: Duration = Duration::from_millis(10);

#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Pair {
    pub p50_us: f64,
    pub p99_us: f64,
}

pub async fn pair(site: &Site, receiver: &Receiver) -> anyhow::Result<Pair> {
    let mut connection = site.connect().await?;
    connection.execute("CREATE TABLE IF NOT EXISTS pair (n int, payload bytea)").await?;
    let client = client::build()?;
    let url = reqwest::Url::parse(&format!("http://{}/", receiver.address()))?;
    let arrivals = Arc::new(Arrivals::new(0, 0));
    receiver.note_in(Arc::clone(&arrivals));
    let mut latency = Latency::default();
    let payload = vec![0_u8; super::PAYLOAD];
    let begun = Instant::now();
    for n in 0..PAIRS {
        // Not the runtime's sleep, which rounds up to a millisecond; nothing else runs here.
        std::thread::sleep((EVERY * n).saturating_sub(begun.elapsed()));
        let due_us = now_us();
        sqlx::query("INSERT INTO pair VALUES ($1, $2)")
            .bind(i32::try_from(n)?)
            .bind(&payload)
            .execute(&mut connection)
            .await?;
        post(&client, &url, 0).await?;
        // Until it arrived, not until its answer was back.
        latency.note(arrivals.last_us().saturating_sub(due_us));
    }
    let us = |percent| latency.at(percent).as_secs_f64() * 1e6;
    Ok(Pair { p50_us: us(50.0), p99_us: us(99.0) })
}
