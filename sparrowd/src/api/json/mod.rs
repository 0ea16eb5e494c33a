//! The JSON door: the original's calls with its paths and bodies, and the probes. A body becomes
//! the same message that gRPC carries, and goes to the same function.

mod body;
mod calls;
mod fields;
mod show;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use tokio::sync::Semaphore;

use super::context::Context;
use super::error::{ApiError, Reason, nearest};
use super::guard::Guard;

const PATHS: [&str; 5] = [WEBHOOKS, EVENTS, "/webhook/health/{webhook_id}", "/health", "/ready"];
const WEBHOOKS: &str = "/webhook/webhooks";
const EVENTS: &str = "/webhook/events";

/// What handlers of this door are given.
#[derive(Debug, Clone)]
struct Door {
    context: Context,
    /// Room for bodies, in KiB.
    room: Arc<Semaphore>,
}

pub(super) fn router(context: Context, guard: Guard) -> Router {
    let room = Arc::new(Semaphore::new(body::ROOM_KIB));
    Router::new()
        .route(WEBHOOKS, post(calls::register))
        .route(EVENTS, post(calls::push))
        .route("/webhook/health/{webhook_id}", get(calls::health))
        .route("/health", get(alive))
        .route("/ready", get(ready))
        .fallback(unknown_path)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn(move |request, next| guarded(guard, request, next)))
        .with_state(Door { context, room })
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

async fn unknown_path(uri: Uri) -> ApiError {
    let shown: String = uri.path().chars().take(128).collect();
    let error = ApiError::new(Reason::UnknownPath, format!("there is nothing at {shown}"));
    match nearest(uri.path(), PATHS) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint(format!("what there is: {}", PATHS.join(", "))),
    }
}

async fn method_not_allowed(method: Method, uri: Uri) -> ApiError {
    let right = if [WEBHOOKS, EVENTS].contains(&uri.path()) { "POST" } else { "GET" };
    ApiError::new(Reason::MethodNotAllowed, format!("{} does not take {method}", uri.path()))
        .hint(format!("it takes {right}"))
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
