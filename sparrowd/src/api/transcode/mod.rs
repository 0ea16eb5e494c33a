//! The services over HTTP, from their descriptors alone: a request becomes the message that gRPC would
//! carry, goes to the same service, and the answer goes back in the form that was asked for. There is no
//! code for any single call.
//!
//! [`descriptors`] is what is known of the calls and [`call`] makes them. [`rest`] is plain HTTP with
//! JSON: [`routes`] finds the call, [`read`] and [`show`] are its JSON, [`body`] its limits.
//! [`connect`] is the Connect protocol, [`envelope`] its streams. [`refusal`] tells errors.

mod body;
mod call;
mod connect;
pub(super) mod descriptors;
mod envelope;
mod read;
mod refusal;
mod rest;
mod routes;
mod show;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use tokio::sync::Semaphore;
use tonic::service::Routes;
use tonic_web::GrpcWebLayer;
use tower::{Layer as _, ServiceExt as _};

use super::context::Context;
use super::error::{ApiError, Reason};
use super::guard::Guard;
use call::Services;

/// What handlers of this door are given.
#[derive(Debug, Clone)]
struct Door {
    context: Context,
    services: Services,
    /// Room for bodies, in KiB.
    room: Arc<Semaphore>,
}

pub(super) fn router(context: Context, routes: Routes, guard: Guard) -> Router {
    let door = Door {
        services: Services::new(routes),
        room: Arc::new(Semaphore::new(body::ROOM_KIB)),
        context,
    };
    // A call is told apart by its content type: gRPC-Web goes to the services as it is.
    let web = GrpcWebLayer::new().layer(door.services.service());
    Router::new()
        .route("/health", get(alive))
        .route("/ready", get(ready))
        .route("/openapi.json", get(described))
        .fallback(move |State(door): State<Door>, request: Request| async move {
            if is_grpc_web(&request) {
                return grpc_web(&door, web, request).await.into_response();
            }
            if request.uri().path().starts_with("/sparrow.") {
                return connect::answer(door, request).await;
            }
            rest::answer(door, request).await.into_response()
        })
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn(move |request, next| guarded(guard, request, next)))
        .with_state(door)
}

fn is_grpc_web(request: &Request) -> bool {
    let given = request.headers().get(header::CONTENT_TYPE);
    given.is_some_and(|value| value.as_bytes().starts_with(b"application/grpc-web"))
}

/// A call by gRPC-Web has one message, whose limits are those of other bodies.
async fn grpc_web<S>(door: &Door, web: S, request: Request) -> Result<Response, ApiError>
where
    S: tower::Service<Request, Error = std::convert::Infallible>,
    S::Response: IntoResponse,
{
    let (head, body) = request.into_parts();
    let method = connect::find(head.uri.path())?;
    let received = body::read(door, method, &head.headers, body).await?;
    let request = Request::from_parts(head, Body::from(received.bytes.clone()));
    match web.oneshot(request).await {
        Ok(response) => Ok(response.into_response()),
        Err(never) => match never {},
    }
}

async fn guarded(guard: Guard, request: Request, next: Next) -> Response {
    match guard.check(&request) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
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
    routes::method_not_allowed(request.method(), request.uri().path(), &["GET"])
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.http_status(), Json(self.to_json())).into_response();
        if let Some(seconds) = self.retry_after_seconds() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
