//! Errors as callers see them: one table of reason codes for all doors.
//!
//! A handler ends in an [`ApiError`]: a stable reason, one sentence, and where there is one the next
//! step to take. On gRPC it becomes a status with `google.rpc` details, on the JSON door an object
//! of the same content. Whatever goes wrong inside is logged here, once, with its causes; the caller
//! gets the reason only.

use std::collections::HashMap;
use std::time::Duration;

use http::StatusCode;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::domain::ids::{DeliveryId, EventId, ParseIdError};
use crate::domain::webhook::Name;
use crate::ingest::PushError;
use crate::store::StoreError;
use crate::store::catalog::Space;
use crate::store::commands::CommandError;
use crate::telemetry::Chain;

/// The `domain` of every `google.rpc.ErrorInfo` of ours.
pub const DOMAIN: &str = "sparrow";
/// When a caller may try again while PostgreSQL is away.
const RETRY_AFTER_OUTAGE: Duration = Duration::from_secs(2);
/// When a caller may try again that came upon a lock.
const RETRY_AFTER_BUSY: Duration = Duration::from_millis(250);

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $word:literal $code:ident $http:literal $retryable:literal;)*) => {
        /// Why a call was refused or failed. The words are stable: scripts build on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable word for it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            pub const fn code(self) -> Code {
                match self { $(Self::$name => Code::$code),* }
            }

            /// Its status on the JSON door.
            pub const fn http(self) -> u16 {
                match self { $(Self::$name => $http),* }
            }

            /// Whether the same call, sent again later, can succeed and does no harm.
            pub const fn retryable(self) -> bool {
                match self { $(Self::$name => $retryable),* }
            }
        }
    };
}

reasons! {
    // What a caller names is not there.
    UnknownNamespace "unknown_namespace" NotFound 404 false;
    UnknownWebhook "unknown_webhook" NotFound 404 false;
    UnknownEvent "unknown_event" NotFound 404 false;
    UnknownDelivery "unknown_delivery" NotFound 404 false;
    UnknownAttempt "unknown_attempt" NotFound 404 false;
    UnknownReplay "unknown_replay" NotFound 404 false;

    // What a caller sends is not right.
    InvalidArgument "invalid_argument" InvalidArgument 400 false;
    /// An id of something else: `evt_…` where a webhook is expected.
    WrongIdType "wrong_id_type" InvalidArgument 400 false;
    MalformedId "malformed_id" InvalidArgument 400 false;
    InvalidUrl "invalid_url" InvalidArgument 400 false;
    /// A URL that sparrow does not send to.
    DestinationNotAllowed "destination_not_allowed" InvalidArgument 400 false;
    InvalidEventType "invalid_event_type" InvalidArgument 400 false;
    InvalidSchedule "invalid_schedule" InvalidArgument 400 false;
    InvalidSecret "invalid_secret" InvalidArgument 400 false;
    InvalidName "invalid_name" InvalidArgument 400 false;
    /// The payload or the body is not JSON, or nested too deep.
    InvalidJson "invalid_json" InvalidArgument 400 false;
    PayloadTooLarge "payload_too_large" InvalidArgument 413 false;
    InvalidPageToken "invalid_page_token" InvalidArgument 400 false;
    InvalidCursor "invalid_cursor" InvalidArgument 400 false;
    /// A field that the message does not have.
    UnknownField "unknown_field" InvalidArgument 400 false;
    MissingField "missing_field" InvalidArgument 400 false;

    // It does not fit what is there.
    NamespaceExists "namespace_exists" AlreadyExists 409 false;
    WebhookExists "webhook_exists" AlreadyExists 409 false;
    TooManyWebhooks "too_many_webhooks" FailedPrecondition 409 false;
    AlreadyEnded "already_ended" FailedPrecondition 409 false;
    /// A dead letter is asked for, and the delivery is none.
    NotDead "not_dead" FailedPrecondition 409 false;
    /// The events to be replayed matched no webhook.
    NothingToReplay "nothing_to_replay" FailedPrecondition 409 false;
    ReplayTooLarge "replay_too_large" InvalidArgument 400 false;

    // The door is not open to this request.
    HostNotAllowed "host_not_allowed" PermissionDenied 403 false;
    OriginNotAllowed "origin_not_allowed" PermissionDenied 403 false;
    UnsupportedContentType "unsupported_content_type" InvalidArgument 415 false;
    UnknownPath "unknown_path" Unimplemented 404 false;
    MethodNotAllowed "method_not_allowed" Unimplemented 405 false;
    RequestTimeout "request_timeout" DeadlineExceeded 408 true;

    // The daemon can't, for now or at all.
    Overloaded "overloaded" ResourceExhausted 429 true;
    TooManyStreams "too_many_streams" ResourceExhausted 429 true;
    DatabaseUnavailable "database_unavailable" Unavailable 503 true;
    /// It may have been done or not: sent again, it may be done twice.
    OutcomeUnknown "outcome_unknown" Unavailable 503 false;
    Stopping "stopping" Unavailable 503 true;
    NotReady "not_ready" Unavailable 503 true;
    Internal "internal" Internal 500 false;
}

