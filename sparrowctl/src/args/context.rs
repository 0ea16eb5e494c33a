//! `context …`: which daemon and namespace to talk to.

use clap::{Args, Subcommand};

use super::shared;

#[derive(Debug, Subcommand)]
pub enum Verb {
    Add(Add),
    List(List),
    Use(Use),
    Show(Show),
}

/// Write a context into ctl.toml from --server, --namespace, --tls-ca and --tls-name
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl context add prod --server https://sparrow.internal:50051 -n billing
  sparrowctl context add local --server unix:/run/sparrowd/api.sock --use")]
pub struct Add {
    /// The context's name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Destructive commands ask for the context's name
    #[arg(long)]
    pub protected: bool,
    /// Use it from now on
    #[arg(long = "use")]
    pub make_current: bool,
}

/// List contexts
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl context list")]
pub struct List {
    /// Leave out the line of column names
    #[arg(long)]
    pub no_header: bool,
    /// Exit with code 3 if there is none
    #[arg(long)]
    pub fail_empty: bool,
}

/// Use a context from now on
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl context use prod
  sparrowctl context use -          the one before")]
pub struct Use {
    /// The context's name; - for the one used before, none for none
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// Show the values in force
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl context show
  sparrowctl context show --origin")]
pub struct Show {
    /// Show where each value comes from
    #[arg(long)]
    pub origin: bool,
}

/// The list's frame, for the engine that all lists share.
impl List {
    pub fn frame(&self) -> shared::Frame {
        shared::Frame {
            no_header: self.no_header,
            fail_empty: self.fail_empty,
            ..shared::Frame::default()
        }
    }
}
