//! How long each listing takes with each of its filters, on a database that holds a month of a busy
//! installation (`bench/sql/history.sql`): its first page, and its hundredth.
//!
//! Every list is followed by its tokens as a client would, so that the hundredth page is one that a
//! client gets. The first and the last page are asked for several times, and the middle one counts.
//! Before that they are asked for as often as the daemon has connections, for each of them plans a
//! statement once; what the very first call took is told too. Rows that come twice on the way are an
//! error.

#![expect(clippy::print_stdout, reason = "it is for people")]

mod cases;
mod plans;
mod report;

use std::collections::HashSet;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Parser;
use tonic::transport::Channel;

use cases::Case;

/// Time every listing of a running sparrowd on the history of bench/sql/history.sql.
#[derive(Debug, Parser)]
#[command(name = "listings", version)]
struct Options {
    /// The daemon's gRPC door
    #[arg(long, default_value = "http://127.0.0.1:50051")]
    server: String,
    /// Milliseconds that a page may take
    #[arg(long, default_value_t = 50)]
    most: u64,
    /// Which page to go to
    #[arg(long, default_value_t = 100)]
    page: usize,
    /// How often the first and the last page are asked for
    #[arg(long, default_value_t = 7, value_parser = at_least_one)]
    times: usize,
    /// How often each is asked for before
    #[arg(long, default_value_t = 12, value_parser = at_least_one)]
    warm: usize,
    /// Only the cases whose name has this in it
    #[arg(long, default_value = "")]
    only: String,
    /// Print each case, not only the slowest filter of each listing
    #[arg(long)]
    each: bool,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|times| *times > 0).ok_or_else(|| "a number from 1".to_owned())
}

/// A page: the ids in it, and the token of the next.
type Page = (Vec<String>, String);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let channel = Channel::from_shared(options.server.clone())?.connect().await?;
    let mut measured = Vec::new();
    for case in cases::all(&channel).await? {
        if case.name().contains(&options.only) {
            let pages = measure(&channel, &case, &options).await.with_context(|| case.name())?;
            measured.push((case, pages));
        }
    }
    if options.each {
        report::each(&measured);
    }
    report::slowest(&measured);
    plans::print(&channel).await?;
    let pages: Vec<&Timed> = measured.iter().flat_map(|(_, pages)| pages.all()).collect();
    let most = Duration::from_millis(options.most);
    let slow = pages.iter().filter(|page| page.middle > most).count();
    let slowest = pages.iter().map(|page| page.slowest).max().unwrap_or_default();
    let cold = pages.iter().map(|page| page.cold).max().unwrap_or_default();
    println!("\n{} listings; {slow} pages took more than {} ms", measured.len(), options.most);
    println!("the slowest call took {}, and as the first of its kind {}", ms(slowest), ms(cold));
    ensure!(slow == 0, "too slow");
    Ok(())
}

struct Timed {
    /// The first time it was asked for.
    cold: Duration,
    middle: Duration,
    slowest: Duration,
    rows: usize,
}

struct Measured {
    first: Timed,
    /// With its number; `None`: there is only one.
    later: Option<(usize, Timed)>,
}

impl Measured {
    fn all(&self) -> impl Iterator<Item = &Timed> {
        std::iter::once(&self.first).chain(self.later.iter().map(|(_, page)| page))
    }
}

async fn measure(channel: &Channel, case: &Case, options: &Options) -> anyhow::Result<Measured> {
    let (first, (ids, mut next)) = timed(channel, case, "", options).await?;
    let mut seen: HashSet<String> = HashSet::from_iter(ids);
    let (mut number, mut token) = (1, String::new());
    while number < options.page && !next.is_empty() {
        token = next;
        let (ids, after) = case.page(channel, &token).await?;
        for id in ids {
            ensure!(seen.insert(id.clone()), "{id} came twice");
        }
        number += 1;
        next = after;
    }
    if number == 1 {
        return Ok(Measured { first, later: None });
    }
    let (later, _) = timed(channel, case, &token, options).await?;
    Ok(Measured { first, later: Some((number, later)) })
}

async fn timed(
    channel: &Channel,
    case: &Case,
    token: &str,
    options: &Options,
) -> anyhow::Result<(Timed, Page)> {
    let begun = now();
    let mut page = case.page(channel, token).await?;
    let cold = begun.elapsed();
    for _ in 1..options.warm {
        case.page(channel, token).await?;
    }
    let mut taken = Vec::with_capacity(options.times);
    for _ in 0..options.times {
        let begun = now();
        page = case.page(channel, token).await?;
        taken.push(begun.elapsed());
    }
    taken.sort_unstable();
    let (middle, slowest) = (taken[options.times / 2], taken[options.times - 1]);
    Ok((Timed { cold, middle, slowest, rows: page.0.len() }, page))
}

fn now() -> Instant {
    Instant::now()
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}
