//! `delivery …`: the duty to bring one event to one webhook.

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::{shared, values};

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(List),
    Show(Show),
    Retry(Retry),
    Cancel(Cancel),
    Wait(Wait),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum State {
    Pending,
    Retrying,
    Held,
    Delivered,
    Dead,
    Cancelled,
    Expired,
    Discarded,
}

/// List deliveries
///
/// Those of one event, or those still owed or ended other than delivered, newest first.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl delivery list --webhook demo --state retrying,held
  sparrowctl delivery list --state dead,expired --since 1d --type 'order.*'
  sparrowctl delivery list --event evt_01jd9x7rkc3v6m2p8wz4t9hq5e")]
pub struct List {
    /// Only those of this event
    #[arg(long, value_name = "EVENT")]
    pub event: Option<String>,
    /// Only those to this webhook (id or name)
    #[arg(long, value_name = "WEBHOOK")]
    pub webhook: Option<String>,
    /// Only these states; delivered needs --event
    #[arg(long, value_name = "STATE,..", value_delimiter = ',', value_enum)]
    pub state: Vec<State>,
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

/// Show a delivery
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl delivery show dlv_01jd9x7rkc3v6m2p8wz4t9hq5f")]
pub struct Show {
    /// The delivery's id
    #[arg(value_name = "DELIVERY")]
    pub delivery: String,
}

/// Make the next attempt of deliveries due now
///
/// One that has ended can't be retried: `replay create --delivery` makes a new one.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl delivery retry dlv_01jd9x7rkc3v6m2p8wz4t9hq5f")]
pub struct Retry {
    /// Ids; - reads them from stdin
    #[arg(value_name = "DELIVERY", required = true)]
    pub deliveries: Vec<String>,
}

/// Cancel deliveries still owed
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl delivery cancel dlv_01jd9x7rkc3v6m2p8wz4t9hq5f --reason 'sent by hand'")]
pub struct Cancel {
    /// Ids; - reads them from stdin
    #[arg(value_name = "DELIVERY", required = true)]
    pub deliveries: Vec<String>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// Wait until deliveries have ended
///
/// Ends with 0 if all were delivered, with 9 if one was not. --timeout bounds the wait.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl delivery wait dlv_01jd9x7rkc3v6m2p8wz4t9hq5f --timeout 1m")]
pub struct Wait {
    /// Ids, at most 100; - reads them from stdin
    #[arg(value_name = "DELIVERY", required = true)]
    pub deliveries: Vec<String>,
}
