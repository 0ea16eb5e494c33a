//! `webhook …`: registered receivers.

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::{
    shared,
    values::{self, Limit},
};

#[derive(Debug, Subcommand)]
pub enum Verb {
    Register(Register),
    List(List),
    Show(Show),
    Update(Update),
    Pause(Pause),
    Resume(Resume),
    Delete(Delete),
    Ping(Ping),
    Test(Test),
    RotateSecret(RotateSecret),
    Secret(Secret),
}

/// Register a receiver
///
/// Prints its id and its signing secret. --ping sends it a first request at once; one that fails
/// ends with 9, and the webhook stays.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook register https://api.acme.io/hooks --on order.paid,order.refunded
  sparrowctl webhook register http://127.0.0.1:9000/hook --on 'user.*' --name demo
  sparrowctl webhook register https://crm.acme.io/in --on '*' --retry exp:5s..6h
  sparrowctl webhook register https://a.example/in --on '*' -H 'x-tenant: acme' --ping")]
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
    #[command(flatten)]
    pub key: NewSecret,
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
    /// Ping it at once, and show what it answers
    #[arg(long, conflicts_with = "paused")]
    pub ping: bool,
}

/// Where a new signing secret comes from.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct NewSecret {
    /// The signing secret (whsec_…, whsk_…): auto makes one, @FILE or - reads it
    #[arg(long, value_name = "auto|@FILE|-", default_value = "auto")]
    pub secret: String,
    /// The kind that auto makes: hmac signs as v1, ed25519 as v1a
    #[arg(long, value_name = "KIND", value_enum)]
    pub secret_kind: Option<SecretKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SecretKind {
    /// One secret for both sides (whsec_…)
    Hmac,
    /// Receivers verify with a public key (whpk_…)
    Ed25519,
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
    /// Sent with every attempt; in update `NAME:` takes one away. @FILE has one per line
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,
    /// Deliver nothing that is older, 1m-365d; none for no limit
    #[arg(long, value_name = "DURATION", value_parser = values::limit_of_age)]
    pub max_age: Option<Limit>,
    /// Take the answer 410 Gone for a failure like others; without it a 410 suspends the webhook
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub ignore_gone: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum State {
    Unknown,
    Healthy,
    Degraded,
    Failing,
    Suspended,
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
/// away asks first. `-H 'NAME: VALUE'` sets one header, `-H 'NAME:'` takes it away; the others
/// stay.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook update demo --url https://api.acme.io/v2/hooks
  sparrowctl webhook update demo --on +order.refunded
  sparrowctl webhook update demo --on=-order.paid --yes
  sparrowctl webhook update demo --retry fixed:30s --max-attempts 5
  sparrowctl webhook update demo -H 'x-tenant: acme' -H 'x-old:' --max-age none")]
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

/// Ping webhooks: what do they answer?
///
/// Sends an event sparrow.ping to each and shows its first attempt. Ends with 9 if none was answered
/// with 2xx, and with 10 if only some were.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook ping demo
  sparrowctl webhook list --state failing -o name | sparrowctl webhook ping -")]
pub struct Ping {
    /// Ids or names; - reads them from stdin
    #[arg(value_name = "WEBHOOK", required = true)]
    pub webhooks: Vec<String>,
}

/// Send an event of your own to one webhook alone
///
/// It need not subscribe to the type, and nobody else gets the event. With --wait the first attempt
/// decides: 9 if it was not answered with 2xx. What is not delivered within --ttl expires.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook test demo --type order.paid --data '{\"id\":7}' --wait
  sparrowctl webhook test demo --type order.paid --data @order.json")]
pub struct Test {
    /// Id or name
    #[arg(value_name = "WEBHOOK")]
    pub webhook: String,
    /// The event type
    #[arg(long = "type", value_name = "TYPE")]
    pub event_type: String,
    /// The payload: JSON, @FILE, - or, repeated, k=v k:=JSON pairs ({} unless told)
    #[arg(long, value_name = "DATA")]
    pub data: Vec<String>,
    /// The payload's content type, if it is not JSON
    #[arg(long, value_name = "TYPE")]
    pub content_type: Option<String>,
    /// Sent with the request; the webhook's own yield to it. @FILE has one per line
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,
    /// Give up after this long (1m unless told)
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    pub ttl: Option<Duration>,
    /// Wait for the first attempt, and show it
    #[arg(long)]
    pub wait: bool,
}

/// Give a webhook another signing secret
///
/// The one before signs beside it for the overlap, so that the receiver can change over. Asks
/// first.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook rotate-secret demo
  sparrowctl webhook rotate-secret demo --overlap 7d --secret-kind ed25519
  sparrowctl webhook rotate-secret demo --overlap 0s --yes      the old one leaked")]
pub struct RotateSecret {
    /// Id or name
    #[arg(value_name = "WEBHOOK")]
    pub webhook: String,
    /// How long the one before goes on signing, 0s-30d
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "24h",
        value_parser = values::duration
    )]
    pub overlap: Duration,
    #[command(flatten)]
    pub key: NewSecret,
    #[command(flatten)]
    pub confirm: shared::Confirm,
}

/// Show a webhook's live secrets and the values of its headers
///
/// Only with --reveal. The daemon logs that they were shown.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl webhook secret demo --reveal
  sparrowctl webhook secret demo --reveal -o name > secret      only the current one")]
pub struct Secret {
    /// Id or name
    #[arg(value_name = "WEBHOOK")]
    pub webhook: String,
    /// Show them in the clear
    #[arg(long)]
    pub reveal: bool,
}
