//! An error on the wire: a gRPC status with `google.rpc` details, or a JSON object of the same
//! content.

use std::collections::HashMap;
use std::time::Duration;

use http::StatusCode;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::{ApiError, Reason};

/// The `domain` of every `google.rpc.ErrorInfo` of ours.
const DOMAIN: &str = "sparrow";

impl From<ApiError> for Status {
    fn from(error: ApiError) -> Self {
        let told = *error.0;
        let mut metadata = HashMap::new();
        metadata.extend(told.hint.map(|hint| ("hint".to_owned(), hint)));
        metadata.extend(told.detail.map(|detail| ("detail".to_owned(), detail)));
        metadata.extend(told.index.map(|index| ("index".to_owned(), index.to_string())));
        let mut details = ErrorDetails::new();
        details.set_error_info(told.reason.word(), DOMAIN, metadata);
        for (field, description) in told.fields {
            details.add_bad_request_violation(field, description);
        }
        if told.retry_after.is_some() {
            details.set_retry_info(told.retry_after);
        }
        Status::with_error_details(told.reason.code(), told.message, details)
    }
}

/// The way back: the error that a service told, from its details.
impl From<&Status> for ApiError {
    fn from(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info();
        let reason = info
            .and_then(|info| Reason::from_word(&info.reason))
            .unwrap_or_else(|| by_code(status.code()));
        let mut error = Self::new(reason, status.message());
        if let Some(info) = info {
            if let Some(hint) = info.metadata.get("hint") {
                error = error.hint(hint.as_str());
            }
            if let Some(detail) = info.metadata.get("detail") {
                error = error.detail(detail.as_str());
            }
            if let Some(index) = info.metadata.get("index").and_then(|index| index.parse().ok()) {
                error = error.at(index);
            }
        }
        for violation in
            details.bad_request().map(|request| &request.field_violations).into_iter().flatten()
        {
            error = error.violation(violation.field.as_str(), violation.description.as_str());
        }
        match details.retry_info().and_then(|retry| retry.retry_delay) {
            Some(delay) => error.retry_after(delay),
            None => error,
        }
    }
}

/// For what was told without a reason: by tonic, or by a deadline.
fn by_code(code: Code) -> Reason {
    match code {
        Code::DeadlineExceeded | Code::Cancelled => Reason::DeadlineExceeded,
        Code::Unimplemented => Reason::UnknownPath,
        Code::InvalidArgument | Code::OutOfRange => Reason::InvalidArgument,
        Code::ResourceExhausted => Reason::Overloaded,
        Code::Unavailable => Reason::NotReady,
        _ => Reason::Internal,
    }
}

impl ApiError {
    pub fn http_status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.reason.http()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Seconds for a `retry-after` header, rounded up.
    pub fn retry_after_seconds(&self) -> Option<u64> {
        self.0.retry_after.map(|delay| delay.as_millis().div_ceil(1_000).try_into().unwrap_or(1))
    }

    /// The body of the JSON door's answer.
    pub fn to_json(&self) -> serde_json::Value {
        let told = &*self.0;
        let mut details = serde_json::Map::new();
        if let Some(detail) = &told.detail {
            details.insert("detail".to_owned(), detail.as_str().into());
        }
        if let Some(index) = told.index {
            details.insert("index".to_owned(), index.into());
        }
        if !told.fields.is_empty() {
            let fields = told.fields.iter().map(|(field, description)| {
                serde_json::json!({ "field": field, "description": description })
            });
            details.insert("fields".to_owned(), fields.collect());
        }
        serde_json::json!({ "error": {
            "code": told.reason.word(),
            "message": told.message,
            "hint": told.hint,
            "details": details,
            "retryable": told.reason.retryable(),
            "retry_after_ms": told.retry_after.map(millis),
        }})
    }
}

fn millis(delay: Duration) -> u64 {
    delay.as_millis().try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_fits_in_a_header() {
        let long = "é".repeat(1_000_000);
        let error = ApiError::invalid(long.clone(), long.clone()).hint(long.clone()).detail(long);
        let headers = Status::from(error).into_http::<()>().into_parts().0.headers;
        let bytes: usize =
            headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        assert!(bytes < 8 * 1024, "{bytes}");
    }

    #[test]
    fn a_status_carries_reason_hint_fields_and_delay() {
        let error = ApiError::invalid("webhook.url", "not a URL")
            .hint("write https://…")
            .at(7)
            .retry_after(Duration::from_millis(250));
        let status = Status::from(error.clone());
        assert_eq!(status.code(), Code::InvalidArgument);
        assert_eq!(status.message(), "not a URL");
        let details = status.get_error_details();
        let info = details.error_info().unwrap();
        assert_eq!((info.reason.as_str(), info.domain.as_str()), ("invalid_argument", "sparrow"));
        assert_eq!(info.metadata["hint"], "write https://…");
        assert_eq!(info.metadata["index"], "7");
        assert_eq!(details.bad_request().unwrap().field_violations[0].field, "webhook.url");
        let delay = details.retry_info().unwrap().retry_delay;
        assert_eq!(delay, Some(Duration::from_millis(250)));

        assert_eq!(ApiError::from(&status), error, "the way back");

        let json = error.to_json();
        assert_eq!(json["error"]["code"], "invalid_argument");
        assert_eq!(json["error"]["details"]["fields"][0]["field"], "webhook.url");
        assert_eq!(json["error"]["retry_after_ms"], 250);
        assert_eq!(error.retry_after_seconds(), Some(1));
    }
}
