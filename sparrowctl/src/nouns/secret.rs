//! The secrets of a webhook, in the clear: only where someone asked for them.

use sparrow_proto::v1::{RevealWebhookSecretsResponse, SecretKind, WebhookSecret};

use super::sorted;
use crate::output::{Column, Noun, Value, col};

/// All of one webhook; the current one first.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    pub webhook: String,
    pub answer: RevealWebhookSecretsResponse,
}

impl Secrets {
    fn current(&self) -> Option<&WebhookSecret> {
        self.answer.secrets.first()
    }
}

pub fn kind_word(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Ed25519 => "ed25519",
        SecretKind::Hmac | SecretKind::Unspecified => "hmac",
    }
}

/// How its signature is marked.
pub fn scheme(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Ed25519 => "v1a",
        SecretKind::Hmac | SecretKind::Unspecified => "v1",
    }
}

/// Several as objects; the secrets themselves only where they are known.
pub fn items(secrets: &[WebhookSecret]) -> Value {
    let fields = |secret: &WebhookSecret| {
        let mut fields = vec![("kind", Value::Text(kind_word(secret.kind()).to_owned()))];
        if !secret.secret.is_empty() {
            fields.push(("secret", Value::text(&secret.secret)));
        }
        fields.extend([
            ("public_key", Value::text(&secret.public_key)),
            ("created_at", Value::time(secret.create_time)),
            ("expires_at", Value::time(secret.expire_time)),
        ]);
        fields
    };
    Value::Items(secrets.iter().map(fields).collect())
}

impl Noun for Secrets {
    const KIND: &'static str = "webhook_secrets";
    const KINDS: &'static str = "webhook_secrets";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("webhook", "WEBHOOK", |row: &Self| Value::text(&row.webhook)),
            col("secret_kind", "KIND", |row: &Self| {
                row.current().map_or(Value::None, |it| Value::Text(kind_word(it.kind()).to_owned()))
            }),
            col("secret", "SECRET", |row: &Self| {
                row.current().map_or(Value::None, |it| Value::text(&it.secret))
            }),
            col("public_key", "PUBLIC KEY", |row: &Self| {
                row.current().map_or(Value::None, |it| Value::text(&it.public_key))
            }),
            col("secrets", "SECRETS", |row: &Self| items(&row.answer.secrets)).on_demand(),
            col("headers", "HEADERS", |row: &Self| sorted(&row.answer.headers)).on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        self.current().map_or("", |secret| &secret.secret)
    }
}
