//! What each verb does. One file per noun, or per verb where a noun has big ones.

pub mod attempt;
pub mod bulk;
pub mod completion;
pub mod context;
pub mod dead_letter;
pub mod delivery;
pub mod event;
pub mod fan_out;
pub mod health;
pub mod namespace;
pub mod node;
pub mod pages;
pub mod replay;
pub mod signals;
pub mod version;
pub mod webhook;

use clap::ArgMatches;

use crate::{
    args::{self, Command, Globals},
    error::Result,
    exit::Exit,
    session::Session,
};

pub async fn dispatch(
    session: &mut Session,
    command: Command,
    globals: &Globals,
    matches: &ArgMatches,
) -> Result<Exit> {
    match command {
        Command::Webhook(verb) => webhook::run(session, verb).await,
        Command::Event(verb) => event::run(session, verb).await,
        Command::Delivery(verb) => delivery::run(session, verb).await,
        Command::Attempt(verb) => attempt::run(session, verb).await,
        Command::DeadLetter(verb) => dead_letter::run(session, verb).await,
        Command::Replay(verb) => replay::run(session, verb).await,
        Command::Namespace(verb) => namespace::run(session, verb).await,
        Command::Node(verb) => node::run(session, verb).await,
        Command::Health(args) => health::run(session, &args).await,
        Command::Context(verb) => context::run(session, verb, globals, matches),
        Command::Push(args) => event::run(session, args::event::Verb::Push(args)).await,
        Command::Tail(args) => attempt::run(session, args::attempt::Verb::Tail(args)).await,
        Command::Completion(args) => completion::run(&args),
        Command::Version(_) => version::run(globals.output),
        Command::Ls(noun) => again(session, noun, globals, matches).await,
        Command::Get(noun) => again(session, noun, globals, matches).await,
        Command::Rm(noun) => again(session, noun, globals, matches).await,
    }
}

/// A hidden shortcut is the command that it stands for.
async fn again(
    session: &mut Session,
    shortcut: impl Into<Command>,
    globals: &Globals,
    matches: &ArgMatches,
) -> Result<Exit> {
    Box::pin(dispatch(session, shortcut.into(), globals, matches)).await
}
