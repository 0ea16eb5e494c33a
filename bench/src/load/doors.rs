//! The doors of a daemon, as an application knocks at them.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::Poll;

use anyhow::Context as _;
use bytes::Bytes;
use hyper::rt::Executor;
use sparrow_proto::v1::event_service_client::EventServiceClient;
use sparrow_proto::v1::{EventInput, PushEventRequest};
use tonic::transport::{Channel, Endpoint};

use super::Door;
use crate::client;

/// Connections in all, as far as each daemon has as many as the others: where there are more daemons, there
/// are not more applications.
const CHANNELS: usize = 4;

/// Where a daemon listens.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// `http://HOST:PORT` of gRPC.
    pub grpc: String,
    pub http: Option<SocketAddr>,
}

impl Addresses {
    pub async fn channel(&self) -> anyhow::Result<Channel> {
        let endpoint = Endpoint::try_from(self.grpc.clone())?.tcp_nodelay(true);
        let endpoint = endpoint.executor(Unhurried);
        endpoint.connect().await.with_context(|| format!("no sparrowd at {}", self.grpc))
    }
}

/// Gives the tasks of a connection their turn after the callers that are ready to push on it, so that
/// what these have to say goes out together: what the generator uses of the processors is missing to
/// what is measured.
#[derive(Debug, Clone, Copy)]
struct Unhurried;

impl Executor<Pin<Box<dyn Future<Output = ()> + Send>>> for Unhurried {
    fn execute(&self, mut task: Pin<Box<dyn Future<Output = ()> + Send>>) {
        let mut has_waited = false;
        tokio::spawn(poll_fn(move |context| {
            has_waited = !has_waited;
            if has_waited {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            task.as_mut().poll(context)
        }));
    }
}

/// Open doors, of all daemons in turn.
#[derive(Debug)]
pub struct Doors(Vec<Caller>);

/// Who stands at one of them.
#[derive(Debug, Clone)]
pub enum Caller {
    Grpc(EventServiceClient<Channel>),
    Rest { client: reqwest::Client, url: String },
}

/// Why a push did not go through.
#[derive(Debug)]
pub struct Refusal {
    /// It may have been accepted all the same.
    pub is_unknown: bool,
    pub message: String,
}

impl Doors {
    pub async fn open(door: Door, addresses: &[Addresses]) -> anyhow::Result<Self> {
        let mut doors = Vec::new();
        for n in 0..CHANNELS.next_multiple_of(addresses.len()) {
            let address = &addresses[n % addresses.len()];
            doors.push(match door {
                Door::Grpc | Door::Stream => {
                    Caller::Grpc(EventServiceClient::new(address.channel().await?))
                }
                Door::Rest => {
                    let http = address.http.context("no HTTP door is named")?;
                    let url = format!("http://{http}/webhook/events");
                    Caller::Rest { client: client::build()?, url }
                }
            });
        }
        Ok(Self(doors))
    }

    /// The n-th caller.
    pub fn caller(&self, n: usize) -> Caller {
        self.0[n % self.0.len()].clone()
    }

    pub fn clients(self) -> impl Iterator<Item = EventServiceClient<Channel>> {
        self.0.into_iter().filter_map(|door| match door {
            Caller::Grpc(client) => Some(client),
            Caller::Rest { .. } => None,
        })
    }
}

impl Caller {
    pub async fn push(
        &mut self,
        (namespace, event_type): (String, String),
        payload: Bytes,
        key: &str,
    ) -> Result<(), Refusal> {
        match self {
            Self::Grpc(client) => {
                let event = EventInput {
                    namespace,
                    r#type: event_type,
                    payload,
                    idempotency_key: key.to_owned(),
                    ..EventInput::default()
                };
                let answer = client.push_event(PushEventRequest { event: Some(event) }).await;
                answer.map(drop).map_err(|status| refusal(status.message()))
            }
            Self::Rest { client, url } => {
                let body = json(&namespace, &event_type, &payload, key);
                let request = client.post(url.as_str()).header("content-type", "application/json");
                let answer =
                    request.body(body).send().await.map_err(|e| refusal(&e.to_string()))?;
                let is_success = answer.status().is_success();
                let text = answer.text().await.map_err(|e| refusal(&e.to_string()))?;
                if is_success { Ok(()) } else { Err(refusal(&text)) }
            }
        }
    }
}

fn refusal(message: &str) -> Refusal {
    Refusal { is_unknown: message.contains("accepted or not"), message: message.to_owned() }
}

/// The payload stands inline, as it is.
fn json(namespace: &str, event_type: &str, payload: &[u8], key: &str) -> Vec<u8> {
    let head = format!(r#"{{"event":{{"namespace":"{namespace}","name":"{event_type}""#);
    let mut text = Vec::with_capacity(head.len() + payload.len() + key.len() + 40);
    text.extend_from_slice(head.as_bytes());
    if !key.is_empty() {
        text.extend_from_slice(format!(r#","idempotency_key":"{key}""#).as_bytes());
    }
    text.extend_from_slice(br#","payload":"#);
    text.extend_from_slice(payload);
    text.extend_from_slice(b"}}");
    text
}
