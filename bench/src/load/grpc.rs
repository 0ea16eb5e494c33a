//! Pushes over gRPC, a call for each, by HTTP/2 itself: what a client of tonic has around it (layers, queues
//! from task to task, boxed bodies) takes half as much of the processors again as the calls, and what the
//! generator takes is missing to what is measured.

use std::pin::pin;

use anyhow::Context as _;
use bytes::{BufMut as _, Bytes, BytesMut};
use h2::client::{self, SendRequest};
use hyper::{Request, Uri, header};
use prost::Message as _;
use sparrow_proto::v1::PushEventRequest;
use sparrowd::tasks::unhurried;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tonic::Status;

const PATH: &str = "/sparrow.v1.EventService/PushEvent";
/// Bytes of answers that may be on their way.
const WINDOW: u32 = 1024 * 1024;

/// A connection to a daemon, made again when it breaks.
#[derive(Debug)]
pub struct Line {
    uri: Uri,
    open: Mutex<Option<SendRequest<Bytes>>>,
}

impl Line {
    /// To `http://HOST:PORT`.
    pub async fn open(server: &str) -> anyhow::Result<Self> {
        let address: Uri = server.parse().with_context(|| format!("not an address: {server}"))?;
        let authority = address.authority().context("no host is named")?.clone();
        let uri = Uri::builder().scheme("http").authority(authority).path_and_query(PATH);
        let line = Self { uri: uri.build()?, open: Mutex::new(None) };
        line.ready().await.with_context(|| format!("no sparrowd at {server}"))?;
        Ok(line)
    }

    pub async fn push(&self, push: &PushEventRequest) -> Result<(), Status> {
        let request = Request::post(self.uri.clone())
            .header(header::CONTENT_TYPE, "application/grpc")
            .header(header::TE, "trailers")
            .body(())
            .map_err(|error| Status::internal(error.to_string()))?;
        let (response, mut stream) = self.ready().await?.send_request(request, false)?;
        stream.send_data(message(push)?, true)?;
        let (head, mut body) = response.await?.into_parts();
        if let Some(status) = Status::from_header_map(&head.headers) {
            return Err(status);
        }
        while let Some(data) = body.data().await {
            let taken = data?.len();
            body.flow_control().release_capacity(taken)?;
        }
        let trailers = body.trailers().await?.unwrap_or_default();
        match Status::from_header_map(&trailers) {
            Some(status) if status.code() == tonic::Code::Ok => Ok(()),
            Some(status) => Err(status),
            None => Err(Status::unknown(format!("{} without a status", head.status))),
        }
    }

    async fn ready(&self) -> Result<SendRequest<Bytes>, Status> {
        let mut open = self.open.lock().await;
        if let Some(sender) = &*open
            && let Ok(sender) = sender.clone().ready().await
        {
            return Ok(sender);
        }
        let sender = self.connect().await.map_err(|e| Status::unavailable(e.to_string()))?;
        Ok(open.insert(sender).clone())
    }

    async fn connect(&self) -> anyhow::Result<SendRequest<Bytes>> {
        let host = self.uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let port = self.uri.port_u16().unwrap_or(80);
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        let mut client = client::Builder::new();
        client.enable_push(false).initial_connection_window_size(WINDOW);
        let (sender, connection) = client.handshake(stream).await?;
        // Why it ended, each call that was on it tells.
        tokio::spawn(async move { drop(unhurried(pin!(connection)).await) });
        Ok(sender)
    }
}

/// With the five bytes before it that tell its length.
fn message(push: &PushEventRequest) -> Result<Bytes, Status> {
    let length = push.encoded_len();
    let mut framed = BytesMut::with_capacity(5 + length);
    framed.put_u8(0);
    framed.put_u32(u32::try_from(length).map_err(|_| Status::internal("a push of 4 GiB"))?);
    push.encode(&mut framed).map_err(|error| Status::internal(error.to_string()))?;
    Ok(framed.freeze())
}
