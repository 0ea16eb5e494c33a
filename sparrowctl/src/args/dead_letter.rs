//! `dead-letter …`: deliveries given up on.

use clap::{Args, Subcommand};

use super::shared;

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(List),
    Replay(Replay),
    Discard(Discard),
}

/// List dead letters, newest first
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl dead-letter list --webhook demo
  sparrowctl dlq list -o name | sparrowctl dlq replay - --yes")]
pub struct List {
    /// Only those of this webhook (id or name)
    #[arg(long, value_name = "WEBHOOK")]
    pub webhook: Option<String>,
    #[command(flatten)]
    pub paging: shared::Paging,
}

/// Deliver dead letters anew
///
/// Each becomes a new delivery of the same event to the same webhook. Asks first if there is more
/// than one.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl dead-letter replay dlv_01jd9x7rkc3v6m2p8wz4t9hq5f
  sparrowctl dlq list -o name | sparrowctl dlq replay - --yes")]
pub struct Replay {
    /// Delivery ids; - reads them from stdin
    #[arg(value_name = "DELIVERY", required = true)]
    pub deliveries: Vec<String>,
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
