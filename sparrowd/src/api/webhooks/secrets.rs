//! The secrets that sign for a webhook: made, rotated, and shown to who asks for them by name. Each
//! showing is logged, without what was shown.

use std::time::Duration;

use rand::{TryRng, rngs::SysRng};
use sparrow_proto::v1;
use zeroize::Zeroizing;

use super::super::context::Context;
use super::super::convert;
use super::super::error::{ApiError, Reason, unknown_webhook};
use super::headers::Vault;
use super::write::gone;
use super::{read, show};
use crate::domain::ids::SecretId;
use crate::domain::signature::{MAX_LIVE, SecretKind, SigningKey};
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::{DEFAULT_OVERLAP, MAX_OVERLAP};
use crate::secrets::Owner;
use crate::store::webhooks::{self as store, Rotated, Rotation, Sealed, Secret};

/// The key given, or a new one of this kind.
pub(super) fn signing_key(given: &str, kind: SecretKind) -> Result<SigningKey, ApiError> {
    if given.is_empty() {
        let mut bytes = Zeroizing::new(vec![0; kind.new_bytes()]);
        SysRng.try_fill_bytes(&mut bytes).map_err(|error| ApiError::internal(&error))?;
        return SigningKey::try_new(kind, &bytes).map_err(|error| ApiError::internal(&error));
    }
    SigningKey::parse(given).map_err(|error| {
        invalid(error.to_string()).hint("leave the secret out and sparrow makes one")
    })
}

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::field(Reason::InvalidSecret, "secret", message)
}

/// The kind asked for. A secret that is given has its own, which can't be another.
pub(super) fn kind(asked: i32, given: &str) -> Result<Option<SecretKind>, ApiError> {
    let kind = match v1::SecretKind::try_from(asked) {
        Ok(v1::SecretKind::Unspecified) => return Ok(None),
        Ok(v1::SecretKind::Hmac) => SecretKind::Hmac,
        Ok(v1::SecretKind::Ed25519) => SecretKind::Ed25519,
        Err(_) => {
            return Err(ApiError::invalid("secret_kind", "secret_kind is none that is known"));
        }
    };
    if SigningKey::parse(given).is_ok_and(|key| key.kind() != kind) {
        return Err(ApiError::invalid(
            "secret_kind",
            "the secret is of another kind than asked for",
        ));
    }
    Ok(Some(kind))
}

/// A key as it is kept, the current one from then on.
pub(super) fn seal(
    context: &Context,
    owner: Owner,
    key: &SigningKey,
    created_at: Timestamp,
) -> Result<Sealed, ApiError> {
    let id = SecretId::from_uuid(context.stamper.stamp());
    let sealed = context.keyring.seal_secret(owner, id, key);
    let sealed = sealed.map_err(|error| ApiError::internal(&error))?;
    let (kind, public_key) = (key.kind(), key.public_key());
    let secret = Secret { id, kind, public_key, created_at, expires_at: None };
    Ok(Sealed { secret, sealed })
}

pub(in super::super) async fn rotate(
    context: &Context,
    request: v1::RotateWebhookSecretRequest,
) -> Result<v1::RotateWebhookSecretResponse, ApiError> {
    let asked = kind(request.secret_kind, &request.secret)?;
    let overlap = overlap(request.overlap)?;
    let space = context.space(&request.namespace).await?;
    let record = read::record(context, &space, &request.webhook).await?;
    let kind = asked.or(record.secrets.first().map(|secret| secret.kind));
    let key = signing_key(&request.secret, kind.unwrap_or(SecretKind::Hmac))?;
    let (owner, now) = ((space.id, record.id), context.stamper.now());
    let new = seal(context, owner, &key, now)?;
    let rotation = Rotation { new, until: now.plus(overlap) };
    let is_new = |live: &[Sealed]| {
        let opened =
            |kept: &Sealed| context.keyring.open_secret(owner, kept.secret.id, &kept.sealed);
        let is_same = |kept: &Sealed| opened(kept).is_ok_and(|opened| opened == key);
        if live.iter().any(is_same) {
            return Err(invalid("the webhook signs with this secret already"));
        }
        Ok(())
    };
    let rotated = store::rotate(&context.pool, space.id, record.id, rotation, is_new).await;
    match rotated.map_err(ApiError::from_write)? {
        Rotated::Rotated(record) => {
            context.has_changed(space.id).await;
            tracing::info!(event = "secret_rotated", namespace = %space.name, webhook_id = %record.id, kind = key.kind().word(), overlap_s = overlap.as_secs(), "another secret signs for a webhook");
            Ok(v1::RotateWebhookSecretResponse {
                webhook: Some(show::webhook(context, &space.name, &record)),
                secret: key.reveal().to_string(),
                public_key: show::public_key(key.public_key()),
            })
        }
        Rotated::TooMany { next } => Err(too_many(now, next)),
        Rotated::Refused(error) => Err(error),
        Rotated::NoWebhook => Err(unknown_webhook(&space, &request.webhook)),
        Rotated::NoNamespace => Err(gone(context, &space).await),
    }
}

fn overlap(given: Option<prost_types::Duration>) -> Result<Duration, ApiError> {
    let Some(given) = given else { return Ok(DEFAULT_OVERLAP) };
    let overlap = convert::length("overlap", given)?;
    if overlap > MAX_OVERLAP {
        return Err(ApiError::invalid("overlap", "overlap is 0 to 30 days"));
    }
    Ok(overlap)
}

fn too_many(now: Timestamp, next: Timestamp) -> ApiError {
    let message = format!("{MAX_LIVE} secrets sign for this webhook already");
    let minutes = next.since(now).as_secs().div_ceil(60);
    ApiError::new(Reason::TooManySecrets, message).hint(format!(
        "the first of them expires in {minutes} min; an overlap of 0 ends all of them at once"
    ))
}

pub(in super::super) async fn reveal(
    context: &Context,
    request: v1::RevealWebhookSecretsRequest,
) -> Result<v1::RevealWebhookSecretsResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let record = read::record(context, &space, &request.webhook).await?;
    let id = record.id;
    let owner = (space.id, id);
    let now = context.stamper.now();
    let mut secrets = Vec::with_capacity(MAX_LIVE);
    for Sealed { secret, sealed } in store::secrets::sealed(&context.pool, space.id, id).await? {
        if !secret.is_live(now) {
            continue;
        }
        let key = context.keyring.open_secret(owner, secret.id, &sealed);
        let key = key.map_err(|error| ApiError::unreadable("a secret of the webhook", &error))?;
        secrets
            .push(v1::WebhookSecret { secret: key.reveal().to_string(), ..show::secret(&secret) });
    }
    let vault = Vault { keyring: &context.keyring, owner };
    let headers = vault.open(&record.settings.headers)?;
    tracing::info!(event = "secrets_revealed", namespace = %space.name, webhook_id = %id, secrets = secrets.len(), "the secrets of a webhook were shown");
    Ok(v1::RevealWebhookSecretsResponse { secrets, headers: show::headers(&headers) })
}
