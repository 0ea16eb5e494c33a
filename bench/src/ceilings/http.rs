//! HTTP: bare POSTs of 1 KiB by reqwest, set up as sparrowd's transport is, to the same receiver.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use anyhow::Context as _;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::{CALLERS, MEASURED, PAYLOAD, Rate, WARM_UP, client};
use crate::payload::{self, Mark, now_us};
use crate::receiver::Receiver;
use crate::trial::{Cpu, Watched};

pub async fn http(receiver: &Receiver) -> anyhow::Result<Rate> {
    let client = client::build()?;
    let url = reqwest::Url::parse(&format!("http://{}/", receiver.address()))?;
    let done = Arc::new(AtomicU64::new(0));
    let ends = Arc::new(AtomicBool::new(false));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (client, url) = (client.clone(), url.clone());
        let (done, ends) = (Arc::clone(&done), Arc::clone(&ends));
        callers.spawn(async move {
            while !ends.load(Ordering::Relaxed) {
                post(&client, &url, 0).await?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            anyhow::Ok(())
        });
    }
    sleep(WARM_UP).await;
    let (begun, posted) = (Instant::now(), done.load(Ordering::Relaxed));
    let before = Cpu::now(&Watched::default());
    sleep(MEASURED).await;
    let cpu = Cpu::now(&Watched::default()).since(&before);
    let posts = (done.load(Ordering::Relaxed) - posted) as f64;
    let took = begun.elapsed();
    ends.store(true, Ordering::Relaxed);
    while let Some(caller) = callers.join_next().await {
        caller?.context("a bare POST failed")?;
    }
    Ok(Rate::new(posts, took, [cpu.generator_s, cpu.receiver_s], &cpu))
}

/// One request as sparrowd would send it, its answer read to the end.
pub(super) async fn post(
    client: &reqwest::Client,
    url: &reqwest::Url,
    run: u64,
) -> anyhow::Result<()> {
    let mark = Mark { run, n: 0, due_us: now_us() };
    let mut request = reqwest::Request::new(reqwest::Method::POST, url.clone());
    *request.headers_mut() = headers();
    *request.body_mut() = Some(payload::write(mark, PAYLOAD).into());
    client.execute(request).await?.error_for_status()?.bytes().await?;
    Ok(())
}

fn headers() -> HeaderMap {
    let headers = [
        ("content-type", "application/json"),
        ("user-agent", "sparrow/0.1.0"),
        ("webhook-id", "evt_01k9h3w8n6f5y2r7t4v1x0z9ab"),
        ("webhook-timestamp", "1764436320"),
        ("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
        ("sparrow-attempt", "1"),
        ("sparrow-event-type", "bench.event"),
    ];
    headers
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .into_iter()
        .collect()
}
