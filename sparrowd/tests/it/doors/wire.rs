//! HTTP by hand, so that a test says exactly what goes over the wire.

use std::net::SocketAddr;

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
