//! The doors of a daemon, as an application knocks at them.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use bytes::Bytes;
use sparrow_proto::v1::event_service_client::EventServiceClient;
use sparrow_proto::v1::{EventInput, PushEventRequest};
use tonic::transport::{Channel, Endpoint};

use super::grpc::Line;
use super::rest::Post;

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
        endpoint.connect().await.with_context(|| format!("no sparrowd at {}", self.grpc))
    }
}

/// Open doors, of all daemons in turn.
#[derive(Debug)]
pub struct Doors(Vec<Caller>);

/// Who stands at one of them.
#[derive(Debug, Clone)]
pub enum Caller {
    Grpc(Arc<Line>),
    Rest(Arc<Post>),
}

/// Why a push did not go through.
#[derive(Debug)]
pub struct Refusal {
    /// It may have been accepted all the same.
    pub is_unknown: bool,
    pub message: String,
}

impl Doors {
    pub async fn grpc(addresses: &[Addresses]) -> anyhow::Result<Self> {
        let mut doors = Vec::new();
        for address in in_turn(addresses) {
            doors.push(Caller::Grpc(Arc::new(Line::open(&address.grpc).await?)));
        }
        Ok(Self(doors))
    }

    pub fn rest(addresses: &[Addresses]) -> anyhow::Result<Self> {
        let door = |address: &Addresses| {
            let http = address.http.context("no HTTP door is named")?;
            Ok(Caller::Rest(Arc::new(Post::to(http)?)))
        };
        Ok(Self(in_turn(addresses).map(door).collect::<anyhow::Result<_>>()?))
    }

    /// The n-th caller.
    pub fn caller(&self, n: usize) -> Caller {
        self.0[n % self.0.len()].clone()
    }
}

/// For bulk push.
pub(super) async fn clients(
    addresses: &[Addresses],
) -> anyhow::Result<Vec<EventServiceClient<Channel>>> {
    let mut clients = Vec::new();
    for address in in_turn(addresses) {
        clients.push(EventServiceClient::new(address.channel().await?));
    }
    Ok(clients)
}

fn in_turn(addresses: &[Addresses]) -> impl Iterator<Item = &Addresses> {
    addresses.iter().cycle().take(CHANNELS.next_multiple_of(addresses.len()))
}

impl Caller {
    pub async fn push(
        &mut self,
        (namespace, event_type): (String, String),
        payload: Bytes,
        key: &str,
    ) -> Result<(), Refusal> {
        match self {
            Self::Grpc(line) => {
                let event = EventInput {
                    namespace,
                    r#type: event_type,
                    payload,
                    idempotency_key: key.to_owned(),
                    ..EventInput::default()
                };
                let answer = line.push(&PushEventRequest { event: Some(event) }).await;
                answer.map_err(|status| refusal(status.message()))
            }
            Self::Rest(post) => {
                let pushed = post.push(&namespace, &event_type, &payload, key).await;
                pushed.map_err(|message| refusal(&message))
            }
        }
    }
}

fn refusal(message: &str) -> Refusal {
    Refusal { is_unknown: message.contains("accepted or not"), message: message.to_owned() }
}
