//! `attempt …`: one HTTP request each, as it was sent and answered.

use std::{num::NonZeroU64, path::PathBuf, time::Duration};

use clap::{ArgGroup, Args, Subcommand};
use jiff::Timestamp;

use super::{shared, values};

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(List),
    Show(Show),
    Tail(Tail),
    Curl(Curl),
}

/// List attempts, newest first
#[derive(Debug, Clone, Args)]
#[command(
    group = ArgGroup::new("of").args(["event", "delivery", "webhook"]),
    after_help = "Examples:
  sparrowctl attempt list --webhook demo --failed --since 1h
  sparrowctl attempt list --status 5xx,timeout --type 'order.*' --since today
  sparrowctl attempt list --delivery dlv_01jd9x7rkc3v6m2p8wz4t9hq5f"
)]
pub struct List {
    /// Only those for this event
    #[arg(long, value_name = "EVENT")]
    pub event: Option<String>,
    /// Only those of this delivery
    #[arg(long, value_name = "DELIVERY")]
    pub delivery: Option<String>,
    /// Only those to this webhook (id or name)
    #[arg(long, value_name = "WEBHOOK")]
    pub webhook: Option<String>,
    /// Only failed ones
    #[arg(long)]
    pub failed: bool,
    /// Only these: 200, 4xx, or timeout, dns, tls, refused, network, protocol, denied…
    #[arg(
        long,
        value_name = "STATUS,..",
        value_delimiter = ',',
        value_parser = values::status
    )]
    pub status: Vec<String>,
    /// Only this event type, or those that begin so: order.*
    #[arg(long = "type", value_name = "TYPE")]
    pub event_type: Option<String>,
    /// Only those begun at or after this time
    #[arg(long, value_name = "TIME", value_parser = values::point)]
    pub since: Option<Timestamp>,
    /// Only those begun before this time
    #[arg(long, value_name = "TIME", value_parser = values::point)]
    pub until: Option<Timestamp>,
    #[command(flatten)]
    pub paging: shared::Paging,
}

/// Show an attempt: request, answer, timing, decision
#[derive(Debug, Clone, Args)]
#[command(
    group = ArgGroup::new("part").args(["request", "response", "timing"]),
    after_help = "Examples:
  sparrowctl attempt show att_01jd9x7s0f5h3n8q6bk4w8x2mz
  sparrowctl attempt show att_01jd9x7s0f5h3n8q6bk4w8x2mz --response --body-only > body"
)]
pub struct Show {
    /// The attempt's id
    #[arg(value_name = "ATTEMPT")]
    pub attempt: String,
    /// Only the request as it was sent
    #[arg(long)]
    pub request: bool,
    /// Only the answer as it was received
    #[arg(long)]
    pub response: bool,
    /// Only the timing
    #[arg(long)]
    pub timing: bool,
    /// Only the raw bytes of the body: the answer's, or with --request the request's
    #[arg(long, conflicts_with = "timing")]
    pub body_only: bool,
    /// Show the values of the webhook's own headers; the daemon logs that it did
    #[arg(long)]
    pub reveal: bool,
}

/// Follow attempts as they are recorded
///
/// Shows those of all nodes until Ctrl-C. After a broken connection it goes on where it was:
/// nothing is missed or shown twice. --timeout bounds how long it tries to connect again.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl tail
  sparrowctl tail --failed --webhook demo
  sparrowctl tail --status 5xx,timeout --since 15m
  sparrowctl tail --cursor-file tail.cursor -o jsonl --until-idle 5s")]
pub struct Tail {
    /// Only those to these webhooks (ids or names)
    #[arg(long, value_name = "WEBHOOK,..", value_delimiter = ',')]
    pub webhook: Vec<String>,
    /// Only these event types, or those that begin so: order.*
    #[arg(long = "type", value_name = "TYPE,..", value_delimiter = ',')]
    pub event_type: Vec<String>,
    /// Only failed ones
    #[arg(long)]
    pub failed: bool,
    /// Only these: 200, 4xx, or timeout, dns, tls, refused, network, protocol, denied…
    #[arg(
        long,
        value_name = "STATUS,..",
        value_delimiter = ',',
        value_parser = values::status
    )]
    pub status: Vec<String>,
    /// Only those for this event
    #[arg(long, value_name = "EVENT")]
    pub event: Option<String>,
    /// Begin with what was recorded since then, at most 24h back
    #[arg(long, value_name = "TIME", value_parser = values::point, conflicts_with = "cursor")]
    pub since: Option<Timestamp>,
    /// Go on where an earlier tail ended
    #[arg(long, value_name = "CURSOR")]
    pub cursor: Option<String>,
    /// Keep the cursor in this file: go on from it, and update it
    #[arg(long, value_name = "FILE", conflicts_with = "cursor")]
    pub cursor_file: Option<PathBuf>,
    /// End after this many
    #[arg(long, value_name = "N")]
    pub exit_after: Option<NonZeroU64>,
    /// End when nothing came for this long
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    pub until_idle: Option<Duration>,
    /// Leave out the line of column names
    #[arg(long)]
    pub no_header: bool,
}

/// Print a line for the shell that sends an attempt's request again
///
/// The signature is the one that was sent; receivers refuse it once its timestamp is too old, and
/// the values of the webhook's own headers are hidden. With --with-secret it is signed anew by the
/// current secret, and the headers are as they were sent.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl attempt curl att_01jd9x7s0f5h3n8q6bk4w8x2mz
  sparrowctl attempt curl att_01jd9x7s0f5h3n8q6bk4w8x2mz --with-secret | sh")]
pub struct Curl {
    /// The attempt's id
    #[arg(value_name = "ATTEMPT")]
    pub attempt: String,
    /// Sign it anew, and show the values of the webhook's headers; the daemon logs that it did
    #[arg(long)]
    pub with_secret: bool,
}
