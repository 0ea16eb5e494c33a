//! Hidden shortcuts for muscle memory: `ls NOUN`, `get NOUN`, `rm NOUN`.

use clap::Subcommand;

use super::{
    Command, attempt, context, dead_letter, delivery, event, namespace, node, replay, webhook,
};

#[derive(Debug, Subcommand)]
pub enum Ls {
    #[command(aliases = ["wh", "webhooks"])]
    Webhook(webhook::List),
    #[command(aliases = ["ev", "events"])]
    Event(event::List),
    #[command(aliases = ["dlv", "deliveries"])]
    Delivery(delivery::List),
    #[command(aliases = ["att", "attempts"])]
    Attempt(attempt::List),
    #[command(aliases = ["dlq", "dead-letters"])]
    DeadLetter(dead_letter::List),
    #[command(aliases = ["rp", "replays"])]
    Replay(replay::List),
    #[command(aliases = ["ns", "namespaces"])]
    Namespace(namespace::List),
    #[command(alias = "nodes")]
    Node(node::List),
    #[command(aliases = ["ctx", "contexts"])]
    Context(context::List),
}

#[derive(Debug, Subcommand)]
pub enum Get {
    #[command(aliases = ["wh", "webhooks"])]
    Webhook(webhook::Show),
    #[command(aliases = ["ev", "events"])]
    Event(event::Show),
    #[command(aliases = ["dlv", "deliveries"])]
    Delivery(delivery::Show),
    #[command(aliases = ["att", "attempts"])]
    Attempt(attempt::Show),
    #[command(aliases = ["rp", "replays"])]
    Replay(replay::Show),
    #[command(aliases = ["ns", "namespaces"])]
    Namespace(namespace::Show),
}

#[derive(Debug, Subcommand)]
pub enum Rm {
    #[command(aliases = ["wh", "webhooks"])]
    Webhook(webhook::Delete),
    #[command(aliases = ["ns", "namespaces"])]
    Namespace(namespace::Delete),
}

impl From<Ls> for Command {
    fn from(ls: Ls) -> Self {
        match ls {
            Ls::Webhook(args) => Self::Webhook(webhook::Verb::List(args)),
            Ls::Event(args) => Self::Event(event::Verb::List(args)),
            Ls::Delivery(args) => Self::Delivery(delivery::Verb::List(args)),
            Ls::Attempt(args) => Self::Attempt(attempt::Verb::List(args)),
            Ls::DeadLetter(args) => Self::DeadLetter(dead_letter::Verb::List(args)),
            Ls::Replay(args) => Self::Replay(replay::Verb::List(args)),
            Ls::Namespace(args) => Self::Namespace(namespace::Verb::List(args)),
            Ls::Node(args) => Self::Node(node::Verb::List(args)),
            Ls::Context(args) => Self::Context(context::Verb::List(args)),
        }
    }
}

impl From<Get> for Command {
    fn from(get: Get) -> Self {
        match get {
            Get::Webhook(args) => Self::Webhook(webhook::Verb::Show(args)),
            Get::Event(args) => Self::Event(event::Verb::Show(args)),
            Get::Delivery(args) => Self::Delivery(delivery::Verb::Show(args)),
            Get::Attempt(args) => Self::Attempt(attempt::Verb::Show(args)),
            Get::Replay(args) => Self::Replay(replay::Verb::Show(args)),
            Get::Namespace(args) => Self::Namespace(namespace::Verb::Show(args)),
        }
    }
}

impl From<Rm> for Command {
    fn from(rm: Rm) -> Self {
        match rm {
            Rm::Webhook(args) => Self::Webhook(webhook::Verb::Delete(args)),
            Rm::Namespace(args) => Self::Namespace(namespace::Verb::Delete(args)),
        }
    }
}
