//! Arguments that several commands share, and the commands that have no noun.

use std::num::NonZeroU32;

use clap::Args;
use jiff::Timestamp;

use super::values;
use crate::time::iso;

/// How much of a list, and how it is framed.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct Paging {
    /// Show at most this many
    #[arg(long, value_name = "N", default_value = "50", value_parser = values::limit)]
    pub limit: NonZeroU32,
    /// Show all
    #[arg(long, conflicts_with = "limit")]
    pub all: bool,
    /// Go on where an earlier list ended
    #[arg(long, value_name = "CURSOR")]
    pub cursor: Option<String>,
    /// Leave out the line of column names
    #[arg(long)]
    pub no_header: bool,
    /// Exit with code 3 if nothing is found
    #[arg(long)]
    pub fail_empty: bool,
}

/// For what destroys: the name typed in advance.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct Confirm {
    /// Confirm a severe effect by its name, where no terminal is there to ask
    #[arg(long, value_name = "NAME")]
    pub confirm: Option<String>,
}

/// How the daemon is
///
/// Shows this daemon, its database and its webhooks; with --webhook the state and recent outcomes
/// of one.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl health
  sparrowctl health --webhook demo
  sparrowctl health --exit-status      9 if a webhook fails, 5 if not ready")]
pub struct Health {
    /// Show this webhook (id or name)
    #[arg(long, value_name = "WEBHOOK")]
    pub webhook: Option<String>,
    /// Tell by the exit code: 9 if a webhook is failing or suspended, 5 if the daemon is not ready
    #[arg(long)]
    pub exit_status: bool,
}

/// Print the completions of a shell
///
/// They are also in `completions/` of the sources; this is for a binary that stands alone.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl completion bash > ~/.local/share/bash-completion/completions/sparrowctl
  sparrowctl completion zsh > ~/.zfunc/_sparrowctl
  sparrowctl completion fish > ~/.config/fish/completions/sparrowctl.fish")]
pub struct Completion {
    /// The shell to complete for
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// Print the version
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  sparrowctl version
  sparrowctl version -o json")]
pub struct Version {}

/// How a list is framed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Frame {
    pub no_header: bool,
    pub fail_empty: bool,
    /// For lists of what happened in a span of time.
    pub window: Option<Window>,
}

/// A span of time; half-open, and endless where an end is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Window {
    /// `since 2026-11-23T13:22:10.000Z until …`: the moments that `1h` or `today` came to. `None` if
    /// it is endless on both sides.
    pub fn words(&self) -> Option<String> {
        let part = |word: &str, at: Option<Timestamp>| at.map(|at| format!("{word} {}", iso(at)));
        let parts = [part("since", self.since), part("until", self.until)];
        let words: Vec<String> = parts.into_iter().flatten().collect();
        if words.is_empty() { None } else { Some(words.join(" ")) }
    }
}

impl Paging {
    pub fn frame(&self) -> Frame {
        Frame { no_header: self.no_header, fail_empty: self.fail_empty, window: None }
    }
}
