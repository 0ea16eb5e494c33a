//! Plain HTTP with JSON, on the routes of the proto; a call that answers with a stream does so in
//! server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use prost_reflect::{DynamicMessage, ReflectMessage as _, Value};

use super::super::error::ApiError;
use super::call::Answers;
use super::descriptors::Method;
use super::routes::{self, Found};
use super::show::Shown;
use super::{Door, body, read, refusal};

/// Between signs of life of a stream that has nothing to tell.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The field by which streams go on where an earlier one ended.
const CURSOR: &str = "cursor";

pub(super) async fn answer(door: Door, request: Request) -> Result<Response, ApiError> {
    let (head, body) = request.into_parts();
    let found = routes::find(&head.method, head.uri.path())?;
    let method = found.method;
    let (message, _received) = message(&door, found, &head, body).await?;
    if method.descriptor.is_server_streaming() {
        return Ok(events(&door, method, message, &head.headers).await);
    }
    let told = door.services.unary(method, message, None).await;
    Ok(match told {
        Ok(message) => written(&message),
        Err(status) => refusal::plain(&status, method),
    })
}

/// The request's message: from the body if the call has one and from the query if not, and from the path.
async fn message(
    door: &Door,
    found: Found,
    head: &Parts,
    body: Body,
) -> Result<(DynamicMessage, Option<body::Received>), ApiError> {
    let Found { method, variables } = found;
    let input = method.descriptor.input();
    let has_body = method.route.as_ref().is_some_and(|route| route.has_body);
    let query = head.uri.query().unwrap_or_default();
    let mut parameters = url::form_urlencoded::parse(query.as_bytes());
    let (mut message, received) = if has_body {
        if let Some((name, _)) = parameters.next() {
            return Err(read::not_a_parameter(&name));
        }
        body::is_json(&head.headers)?;
        let limit = door.limit(method);
        let mut received = body::read(&door.room, limit, &head.headers, body).await?;
        let (message, weight) = read::body(input, &received.bytes)?;
        received.weighs(weight)?;
        (message, Some(received))
    } else {
        (DynamicMessage::new(input), None)
    };
    for (name, text) in parameters {
        read::set(&mut message, &name, &text)?;
    }
    for (name, text) in variables {
        read::agree(&mut message, name, &text)?;
    }
    Ok((message, received))
}

/// Answers can hold secrets: they are nobody's to keep.
fn written(message: &DynamicMessage) -> Response {
    match serde_json::to_vec(&Shown(message)) {
        Ok(text) => {
            let mut response = Response::new(Body::from(text));
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => ApiError::internal(&error).into_response(),
    }
}

/// The answers as they come. What was refused before the first of them is an answer like others.
async fn events(
    door: &Door,
    method: &'static Method,
    mut message: DynamicMessage,
    headers: &HeaderMap,
) -> Response {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    if let Some(last) = last.filter(|last| !last.is_empty())
        && message.descriptor().get_field_by_name(CURSOR).is_some()
    {
        message.set_field_by_name(CURSOR, Value::String(last.to_owned()));
        // A stream begins at a time or at a cursor, and the cursor is the later one.
        message.clear_field_by_name("since");
    }
    let messages = futures::stream::once(async { message }).boxed();
    let answers = match door.services.streaming(method, messages, None).await {
        Ok(answers) => answers,
        Err(status) => return refusal::plain(&status, method),
    };
    Sse::new(told(answers)).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response()
}

fn told(answers: Answers) -> impl futures::Stream<Item = Result<Event, Infallible>> {
    answers.map(|answer| {
        Ok(match answer {
            Ok(message) => event(&message),
            Err(status) => {
                let error = ApiError::from(&status).to_json();
                Event::default().event("error").data(one_line(error.to_string()))
            }
        })
    })
}

fn event(message: &DynamicMessage) -> Event {
    let text = serde_json::to_string(&Shown(message)).unwrap_or_default();
    let mut event = Event::default().data(one_line(text));
    // A message that is one of several is named by which of them it is.
    let kind = message
        .descriptor()
        .oneofs()
        .find_map(|oneof| oneof.fields().find(|field| message.has_field(field)));
    if let Some(kind) = kind {
        event = event.event(kind.name());
    }
    let cursor = message.get_field_by_name(CURSOR);
    match cursor.as_deref().and_then(Value::as_str).filter(|cursor| !cursor.is_empty()) {
        Some(cursor) => event.id(one_line(cursor.to_owned())),
        None => event,
    }
}

/// Line ends in JSON stand between its parts only, where a space does as well.
fn one_line(text: String) -> String {
    if text.contains(['\r', '\n']) { text.replace(['\r', '\n'], " ") } else { text }
}
