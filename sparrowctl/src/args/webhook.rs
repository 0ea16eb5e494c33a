//! `webhook …`: registered receivers.

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::{shared, values};

#[derive(Debug, Subcommand)]
pub enum Verb {
    Register(Register),
    List(List),
    Show(Show),
    Update(Update),
    Pause(Pause),
    Resume(Resume),
    Delete(Delete),
}

/// Register a receiver
///
/// Prints its id and its signing secret. The secret is shown this once.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook register https://api.acme.io/hooks --on order.paid,order.refunded
  sparrowctl webhook register http://127.0.0.1:9000/hook --on 'user.*' --name demo
  sparrowctl webhook register https://crm.acme.io/in --on '*' --retry exp:5s..6h")]
pub struct Register {
    /// Where events are posted to: http or https
    #[arg(value_name = "URL")]
    pub url: String,
    /// Event types: order.paid, order.* (all that begin so) or * (all)
    #[arg(long, value_name = "TYPE,..", value_delimiter = ',', required = true)]
    pub on: Vec<String>,
    /// A name, unique in the namespace
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[command(flatten)]
    pub policy: Policy,
    /// The signing secret (whsec_…): auto makes one, @FILE or - reads it
    #[arg(long, value_name = "auto|@FILE|-", default_value = "auto")]
    pub secret: String,
    /// If the name is taken, keep the webhook there unchanged
    #[arg(long, requires = "name")]
    pub if_not_exists: bool,
    /// Register it paused: deliveries are held until it is resumed
    #[arg(
        long,
        value_name = "REASON",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "registered paused"
    )]
    pub paused: Option<String>,
}

/// What can be set at registration and changed later.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct Policy {
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// Waits between attempts: standard, exp:5s..6h, fixed:30s, list:5s,1m or none
    #[arg(long, value_name = "SCHEDULE")]
    pub retry: Option<String>,
    /// Attempts until a delivery is given up, 1-100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub max_attempts: Option<u32>,
    /// HTTP statuses that end a delivery at once, 300-599
    #[arg(
        long,
        value_name = "STATUS,..",
        value_delimiter = ',',
        value_parser = values::final_status
    )]
    pub final_status: Option<Vec<u32>>,
    /// The deadline of one attempt, 1s-60s
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    pub attempt_timeout: Option<Duration>,
    /// Requests in flight at most, 1-1024
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub concurrency: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum State {
    Unknown,
    Healthy,
    Degraded,
    Failing,
    Paused,
}

/// List webhooks with their backlog and recent outcomes
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook list
  sparrowctl webhook list --state failing -o name
  sparrowctl webhook list --on order.paid --columns name,url,events")]
pub struct List {
    /// Only those in this state
    #[arg(long, value_name = "STATE", value_enum)]
    pub state: Option<State>,
    /// Only those that an event of this type would go to
    #[arg(long, value_name = "TYPE")]
    pub on: Option<String>,
    #[command(flatten)]
    pub paging: shared::Paging,
}

/// Show a webhook: policy, state, recent outcomes, backlog
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook show demo
  sparrowctl webhook show demo -o json")]
pub struct Show {
    /// Id or name
    #[arg(value_name = "WEBHOOK")]
    pub webhook: String,
}

/// Change a webhook
///
/// Only what is given changes. `--on +T,-T` adds to and takes from the event types; taking one
/// away asks first.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook update demo --url https://api.acme.io/v2/hooks
  sparrowctl webhook update demo --on +order.refunded
  sparrowctl webhook update demo --on=-order.paid --yes
  sparrowctl webhook update demo --retry fixed:30s --max-attempts 5")]
pub struct Update {
    /// Id or name
    #[arg(value_name = "WEBHOOK")]
    pub webhook: String,
    /// The new URL
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The new event types, or +TYPE and -TYPE to edit them
    #[arg(long, value_name = "[+-]TYPE,..", value_delimiter = ',', allow_hyphen_values = true)]
    pub on: Option<Vec<String>>,
    /// The new name
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[command(flatten)]
    pub policy: Policy,
    #[command(flatten)]
    pub confirm: shared::Confirm,
}

/// Stop deliveries; they are held, never dropped
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook pause demo --reason 'erp is down'")]
pub struct Pause {
    /// Ids or names; - reads them from stdin
    #[arg(value_name = "WEBHOOK", required = true)]
    pub webhooks: Vec<String>,
    /// Why, for whoever looks next
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// Deliver again, what was held first
///
/// Asks first if more than 1,000 deliveries are waiting.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook resume demo
  sparrowctl webhook list --state paused -o name | sparrowctl webhook resume - --yes")]
pub struct Resume {
    /// Ids or names; - reads them from stdin
    #[arg(value_name = "WEBHOOK", required = true)]
    pub webhooks: Vec<String>,
    #[command(flatten)]
    pub confirm: shared::Confirm,
}

/// Delete webhooks; what they are still owed is cancelled
///
/// Asks first. The attempts already made stay on record.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook delete demo
  sparrowctl webhook delete demo --yes")]
pub struct Delete {
    /// Ids or names; - reads them from stdin
    #[arg(value_name = "WEBHOOK", required = true)]
    pub webhooks: Vec<String>,
    #[command(flatten)]
    pub confirm: shared::Confirm,
}
