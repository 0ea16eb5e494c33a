//! An evil receiver's end of a connection.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub struct Peer {
    pub stream: TcpStream,
}

impl Peer {
    pub fn new(stream: TcpStream) -> Self {
        stream.set_nodelay(true).unwrap();
        Self { stream }
    }

    /// The next request, read to its end; `None` if the sender is gone before.
    pub async fn request(&mut self) -> Option<String> {
        let head = self.head().await?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
        let mut body = vec![0; length.parse().ok()?];
        self.stream.read_exact(&mut body).await.ok()?;
        Some(head)
    }

    pub async fn head(&mut self) -> Option<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await.ok()?);
        }
        String::from_utf8(head).ok()
    }

    /// Says this, if anybody listens.
    pub async fn say(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.stream.write_all(bytes.as_ref()).await.is_ok()
    }

    /// One byte after the other.
    pub async fn drip(&mut self, bytes: impl IntoIterator<Item = u8>) {
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        for byte in bytes {
            tick.tick().await;
            if !self.say([byte]).await {
                break;
            }
        }
    }

    /// For as long as anybody listens.
    pub async fn flood(&mut self, bytes: &[u8]) {
        while self.say(bytes).await {}
    }

    /// Stays until the sender goes, and takes nothing.
    pub async fn stay(self) {
        let _held = self;
        std::future::pending::<()>().await;
    }

    /// Says no more, and reads on until the sender goes.
    pub async fn leave(mut self) {
        drop(self.stream.shutdown().await);
        drop(tokio::io::copy(&mut self.stream, &mut tokio::io::sink()).await);
    }

    /// Goes with a reset.
    pub fn reset(self) {
        self.stream.set_zero_linger().unwrap();
    }
}
