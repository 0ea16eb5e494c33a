//! `sparrowd healthcheck`: one request to this machine's daemon, and an exit code.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Failed, Healthcheck, block_on, exit, print, sources};
use crate::config::layers::Raw;
use crate::config::{Environment, Layers};

const DEADLINE: Duration = Duration::from_secs(3);
/// Bytes of the answer that are read.
const MAX_ANSWER: u64 = 16 * 1024;

pub(super) fn run(healthcheck: Healthcheck, environment: Environment) -> Result<(), Failed> {
    // Only the address matters here, and a database need not be configured to ask.
    let layers = Layers::collect(&sources(healthcheck.file, environment));
    let Some(Raw::Text(address)) = layers.get("listen.http").map(|value| value.raw.clone()) else {
        return Err(Failed::new(exit::REFUSED, "listen.http is not set"));
    };
    let path = if healthcheck.ready { "/ready" } else { "/health" };
    let answer = block_on(async {
        timeout(DEADLINE, ask(&address, path))
            .await
            .map_err(|_| Failed::new(exit::FAILED, format!("no answer from {address} in time")))?
            .map_err(|error| {
                Failed::new(exit::FAILED, format!("no answer from {address}: {error}"))
            })
    })?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let is_well = head.split(' ').nth(1) == Some("200");
    if is_well {
        print(&format!("{}\n", body.trim()))
    } else {
        Err(Failed::new(exit::FAILED, format!("{address}{path} answers: {}", body.trim())))
    }
}

async fn ask(address: &str, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    // HTTP/1.0: the answer ends with the connection.
    let request = format!("GET {path} HTTP/1.0\r\nhost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
