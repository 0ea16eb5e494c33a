//! The services of the fake: fixed answers, scripted streams, and a record of what was asked.

mod deliveries;
mod events;
mod replays;
mod system;
mod webhooks;

use std::pin::Pin;

use sparrow_proto::v1::{Webhook, WebhookStats};
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Code, Response, Status};

use super::{
    fake::{Script, Shared, Then, refusal},
    sample,
};

type Answer<T> = Result<Response<T>, Status>;
type Messages<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

fn ok<T>(message: T) -> Answer<T> {
    Ok(Response::new(message))
}

/// A scripted stream.
fn play<T: Send + 'static>((messages, then): Script<T>) -> Answer<Messages<T>> {
    let items = tokio_stream::iter(messages.into_iter().map(Ok));
    let end: Messages<T> = match then {
        Then::End => Box::pin(tokio_stream::empty()),
        Then::Fail(status) => Box::pin(tokio_stream::once(Err(status))),
        Then::Stay => Box::pin(tokio_stream::pending()),
    };
    ok(Box::pin(items.chain(end)))
}

impl Shared {
    fn all<T>(&self, items: Vec<T>) -> Vec<T> {
        if self.lock().is_empty { Vec::new() } else { items }
    }

    fn webhook(&self, name: &str) -> Result<(Webhook, WebhookStats), Status> {
        self.all(sample::webhooks())
            .into_iter()
            .find(|(webhook, _)| webhook.name == name || webhook.id == name)
            .ok_or_else(|| {
                let message = format!("no webhook {name:?} in namespace default");
                let hint = ("hint", "sparrowctl webhook list");
                refusal(Code::NotFound, "unknown_webhook", &message, &[hint])
            })
    }
}
