//! A status of the services as each door tells it.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use prost::Message as _;
use serde_json::{Value, json};
use tonic::{Code, Status};

use super::super::error::ApiError;
use super::descriptors::{Method, name_of};
use super::with_headers;

/// As plain JSON: the same object that every refusal of this door is.
pub(super) fn plain(status: &Status, method: &Method) -> Response {
    let error = ApiError::from(status).renamed(&renamed(method));
    error.into_response()
}

/// Fields of the request whose names in plain JSON are not those of the proto, by their paths.
fn renamed(method: &Method) -> Vec<(String, String)> {
    let input = method.descriptor.input();
    let mut names = Vec::new();
    for outer in input.fields() {
        let kind = outer.kind();
        let Some(message) = kind.as_message().filter(|_| !outer.is_map()) else { continue };
        for field in message.fields().filter(|field| name_of(field) != field.name()) {
            for outer in [outer.name().to_owned(), format!("{}]", outer.name())] {
                let from = format!("{outer}.{}", field.name());
                names.push((from, format!("{outer}.{}", name_of(&field))));
            }
        }
    }
    names
}

/// Connect's word for a code, and the HTTP status that goes with it.
fn connect_code(code: Code) -> (&'static str, StatusCode) {
    match code {
        Code::Ok | Code::Unknown => ("unknown", StatusCode::INTERNAL_SERVER_ERROR),
        Code::Cancelled => {
            ("canceled", StatusCode::from_u16(499).unwrap_or(StatusCode::REQUEST_TIMEOUT))
        }
        Code::InvalidArgument => ("invalid_argument", StatusCode::BAD_REQUEST),
        Code::DeadlineExceeded => ("deadline_exceeded", StatusCode::GATEWAY_TIMEOUT),
        Code::NotFound => ("not_found", StatusCode::NOT_FOUND),
        Code::AlreadyExists => ("already_exists", StatusCode::CONFLICT),
        Code::PermissionDenied => ("permission_denied", StatusCode::FORBIDDEN),
        Code::ResourceExhausted => ("resource_exhausted", StatusCode::TOO_MANY_REQUESTS),
        Code::FailedPrecondition => ("failed_precondition", StatusCode::BAD_REQUEST),
        Code::Aborted => ("aborted", StatusCode::CONFLICT),
        Code::OutOfRange => ("out_of_range", StatusCode::BAD_REQUEST),
        Code::Unimplemented => ("unimplemented", StatusCode::NOT_IMPLEMENTED),
        Code::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR),
        Code::Unavailable => ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
        Code::DataLoss => ("data_loss", StatusCode::INTERNAL_SERVER_ERROR),
        Code::Unauthenticated => ("unauthenticated", StatusCode::UNAUTHORIZED),
    }
}

/// As Connect has errors: the code's word, the message, and the details that gRPC carries.
pub(super) fn connect_error(status: &Status) -> Value {
    let details: Vec<Value> = tonic_types::pb::Status::decode(status.details())
        .map(|told| told.details)
        .unwrap_or_default()
        .into_iter()
        .map(|any| {
            let of = any.type_url.rsplit('/').next().unwrap_or_default().to_owned();
            json!({ "type": of, "value": STANDARD_NO_PAD.encode(&any.value) })
        })
        .collect();
    json!({ "code": connect_code(status.code()).0, "message": status.message(), "details": details })
}

pub(super) fn connect(status: &Status) -> Response {
    let (_, http) = connect_code(status.code());
    let response = (http, Json(connect_error(status))).into_response();
    with_headers(&ApiError::from(status), response)
}
