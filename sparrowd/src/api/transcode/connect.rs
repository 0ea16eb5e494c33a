//! The Connect protocol: `POST /<service>/<method>` with a message in protobuf's JSON or binary form,
//! `GET` where nothing is changed, and streams in envelopes.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method as Verb, header};
use axum::response::Response;
use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use prost::Message as _;
use prost_reflect::{DeserializeOptions, DynamicMessage};
use tonic::Status;

use super::super::error::{ApiError, Reason};
use super::super::intake::frames::{Fault, Frame, Frames, Pace, Rules};
use super::super::intake::room::Taken;
use super::super::intake::weight;
use super::descriptors::{Method, method_at};
use super::gzip::{Encoding, deflate, encoding, inflate, lists_gzip, unknown_encoding};
use super::{Door, body, envelope, read, refusal, routes};

/// How long a stream of requests may be silent: over HTTP/1.1 nothing else tells that a caller is gone.
const SILENCE: Duration = Duration::from_mins(5);
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

    /// The message, and what it weighs beside its bytes.
    fn read(self, method: &Method, bytes: &Bytes) -> Result<(DynamicMessage, usize), ApiError> {
        let of = method.descriptor.input();
        let unreadable = |error: String| {
            ApiError::new(Reason::InvalidArgument, format!("the message can't be read: {error}"))
        };
        match self {
            Self::Proto => {
                let weight = method.shape.weigh(bytes)?;
                let message = DynamicMessage::decode(of, bytes.as_ref());
                Ok((message.map_err(|error| unreadable(error.to_string()))?, weight))
            }
            Self::Json => {
                let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
                let weight = weight::of_json(bytes)?;
                let mut json = serde_json::Deserializer::from_slice(bytes);
                let options = DeserializeOptions::new().deny_unknown_fields(false);
                let message = DynamicMessage::deserialize_with_options(of, &mut json, &options);
                Ok((message.map_err(|error| unreadable(error.to_string()))?, weight))
            }
        }
    }

    fn write(self, message: &DynamicMessage) -> Result<Bytes, Status> {
        match self {
            Self::Proto => Ok(Bytes::from(message.encode_to_vec())),
            Self::Json => serde_json::to_vec(message)
                .map(Bytes::from)
                .map_err(|error| Status::internal(error.to_string())),
        }
    }
}

/// The call of this path.
fn find(path: &str) -> Result<&'static Method, ApiError> {
    method_at(path).ok_or_else(|| {
        ApiError::new(Reason::UnknownPath, format!("there is no call {path:.128}"))
            .hint("client and daemon may speak different versions of sparrow.v1")
    })
}

pub(super) async fn answer(door: Door, request: Request) -> Response {
    let (head, body) = request.into_parts();
    match answered(&door, &head, body).await {
        Ok(response) => response,
        Err(error) => refused(&head.headers, error),
    }
}

/// A refusal as the caller has refusals: whoever sent a stream gets one, and in it the error.
pub(super) fn refused(headers: &HeaderMap, error: ApiError) -> Response {
    let reason = error.reason();
    // These two HTTP itself knows, and Connect's codes do not.
    let by_http = [Reason::UnsupportedContentType, Reason::MethodNotAllowed].contains(&reason);
    if let Ok(form) = form(headers, STREAM)
        && !by_http
    {
        return stream_of(form, envelope::end(Some(&Status::from(error))));
    }
    let mut response = super::with_headers(&error, refusal::connect(&Status::from(error.clone())));
    if by_http {
        *response.status_mut() = error.http_status();
    }
    if reason == Reason::UnsupportedContentType {
        let takes = "application/json, application/proto, application/connect+json, application/connect+proto";
        response.headers_mut().insert("accept-post", HeaderValue::from_static(takes));
    }
    if reason == Reason::UnsupportedCompression {
        let takes = HeaderValue::from_static("gzip");
        response.headers_mut().insert(header::ACCEPT_ENCODING, takes);
    }
    response
}

/// What content types begin with.
const UNARY: &str = "application/";
const STREAM: &str = "application/connect+";

async fn answered(door: &Door, head: &Parts, body: Body) -> Result<Response, ApiError> {
    let path = head.uri.path();
    let method = find(path)?;
    version(head.headers.get("connect-protocol-version").map(HeaderValue::as_bytes), b"1")?;
    let deadline = deadline(&head.headers)?;
    let streams =
        method.descriptor.is_server_streaming() || method.descriptor.is_client_streaming();
    match (head.method.clone(), streams) {
        (Verb::GET, false) if method.safe => {
            let (form, bytes) = in_query(head.uri.query().unwrap_or_default())?;
            let taken = door.room.take(bytes.len())?;
            unary(door, method, Asked { form, bytes, taken }, head, deadline).await
        }
        (Verb::POST, false) => {
            let form = form(&head.headers, UNARY)?;
            let encoding = encoding(&head.headers, header::CONTENT_ENCODING.as_str())?;
            let limit = door.limit(method);
            let (bytes, mut taken) =
                body::read(&door.room, limit, &head.headers, body).await?.into_parts();
            let bytes = match encoding {
                Encoding::Identity => bytes,
                Encoding::Gzip => {
                    let inflated = inflate(&bytes, limit)?;
                    taken.grow(bytes.len() + inflated.len())?;
                    inflated
                }
            };
            unary(door, method, Asked { form, bytes, taken }, head, deadline).await
        }
        (Verb::POST, true) => {
            let form = form(&head.headers, STREAM)?;
            streaming(door, method, form, &head.headers, body, deadline).await
        }
        (verb, _) if method.safe => Err(routes::method_not_allowed(&verb, path, &["GET", "POST"])),
        (verb, _) => Err(routes::method_not_allowed(&verb, path, &["POST"])),
    }
}

