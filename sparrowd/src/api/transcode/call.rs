//! A call to the services from within: the message goes the way of one that came over gRPC, and what
//! comes back is the answer or the status that gRPC would have told.

use std::time::Duration;

use bytes::Buf;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use http::uri::PathAndQuery;
use prost::Message as _;
use prost_reflect::{DynamicMessage, MessageDescriptor};
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::service::Routes;
use tonic::{Request, Status};

use super::super::grpc::{deadline, explained};
use super::descriptors::Method;

/// The services, as a client of this process sees them. Whoever calls has passed the guard, and has
/// kept the limits of messages.
#[derive(Clone)]
pub(super) struct Services(Routes);

impl std::fmt::Debug for Services {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Services").finish_non_exhaustive()
    }
}

pub(super) type Answers = BoxStream<'static, Result<DynamicMessage, Status>>;

impl Services {
    pub(super) fn new(routes: Routes) -> Self {
        Self(routes)
    }

    /// One message in, one out.
    pub(super) async fn unary(
        &self,
        method: &'static Method,
        message: DynamicMessage,
        deadline: Option<Duration>,
    ) -> Result<DynamicMessage, Status> {
        let mut client = Grpc::new(self.0.clone());
        let call = async {
            client.ready().await.map_err(|_| Status::unavailable("the services are away"))?;
            let path = path(method)?;
            client.unary(Request::new(message), path, codec(method)).await
        };
        Ok(within(deadline, call).await?.into_inner())
    }

    /// Any number of messages in, and out.
    pub(super) async fn streaming(
        &self,
        method: &'static Method,
        messages: BoxStream<'static, DynamicMessage>,
        deadline: Option<Duration>,
    ) -> Result<Answers, Status> {
        let mut client = Grpc::new(self.0.clone());
        let call = async {
            client.ready().await.map_err(|_| Status::unavailable("the services are away"))?;
            let path = path(method)?;
            let mut request = Request::new(messages);
            request.extensions_mut().extend(deadline::extension(deadline));
            client.streaming(request, path, codec(method)).await
        };
        let started = tokio::time::Instant::now();
        let answers = within(deadline, call).await?.into_inner();
        Ok(match deadline.map(|deadline| started + deadline) {
            None => answers.boxed(),
            Some(at) => futures::stream::unfold(Some(answers), move |answers| async move {
                let mut answers = answers?;
                match tokio::time::timeout_at(at, answers.next()).await {
                    Ok(Some(answer)) => Some((answer, Some(answers))),
                    Ok(None) => None,
                    Err(_) => Some((Err(too_late()), None)),
                }
            })
            .boxed(),
        })
    }
}

async fn within<T>(
    deadline: Option<Duration>,
    call: impl Future<Output = Result<T, Status>>,
) -> Result<T, Status> {
    let answer = match deadline {
        None => call.await,
        // Whatever could be answered at once is too late as well.
        Some(Duration::ZERO) => Err(too_late()),
        Some(deadline) => tokio::time::timeout(deadline, call).await.unwrap_or(Err(too_late())),
    };
    answer.map_err(explained::status)
}

fn too_late() -> Status {
    deadline::passed().into()
}

fn path(method: &'static Method) -> Result<PathAndQuery, Status> {
    PathAndQuery::try_from(method.path.as_str()).map_err(|_| Status::internal("no such path"))
}

fn codec(method: &'static Method) -> Dynamic {
    Dynamic(method.descriptor.output())
}

/// Messages that are known by their descriptors alone.
struct Dynamic(MessageDescriptor);

impl Codec for Dynamic {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = Writer;
    type Decoder = Reader;

    fn encoder(&mut self) -> Writer {
        Writer
    }

    fn decoder(&mut self) -> Reader {
        Reader(self.0.clone())
    }
}

struct Writer;

impl Encoder for Writer {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, message: DynamicMessage, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        message.encode(into).map_err(|error| Status::internal(error.to_string()))
    }
}

struct Reader(MessageDescriptor);

impl Decoder for Reader {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let bytes = from.copy_to_bytes(from.remaining());
        DynamicMessage::decode(self.0.clone(), bytes)
            .map(Some)
            .map_err(|error| Status::internal(error.to_string()))
    }
}
