//! The Connect protocol: `POST /<service>/<method>` with a message in protobuf's JSON or binary form,
//! `GET` where nothing is changed, and streams in envelopes.

use std::io::Read as _;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method as Verb, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::read::{GzEncoder, MultiGzDecoder};
use futures::StreamExt as _;
use prost::Message as _;
use prost_reflect::{DeserializeOptions, DynamicMessage, MessageDescriptor};
use tonic::Status;

use super::super::error::{ApiError, Reason};
use super::descriptors::{Method, methods};
use super::{Door, body, envelope, read, refusal, routes};

/// Answers from this size on are compressed for a caller who takes that.
const WORTH_COMPRESSING: usize = 1024;

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Proto,
}

impl Form {
    fn of_word(word: &str) -> Option<Self> {
        match word {
            "json" => Some(Self::Json),
            "proto" => Some(Self::Proto),
            _ => None,
        }
    }

    pub(super) fn read(
        self,
        of: MessageDescriptor,
        bytes: Bytes,
    ) -> Result<DynamicMessage, ApiError> {
        let unreadable = |error: String| {
            ApiError::new(Reason::InvalidArgument, format!("the message can't be read: {error}"))
        };
        match self {
            Self::Proto => DynamicMessage::decode(of, bytes).map_err(|e| unreadable(e.to_string())),
            Self::Json => {
                let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
                let mut json = serde_json::Deserializer::from_slice(bytes);
                let options = DeserializeOptions::new().deny_unknown_fields(false);
                DynamicMessage::deserialize_with_options(of, &mut json, &options)
                    .and_then(|message| json.end().map(|()| message))
                    .map_err(|error| unreadable(error.to_string()))
            }
        }
    }

    pub(super) fn write(self, message: &DynamicMessage) -> Result<Bytes, Status> {
        match self {
            Self::Proto => Ok(Bytes::from(message.encode_to_vec())),
            Self::Json => serde_json::to_vec(message)
                .map(Bytes::from)
                .map_err(|error| Status::internal(error.to_string())),
        }
    }
}

/// The call of this path.
pub(super) fn find(path: &str) -> Result<&'static Method, ApiError> {
    methods().iter().find(|method| method.path == path).ok_or_else(|| {
        ApiError::new(Reason::UnknownPath, format!("there is no call {path:.128}"))
            .hint("client and daemon may speak different versions of sparrow.v1")
    })
}

pub(super) async fn answer(door: Door, request: Request) -> Response {
    let (head, body) = request.into_parts();
    match answered(&door, &head, body).await {
        Ok(response) => response,
        Err(error) if error.reason() == Reason::UnsupportedContentType => {
            let mut response =
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, error.to_string()).into_response();
            let takes = "application/json, application/proto, application/connect+json, application/connect+proto";
            response.headers_mut().insert("accept-post", HeaderValue::from_static(takes));
            response
        }
        Err(error) if error.reason() == Reason::MethodNotAllowed => {
            let mut response = (StatusCode::METHOD_NOT_ALLOWED, error.to_string()).into_response();
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
            response
        }
        Err(error) => refusal::connect(&Status::from(error)),
    }
}

async fn answered(door: &Door, head: &Parts, body: Body) -> Result<Response, ApiError> {
    let path = head.uri.path();
    let method = find(path)?;
    let deadline = deadline(&head.headers)?;
    let streams =
        method.descriptor.is_server_streaming() || method.descriptor.is_client_streaming();
    match (head.method.clone(), streams) {
        (Verb::GET, false) if method.safe => {
            let (form, bytes) = in_query(head.uri.query().unwrap_or_default())?;
            unary(door, method, form, bytes, head, deadline).await
        }
        (Verb::POST, false) => {
            let form = form(&head.headers, "application/")?;
            let received = body::read(door, method, &head.headers, body).await?;
            let limit = body::limit(door.context.max_payload, method);
            let bytes = match encoding(&head.headers, header::CONTENT_ENCODING.as_str())? {
                Encoding::Identity => received.bytes.clone(),
                Encoding::Gzip => inflate(&received.bytes, limit)?,
            };
            unary(door, method, form, bytes, head, deadline).await
        }
        (Verb::POST, true) => {
            let form = form(&head.headers, "application/connect+")?;
            streaming(door, method, form, &head.headers, body, deadline).await
        }
        (verb, _) => Err(routes::method_not_allowed(&verb, path, &["POST"])),
    }
}

