//! `node …`: the daemons that share the work.

use clap::{Args, Subcommand};

use super::shared;

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(List),
    Drain(Drain),
    Undrain(Undrain),
}

/// List nodes with the lanes that each has
///
/// Shows every node that lives or still owns lanes, whichever daemon is asked: the epochs of its lanes
/// (how often they changed hands), how long ago it last beat, and its requests in flight.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl node list
  sparrowctl node list -o json | jq '.items[] | select(.state != \"live\")'")]
pub struct List {
    /// Leave out the line of column names
    #[arg(long)]
    pub no_header: bool,
}

/// Have nodes give their lanes away
///
/// What is in flight ends first, lane by lane; then the other nodes send what is owed there. The node
/// stays up and accepts calls and events. If no other node works, its deliveries wait.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl node drain 0193596a
  sparrowctl node list -o name | sparrowctl node drain -")]
pub struct Drain {
    /// Ids of nodes or unique beginnings of ids; - reads them from stdin
    #[arg(value_name = "NODE", required = true)]
    pub nodes: Vec<String>,
    #[command(flatten)]
    pub confirm: shared::Confirm,
}

/// Have nodes work again
///
/// Each claims its share of the lanes.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl node undrain 0193596a")]
pub struct Undrain {
    /// Ids of nodes or unique beginnings of ids; - reads them from stdin
    #[arg(value_name = "NODE", required = true)]
    pub nodes: Vec<String>,
}
