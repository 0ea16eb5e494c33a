//! `replay …`: new deliveries of old events.

use clap::{ArgGroup, Args, Subcommand};

use super::shared;

#[derive(Debug, Subcommand)]
pub enum Verb {
    Create(Create),
    List(List),
    Show(Show),
    Watch(Watch),
}

/// Replay events, deliveries or dead letters
///
/// The daemon makes the new deliveries; receivers see the same webhook-id again. Asks first if
/// there may be more than one delivery.
#[derive(Debug, Clone, Args)]
#[command(
    group = ArgGroup::new("what").args(["event", "delivery", "dead_letter"]).required(true),
    override_usage = "sparrowctl replay create --event|--delivery|--dead-letter <ID,..>",
    after_help = "Examples:
  sparrowctl replay create --delivery dlv_01jd9x7rkc3v6m2p8wz4t9hq5f
  sparrowctl replay create --event evt_01jd9x7rkc3v6m2p8wz4t9hq5e --yes --wait
  sparrowctl dlq list -o name | sparrowctl replay create --dead-letter - --yes"
)]
pub struct Create {
    /// Events, to the webhooks that each matched; - reads ids from stdin
    #[arg(long, value_name = "EVENT,..", value_delimiter = ',')]
    pub event: Vec<String>,
    /// Deliveries; - reads ids from stdin
    #[arg(long, value_name = "DELIVERY,..", value_delimiter = ',')]
    pub delivery: Vec<String>,
    /// Deliveries that are dead letters; - reads ids from stdin
    #[arg(long, value_name = "DELIVERY,..", value_delimiter = ',')]
    pub dead_letter: Vec<String>,
    /// Wait until all new deliveries have ended
    #[arg(long)]
    pub wait: bool,
    #[command(flatten)]
    pub confirm: shared::Confirm,
}

/// List replays, newest first
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl replay list")]
pub struct List {
    #[command(flatten)]
    pub paging: shared::Paging,
}

/// Show a replay and how its deliveries ended so far
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl replay show rpl_01jd9x7rkc3v6m2p8wz4t9hq5e
  sparrowctl replay show rpl_01jd9x7rkc3v6m2p8wz4t9hq5e --exit-status")]
pub struct Show {
    /// The replay's id
    #[arg(value_name = "REPLAY")]
    pub replay: String,
    /// Tell by the exit code: 8 while not all has ended, 9 if a delivery was not delivered
    #[arg(long)]
    pub exit_status: bool,
}

/// Follow a replay until all its deliveries have ended
///
/// Ends with 0 if all were delivered, with 9 if not. --timeout bounds the wait.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl replay watch rpl_01jd9x7rkc3v6m2p8wz4t9hq5e")]
pub struct Watch {
    /// The replay's id
    #[arg(value_name = "REPLAY")]
    pub replay: String,
}