async fn unary(
    door: &Door,
    method: &'static Method,
    form: Form,
    bytes: Bytes,
    head: &Parts,
    deadline: Option<Duration>,
) -> Result<Response, ApiError> {
    let message = form.read(method.descriptor.input(), bytes)?;
    let told = door.services.unary(method, message, deadline).await;
    let bytes = match told.and_then(|answer| form.write(&answer)) {
        Ok(bytes) => bytes,
        Err(status) => return Ok(refusal::connect(&status)),
    };
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let content_type = match form {
        Form::Json => "application/json",
        Form::Proto => "application/proto",
    };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    let takes_gzip = lists_gzip(head.headers.get(header::ACCEPT_ENCODING));
    if takes_gzip && bytes.len() >= WORTH_COMPRESSING {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        *response.body_mut() = Body::from(deflate(&bytes)?);
    } else {
        *response.body_mut() = Body::from(bytes);
    }
    Ok(response)
}

/// The whole of a stream is answered with 200; how it ended stands in its last envelope.
async fn streaming(
    door: &Door,
    method: &'static Method,
    form: Form,
    headers: &HeaderMap,
    body: Body,
    deadline: Option<Duration>,
) -> Result<Response, ApiError> {
    let gzip = encoding(headers, "connect-content-encoding")? == Encoding::Gzip;
    let limit = body::limit(door.context.max_payload, method);
    let input = method.descriptor.input();
    let read = move |frame: envelope::Frame| {
        let bytes = match (frame.is_compressed(), gzip) {
            (false, _) => frame.bytes,
            (true, true) => inflate(&frame.bytes, limit)?,
            (true, false) => {
                let message =
                    "the envelope says that it is compressed, the headers say nothing of it";
                return Err(ApiError::new(Reason::InvalidArgument, message));
            }
        };
        form.read(input.clone(), bytes)
    };
    // What was wrong with the stream that came in, told when it has been worked off.
    let broken: Arc<OnceLock<Status>> = Arc::default();
    let messages = if method.descriptor.is_client_streaming() {
        let broken = Arc::clone(&broken);
        let frames = envelope::frames(body, limit);
        frames
            .map(move |frame| frame.and_then(&read))
            .scan((), move |(), message| {
                let message = match message {
                    Ok(message) => Some(message),
                    Err(error) => {
                        // The first is the one that counts.
                        drop(broken.set(Status::from(error)));
                        None
                    }
                };
                async { message }
            })
            .boxed()
    } else {
        match one(envelope::frames(body, limit).boxed(), read).await {
            Ok(message) => futures::stream::once(async { message }).boxed(),
            Err(error) => return Ok(stream_of(form, envelope::end(Some(&Status::from(error))))),
        }
    };
    let answers = match door.services.streaming(method, messages, deadline).await {
        Ok(answers) => answers,
        Err(status) => return Ok(stream_of(form, envelope::end(Some(&status)))),
    };
    let frames = futures::stream::unfold(Some(answers), move |answers| {
        let broken = Arc::clone(&broken);
        async move {
            let mut answers = answers?;
            let answer =
                answers.next().await.map(|answer| answer.and_then(|answer| form.write(&answer)));
            Some(match answer {
                Some(Ok(bytes)) => (envelope::message(&bytes), Some(answers)),
                Some(Err(status)) => (envelope::end(Some(&status)), None),
                None => (envelope::end(broken.get()), None),
            })
        }
    });
    let body = Body::from_stream(frames.map(Ok::<_, std::convert::Infallible>));
    Ok(streamed(form, body))
}

/// The single message of a stream that has to hold one.
async fn one(
    mut frames: futures::stream::BoxStream<'_, Result<envelope::Frame, ApiError>>,
    read: impl Fn(envelope::Frame) -> Result<DynamicMessage, ApiError>,
) -> Result<DynamicMessage, ApiError> {
    let unimplemented = |message| ApiError::new(Reason::InvalidArgument, message);
    let late = |_| ApiError::new(Reason::RequestTimeout, "the request was not there in time");
    let whole = async {
        let first =
            frames.next().await.ok_or_else(|| unimplemented("the request has no message"))??;
        match frames.next().await {
            None => Ok(first),
            Some(_) => Err(unimplemented("the request has more than one message")),
        }
    };
    read(tokio::time::timeout(body::TIMEOUT, whole).await.map_err(late)??)
}

