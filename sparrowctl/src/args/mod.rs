//! The grammar: `sparrowctl <noun> <verb> [ID|NAME...] [flags]`.
//!
//! One file per noun; a struct per verb. What is common has one name everywhere. Aliases are
//! written out and frozen: nothing is guessed from a prefix.

pub mod attempt;
pub mod context;
pub mod dead_letter;
pub mod delivery;
pub mod event;
pub mod globals;
pub mod namespace;
pub mod node;
pub mod replay;
pub mod shared;
pub mod shortcuts;
pub mod values;
pub mod webhook;

use clap::{CommandFactory as _, Parser, Subcommand};

pub use globals::Globals;

use crate::exit::Exit;

const EXAMPLES: &str = "Examples:
  sparrowctl webhook register http://127.0.0.1:9000/ --on 'user.*' --name demo
  sparrowctl push user.created id=7 big:=9007199254740993 --wait
  sparrowctl tail --failed";

/// The terminal client of sparrow.
///
/// Registers webhooks, pushes events, and shows what became of every delivery and every attempt.
#[derive(Debug, Parser)]
#[command(
    name = "sparrowctl",
    version,
    about,
    infer_subcommands = false,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 80,
    disable_help_subcommand = true,
    after_help = EXAMPLES,
    after_long_help = format!("{EXAMPLES}\n\nExit codes:\n{}", Exit::table().trim_end())
)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Receivers: register, update, pause, ping, secrets…
    #[command(subcommand, visible_alias = "wh", alias = "webhooks")]
    Webhook(webhook::Verb),
    /// Events: push, list, show, wait
    #[command(subcommand, visible_alias = "ev", alias = "events")]
    Event(event::Verb),
    /// Deliveries: list, show, retry, cancel, wait
    #[command(subcommand, visible_alias = "dlv", alias = "deliveries")]
    Delivery(delivery::Verb),
    /// Attempts: list, show, tail, curl
    #[command(subcommand, visible_alias = "att", alias = "attempts")]
    Attempt(attempt::Verb),
    /// Deliveries given up on: list, replay, discard
    #[command(subcommand, visible_alias = "dlq", alias = "dead-letters")]
    DeadLetter(dead_letter::Verb),
    /// New deliveries of old events: create, watch, pause, cancel…
    #[command(subcommand, visible_alias = "rp", alias = "replays")]
    Replay(replay::Verb),
    /// Tenants: create, list, show, delete
    #[command(subcommand, visible_alias = "ns", alias = "namespaces")]
    Namespace(namespace::Verb),
    /// The daemons that share the work: list, drain, undrain
    #[command(subcommand, alias = "nodes")]
    Node(node::Verb),
    /// How the daemon is, or one webhook
    Health(shared::Health),
    /// Which daemon and namespace to talk to: add, list, use, show
    #[command(subcommand, visible_alias = "ctx", alias = "contexts")]
    Context(context::Verb),
    /// Shortcut of `event push`
    Push(event::Push),
    /// Shortcut of `attempt tail`
    Tail(attempt::Tail),
    /// Print the completions of a shell
    Completion(shared::Completion),
    /// Print the version
    Version(shared::Version),
    /// Shortcut of `NOUN list`
    #[command(subcommand, hide = true)]
    Ls(shortcuts::Ls),
    /// Shortcut of `NOUN show`
    #[command(subcommand, hide = true, alias = "describe")]
    Get(shortcuts::Get),
    /// Shortcut of `NOUN delete`
    #[command(subcommand, hide = true)]
    Rm(shortcuts::Rm),
}

/// The definition that help, completions and man pages are made from.
pub fn command() -> clap::Command {
    Cli::command()
}
