//! Load on sparrowd, and a receiver that measures.
//!
//! `run` brings up a PostgreSQL and daemons of its own, runs scenarios, and holds what they came to
//! against what this machine can do at all ([`ceilings`]), measured in the same run. `load` pushes to a
//! daemon that runs already. `compare` runs two daemons in turn.
//!
//! The generator runs on threads named `generator`, the receiver on threads named `receiver`, the
//! daemons and PostgreSQL as processes of their own: so each one's CPU time can be told ([`process`]).
//! Each payload holds the moment at which its push was due ([`payload`]), so that a stall of the
//! generator counts as latency. What was acknowledged is held against what arrived, event by event.

#![expect(clippy::cast_precision_loss, reason = "figures for people")]
#![expect(clippy::print_stdout, reason = "it is for people")]

mod arrivals;
mod bench;
mod ceilings;
mod commands;
mod latency;
mod load;
mod payload;
mod process;
mod receiver;
mod report;
mod scenarios;
mod site;
mod targets;
mod trial;

use anyhow::Context as _;
use clap::Parser as _;

use commands::Cli;

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    // What runs outside the runtime's threads counts as the generator's too.
    let main = std::thread::Builder::new().name(format!("{}-main", trial::GENERATOR));
    let main = main.spawn(|| {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.thread_name(trial::GENERATOR).enable_all().build()?;
        runtime.block_on(cli.run())
    })?;
    main.join().ok().context("the bench panicked")?
}