/// Why a call was refused or failed, with all that is told to the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.0.message)]
pub struct ApiError(Box<Told>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    reason: Reason,
    message: String,
    hint: Option<String>,
    detail: Option<String>,
    /// Fields that are wrong, and how.
    fields: Vec<(String, String)>,
    /// Position in a stream, from 0.
    index: Option<u64>,
    retry_after: Option<Duration>,
}

impl ApiError {
    /// `message` is one sentence without a dot at its end.
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self(Box::new(Told {
            reason,
            message: message.into(),
            hint: None,
            detail: None,
            fields: Vec::new(),
            index: None,
            retry_after: None,
        }))
    }

    /// A field of the request is wrong.
    pub fn field(reason: Reason, field: impl Into<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        let mut error = Self::new(reason, message.clone());
        error.0.fields.push((field.into(), message));
        error
    }

    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::field(Reason::InvalidArgument, field, message)
    }

    pub fn missing(field: &str) -> Self {
        Self::field(Reason::MissingField, field, format!("{field} is required"))
    }

    /// The next step: a command, or what to write instead.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// Position in a stream, from 0.
    #[must_use]
    pub fn at(mut self, index: u64) -> Self {
        self.0.index = Some(index);
        self
    }

    #[must_use]
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.0.retry_after = Some(delay);
        self
    }

    pub fn reason(&self) -> Reason {
        self.0.reason
    }

    /// Position in a stream, from 0.
    pub fn index(&self) -> Option<u64> {
        self.0.index
    }

    pub fn hint_text(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Something inside went wrong that the caller can't help. Logged here.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(event = "call_failed", error = %Chain(error), "a call failed");
        Self::new(Reason::Internal, "something went wrong inside sparrowd")
            .hint("its log has the cause, with event=call_failed")
    }

    fn outage() -> Self {
        Self::new(Reason::DatabaseUnavailable, "PostgreSQL can't be reached")
            .hint("see whether PostgreSQL runs; `sparrowctl health` shows when it is back")
            .retry_after(RETRY_AFTER_OUTAGE)
    }

    /// A statement that changes something did not come back well: unlike a read, it may have been
    /// committed all the same. Logged here.
    pub fn from_write(error: StoreError) -> Self {
        if !matches!(error, StoreError::Unknown(_)) {
            return error.into();
        }
        tracing::warn!(event = "call_failed", error = %Chain(&error), "a change may be done or not");
        Self::new(
            Reason::OutcomeUnknown,
            "the connection to PostgreSQL broke during the change; it may be done or not",
        )
        .hint("look at what is there before you try again")
    }
}

/// Reads: what did not come back can be asked again. The cause is logged here.
impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        // Lock timeout, deadlock, serialisation failure: somebody else was first.
        let busy = matches!(error.sql_state().as_deref(), Some("55P03" | "40P01" | "40001"));
        if busy {
            tracing::warn!(event = "call_failed", error = %Chain(&error), "a call met a lock");
            return Self::new(Reason::Overloaded, "what is to be changed is being changed")
                .retry_after(RETRY_AFTER_BUSY);
        }
        if error.is_transient() {
            tracing::warn!(event = "call_failed", error = %Chain(&error), "a call was refused");
            return Self::outage();
        }
        Self::internal(&error)
    }
}

/// The committer has logged the cause already.
impl From<PushError> for ApiError {
    fn from(error: PushError) -> Self {
        let message = error.to_string();
        match error {
            PushError::UnknownNamespace(name) => unknown_namespace(&name, None),
            PushError::Full { retry_after } => {
                Self::new(Reason::Overloaded, message).retry_after(retry_after)
            }
            PushError::Unavailable { retry_after } => {
                Self::new(Reason::DatabaseUnavailable, message).retry_after(retry_after)
            }
            PushError::OutcomeUnknown => Self::new(Reason::OutcomeUnknown, message)
                .hint("`sparrowctl event list` shows what was accepted"),
            PushError::TooManyWebhooks => Self::new(Reason::TooManyWebhooks, message),
            PushError::Internal => Self::new(Reason::Internal, message)
                .hint("the log of sparrowd has the cause, with event=ingest_failed"),
        }
    }
}

