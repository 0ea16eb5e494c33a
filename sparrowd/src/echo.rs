//! The receiver of `sparrowd dev --echo`: something to deliver to, which answers as its path says.
//!
//! | path | answer |
//! |---|---|
//! | `/200` `/204` `/404` `/500` … | that status, 200–599 |
//! | `/slow` | 200, after 3 s |
//! | `/flaky` | 500 to the first two attempts of an event (by `webhook-id`), then 200 |
//! | others | 404 |
//!
//! The body says in JSON what came: the event's id, the number of the attempt and the payload's
//! length. Nothing of a request is logged.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::tasks::{Policy, Tasks};

const SLOW: Duration = Duration::from_secs(3);
const FLAKY_FAILURES: u32 = 2;
/// Events that `/flaky` remembers; the oldest is forgotten first.
const REMEMBERED: usize = 10_000;
/// More than sparrow sends.
const MAX_BODY: usize = 8 << 20;
/// What is being answered when it is told to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
#[error("the receiver of --echo can't listen on 127.0.0.1")]
pub struct EchoError(#[source] io::Error);

/// A running receiver.
#[derive(Debug)]
pub struct Echo {
    url: String,
    tasks: Tasks,
}

/// On loopback, on this port if it is free, so that a webhook registered with it can be delivered to
/// after the next start too; else on one that is.
pub async fn start(port: u16) -> Result<Echo, EchoError> {
    let listener = match TcpListener::bind(("127.0.0.1", port)).await {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind(("127.0.0.1", 0)).await.map_err(EchoError)?,
    };
    let address: SocketAddr = listener.local_addr().map_err(EchoError)?;
    let tasks = Tasks::root().group("echo");
    let connections = tasks.clone();
    tasks.spawn("accept", Policy::Detached, async move {
        accept(listener, &connections).await;
    });
    Ok(Echo { url: format!("http://{address}"), tasks })
}

impl Echo {
    /// Without a path.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub async fn stop(self) {
        self.tasks.stop(LAST_ANSWERS).await;
    }
}

async fn accept(listener: TcpListener, tasks: &Tasks) {
    let stopping = tasks.stopping();
    let flaky = Arc::new(Mutex::new(Flaky::default()));
    while let Some(accepted) = stopping.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, _)) => {
                let connection = serve(stream, Arc::clone(&flaky), stopping.clone());
                tasks.spawn("connection", Policy::Detached, connection);
            }
            // Out of files, or the caller went away: others may fare better.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Until the sender closes it, or, once it is told to stop, until it is at rest.
async fn serve(stream: TcpStream, flaky: Arc<Mutex<Flaky>>, stopping: CancellationToken) {
    let service = service_fn(move |request| answer(request, Arc::clone(&flaky)));
    let mut connection =
        pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    // How it ends is the sender's affair.
    if stopping.run_until_cancelled(connection.as_mut()).await.is_none() {
        connection.as_mut().graceful_shutdown();
        drop(connection.await);
    }
}

async fn answer(
    request: Request<Incoming>,
    flaky: Arc<Mutex<Flaky>>,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return Ok(respond(StatusCode::PAYLOAD_TOO_LARGE, &head.headers, 0));
    };
    let status = match head.uri.path() {
        "/slow" => {
            tokio::time::sleep(SLOW).await;
            StatusCode::OK
        }
        "/flaky" => {
            let event = text(&head.headers, "webhook-id");
            flaky.lock().unwrap_or_else(PoisonError::into_inner).meet(event)
        }
        path => named(path).unwrap_or(StatusCode::NOT_FOUND),
    };
    Ok(respond(status, &head.headers, body.to_bytes().len()))
}

fn named(path: &str) -> Option<StatusCode> {
    let number = path.strip_prefix('/')?.parse().ok()?;
    StatusCode::from_u16(number).ok().filter(|status| (200..600).contains(&status.as_u16()))
}

fn respond(status: StatusCode, headers: &HeaderMap, bytes: usize) -> Response<Full<Bytes>> {
    let said = serde_json::json!({
        "webhook_id": text(headers, "webhook-id"),
        "attempt": text(headers, "sparrow-attempt"),
        "bytes": bytes,
    });
    let bodiless = [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status);
    let body = if bodiless { Bytes::new() } else { Bytes::from(format!("{said}\n")) };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(http::header::CONTENT_TYPE, json);
    response
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// How often each event was refused.
#[derive(Debug, Default)]
struct Flaky {
    refused: HashMap<String, u32>,
    order: VecDeque<String>,
}

impl Flaky {
    fn meet(&mut self, event: &str) -> StatusCode {
        if let Some(refused) = self.refused.get_mut(event) {
            if *refused >= FLAKY_FAILURES {
                return StatusCode::OK;
            }
            *refused += 1;
            return StatusCode::INTERNAL_SERVER_ERROR;
        }
        if self.order.len() >= REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.refused.remove(&oldest);
        }
        self.order.push_back(event.to_owned());
        self.refused.insert(event.to_owned(), 1);
        StatusCode::INTERNAL_SERVER_ERROR
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// The status and the body of one answer.
    async fn post(echo: &Echo, path: &str, event: &str) -> (u16, String) {
        let address = echo.url().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: echo\r\nconnection: close\r\nwebhook-id: {event}\r\n\
             sparrow-attempt: 1\r\ncontent-length: 2\r\n\r\n{{}}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    #[tokio::test]
    async fn it_answers_as_the_path_says() {
        let echo = start(0).await.unwrap();
        for (path, status) in [
            ("/200", 200),
            ("/204", 204),
            ("/410", 410),
            ("/599?a=b", 599),
            ("/600", 404),
            ("/101", 404),
            ("/hook", 404),
        ] {
            assert_eq!(post(&echo, path, "evt_1").await.0, status, "{path}");
        }
        let (_, body) = post(&echo, "/500", "evt_1").await;
        assert_eq!(body, "{\"attempt\":\"1\",\"bytes\":2,\"webhook_id\":\"evt_1\"}\n");
        echo.stop().await;
    }

    #[tokio::test]
    async fn flaky_refuses_each_event_twice() {
        let echo = start(0).await.unwrap();
        let mut statuses = Vec::new();
        for event in ["evt_1", "evt_2", "evt_1", "evt_1", "evt_1", "evt_2", "evt_2"] {
            statuses.push(post(&echo, "/flaky", event).await.0);
        }
        assert_eq!(statuses, [500, 500, 500, 200, 200, 500, 200]);
        echo.stop().await;
    }

    #[test]
    fn what_flaky_remembers_is_bounded() {
        let mut flaky = Flaky::default();
        for n in 0..=REMEMBERED {
            flaky.meet(&n.to_string());
        }
        assert_eq!((flaky.refused.len(), flaky.order.len()), (REMEMBERED, REMEMBERED));
        assert!(!flaky.refused.contains_key("0"));
    }
}
