//! The command line.

mod compare;
mod load;
mod run;

use clap::{Parser, Subcommand};

use crate::report::table;
use crate::scenarios::Scenario;

/// Load on sparrowd, a receiver that measures, and the machine's own ceilings.
#[derive(Debug, Parser)]
#[command(name = "sparrow-bench", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run scenarios, on a PostgreSQL and daemons of their own
    Run(run::Options),
    /// List the scenarios
    List,
    /// Push to a sparrowd that runs already
    Load(load::Options),
    /// Run two sparrowds in turn, and hold the second against the first
    Compare(compare::Options),
}

impl Cli {
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Run(options) => run::run(options).await,
            Command::List => {
                list();
                Ok(())
            }
            Command::Load(options) => load::run(options).await,
            Command::Compare(options) => compare::run(options).await,
        }
    }
}

fn list() {
    let mut rows = table(["scenario", "what it measures"]);
    let all = Scenario::short().into_iter().chain(Scenario::long());
    rows.add_rows(all.map(|scenario| [scenario.name(), scenario.about()]));
    if let Some(column) = rows.column_mut(1) {
        column.set_cell_alignment(comfy_table::CellAlignment::Left);
    }
    println!("{rows}");
}
