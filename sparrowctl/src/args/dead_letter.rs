//! `dead-letter …`: deliveries given up on.

use clap::{ArgGroup, Args, Subcommand};
use jiff::Timestamp;

use super::{replay, shared, values};

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(List),
    Replay(Replay),
    Discard(Discard),
}

/// List dead letters, newest first
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl dead-letter list --webhook demo --since today
  sparrowctl dlq list -o name | sparrowctl dlq replay - --yes")]
pub struct List {
    /// Only those of this webhook (id or name)
    #[arg(long, value_name = "WEBHOOK")]
    pub webhook: Option<String>,
    /// Only this event type, or those that begin so: order.*
    #[arg(long = "type", value_name = "TYPE")]
    pub event_type: Option<String>,
    /// Only those accepted at or after this time
    #[arg(long, value_name = "TIME", value_parser = values::point)]
    pub since: Option<Timestamp>,
    /// Only those accepted before this time
    #[arg(long, value_name = "TIME", value_parser = values::point)]
    pub until: Option<Timestamp>,
    #[command(flatten)]
    pub paging: shared::Paging,
}

/// Deliver dead letters anew
///
/// Each becomes a new delivery of the same event to the same webhook: those named, those that the
/// filters select, or --all. Asks first if there is more than one; --dry-run counts them and sends
/// nothing.
#[derive(Debug, Clone, Args)]
#[command(
    group = ArgGroup::new("which")
        .args(["deliveries", "all", "webhook", "since", "until", "event_type", "status"])
        .multiple(true)
        .required(true),
    override_usage = "sparrowctl dead-letter replay <DELIVERY>...
       sparrowctl dead-letter replay --webhook|--since|--until|--type|--status …
       sparrowctl dead-letter replay --all",
    after_help = "Examples:
  sparrowctl dead-letter replay dlv_01jd9x7rkc3v6m2p8wz4t9hq5f
  sparrowctl dead-letter replay --webhook demo --since today --dry-run
  sparrowctl dlq replay --status 5xx,timeout --rate 20/s --yes --wait
  sparrowctl dlq list -o name | sparrowctl dlq replay - --yes"
)]
pub struct Replay {
    /// Delivery ids; - reads them from stdin
    #[arg(
        value_name = "DELIVERY",
        conflicts_with_all = ["webhook", "since", "until", "event_type", "status"]
    )]
    pub deliveries: Vec<String>,
    /// All dead letters of the namespace
    #[arg(
        long,
        conflicts_with_all = ["deliveries", "webhook", "since", "until", "event_type", "status"]
    )]
    pub all: bool,
    #[command(flatten)]
    pub filter: replay::Filter,
    #[command(flatten)]
    pub pace: replay::Pace,
    #[command(flatten)]
    pub confirm: shared::Confirm,
}

/// Discard dead letters: they stay on record, and are no longer replayed
///
/// Asks first if there is more than one.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl dead-letter discard dlv_01jd9x7rkc3v6m2p8wz4t9hq5f --reason 'test data'")]
pub struct Discard {
    /// Delivery ids; - reads them from stdin
    #[arg(value_name = "DELIVERY", required = true)]
    pub deliveries: Vec<String>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub confirm: shared::Confirm,
}
