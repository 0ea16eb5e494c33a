//! The HTTP door, held against what nobody would send: whole requests over a socket, so that
//! everything is met that a stranger meets. Whatever comes is answered, or refused by closing the
//! connection; nothing fails inside, and the daemon goes on.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::harness::TestDatabase;
use crate::harness::daemon::{Home, webhook};

/// Longer than the door waits for a caller who does not go on.
const PATIENCE: Duration = Duration::from_secs(40);
/// Bytes of an answer, at most.
const LARGE: u64 = 4 * 1024 * 1024;

/// The method, the target, header lines, an empty line, and the body.
const REQUESTS: [&str; 22] = [
    "POST /webhook/events\ncontent-type: application/json\n\n{\"event\":{\"namespace\":\"default\",\
     \"name\":\"a.b\",\"payload\":{\"n\":1.10,\"id\":9007199254740993}}}",
    "POST /webhook/events\ncontent-type: application/json; charset=utf-8\n\n{\"event\":{\"namespace\":\
     \"default\",\"name\":\"a.b\",\"payload\":[1,2],\"metadata\":{\"k\":\"v\"}}}",
    "POST /webhook/webhooks\ncontent-type: application/json\n\n{\"webhook\":{\"namespace\":\"default\",\
     \"url\":\"http://127.0.0.1:9/\",\"events\":[\"z.*\"]}}",
    "GET /webhook/health/wh_01jd3zv5m8x3b9k2q7r4s6t8w0?namespace=default\n\n",
    "GET /webhook/webhooks?namespace=default&page_size=2&page_token=AQIDBAUGBwgJCg\n\n",
    "GET /webhook/events?namespace=default&event_type=a.*&page_size=1\n\n",
    "GET /webhook/events/evt_01jd3zv5m8x3b9k2q7r4s6t8w0?namespace=default\n\n",
    "GET /webhook/deliveries?namespace=default&states=dead&webhook=%61cme&event_id=\n\n",
    "GET /webhook/attempts?namespace=default&statuses=5xx&statuses=timeout\n\n",
    "GET /webhook/namespaces\naccept: application/json\n\n",
    "GET /openapi.json\n\n",
    "GET /health\n\n",
    "HEAD /ready\n\n",
    "OPTIONS /webhook/events\norigin: http://evil.example\n\n",
    "POST /sparrow.v1.EventService/PushEvent\ncontent-type: application/json\n\
     connect-protocol-version: 1\n\n{\"event\":{\"namespace\":\"default\",\"name\":\"a.b\",\
     \"payload\":\"e30=\"}}",
    "POST /sparrow.v1.NamespaceService/ListNamespaces\ncontent-type: application/proto\n\n\u{8}\u{1}",
    "GET /sparrow.v1.NamespaceService/ListNamespaces?connect=v1&encoding=json&message=%7B%7D\n\n",
    "GET /sparrow.v1.WebhookService/ListWebhooks?connect=v1&encoding=proto&base64=1&message=CgdkZWZhdWx0\n\n",
    "POST /sparrow.v1.EventService/PushEvent\ncontent-type: application/json\nconnect-timeout-ms: 100\n\
     content-encoding: gzip\n\n\u{1f}\u{8b}",
    "POST /sparrow.v1.EventService/PushEvents\ncontent-type: application/connect+json\n\n\
     \u{0}\u{0}\u{0}\u{0}\u{2}{}\u{2}\u{0}\u{0}\u{0}\u{2}{}",
    "POST /sparrow.v1.NamespaceService/ListNamespaces\ncontent-type: application/grpc-web+proto\n\n\
     \u{0}\u{0}\u{0}\u{0}\u{0}",
    "DELETE /webhook/webhooks/wh_01jd3zv5m8x3b9k2q7r4s6t8w0?namespace=default\n\n",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fuzzed_requests_are_answered_and_nothing_fails() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    daemon.register(webhook("http://127.0.0.1:9/", &["never.*"], "none")).await;
    let address = daemon.http;
    let fuzzing = tokio::task::spawn_blocking(move || {
        let seeds: Vec<&[u8]> = REQUESTS.iter().map(|request| request.as_bytes()).collect();
        let mut caller = Caller::new(address);
        sparrow_fuzz::bytes("requests over HTTP", &seeds, |input| {
            let status = caller.call(input);
            // Not built yet, by its own word.
            assert!(status < 500 || status == 501 || status == 504, "it answered {status}");
            (200..300).contains(&status)
        });
        // It is still there.
        assert_eq!(caller.call(b"GET /ready\n\n"), 200);
    });
    fuzzing.await.unwrap();
    daemon.stop().await;
}

