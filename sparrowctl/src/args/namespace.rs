//! `namespace …`: the tenant boundary.

use clap::{Args, Subcommand};

use super::shared;

#[derive(Debug, Subcommand)]
pub enum Verb {
    Create(Create),
    List(List),
    Show(Show),
    Delete(Delete),
}

/// Create a namespace
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl namespace create billing")]
pub struct Create {
    /// 1-64 of a-z 0-9 -, beginning with a letter
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// List namespaces, by name
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl namespace list")]
pub struct List {
    #[command(flatten)]
    pub paging: shared::Paging,
}

/// Show a namespace: its webhooks and what they are still owed
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl namespace show billing")]
pub struct Show {
    /// The namespace
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// Delete a namespace with its webhooks
///
/// What the webhooks are still owed is cancelled. Asks for the name; without a terminal
/// `--confirm NAME` is needed.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl namespace delete billing
  sparrowctl namespace delete billing --confirm billing --no-input")]
pub struct Delete {
    /// The namespace
    #[arg(value_name = "NAME")]
    pub name: String,
    #[command(flatten)]
    pub confirm: shared::Confirm,
}
