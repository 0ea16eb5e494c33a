//! sparrowctl: the terminal client of sparrow.
//!
//! In reading order: the grammar ([`args`]), what is in force ([`config`]), how things are shown
//! ([`output`], [`nouns`]), the connection ([`client`]), and one file per verb or noun
//! ([`commands`]). Data goes to stdout, talk to stderr; [`exit`] says how a run ends.

pub mod args;
pub mod client;
pub mod clock;
pub mod commands;
pub mod config;
pub mod data;
pub mod error;
pub mod exit;
#[cfg(test)]
mod fuzz;
pub mod generate;
pub mod headers;
pub mod ids;
pub mod nouns;
pub mod output;
pub mod run;
pub mod session;
pub mod signature;
pub mod time;

pub use args::command;
pub use exit::Exit;
