//! Reading what a receiver answers, bounded in time by the caller and in size here.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, header};
use http_body_util::BodyExt as _;
use hyper::body::Body;

use crate::domain::attempt::Answer;
use crate::domain::retry_after::RetryAfter;

/// Bytes of headers that go on record.
const MAX_HEADERS: usize = 32 * 1024;
/// Bytes read and thrown away after the cap. A body that ends within them leaves a connection that
/// can be used again; a longer one costs less to drop with its connection.
const DRAINED: usize = 64 * 1024;

/// An answer as it comes in, so that what was read is kept when the rest never comes.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) status: u16,
    pub(super) retry_after: Option<RetryAfter>,
    headers: Bytes,
    body: Vec<u8>,
    is_whole: bool,
}

impl Incoming {
    pub(super) fn of(response: &Response<impl Body>) -> Self {
        Self {
            status: response.status().as_u16(),
            retry_after: retry_after(response.headers()),
            headers: record(response.headers()),
            body: Vec::new(),
            is_whole: false,
        }
    }

    /// Reads the body to its end, or past `cap` as far as that is worth it. Says whether it is at the
    /// end, so that the connection can be used again.
    pub(super) async fn read<B>(&mut self, mut body: B, cap: usize) -> Result<bool, B::Error>
    where
        B: Body<Data = Bytes> + Unpin,
    {
        let most = cap + DRAINED;
        let is_drainable = body.size_hint().exact().is_none_or(|length| length <= most as u64);
        let most = if is_drainable { most } else { cap };
        let mut seen = 0;
        while let Some(frame) = body.frame().await {
            let Ok(chunk) = frame?.into_data() else { continue };
            let room = cap - self.body.len();
            // Copied, for the chunk is a view into a read buffer many times its size.
            self.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            seen += chunk.len();
            if seen > most {
                return Ok(false);
            }
        }
        self.is_whole = seen <= cap;
        Ok(true)
    }

    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(super) fn into_answer(self) -> Answer {
        Answer {
            status: self.status,
            headers: self.headers,
            // Without the room it had to grow, which nobody counts.
            body: self.body.into_boxed_slice().into(),
            cut: !self.is_whole,
        }
    }
}

fn retry_after(headers: &HeaderMap) -> Option<RetryAfter> {
    RetryAfter::read(headers.get_all(header::RETRY_AFTER).iter().map(HeaderValue::as_bytes))
}

/// `name: value` lines with CR LF after each, whole lines only. Those that don't fit are counted in a
/// last line, whose name no header can have.
fn record(headers: &HeaderMap) -> Bytes {
    let mut lines = Vec::with_capacity(256);
    let mut left_out = 0;
    for (name, value) in headers {
        let length = name.as_str().len() + value.len() + b": \r\n".len();
        if lines.len() + length > MAX_HEADERS {
            left_out += 1;
            continue;
        }
        lines.extend_from_slice(name.as_str().as_bytes());
        lines.extend_from_slice(b": ");
        lines.extend_from_slice(value.as_bytes());
        lines.extend_from_slice(b"\r\n");
    }
    if left_out > 0 {
        lines.extend_from_slice(format!("(headers not kept): {left_out}\r\n").as_bytes());
    }
    lines.into_boxed_slice().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_recorded_as_bytes_and_bounded() {
        let mut headers = HeaderMap::new();
        headers.append("set-cookie", HeaderValue::from_static("a=1"));
        headers.append("set-cookie", HeaderValue::from_bytes(b"b=\xff").unwrap());
        assert_eq!(&record(&headers)[..], b"set-cookie: a=1\r\nset-cookie: b=\xff\r\n");

        headers.append("x-long", "v".repeat(MAX_HEADERS).parse().unwrap());
        headers.append("x-short", HeaderValue::from_static("kept"));
        assert_eq!(
            &record(&headers)[..],
            b"set-cookie: a=1\r\nset-cookie: b=\xff\r\nx-short: kept\r\n(headers not kept): 1\r\n"
        );
    }
}
