//! Load on a running sparrowd: pushes events over gRPC and receives them itself, so that every event
//! is followed from the call to its arrival.
//!
//! Each payload holds the moment at which its push was due, so that a stall of the generator counts
//! as latency and is not left out. What was acknowledged is held against what arrived: `lost` and
//! `twice` are counted by event, not estimated.

#![expect(clippy::cast_precision_loss, reason = "figures for people")]

mod load;
mod process;
mod receiver;
mod report;

use std::time::Duration;

use clap::Parser;

/// Push events to a running sparrowd and measure how they arrive.
#[derive(Debug, Clone, Parser)]
#[command(name = "sparrow-bench", version)]
struct Options {
    /// The daemon's gRPC door
    #[arg(long, default_value = "http://127.0.0.1:50051")]
    server: String,
    /// Namespace to use; it must exist
    #[arg(long, default_value = "default")]
    namespace: String,
    /// Events to push
    #[arg(long, default_value_t = 50_000)]
    events: u64,
    /// Callers at once, each with one push on its way
    #[arg(long, default_value_t = 64)]
    callers: usize,
    /// Events per second over all callers; 0: as many as go through
    #[arg(long, default_value_t = 0)]
    rate: u64,
    /// Bytes of a payload
    #[arg(long, default_value_t = 1024)]
    size: usize,
    /// Webhooks that each event goes to
    #[arg(long, default_value_t = 1)]
    webhooks: usize,
    /// Push each event with an idempotency key of its own
    #[arg(long)]
    keys: bool,
    /// Milliseconds that the receiver takes to answer
    #[arg(long, default_value_t = 0)]
    answer_after: u64,
    /// Try a push again that was refused or whose outcome is unknown, for as long as this many seconds
    #[arg(long, default_value_t = 0)]
    insist: u64,
    /// How long to wait for what has not arrived yet, in seconds
    #[arg(long, default_value_t = 60)]
    patience: u64,
    /// Process ids whose CPU and memory are shown (sparrowd, and PostgreSQL's with its children)
    #[arg(long, value_delimiter = ',')]
    pid: Vec<u32>,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let answer_after = Duration::from_millis(options.answer_after);
    let receiver = receiver::start(answer_after).await?;
    let before = process::usage(&options.pid);
    let webhooks = load::register(&options, receiver.address()).await?;
    let pushed = load::run(&options).await?;
    let expected = pushed.accepted.len() * options.webhooks;
    receiver.wait_for(expected, Duration::from_secs(options.patience)).await;
    let after = process::usage(&options.pid);
    load::unregister(&options, &webhooks).await?;
    report::print(&options, &pushed, &receiver.arrived(), &process::between(&before, &after));
    Ok(())
}