impl From<CommandError> for ApiError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::AlreadyEnded(id) => {
                Self::new(Reason::AlreadyEnded, format!("delivery {id} has ended"))
                    .hint(format!("send it again: sparrowctl replay create --delivery {id}"))
            }
            CommandError::NotFound(id) => unknown_delivery(id),
            CommandError::Unavailable => Self::outage(),
        }
    }
}

impl From<ParseIdError> for ApiError {
    fn from(error: ParseIdError) -> Self {
        let reason = match error {
            ParseIdError::WrongType { .. } => Reason::WrongIdType,
            ParseIdError::Malformed { .. } => Reason::MalformedId,
        };
        Self::new(reason, error.to_string())
    }
}

/// `near` is a name that exists and that the caller may have meant.
pub fn unknown_namespace(name: &str, near: Option<&str>) -> ApiError {
    let make = format!("sparrowctl namespace create {name}");
    let hint = match near {
        Some(near) => format!("did you mean {near}? otherwise: {make}"),
        None => make,
    };
    ApiError::new(Reason::UnknownNamespace, format!("there is no namespace {name}")).hint(hint)
}

/// `written` is an id or a name.
pub fn unknown_webhook(space: &Space, written: &str) -> ApiError {
    let names = space.webhooks().iter().filter_map(|webhook| webhook.name.as_ref());
    let list = format!("sparrowctl webhook list --namespace {}", space.name);
    let hint = match nearest(written, names.map(Name::as_str)) {
        Some(near) => format!("did you mean {near}? all of them: {list}"),
        None => list,
    };
    let message = format!("there is no webhook {written} in namespace {}", space.name);
    ApiError::new(Reason::UnknownWebhook, message).hint(hint)
}

pub fn unknown_event(space: &Space, id: EventId) -> ApiError {
    let message = format!("there is no event {id} in namespace {}", space.name);
    ApiError::new(Reason::UnknownEvent, message)
        .hint(format!("sparrowctl event list --namespace {}", space.name))
}

pub fn unknown_delivery(id: DeliveryId) -> ApiError {
    ApiError::new(Reason::UnknownDelivery, format!("there is no delivery {id}"))
        .hint("sparrowctl delivery list")
}

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
            "retry_after_ms": told.retry_after.map(|delay| delay.as_millis() as u64),
        }})
    }
}

/// The one of `names` that is nearest to what was written: at most a third of its letters wrong,
/// missing, too many or swapped.
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let slips = (written.chars().count() / 3).max(1);
    names
        .into_iter()
        .map(|name| (strsim::osa_distance(written, name), name))
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_unique_and_stable_in_form() {
        let mut words: Vec<_> = Reason::ALL.iter().map(|reason| reason.word()).collect();
        for word in &words {
            assert!(word.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{word}");
        }
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
        for reason in Reason::ALL {
            assert!(StatusCode::from_u16(reason.http()).is_ok_and(|status| !status.is_success()));
        }
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

        let json = error.to_json();
        assert_eq!(json["error"]["code"], "invalid_argument");
        assert_eq!(json["error"]["details"]["fields"][0]["field"], "webhook.url");
        assert_eq!(json["error"]["retry_after_ms"], 250);
        assert_eq!(error.retry_after_seconds(), Some(1));
    }

    #[test]
    fn a_read_may_be_asked_again_and_a_write_may_not() {
        let lost = || StoreError::Unknown(None);
        assert_eq!(ApiError::from(lost()).reason(), Reason::DatabaseUnavailable);
        assert_eq!(ApiError::from_write(lost()).reason(), Reason::OutcomeUnknown);
        assert!(!Reason::OutcomeUnknown.retryable());
    }

    #[test]
    fn near_names() {
        let names = ["default", "my-app", "billing"];
        assert_eq!(nearest("my-ap", names), Some("my-app"));
        assert_eq!(nearest("biling", names), Some("billing"));
        assert_eq!(nearest("warehouse", names), None);
        assert_eq!(nearest("ulr", ["name", "url"]), Some("url"));
        assert_eq!(nearest("x", ["name", "url"]), None);
    }
}
