//! The table of reasons: code on gRPC, status on the JSON door, and whether to try again.

use tonic::Code;

macro_rules! reasons {
    ($($(#[doc = $doc:literal])* $name:ident $word:literal $code:ident $http:literal $retryable:literal;)*) => {
        /// Why a call was refused or failed. The words are stable: scripts build on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[doc = $doc])* $name,)*
        }

        impl Reason {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable word for it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|reason| reason.word() == word)
            }

            /// Its code on gRPC.
            pub const fn code(self) -> Code {
                match self { $(Self::$name => Code::$code),* }
            }

            /// Its status on the JSON door.
            pub const fn http(self) -> u16 {
                match self { $(Self::$name => $http),* }
            }

            /// What it means, where the word does not say it all.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),*)),* }
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
    UnknownPlan "unknown_plan" NotFound 404 false;
    UnknownNode "unknown_node" NotFound 404 false;

    // What a caller sends is not right.
    InvalidArgument "invalid_argument" InvalidArgument 400 false;
    /// An id of something else: `evt_…` where a webhook is expected.
    WrongIdType "wrong_id_type" InvalidArgument 400 false;
    MalformedId "malformed_id" InvalidArgument 400 false;
    /// The beginning of an id that several have.
    AmbiguousId "ambiguous_id" InvalidArgument 400 false;
    InvalidUrl "invalid_url" InvalidArgument 400 false;
    /// A URL that sparrow does not send to.
    DestinationNotAllowed "destination_not_allowed" InvalidArgument 400 false;
    InvalidEventType "invalid_event_type" InvalidArgument 400 false;
    /// Types that begin with `sparrow.` are sparrow's own: they can be subscribed to, not pushed.
    ReservedEventType "reserved_event_type" InvalidArgument 400 false;
    InvalidSchedule "invalid_schedule" InvalidArgument 400 false;
    InvalidSecret "invalid_secret" InvalidArgument 400 false;
    InvalidName "invalid_name" InvalidArgument 400 false;
    /// The payload or the body is not JSON, or nested too deep.
    InvalidJson "invalid_json" InvalidArgument 400 false;
    PayloadTooLarge "payload_too_large" InvalidArgument 413 false;
    /// More events in one call than may be accepted together, or more deliveries of them; or a message of
    /// more entries than any call takes.
    BatchTooLarge "batch_too_large" InvalidArgument 413 false;
    InvalidPageToken "invalid_page_token" InvalidArgument 400 false;
    InvalidCursor "invalid_cursor" InvalidArgument 400 false;
    /// A field that the message does not have.
    UnknownField "unknown_field" InvalidArgument 400 false;
    MissingField "missing_field" InvalidArgument 400 false;

    // It does not fit what is there.
    NamespaceExists "namespace_exists" AlreadyExists 409 false;
    WebhookExists "webhook_exists" AlreadyExists 409 false;
    /// The idempotency key stands for an event with other content.
    IdempotencyConflict "idempotency_conflict" AlreadyExists 409 false;
    WebhookPaused "webhook_paused" FailedPrecondition 409 false;
    TooManyWebhooks "too_many_webhooks" FailedPrecondition 409 false;
    TooManySecrets "too_many_secrets" FailedPrecondition 409 false;
    /// Sparrow has stopped it; it is to be resumed first.
    WebhookSuspended "webhook_suspended" FailedPrecondition 409 false;
    AlreadyEnded "already_ended" FailedPrecondition 409 false;
    /// A dead letter is asked for, and the delivery is none.
    NotDead "not_dead" FailedPrecondition 409 false;
    /// There is nothing that a replay could send.
    NothingToReplay "nothing_to_replay" FailedPrecondition 409 false;
    ReplayTooLarge "replay_too_large" InvalidArgument 400 false;
    /// It is done or cancelled.
    ReplayEnded "replay_ended" FailedPrecondition 409 false;
    /// A plan of a replay can be carried out for 15 minutes.
    PlanExpired "plan_expired" FailedPrecondition 409 false;
    TooManyPlans "too_many_plans" ResourceExhausted 429 true;

    // The door is not open to this request.
    HostNotAllowed "host_not_allowed" PermissionDenied 403 false;
    OriginNotAllowed "origin_not_allowed" PermissionDenied 403 false;
    UnsupportedContentType "unsupported_content_type" InvalidArgument 415 false;
    /// What a body or a message is compressed with.
    UnsupportedCompression "unsupported_compression" Unimplemented 415 false;
    UnknownPath "unknown_path" Unimplemented 404 false;
    MethodNotAllowed "method_not_allowed" Unimplemented 405 false;
    /// It took too long to come in.
    RequestTimeout "request_timeout" DeadlineExceeded 408 true;
    /// The caller's own. What was asked may be done or not.
    DeadlineExceeded "deadline_exceeded" DeadlineExceeded 504 false;

    // The daemon can't, for now or at all.
    Overloaded "overloaded" ResourceExhausted 429 true;
    TooManyStreams "too_many_streams" ResourceExhausted 429 true;
    DatabaseUnavailable "database_unavailable" Unavailable 503 true;
    /// It may have been done or not: sent again, it may be done twice.
    OutcomeUnknown "outcome_unknown" Unavailable 503 false;
    Stopping "stopping" Unavailable 503 true;
    NotReady "not_ready" Unavailable 503 true;
    /// What is sealed does not open with the master keys at hand.
    SecretUnreadable "secret_unreadable" FailedPrecondition 409 false;
    Internal "internal" Internal 500 false;
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
            let status = http::StatusCode::from_u16(reason.http());
            assert!(status.is_ok_and(|s| s.is_client_error() || s.is_server_error()), "{reason:?}");
        }
    }
}
