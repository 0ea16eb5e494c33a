//! The request of an attempt. One function makes its headers, from what an attempt's record keeps:
//! the courier sends them, and an attempt shown later is rebuilt by it, so that both are the same.

use std::fmt::{Display, Write as _};

use bytes::BytesMut;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use url::{Position, Url};

use super::attempt::Signed;
use super::headers::OwnHeaders;
use super::ids::EventId;

pub const METHOD: &str = "POST";

const USER_AGENT: &str = concat!("sparrow/", env!("CARGO_PKG_VERSION"));
const WEBHOOK_ID: HeaderName = HeaderName::from_static("webhook-id");
const WEBHOOK_TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const WEBHOOK_SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
const SPARROW_ATTEMPT: HeaderName = HeaderName::from_static("sparrow-attempt");
const SPARROW_EVENT_TYPE: HeaderName = HeaderName::from_static("sparrow-event-type");

/// What the headers of a request are made of.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub url: &'a Url,
    pub event: EventId,
    pub event_type: &'a str,
    pub content_type: &'a str,
    pub body_len: usize,
    /// The attempt's number, from 1.
    pub attempt: u32,
    pub signed: &'a Signed,
    pub webhook_headers: &'a OwnHeaders,
    /// Of one name they go before those of the webhook.
    pub event_headers: &'a OwnHeaders,
}

impl Request<'_> {
    /// All headers, in the order in which they are sent: none is left to the HTTP client, which
    /// would add `host`, `accept` and `content-length` by itself.
    pub fn headers(&self) -> Result<HeaderMap, http::Error> {
        let mut headers = HeaderMap::with_capacity(12);
        let mut values = Values(BytesMut::with_capacity(512));
        // A URL holds its port only if it is not the scheme's own.
        let host = &self.url[Position::BeforeHost..Position::AfterPort];
        headers.insert(header::HOST, values.add(host)?);
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(header::CONTENT_TYPE, values.add(self.content_type)?);
        headers.insert(header::CONTENT_LENGTH, values.add(self.body_len)?);
        headers.insert(WEBHOOK_ID, values.add(self.event)?);
        headers.insert(WEBHOOK_TIMESTAMP, values.add(self.signed.at)?);
        headers.insert(WEBHOOK_SIGNATURE, values.add(&self.signed.signature)?);
        headers.insert(SPARROW_ATTEMPT, values.add(self.attempt)?);
        headers.insert(SPARROW_EVENT_TYPE, values.add(self.event_type)?);
        for (name, value) in self.webhook_headers.iter().chain(self.event_headers.iter()) {
            headers.insert(HeaderName::try_from(name)?, values.add(value)?);
        }
        Ok(headers)
    }
}

/// The values of a request's headers: in one piece of memory as far as they fit, for every attempt
/// makes all of them.
struct Values(BytesMut);

impl Values {
    fn add(&mut self, value: impl Display) -> Result<HeaderValue, http::Error> {
        // Memory takes whatever is written.
        let _ = write!(self.0, "{value}");
        Ok(HeaderValue::from_maybe_shared(self.0.split().freeze())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn headers_for(url: &str) -> HeaderMap {
        let signed = Signed { at: 1_614_265_330, signature: "v1,abc=".to_owned() };
        let url = Url::parse(url).unwrap();
        let request = Request {
            url: &url,
            event: EventId::from_uuid(Uuid::from_u128(1 << 20)),
            event_type: "order.paid",
            content_type: "application/json",
            body_len: 17,
            attempt: 3,
            signed: &signed,
            webhook_headers: &OwnHeaders::try_new([("x-team", "a"), ("x-env", "live")]).unwrap(),
            event_headers: &OwnHeaders::try_new([("x-team", "b")]).unwrap(),
        };
        request.headers().unwrap()
    }

    #[test]
    fn every_header_in_its_order() {
        let headers = headers_for("https://acme.io/hook");
        let lines: Vec<_> = headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        assert_eq!(
            lines,
            [
                "host: acme.io",
                &format!("user-agent: sparrow/{}", env!("CARGO_PKG_VERSION")),
                "accept: */*",
                "content-type: application/json",
                "content-length: 17",
                "webhook-id: evt_00000000000000000000010000",
                "webhook-timestamp: 1614265330",
                "webhook-signature: v1,abc=",
                "sparrow-attempt: 3",
                "sparrow-event-type: order.paid",
                "x-env: live",
                "x-team: b",
            ]
        );
    }

    #[test]
    fn host_as_a_client_writes_it() {
        for (url, host) in [
            ("http://acme.io:80/", "acme.io"),
            ("http://acme.io:8080/", "acme.io:8080"),
            ("https://[2001:db8::1]:9000/", "[2001:db8::1]:9000"),
            ("http://127.1/", "127.0.0.1"),
        ] {
            assert_eq!(headers_for(url)[header::HOST], host, "{url}");
        }
    }
}
