//! A receiver of webhooks: a real HTTP server on a port of its own that records what it gets and
//! answers by a script.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::wait::eventually;

/// What the receiver says to one request.
#[derive(Debug, Clone)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    after: Duration,
    never: bool,
}

impl Answer {
    pub fn status(status: u16) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            after: Duration::ZERO,
            never: false,
        }
    }

    /// Takes the request and stays silent.
    pub fn never() -> Self {
        Self { never: true, ..Self::status(200) }
    }

    pub fn after(self, after: Duration) -> Self {
        Self { after, ..self }
    }

    pub fn body(self, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..self }
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).unwrap();
        self.headers.append(HeaderName::from_static(name), value);
        self
    }
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// The connection that it came on, counted from 0.
    pub connection: usize,
    pub at: Instant,
}

impl Request {
    /// A header's text; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

#[derive(Debug)]
struct Script {
    next: VecDeque<Answer>,
    afterwards: Answer,
    requests: Vec<Request>,
}

/// Closes with this value.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
    _connections: JoinSet<()>,
}

impl Receiver {
    /// One that answers 200 to everything.
    pub async fn start() -> Self {
        Self::with(Answer::status(200)).await
    }

    /// One that gives this answer to everything.
    pub async fn with(afterwards: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let script = Script { next: VecDeque::new(), afterwards, requests: Vec::new() };
        let script = Arc::new(Mutex::new(script));
        let mut connections = JoinSet::new();
        connections.spawn(accept(listener, Arc::clone(&script)));
        Self { address, script, _connections: connections }
    }

    /// Gives these answers first, one each.
    pub fn then(self, answers: impl IntoIterator<Item = Answer>) -> Self {
        self.script().next.extend(answers);
        self
    }

    /// From now on this is the answer.
    pub fn answers(&self, answer: Answer) {
        let mut script = self.script();
        script.next.clear();
        script.afterwards = answer;
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What came so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.script().requests.clone()
    }

    /// Counts anew from here.
    pub fn forget(&self) {
        self.script().requests.clear();
    }

    /// The requests, as soon as there are so many.
    pub async fn wait_for(&self, count: usize, deadline: Duration) -> Vec<Request> {
        eventually(deadline, async || match self.requests() {
            enough if enough.len() >= count => Ok(enough),
            few => Err(format!("{} of {count} requests", few.len())),
        })
        .await
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }
}

async fn accept(listener: TcpListener, script: Arc<Mutex<Script>>) {
    let mut connections = JoinSet::new();
    for connection in 0.. {
        let (stream, _) = listener.accept().await.unwrap();
        connections.spawn(serve(stream, connection, Arc::clone(&script)));
    }
}

async fn serve(stream: TcpStream, connection: usize, script: Arc<Mutex<Script>>) {
    let service = service_fn(move |request: http::Request<Incoming>| {
        let script = Arc::clone(&script);
        async move {
            let (head, body) = request.into_parts();
            let request = Request {
                method: head.method,
                uri: head.uri,
                headers: head.headers,
                // A sender may break off in the middle; then there is nothing to record.
                body: body.collect().await?.to_bytes(),
                connection,
                at: Instant::now(),
            };
            let answer = {
                let mut script = script.lock().unwrap();
                script.requests.push(request);
                script.next.pop_front().unwrap_or_else(|| script.afterwards.clone())
            };
            if answer.never {
                std::future::pending::<Infallible>().await;
            }
            tokio::time::sleep(answer.after).await;
            let mut response = http::Response::new(Full::new(answer.body));
            *response.status_mut() = answer.status;
            *response.headers_mut() = answer.headers;
            Ok::<_, hyper::Error>(response)
        }
    });
    // How a connection ends is the sender's affair.
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
}

#[tokio::test]
async fn it_records_and_answers_by_its_script() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let answers = [Answer::status(503).header("retry-after", "7").body("no")];
    let receiver = Receiver::start().await.then(answers);
    let mut stream = TcpStream::connect(receiver.address()).await.unwrap();
    let first = "POST /hook?a=1 HTTP/1.1\r\nhost: x\r\nx-own: y\r\ncontent-length: 2\r\n\r\n{}";
    let second = "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    stream.write_all(format!("{first}{second}").as_bytes()).await.unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    assert!(said.starts_with("HTTP/1.1 503 ") && said.contains("retry-after: 7\r\n"), "{said}");
    assert!(said.contains("\r\n\r\nnoHTTP/1.1 200 "), "{said}");

    let requests = receiver.wait_for(2, super::SOON).await;
    let first = &requests[0];
    assert_eq!((&first.method, first.uri.to_string().as_str()), (&Method::POST, "/hook?a=1"));
    assert_eq!((first.header("x-own"), first.header("absent")), ("y", ""));
    assert_eq!((first.body.as_ref(), first.connection), (b"{}".as_slice(), 0));
}
