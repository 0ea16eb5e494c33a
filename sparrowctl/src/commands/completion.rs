//! `completion SHELL`.

use std::io::Write as _;

use crate::{args::shared::Completion, error::Result, exit::Exit, generate};

pub fn run(args: &Completion) -> Result<Exit> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&generate::completion(args.shell))?;
    stdout.flush()?;
    Ok(Exit::Ok)
}
