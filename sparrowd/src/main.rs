//! sparrowd: see the library.

use std::process::ExitCode;

use clap::Parser as _;
use sparrowd::cli::{self, Cli, exit};
use sparrowd::config::Environment;

fn main() -> ExitCode {
    // A panic that ends the process is a bug, and says so by its code.
    std::panic::catch_unwind(|| cli::run(Cli::parse(), Environment::of_process()))
        .unwrap_or(ExitCode::from(exit::BUG))
}
