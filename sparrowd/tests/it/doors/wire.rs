//! HTTP by hand, so that a test says exactly what goes over the wire.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use prost::Message as _;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Value,
}

impl Answer {
    /// The stable word of an error.
    pub(super) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }
}

/// Sends these bytes, and reads until the other side closes.
pub(super) async fn exchange(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or_default();
    let body = serde_json::from_str(body).unwrap_or(Value::Null);
    Answer { status, head: head.to_owned(), body }
}

pub(super) async fn get(address: SocketAddr, path: &str) -> Answer {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    exchange(address, request.as_bytes()).await
}

pub(super) async fn post(address: SocketAddr, path: &str, body: &str) -> Answer {
    post_as(address, path, "content-type: application/json\r\n", body).await
}

/// With these header lines beside host, length and close.
pub(super) async fn post_as(address: SocketAddr, path: &str, headers: &str, body: &str) -> Answer {
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n\
         {headers}\r\n{body}",
        body.len(),
    );
    exchange(address, request.as_bytes()).await
}

/// An answer as it came, in whatever form.
pub(super) struct Told {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Told {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.shown()))
    }

    pub(super) fn shown(&self) -> String {
        format!("{}\n{:?}", self.head, String::from_utf8_lossy(&self.body))
    }

    /// Flags and message of each envelope.
    pub(super) fn envelopes(&self) -> Vec<(u8, Vec<u8>)> {
        let (mut rest, mut all) = (self.body.as_slice(), Vec::new());
        while let [flags, a, b, c, d, after @ ..] = rest {
            let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
            all.push((*flags, after[..length].to_vec()));
            rest = &after[length..];
        }
        assert!(rest.is_empty());
        all
    }

    /// The stable word of an error, wherever the form of the answer has it; empty if it is none.
    pub(super) fn reason(&self) -> String {
        let details = |details: &str| {
            let status = STANDARD_NO_PAD.decode(details.trim()).unwrap();
            let status = tonic_types::pb::Status::decode(status.as_slice()).unwrap();
            reason_in(status.details.iter().map(|any| (any.type_url.as_str(), any.value.clone())))
        };
        let in_trailers = |lines: &str| {
            lines
                .lines()
                .find_map(|line| line.strip_prefix("grpc-status-details-bin:").map(details))
        };
        if let Some(reason) = in_trailers(&self.head) {
            return reason;
        }
        if self.head.contains("application/grpc-web") {
            let last = self.envelopes().pop().unwrap_or_default();
            return in_trailers(&String::from_utf8_lossy(&last.1)).unwrap_or_default();
        }
        if self.head.contains("application/connect+") {
            let last = self.envelopes().pop().unwrap_or_default();
            let end: Value = serde_json::from_slice(&last.1).unwrap_or_default();
            return connect_reason(&end["error"]);
        }
        let error: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        match error["error"]["code"].as_str() {
            Some(code) => code.to_owned(),
            None => connect_reason(&error),
        }
    }
}

fn connect_reason(error: &Value) -> String {
    let details = error["details"].as_array().map(Vec::as_slice).unwrap_or_default();
    reason_in(details.iter().map(|detail| {
        let value = STANDARD_NO_PAD.decode(detail["value"].as_str().unwrap()).unwrap();
        (detail["type"].as_str().unwrap(), value)
    }))
}

fn reason_in<'a>(mut details: impl Iterator<Item = (&'a str, Vec<u8>)>) -> String {
    let info = details.find(|(kind, _)| kind.ends_with("google.rpc.ErrorInfo"));
    let info = info.map(|(_, value)| tonic_types::pb::ErrorInfo::decode(value.as_slice()).unwrap());
    info.map(|info| info.reason).unwrap_or_default()
}

/// Sends a request of this line and these headers.
pub(super) async fn told(address: SocketAddr, line: &str, headers: &str, body: &[u8]) -> Told {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "{line} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // One that is refused early closes before it has heard all of it.
    drop(stream.write_all(body).await);
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer");
    let head = String::from_utf8(answer[..at].to_vec()).unwrap();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap();
    let body = &answer[at + 4..];
    let chunked = head.contains("transfer-encoding: chunked");
    let body = if chunked { unchunked(body) } else { body.to_vec() };
    Told { status, head, body }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let at = rest.windows(2).position(|two| two == b"\r\n").unwrap();
        let length = std::str::from_utf8(&rest[..at]).unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        if length == 0 {
            return whole;
        }
        whole.extend_from_slice(&rest[at + 2..at + 2 + length]);
        rest = &rest[at + 2 + length + 2..];
    }
}
