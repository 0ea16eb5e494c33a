//! Parse, run, say what went wrong once, and end with the code that says it too.

use std::process::ExitCode;

use sparrowctl::{Exit, run};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(run::report_panic));
    match std::panic::catch_unwind(|| run::run(std::env::args_os().collect())) {
        Ok(exit) => exit.into(),
        Err(_) => Exit::Bug.into(),
    }
}
