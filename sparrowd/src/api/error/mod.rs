//! Errors as callers see them: one table of reason codes for all doors.
//!
//! A handler ends in an [`ApiError`]: a stable reason, one sentence, and where there is one the next
//! step to take. On gRPC it becomes a status with `google.rpc` details, on the JSON door an object
//! of the same content. Whatever goes wrong inside is logged here, once, with its causes; the caller
//! gets the reason only.
//! [`reason`] is the table, [`causes`] tells which reason follows from what, [`unknown`] is about
//! names that are not there, [`wire`] gives errors their forms.

mod causes;
mod reason;
mod unknown;
mod wire;

use std::time::Duration;

pub use reason::Reason;
pub(super) use unknown::{
    nearest, unknown_delivery, unknown_event, unknown_namespace, unknown_webhook,
};

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
    /// Verbs that would do: told over HTTP alone.
    verbs: Vec<&'static str>,
}

/// Bytes of one text of an error, at most: all of them together travel in a header.
const MAX_TEXT: usize = 600;

fn bounded(text: impl Into<String>) -> String {
    let mut text = text.into();
    if text.len() > MAX_TEXT {
        text.truncate(text.floor_char_boundary(MAX_TEXT));
        text.push('…');
    }
    text
}

impl ApiError {
    /// `message` is one sentence without a dot at its end.
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self(Box::new(Told {
            reason,
            message: bounded(message),
            hint: None,
            detail: None,
            fields: Vec::new(),
            index: None,
            retry_after: None,
            verbs: Vec::new(),
        }))
    }

    /// A field of the request is wrong.
    pub fn field(reason: Reason, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(reason, message).about(field)
    }

    /// It is this field of the request that is wrong.
    #[must_use]
    pub fn about(mut self, field: impl Into<String>) -> Self {
        let message = self.0.message.clone();
        self.0.fields.push((bounded(field), message));
        self
    }

    /// A field is wrong, in words of its own.
    #[must_use]
    pub fn violation(mut self, field: impl Into<String>, description: impl Into<String>) -> Self {
        self.0.fields.push((bounded(field), bounded(description)));
        self
    }

    /// The same error for a door on which fields have other names.
    #[must_use]
    pub fn renamed(mut self, names: &[(impl AsRef<str>, impl AsRef<str>)]) -> Self {
        for (from, to) in names {
            let (from, to) = (from.as_ref(), to.as_ref());
            self.0.message = self.0.message.replace(from, to);
            for (field, message) in &mut self.0.fields {
                *field = field.replace(from, to);
                *message = message.replace(from, to);
            }
        }
        self
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
        self.0.hint = Some(bounded(hint));
        self
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(bounded(detail));
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

    /// Verbs that would do.
    #[must_use]
    pub fn allows(mut self, verbs: &[&'static str]) -> Self {
        self.0.verbs = verbs.to_vec();
        self
    }

    pub fn allowed(&self) -> &[&'static str] {
        &self.0.verbs
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
}
