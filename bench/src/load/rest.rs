//! Pushes over HTTP/JSON, a request for each, by hyper's own client.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, Uri, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// Where an application posts its events.
#[derive(Debug, Clone)]
pub struct Post {
    client: Client<HttpConnector, Full<Bytes>>,
    uri: Uri,
}

impl Post {
    pub fn to(daemon: SocketAddr) -> anyhow::Result<Self> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Self { client, uri: format!("http://{daemon}/webhook/events").parse()? })
    }

    /// What went wrong, if anything did.
    pub async fn push(
        &self,
        namespace: &str,
        event_type: &str,
        payload: &[u8],
        key: &str,
    ) -> Result<(), String> {
        let body = json(namespace, event_type, payload, key);
        let request = Request::post(self.uri.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(body))
            .map_err(|error| error.to_string())?;
        let answer = self.client.request(request).await.map_err(|error| error.to_string())?;
        let is_success = answer.status().is_success();
        // To its end, so that the connection can be used again.
        let body = answer.into_body().collect().await.map_err(|error| error.to_string())?;
        if is_success {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&body.to_bytes()).into_owned())
    }
}

/// A push as JSON. The payload stands inline, as it is.
fn json(namespace: &str, event_type: &str, payload: &[u8], key: &str) -> Vec<u8> {
    let head = format!(r#"{{"event":{{"namespace":"{namespace}","name":"{event_type}""#);
    let mut text = Vec::with_capacity(head.len() + payload.len() + key.len() + 40);
    text.extend_from_slice(head.as_bytes());
    if !key.is_empty() {
        text.extend_from_slice(format!(r#","idempotency_key":"{key}""#).as_bytes());
    }
    text.extend_from_slice(br#","payload":"#);
    text.extend_from_slice(payload);
    text.extend_from_slice(b"}}");
    text
}