pub(super) struct Caller {
    address: SocketAddr,
    connection: Option<BufReader<TcpStream>>,
}

impl Caller {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self { address, connection: None }
    }

    /// The status of the answer; 0 if there is none.
    pub(super) fn call(&mut self, input: &[u8]) -> u16 {
        self.send(&request(input))
    }

    /// The same for a request that is whole.
    pub(super) fn send(&mut self, request: &[u8]) -> u16 {
        // A connection of before may be closed by now; a new one is not.
        for is_used in [self.connection.is_some(), false] {
            let mut connection = match self.connection.take() {
                Some(connection) if is_used => connection,
                _ => self.connect(),
            };
            let sent = connection.get_mut().write_all(request);
            let is_head = request.starts_with(b"HEAD ");
            match sent.and_then(|()| answer(&mut connection, is_head)) {
                Ok((status, Goes::On)) => {
                    self.connection = Some(connection);
                    return status;
                }
                Ok((status, Goes::Away)) => return status,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    panic!("no answer within {PATIENCE:?}")
                }
                Err(_) if is_used => {}
                Err(_) => return 0,
            }
        }
        0
    }

    fn connect(&self) -> BufReader<TcpStream> {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        BufReader::new(stream)
    }
}

/// What becomes of the connection.
enum Goes {
    On,
    Away,
}

/// As HTTP has it, with a length that is that of the body: a request that waits for more of itself
/// tells nothing but that the door is patient.
fn request(input: &[u8]) -> Vec<u8> {
    let (head, body) = split(input, b"\n\n");
    let (line, headers) = split(head, b"\n");
    let mut request = [line, b" HTTP/1.1\r\nhost: 127.0.0.1\r\n"].concat();
    for header in headers.split(|byte| *byte == b'\n').filter(|header| !header.is_empty()) {
        let name = header.split(|byte| *byte == b':').next().unwrap_or_default();
        let name = name.trim_ascii().to_ascii_lowercase();
        let frames: [&[u8]; 4] = [b"content-length", b"transfer-encoding", b"expect", b"upgrade"];
        if !frames.contains(&name.as_slice()) {
            request.extend_from_slice(header);
            request.extend_from_slice(b"\r\n");
        }
    }
    request.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    request.extend_from_slice(body);
    request
}

fn split<'a>(input: &'a [u8], at: &[u8]) -> (&'a [u8], &'a [u8]) {
    match input.windows(at.len()).position(|window| window == at) {
        Some(place) => (&input[..place], &input[place + at.len()..]),
        None => (input, b""),
    }
}

/// Reads an answer to its end.
fn answer(connection: &mut BufReader<TcpStream>, is_head: bool) -> io::Result<(u16, Goes)> {
    let mut line = Vec::new();
    connection.read_until(b'\n', &mut line)?;
    let line = String::from_utf8_lossy(&line).into_owned();
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status: u16 = status.ok_or(io::ErrorKind::UnexpectedEof)?;
    let mut length = None;
    let mut goes = Goes::On;
    loop {
        let mut line = String::new();
        connection.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        let Some((name, value)) = line.split_once(": ") else { break };
        match name {
            "content-length" => length = value.parse::<u64>().ok(),
            "connection" if value == "close" => goes = Goes::Away,
            _ => {}
        }
    }
    match length {
        Some(_) if is_head => Ok((status, goes)),
        Some(length) => {
            assert!(length < LARGE, "an answer of {length} bytes");
            io::copy(&mut connection.take(length), &mut io::sink())?;
            Ok((status, goes))
        }
        // In chunks, or as long as there is something to tell.
        None => Ok((status, Goes::Away)),
    }
}