/// There is one version of the protocol, and a client may say that it speaks it.
fn version(given: Option<&[u8]>, known: &[u8]) -> Result<(), ApiError> {
    match given {
        None => Ok(()),
        Some(given) if given == known => Ok(()),
        Some(_) => Err(ApiError::new(
            Reason::InvalidArgument,
            "the only version of the Connect protocol that is spoken is 1",
        )),
    }
}

/// The request of a call with one message.
struct Asked {
    form: Form,
    bytes: Bytes,
    taken: Taken,
}

async fn unary(
    door: &Door,
    method: &'static Method,
    asked: Asked,
    head: &Parts,
    deadline: Option<Duration>,
) -> Result<Response, ApiError> {
    let Asked { form, bytes, mut taken } = asked;
    let (message, weight) = form.read(method, &bytes)?;
    taken.grow(2 * bytes.len() + weight)?;
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
    let limit = door.limit(method);
    let streams = method.descriptor.is_client_streaming();
    let pace = if streams { Pace::Stream { between: Some(SILENCE) } } else { Pace::Once };
    let frames = Frames::new(body, Rules { limit, room: door.room.clone(), pace });
    let envelopes = Envelopes { frames, reading: Reading { method, form, gzip, limit } };
    // What was wrong with the stream that came in, told when it has been worked off.
    let broken: Arc<OnceLock<Status>> = Arc::default();
    let mut held = None;
    let messages = if streams {
        envelopes.messages(Arc::clone(&broken))
    } else {
        let (message, taken) = envelopes.single().await?;
        held = Some(taken);
        futures::stream::once(async { message }).boxed()
    };
    let answers = door.services.streaming(method, messages, deadline).await;
    drop(held);
    let answers = match answers {
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

/// How the message in an envelope is read.
#[derive(Clone, Copy)]
struct Reading {
    method: &'static Method,
    form: Form,
    gzip: bool,
    limit: usize,
}

impl Reading {
    async fn read(self, mut frame: Frame) -> Result<(DynamicMessage, Taken), ApiError> {
        let bytes = match (envelope::is_compressed(frame.flags)?, self.gzip) {
            (false, _) => frame.message(),
            (true, true) => {
                let inflated = inflate(&frame.message(), self.limit)?;
                frame.weighs(inflated.len()).await?;
                inflated
            }
            (true, false) => {
                let message =
                    "the envelope says that it is compressed, the headers say nothing of it";
                return Err(ApiError::new(Reason::InvalidArgument, message));
            }
        };
        let (message, weight) = self.form.read(self.method, &bytes)?;
        frame.weighs(bytes.len() + weight).await?;
        Ok((message, frame.into_taken()))
    }
}

/// The messages of a stream, in their envelopes.
struct Envelopes {
    frames: Frames<Body>,
    reading: Reading,
}

impl Envelopes {
    async fn next(&mut self) -> Result<Option<(DynamicMessage, Taken)>, Fault> {
        let Some(frame) = self.frames.next().await.transpose()? else { return Ok(None) };
        Ok(Some(self.reading.read(frame).await?))
    }

    /// That of a stream that has to hold one.
    async fn single(mut self) -> Result<(DynamicMessage, Taken), ApiError> {
        let refused = |message| ApiError::new(Reason::InvalidArgument, message);
        let first = self.next().await?.ok_or_else(|| refused("the request has no message"))?;
        match self.frames.next().await.transpose()? {
            None => Ok(first),
            Some(_) => Err(refused("the request has more than one message")),
        }
    }

    /// All of them; each has its room until the next one is asked for.
    fn messages(self, broken: Arc<OnceLock<Status>>) -> BoxStream<'static, DynamicMessage> {
        let state = Some((self, None));
        futures::stream::unfold(state, move |state| {
            let broken = Arc::clone(&broken);
            async move {
                let (mut envelopes, held) = state?;
                drop::<Option<Taken>>(held);
                match envelopes.next().await {
                    Ok(Some((message, taken))) => Some((message, Some((envelopes, Some(taken))))),
                    Ok(None) => None,
                    Err(fault) => {
                        // The first is the one that counts.
                        drop(broken.set(Status::from(ApiError::from(fault))));
                        None
                    }
                }
            }
        })
        .boxed()
    }
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
            "connect" => version(Some(value.as_bytes()), b"v1")?,
            // What later versions may add.
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