fn stream_of(form: Form, frame: Bytes) -> Response {
    streamed(form, Body::from(frame))
}

fn streamed(form: Form, body: Body) -> Response {
    let mut response = Response::new(body);
    let content_type = match form {
        Form::Json => "application/connect+json",
        Form::Proto => "application/connect+proto",
    };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// From a content type that begins so.
fn form(headers: &HeaderMap, prefix: &str) -> Result<Form, ApiError> {
    let word = body::content_type(headers).to_ascii_lowercase();
    word.strip_prefix(prefix).and_then(Form::of_word).ok_or_else(|| {
        let message = format!("this call takes {prefix}json or {prefix}proto");
        ApiError::new(Reason::UnsupportedContentType, message)
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Identity,
    Gzip,
}

fn encoding(headers: &HeaderMap, name: &str) -> Result<Encoding, ApiError> {
    match headers.get(name).map(HeaderValue::as_bytes) {
        None | Some(b"identity" | b"") => Ok(Encoding::Identity),
        Some(b"gzip") => Ok(Encoding::Gzip),
        Some(_) => Err(unknown_encoding()),
    }
}

fn unknown_encoding() -> ApiError {
    ApiError::new(Reason::UnknownPath, "the only compression that is taken is gzip")
}

fn lists_gzip(value: Option<&HeaderValue>) -> bool {
    let listed = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
    listed.split(',').any(|one| {
        let (name, quality) = one.split_once(';').unwrap_or((one, ""));
        name.trim() == "gzip" && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

fn inflate(bytes: &[u8], limit: usize) -> Result<Bytes, ApiError> {
    let mut out = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(bytes).take(most).read_to_end(&mut out).map_err(|error| {
        ApiError::new(Reason::InvalidArgument, format!("the message is not gzip: {error}"))
    })?;
    if out.len() > limit {
        return Err(body::too_large(limit));
    }
    Ok(Bytes::from(out))
}

fn deflate(bytes: &[u8]) -> Result<Vec<u8>, ApiError> {
    let mut out = Vec::new();
    GzEncoder::new(bytes, Compression::fast())
        .read_to_end(&mut out)
        .map_err(|error| ApiError::internal(&error))?;
    Ok(out)
}

/// `connect-timeout-ms`: at most ten digits.
fn deadline(headers: &HeaderMap) -> Result<Option<Duration>, ApiError> {
    let Some(given) = headers.get("connect-timeout-ms") else { return Ok(None) };
    let text = given.to_str().unwrap_or_default();
    let number = text.parse::<u64>().ok().filter(|_| text.len() <= 10 && !text.starts_with('+'));
    number.map(|ms| Some(Duration::from_millis(ms))).ok_or_else(|| {
        ApiError::new(
            Reason::InvalidArgument,
            "connect-timeout-ms is milliseconds in at most ten digits",
        )
    })
}

/// The message of a GET.
fn in_query(query: &str) -> Result<(Form, Bytes), ApiError> {
    let (mut form, mut message, mut base64, mut gzip) = (None, String::new(), false, false);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "encoding" => form = Form::of_word(&value),
            "message" => message = value.into_owned(),
            "base64" => base64 = value == "1",
            "compression" => match &*value {
                "gzip" => gzip = true,
                "" | "identity" => {}
                _ => return Err(unknown_encoding()),
            },
            // `connect=v1`, and what later versions may add.
            _ => {}
        }
    }
    let form = form.ok_or_else(|| {
        ApiError::new(Reason::UnsupportedContentType, "encoding is json or proto")
    })?;
    let bytes = if base64 {
        read::decode_base64(&message).ok_or_else(|| {
            ApiError::new(Reason::InvalidArgument, "message is not base64 for URLs")
        })?
    } else {
        Bytes::from(message)
    };
    // A URL is short; what comes out of it may not be long either.
    let bytes = if gzip { inflate(&bytes, MAX_IN_QUERY)? } else { bytes };
    Ok((form, bytes))
}

const MAX_IN_QUERY: usize = 64 * 1024;
