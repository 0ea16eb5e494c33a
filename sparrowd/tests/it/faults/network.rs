//! What can happen between a node and PostgreSQL.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use tokio::time::sleep;

use super::load::Load;
use super::site::{IN_FLIGHT, Site};
use super::{Fault, Struck};
use crate::harness::proxy::Weather;

pub const FAULTS: &[Fault] = &[
    Fault::of("a node cut off from PostgreSQL in silence for 16 s", 3, silent),
    Fault::of("a node cut off with resets for 16 s", 3, refused),
    Fault::of("answers of PostgreSQL to a node lost for 16 s", 3, deaf),
    Fault::of("all nodes cut off for 10 s", 3, all_cut),
    Fault::of("50 ms between all nodes and PostgreSQL", 3, slow),
    Fault::of("answers of PostgreSQL lost after each statement", 2, answers_lost),
];

async fn one(site: &mut Site, weather: Weather, seconds: u64) -> Struck {
    site.nodes[1].proxy.becomes(weather);
    sleep(Duration::from_secs(seconds)).await;
    site.nodes[1].proxy.becomes(Weather::Fair);
    // What it had sent before it was cut off, and could not settle.
    Struck::over().with_twice(IN_FLIGHT)
}

async fn all(site: &mut Site, weather: Weather, seconds: u64) {
    site.nodes.iter().for_each(|node| node.proxy.becomes(weather));
    sleep(Duration::from_secs(seconds)).await;
    site.nodes.iter().for_each(|node| node.proxy.becomes(Weather::Fair));
}

fn silent<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    one(site, Weather::Silent, 16).boxed_local()
}

fn refused<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    one(site, Weather::Refused, 16).boxed_local()
}

fn deaf<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    one(site, Weather::Deaf, 16).boxed_local()
}

/// Nobody takes over: what was answered is settled when the database is back.
fn all_cut<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        all(site, Weather::Refused, 10).await;
        Struck::over()
    }
    .boxed_local()
}

fn slow<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        all(site, Weather::Slow(Duration::from_millis(50)), 10).await;
        Struck::over()
    }
    .boxed_local()
}

/// Every statement is carried out or not, and the node can't tell. Nodes whose beats fail for long
/// enough may be declared dead, so what they had in flight may come twice.
fn answers_lost<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        for _ in 0..5 {
            all(site, Weather::AnswerLost, 1).await;
            sleep(Duration::from_millis(500)).await;
        }
        Struck::over()
    }
    .boxed_local()
}
