//! `replay …`: new deliveries of old events.

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::{shared, values};

#[derive(Debug, Subcommand)]
pub enum Verb {
    Create(Box<Create>),
    List(List),
    Show(Show),
    Watch(Watch),
    Pause(Pause),
    Resume(Resume),
    Cancel(Cancel),
}

/// What `--dead-letter` holds where it stands without ids.
pub const SELECTED: &str = "selected";

/// Replay events, deliveries or dead letters, named or selected
///
/// The daemon makes the new deliveries; receivers see the same webhook-id again. What is selected
/// is counted and fixed first, as a plan: --dry-run shows it and sends nothing, --plan carries it
/// out within 15 minutes. Asks first if there is more than one delivery; above 10,000 for a name.
#[derive(Debug, Clone, Args)]
#[command(
    group = ArgGroup::new("what").args(["event", "delivery", "plan"]),
    override_usage = "sparrowctl replay create --event|--delivery|--dead-letter <ID,..>
       sparrowctl replay create --dead-letter|--state <STATE,..> [FILTERS]
       sparrowctl replay create --plan <PLAN>",
    after_help = "Examples:
  sparrowctl replay create --delivery dlv_01jd9x7rkc3v6m2p8wz4t9hq5f
  sparrowctl replay create --event evt_01jd9x7rkc3v6m2p8wz4t9hq5e --yes --wait
  sparrowctl replay create --dead-letter --webhook demo --since today --dry-run
  sparrowctl replay create --state dead,expired --status 5xx --since 2d --rate 20/s
  sparrowctl replay create --plan plan_01jd9xa0f5h3n8q6bk4w8x2mz7 --wait
  sparrowctl dlq list -o name | sparrowctl replay create --dead-letter - --yes"
)]
pub struct Create {
    /// Events, to the webhooks that each matched; - reads ids from stdin
    #[arg(long, value_name = "EVENT,..", value_delimiter = ',')]
    pub event: Vec<String>,
    /// Deliveries; - reads ids from stdin
    #[arg(long, value_name = "DELIVERY,..", value_delimiter = ',')]
    pub delivery: Vec<String>,
    /// Dead letters: these (- reads ids from stdin) or, without ids, those selected
    #[arg(
        long,
        value_name = "DELIVERY,..",
        value_delimiter = ',',
        num_args = 0..=1,
        default_missing_value = SELECTED,
        conflicts_with = "what"
    )]
    pub dead_letter: Vec<String>,
    /// Those that ended so: dead, expired, cancelled, discarded, delivered (needs --since)
    #[arg(
        long,
        value_name = "STATE,..",
        value_delimiter = ',',
        value_enum,
        hide_possible_values = true,
        conflicts_with_all = ["what", "dead_letter"]
    )]
    pub state: Vec<Ended>,
    #[command(flatten)]
    pub filter: Filter,
    /// What this plan has counted; it is confirmed by that
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<String>,
    #[command(flatten)]
    pub pace: Pace,
    #[command(flatten)]
    pub confirm: shared::Confirm,
}

/// How a delivery that may be replayed has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Ended {
    Dead,
    Expired,
    Cancelled,
    Discarded,
    Delivered,
}

/// Which of the deliveries that have ended.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct Filter {
    /// Only those to this webhook (id or name)
    #[arg(long, value_name = "WEBHOOK")]
    pub webhook: Option<String>,
    /// Only those accepted at or after this time
    #[arg(long, value_name = "TIME", value_parser = values::point)]
    pub since: Option<Timestamp>,
    /// Only those accepted before this time
    #[arg(long, value_name = "TIME", value_parser = values::point)]
    pub until: Option<Timestamp>,
    /// Only this event type, or those that begin so: order.*
    #[arg(long = "type", value_name = "TYPE")]
    pub event_type: Option<String>,
    /// Only those whose last attempt ended so: 500, 5xx, or timeout, dns, refused…
    #[arg(
        long,
        value_name = "STATUS,..",
        value_delimiter = ',',
        value_parser = values::status
    )]
    pub status: Vec<String>,
}

impl Filter {
    pub fn is_empty(&self) -> bool {
        self.webhook.is_none()
            && self.since.is_none()
            && self.until.is_none()
            && self.event_type.is_none()
            && self.status.is_empty()
    }
}

/// How a replay goes on once it is known what it sends.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct Pace {
    /// Deliveries made at most: 20/s, 30/m, 100/h
    #[arg(long, value_name = "RATE", value_parser = values::rate)]
    pub rate: Option<f64>,
    /// Count and show what would be sent; send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Wait until all new deliveries have ended
    #[arg(long, conflicts_with = "dry_run")]
    pub wait: bool,
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
    /// Tell by the exit code: 8 while not all has ended, 9 if a delivery was not delivered, 10 if it
    /// was cancelled before all were made
    #[arg(long)]
    pub exit_status: bool,
}

/// Follow a replay until all its deliveries have ended
///
/// Ends with 0 if all were delivered, with 9 if one was not (cancelled ones are not), and with 10 if
/// it was cancelled and what it had made was delivered. --timeout bounds the wait.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl replay watch rpl_01jd9x7rkc3v6m2p8wz4t9hq5e")]
pub struct Watch {
    /// The replay's id
    #[arg(value_name = "REPLAY")]
    pub replay: String,
}

/// Make no more deliveries until it is resumed; those made go on
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl replay pause rpl_01jd9x7rkc3v6m2p8wz4t9hq5e")]
pub struct Pause {
    /// The replay's id
    #[arg(value_name = "REPLAY")]
    pub replay: String,
}

/// Go on with a replay that was paused
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl replay resume rpl_01jd9x7rkc3v6m2p8wz4t9hq5e")]
pub struct Resume {
    /// The replay's id
    #[arg(value_name = "REPLAY")]
    pub replay: String,
}

/// End a replay
///
/// No more deliveries are made; those made but not attempted yet end as cancelled. What was
/// attempted goes on.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl replay cancel rpl_01jd9x7rkc3v6m2p8wz4t9hq5e --reason 'wrong webhook'")]
pub struct Cancel {
    /// The replay's id
    #[arg(value_name = "REPLAY")]
    pub replay: String,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}
