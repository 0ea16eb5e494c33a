//! The services over HTTP, from their descriptors alone: a request becomes the message that gRPC would
//! carry, goes to the same service, and the answer goes back in the form that was asked for. There is no
//! code for any single call. gRPC-Web goes to the services as it is.
//!
//! [`descriptors`] is what is known of the calls and [`call`] makes them. [`rest`] is plain HTTP with
//! JSON: [`routes`] finds the call, [`read`] and [`show`] are its JSON, [`body`] its limits.
//! [`connect`] is the Connect protocol, [`envelope`] its streams, [`gzip`] its compression. [`refusal`] tells errors.

mod body;
mod call;
mod connect;
pub(super) mod descriptors;
mod envelope;
mod gzip;
mod read;
mod refusal;
mod rest;
mod routes;
mod show;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use tonic::Status;
use tonic::service::Routes;
use tonic_web::{GrpcWebLayer, GrpcWebService};
use tower::{Layer as _, ServiceExt as _};

use super::context::Context;
use super::error::{ApiError, Reason};
use super::grpc::front::Front;
use super::guard::Guard;
use super::intake::room::Room;
use super::limits;
use call::Services;
use descriptors::Method;

/// What handlers of this door are given.
#[derive(Debug, Clone)]
struct Door {
    context: Context,
    services: Services,
    room: Room,
}

impl Door {
    /// Bytes of a call's body, at most.
    fn limit(&self, method: &Method) -> usize {
        limits::message(self.context.max_payload, method)
    }
}

type Web = GrpcWebService<Front<Routes>>;

pub(super) fn router(context: Context, routes: Routes, guard: Guard) -> Router {
    let room = Room::new();
    let front = Front {
        inner: routes.clone(),
        guard: Guard::AnyHost,
        room: room.clone(),
        apart: Room::new(),
        max_payload: context.max_payload,
    };
    let web = GrpcWebLayer::new().layer(front);
    let door = Door { services: Services::new(routes), room, context };
    Router::new()
        .route("/health", get(alive))
        .route("/ready", get(ready))
        .route("/openapi.json", get(described))
        .fallback(move |State(door): State<Door>, request: Request| async move {
            match form(&request) {
                Form::GrpcWeb => grpc_web(web, request).await,
                Form::Connect => connect::answer(door, request).await,
                Form::Plain => rest::answer(door, request).await.into_response(),
            }
        })
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn(move |request, next| guarded(guard, request, next)))
        .with_state(door)
}

/// What a caller speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Connect,
    GrpcWeb,
}

fn form(request: &Request) -> Form {
    let content_type = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if content_type.is_some_and(|value| value.starts_with(b"application/grpc-web")) {
        return Form::GrpcWeb;
    }
    if request.uri().path().starts_with("/sparrow.") { Form::Connect } else { Form::Plain }
}

async fn grpc_web(web: Web, request: Request) -> Response {
    match web.oneshot(request).await {
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    }
}

/// Who is refused here is told so in his own form.
async fn guarded(guard: Guard, request: Request, next: Next) -> Response {
    let Err(error) = guard.check(&request) else { return next.run(request).await };
    match form(&request) {
        Form::Plain => error.into_response(),
        Form::Connect => connect::refused(request.headers(), error),
        Form::GrpcWeb => {
            let status = error.http_status();
            let mut response = Status::from(error).into_http::<axum::body::Body>();
            *response.status_mut() = status;
            let web = HeaderValue::from_static("application/grpc-web+proto");
            response.headers_mut().insert(header::CONTENT_TYPE, web);
            response
        }
    }
}

/// The process lives.
async fn alive() -> Response {
    Json(serde_json::json!({ "status": "ok" })).into_response()
}

/// It can do its work: database, schema and lanes.
async fn ready(State(door): State<Door>) -> Result<Response, ApiError> {
    let readiness = door.context.readiness.borrow().clone();
    if readiness.is_ready() {
        return Ok(Json(serde_json::json!({ "status": "ready" })).into_response());
    }
    Err(ApiError::new(Reason::NotReady, readiness.reason()))
}

/// All calls of this door, as OpenAPI has them.
async fn described() -> Response {
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], super::openapi::text()).into_response()
}

async fn method_not_allowed(request: Request) -> ApiError {
    routes::method_not_allowed(request.method(), request.uri().path(), &["GET", "HEAD"])
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        with_headers(&self, (self.http_status(), Json(self.to_json())).into_response())
    }
}

/// An answer by which this is told, with what HTTP has headers for.
fn with_headers(error: &ApiError, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if let Some(seconds) = error.retry_after_seconds() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if !error.allowed().is_empty()
        && let Ok(verbs) = HeaderValue::from_str(&error.allowed().join(", "))
    {
        headers.insert(header::ALLOW, verbs);
    }
    response
}
