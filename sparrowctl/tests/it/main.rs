//! The client as it is run: a real process against a daemon of our own making, whose clock and ids
//! stand still.

mod bulk;
mod contexts;
mod exits;
mod generated;
mod grammar;
mod kit;
mod safety;
mod screens;
mod streams;
mod tail;
mod terminal;
mod wait;
