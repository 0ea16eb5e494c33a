//! Which webhooks there are, and which of them each event goes to.

use std::net::SocketAddr;

use anyhow::Context as _;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use sparrow_proto::v1::namespace_service_client::NamespaceServiceClient;
use sparrow_proto::v1::webhook_service_client::WebhookServiceClient;
use sparrow_proto::v1::{
    CreateNamespaceRequest, DeleteWebhookRequest, RegisterWebhookRequest, Webhook,
};
use tonic::Code;
use tonic::transport::Channel;

/// Registrations on their way at once.
const AT_ONCE: usize = 64;
const ALWAYS_THERE: &str = "default";
const EVERYBODY: &str = "bench.event";

/// How events are shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// Each event goes to all webhooks of its namespace.
    Everybody,
    /// Each event goes to one webhook, one after the other.
    InTurn,
    /// Every second event goes to the first webhook, the others to the rest in turn.
    HalfToTheFirst,
}

/// What the receiver does with a webhook's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    AtOnce,
    /// At once, but how long they took is left out.
    Aside,
    /// After a time that the receiver is told.
    Late,
    Never,
}

impl Answers {
    fn path(self) -> &'static str {
        match self {
            Self::AtOnce => "",
            Self::Aside => "aside",
            Self::Late => "late",
            Self::Never => "hang",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Targets {
    /// Those made for it are numbered.
    pub namespace: String,
    pub namespaces: usize,
    /// In each namespace.
    pub webhooks: usize,
    pub aim: Aim,
    /// Requests in flight to one of them.
    pub concurrency: u32,
    /// The first so many answer otherwise than at once.
    pub slow: usize,
    pub answers: Answers,
    pub paused: bool,
}

impl Targets {
    /// So many webhooks in the namespace that is always there.
    pub fn webhooks(webhooks: usize, aim: Aim) -> Self {
        Self {
            namespace: ALWAYS_THERE.to_owned(),
            namespaces: 1,
            webhooks,
            aim,
            concurrency: 256,
            slow: 0,
            answers: Answers::AtOnce,
            paused: false,
        }
    }

    /// How many webhooks an event goes to.
    pub fn of_each_event(&self) -> u64 {
        match self.aim {
            Aim::Everybody => self.webhooks as u64,
            Aim::InTurn | Aim::HalfToTheFirst => 1,
        }
    }

    /// Whether the arrival of event n is to be waited for.
    pub fn arrives(&self, n: u64) -> bool {
        let is_to_the_first = self.aim == Aim::HalfToTheFirst && n.is_multiple_of(2);
        let first_hangs = self.slow > 0 && self.answers == Answers::Never;
        !(self.paused || is_to_the_first && first_hangs)
    }

    /// Namespace and type of event n.
    pub fn of(&self, n: u64) -> (String, String) {
        let (spaces, webhooks) = (self.namespaces as u64, self.webhooks as u64);
        let namespace = self.namespace(n % spaces);
        let webhook = match self.aim {
            Aim::Everybody => return (namespace, EVERYBODY.to_owned()),
            Aim::InTurn => n / spaces % webhooks,
            Aim::HalfToTheFirst if n.is_multiple_of(2) => 0,
            Aim::HalfToTheFirst => 1 + n / 2 % (webhooks - 1).max(1),
        };
        (namespace, event_type(webhook))
    }

    fn namespace(&self, n: u64) -> String {
        match self.namespaces {
            1 => self.namespace.clone(),
            _ => format!("{}-{n}", self.namespace),
        }
    }

    /// Makes them; comes back with namespace and id of each.
    pub async fn register(
        &self,
        channel: &Channel,
        receiver: SocketAddr,
    ) -> anyhow::Result<Vec<(String, String)>> {
        if self.namespaces > 1 || self.namespace != ALWAYS_THERE {
            let spaces = (0..self.namespaces as u64).map(|n| create(channel, self.namespace(n)));
            let spaces = stream::iter(spaces).buffer_unordered(AT_ONCE);
            spaces.try_collect::<()>().await?;
        }
        let all = (0..self.namespaces as u64)
            .flat_map(|space| (0..self.webhooks as u64).map(move |n| (space, n)))
            .map(|(space, n)| self.register_one(channel, receiver, space, n));
        stream::iter(all).buffer_unordered(AT_ONCE).try_collect().await
    }

    async fn register_one(
        &self,
        channel: &Channel,
        receiver: SocketAddr,
        space: u64,
        n: u64,
    ) -> anyhow::Result<(String, String)> {
        let answers = if n < self.slow as u64 { self.answers } else { Answers::AtOnce };
        let event_type = match self.aim {
            Aim::Everybody => EVERYBODY.to_owned(),
            Aim::InTurn | Aim::HalfToTheFirst => event_type(n),
        };
        let webhook = Webhook {
            namespace: self.namespace(space),
            url: format!("http://{receiver}/{}", answers.path()),
            event_types: vec![event_type],
            concurrency: self.concurrency,
            ..Webhook::default()
        };
        let namespace = webhook.namespace.clone();
        let paused_reason = if self.paused { "bench".to_owned() } else { String::new() };
        let request =
            RegisterWebhookRequest { webhook: Some(webhook), paused_reason, ..Default::default() };
        let mut client = WebhookServiceClient::new(channel.clone());
        let answer = client.register_webhook(request).await?.into_inner();
        Ok((namespace, answer.webhook.context("no webhook in the answer")?.id))
    }
}

fn event_type(webhook: u64) -> String {
    format!("bench.e{webhook}")
}

async fn create(channel: &Channel, name: String) -> anyhow::Result<()> {
    let mut client = NamespaceServiceClient::new(channel.clone());
    match client.create_namespace(CreateNamespaceRequest { name }).await {
        Err(status) if status.code() != Code::AlreadyExists => Err(status.into()),
        _ => Ok(()),
    }
}

pub async fn unregister(channel: &Channel, webhooks: &[(String, String)]) -> anyhow::Result<()> {
    let mut client = WebhookServiceClient::new(channel.clone());
    for (namespace, webhook) in webhooks.iter().cloned() {
        client.delete_webhook(DeleteWebhookRequest { namespace, webhook }).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_shared_out_as_aimed() {
        let types = |targets: &Targets, ns: &[u64]| -> Vec<String> {
            ns.iter().map(|n| targets.of(*n).1).collect()
        };
        let turns = Targets::webhooks(2, Aim::InTurn);
        assert_eq!(types(&turns, &[0, 1, 2]), ["bench.e0", "bench.e1", "bench.e0"]);
        let half = Targets {
            slow: 1,
            answers: Answers::Never,
            ..Targets::webhooks(3, Aim::HalfToTheFirst)
        };
        let some = ["bench.e0", "bench.e1", "bench.e0", "bench.e2", "bench.e0", "bench.e1"];
        assert_eq!(types(&half, &[0, 1, 2, 3, 4, 5]), some);
        assert!(!half.arrives(0) && half.arrives(1));
        let spread = Targets { namespaces: 2, ..turns };
        assert_eq!(spread.of(3), ("default-1".to_owned(), "bench.e1".to_owned()));
    }
}
