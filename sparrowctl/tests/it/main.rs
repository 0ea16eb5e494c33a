//! The client as it is run: a real process against a daemon of our own making, whose clock and ids
//! stand still.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::unnecessary_wraps,
    clippy::assigning_clones,
    reason = "a test ends there and says where, and what tests share is part of them"
)]

mod bulk;
mod connection;
mod contexts;
mod exits;
mod forms;
mod generated;
mod grammar;
mod kit;
mod probes;
mod replays;
mod safety;
mod screens;
mod secrets;
mod streams;
mod tail;
mod terminal;
mod wait;
