//! What tests stand on: a PostgreSQL of their own with a fresh database for each test, receivers that
//! answer by a script, and waiting for conditions instead of sleeping.

pub mod daemon;
pub mod evil;
pub mod pooler;
pub mod postgres;
pub mod proxy;
pub mod reads;
pub mod receiver;
pub mod wait;

use std::process::Command;

pub use postgres::TestDatabase;
pub use receiver::{Answer, Receiver};
pub use wait::{SOON, eventually};

/// The daemon as a program: the one built with the tests, or what `SPARROWD` names, as the measuring
/// ones among them take an optimised one.
pub fn sparrowd() -> Command {
    let built = || env!("CARGO_BIN_EXE_sparrowd").into();
    Command::new(std::env::var_os("SPARROWD").unwrap_or_else(built))
}
