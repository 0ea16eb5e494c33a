//! A webhook's own headers: checked as they are given, sealed where they are kept.

use sparrow_proto::v1;

use super::super::error::ApiError;
use crate::domain::headers::{HIDDEN, HeadersError, OwnHeaders};
use crate::secrets::{Keyring, Owner};
use crate::store::webhooks::Headers;

/// What seals and opens for one webhook.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vault<'a> {
    pub(super) keyring: &'a Keyring,
    pub(super) owner: Owner,
}

pub(super) fn given(webhook: &v1::Webhook) -> Result<OwnHeaders, ApiError> {
    OwnHeaders::try_new(&webhook.headers).map_err(refused)
}

fn refused(error: HeadersError) -> ApiError {
    let told = ApiError::invalid("webhook.headers", error.to_string());
    match error {
        HeadersError::NothingToKeep(_) => {
            told.hint(format!("{HIDDEN} stands for a value that is kept; name the value itself"))
        }
        _ => told,
    }
}

impl Vault<'_> {
    pub(super) fn open(&self, kept: &Headers) -> Result<OwnHeaders, ApiError> {
        let Some(sealed) = &kept.sealed else { return Ok(OwnHeaders::default()) };
        self.keyring
            .open_headers(self.owner, sealed)
            .map_err(|error| ApiError::unreadable("the webhook's own headers", &error))
    }

    /// `given` in the place of what is kept, and of that the values that are to stay.
    pub(super) fn replace(&self, given: OwnHeaders, kept: &Headers) -> Result<Headers, ApiError> {
        let present = self.open(kept);
        let wanted = match &present {
            Ok(present) => given.over(present).map_err(refused)?,
            // With new values only, it does not matter what the old ones were.
            Err(error) if given.iter().any(|(_, value)| value == HIDDEN) => {
                return Err(error.clone());
            }
            Err(_) => given,
        };
        if present.is_ok_and(|present| present == wanted) {
            return Ok(kept.clone());
        }
        self.seal(&wanted)
    }

    fn seal(&self, headers: &OwnHeaders) -> Result<Headers, ApiError> {
        if headers.is_empty() {
            return Ok(Headers::default());
        }
        let sealed = self.keyring.seal_headers(self.owner, headers);
        Ok(Headers {
            names: headers.names().map(ToOwned::to_owned).collect(),
            sealed: Some(sealed.map_err(|error| ApiError::internal(&error))?),
        })
    }
}
