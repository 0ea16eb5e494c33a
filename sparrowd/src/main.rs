//! sparrowd: see the library.

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;
use sparrowd::cli::{self, Cli, exit};
use sparrowd::config::Environment;

/// A delivery allocates often, and on one thread what another frees: with glibc's allocator that took
/// a fifth of the daemon's time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // A panic that ends the process is a bug, and says so by its code.
    std::panic::catch_unwind(|| cli::run(Cli::parse(), Environment::of_process()))
        .unwrap_or(ExitCode::from(exit::BUG))
}
