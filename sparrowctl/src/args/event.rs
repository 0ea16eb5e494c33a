//! `event …`: what applications push.

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::{shared, values};

#[derive(Debug, Subcommand)]
pub enum Verb {
    Push(Push),
    List(List),
    Show(Show),
    Wait(Wait),
}

/// Push an event, or many from a file
///
/// DATA is the payload: JSON as it stands ('{"id":7}', kept byte for byte), @FILE, - for stdin, or
/// pairs: k=v is a string, k:=JSON is JSON, and dots in k nest. Without DATA stdin is read, if it
/// is not a terminal.
///
/// With --file each line of FILE is a payload of TYPE or, without TYPE, an object with type, data
/// and, if wanted, key, meta, headers, ttl and at. A line that is refused ends the push; those
/// before it stay accepted. With --atomic all lines are accepted, or none.
///
/// A key makes a push safe to repeat: within 24 hours the same key is the same event.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl push user.created id=7 big:=9007199254740993
  sparrowctl push order.paid '{\"order\":17}' --wait
  sparrowctl push order.paid @order.json -k order-17 --meta source=import
  sparrowctl push order.due id=17 --at 'tomorrow' --ttl 12h
  sparrowctl push order.paid --file orders.ndjson.gz
  sparrowctl push order.paid --file cart.ndjson --atomic
  sparrowctl push --file events.ndjson")]
pub struct Push {
    /// The event type, for example order.paid
    #[arg(value_name = "TYPE", required_unless_present = "file")]
    pub event_type: Option<String>,
    /// The payload: JSON, @FILE, - or k=v k:=JSON pairs
    #[arg(
        value_name = "DATA",
        num_args = 0..,
        allow_negative_numbers = true,
        conflicts_with = "file"
    )]
    pub data: Vec<String>,
    /// Push each line of this NDJSON file (- for stdin; .gz and .zst are unpacked)
    #[arg(long, value_name = "FILE")]
    pub file: Option<String>,
    /// All lines of the file or none: at most 1,000, of 4 MiB in all
    #[arg(long, requires = "file")]
    pub atomic: bool,
    /// The same key within 24 hours is the same event: it is not accepted twice
    #[arg(short = 'k', long, value_name = "KEY", conflicts_with = "file")]
    pub idempotency_key: Option<String>,
    /// The payload's content type, if it is not JSON
    #[arg(long, value_name = "TYPE")]
    pub content_type: Option<String>,
    /// Kept with the event, not sent
    #[arg(long, value_name = "K=V", value_parser = values::pair)]
    pub meta: Vec<(String, String)>,
    /// Sent with every attempt; the webhook's own yield to it. @FILE has one per line
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,
    /// Give up after this long: what is not delivered by then expires, 1s-365d
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    pub ttl: Option<Duration>,
    /// Deliver it later: 2h (from now), tomorrow, or a date and time; at most 365d ahead
    #[arg(long, value_name = "TIME", value_parser = values::moment)]
    pub at: Option<Timestamp>,
    /// Wait until each delivery was delivered (or ended, or is held), or was attempted once
    #[arg(
        long,
        value_name = "FOR",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "delivered",
        value_enum,
        conflicts_with = "file"
    )]
    pub wait: Option<WaitFor>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WaitFor {
    Delivered,
    Attempted,
}

/// List events, newest first
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl event list --since 1h
  sparrowctl event list --type 'order.*' -o jsonl --all")]
pub struct List {
    /// Only this type, or those that begin so: order.*
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

/// Show an event and its payload
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl event show evt_01jd9x7rkc3v6m2p8wz4t9hq5e
  sparrowctl event show evt_01jd9x7rkc3v6m2p8wz4t9hq5e --tree")]
pub struct Show {
    /// The event's id
    #[arg(value_name = "EVENT")]
    pub event: String,
    /// Show its deliveries too
    #[arg(long)]
    pub tree: bool,
}

/// Wait for an event's deliveries
///
/// Ends when all have ended: with 0, or with 9 if one was not delivered. `--for terminal` only
/// waits for the end, whichever it is. Held deliveries are waited for; --timeout bounds the wait.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl event wait evt_01jd9x7rkc3v6m2p8wz4t9hq5e --for delivered --timeout 1m")]
pub struct Wait {
    /// The event's id
    #[arg(value_name = "EVENT")]
    pub event: String,
    /// What to wait for
    #[arg(long = "for", value_name = "FOR", value_enum)]
    pub condition: Condition,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Condition {
    /// All delivered
    Delivered,
    /// All ended, whichever way
    Terminal,
}
