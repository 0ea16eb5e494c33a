//! Changing webhooks. Each change is in force on this node when it is answered, and on every other
//! within 2 s.

use sparrow_proto::v1;
use sparrow_proto::v1::register_webhook_request::NameConflict;

use super::super::context::Context;
use super::super::error::{ApiError, Reason, unknown_webhook};
use super::super::{convert, namespaces};
use super::headers::{self, Vault};
use super::{secrets, settings, show};
use crate::domain::ids::WebhookId;
use crate::domain::signature::{SecretKind, SigningKey};
use crate::domain::webhook::{MAX_PER_NAMESPACE, MAX_REASON, Name};
use crate::store::catalog::Space;
use crate::store::webhooks::{
    self as store, Changed, Edit, Headers, New, Pause, Record, Registered, Settings,
};

pub(in super::super) async fn register(
    context: &Context,
    request: v1::RegisterWebhookRequest,
) -> Result<v1::RegisterWebhookResponse, ApiError> {
    let webhook = request.webhook.as_ref().ok_or_else(|| ApiError::missing("webhook"))?;
    let mut settings = settings::all(&context.egress, webhook)?;
    let headers = headers::given(webhook)?;
    convert::text("paused_reason", &request.paused_reason, MAX_REASON)?;
    let kind = secrets::kind(request.secret_kind, &request.secret)?;
    let key = secrets::signing_key(&request.secret, kind.unwrap_or(SecretKind::Hmac))?;
    let space = space_for_registration(context, &webhook.namespace).await?;
    // The webhook's lane is the last byte of its id, and that is random.
    let id = WebhookId::from_uuid(context.stamper.stamp());
    let vault = Vault { keyring: &context.keyring, owner: (space.id, id) };
    settings.headers = vault.replace(headers, &Headers::default())?;
    let name = settings.name.clone();
    let new = new_webhook(context, vault, settings, &key, request.paused_reason.clone())?;
    let registered = store::register(&context.pool, space.id, new).await;
    match registered.map_err(ApiError::from_write)? {
        Registered::Registered(record) => {
            context.has_changed(space.id).await;
            tracing::info!(event = "webhook_registered", namespace = %space.name, webhook_id = %id, "a webhook was registered");
            Ok(v1::RegisterWebhookResponse {
                webhook: Some(show::webhook(context, &space.name, &record)),
                secret: key.reveal().to_string(),
                created: true,
                public_key: show::public_key(key.public_key()),
            })
        }
        Registered::NameTaken => match (request.on_name_conflict(), &name) {
            (NameConflict::Keep, Some(name)) => kept(context, &space, name).await,
            _ => Err(name_taken(&space, name.as_ref())),
        },
        Registered::Full => Err(full(&space)),
        Registered::NoNamespace => Err(gone(context, &space).await),
    }
}

fn new_webhook(
    context: &Context,
    vault: Vault<'_>,
    settings: Settings,
    key: &SigningKey,
    paused_reason: String,
) -> Result<New, ApiError> {
    let now = context.stamper.now();
    let secret = secrets::seal(context, vault.owner, key, now)?;
    let pause = (!paused_reason.is_empty()).then_some(Pause { at: now, reason: paused_reason });
    Ok(New { id: vault.owner.1, settings, secret, pause })
}

/// The one that has the name, unchanged.
async fn kept(
    context: &Context,
    space: &Space,
    name: &Name,
) -> Result<v1::RegisterWebhookResponse, ApiError> {
    let id = store::find(&context.pool, space.id, name).await?;
    let record = match id {
        Some(id) => store::get(&context.pool, space.id, id).await?,
        None => None,
    };
    // It was deleted just now; asked again, the name is free.
    let record = record.ok_or_else(|| name_taken(space, Some(name)))?;
    Ok(v1::RegisterWebhookResponse {
        webhook: Some(show::webhook(context, &space.name, &record)),
        secret: String::new(),
        created: false,
        ..Default::default()
    })
}

/// The namespace, made if the daemon is set to.
async fn space_for_registration(
    context: &Context,
    name: &str,
) -> Result<std::sync::Arc<Space>, ApiError> {
    let missing = match context.space(name).await {
        Err(error) if error.reason() == Reason::UnknownNamespace => error,
        other => return other,
    };
    if !context.create_on_register {
        return Err(missing);
    }
    // Whether made here or by somebody else at the same moment, it is there now.
    namespaces::make(context, &convert::namespace(name)?).await?;
    context.space(name).await
}

pub(in super::super) async fn update(
    context: &Context,
    request: v1::UpdateWebhookRequest,
) -> Result<v1::UpdateWebhookResponse, ApiError> {
    let webhook = request.webhook.as_ref().ok_or_else(|| ApiError::missing("webhook"))?;
    let mask = request.update_mask.unwrap_or_default();
    let changes = settings::changes(&context.egress, webhook, &mask)?;
    let target = Target::find(context, &webhook.namespace, "webhook.id", &webhook.id).await?;
    let vault = Vault { keyring: &context.keyring, owner: (target.space.id, target.id) };
    let webhook = target
        .change(context, "updated", |record| {
            let before = record.settings.clone();
            let changed = changes
                .into_iter()
                .try_for_each(|change| change(&mut record.settings, vault))
                .and_then(|()| settings::check_together(&record.settings));
            match changed {
                Err(why) => Edit::Refused(why),
                Ok(()) if record.settings == before => Edit::Needless,
                Ok(()) => Edit::Made,
            }
        })
        .await?;
    Ok(v1::UpdateWebhookResponse { webhook: Some(webhook) })
}

pub(in super::super) async fn pause(
    context: &Context,
    request: v1::PauseWebhookRequest,
) -> Result<v1::PauseWebhookResponse, ApiError> {
    convert::text("reason", &request.reason, MAX_REASON)?;
    let target = Target::find(context, &request.namespace, "webhook", &request.webhook).await?;
    let now = context.stamper.now();
    let webhook = target
        .change(context, "paused", |record| {
            // One that is paused already stays so since then; the newer reason counts.
            let at = record.pause.as_ref().map_or(now, |pause| pause.at);
            let pause = Some(Pause { at, reason: request.reason });
            let edit = if record.pause == pause { Edit::Needless } else { Edit::Made };
            record.pause = pause;
            edit
        })
        .await?;
    Ok(v1::PauseWebhookResponse { webhook: Some(webhook) })
}

pub(in super::super) async fn resume(
    context: &Context,
    request: v1::ResumeWebhookRequest,
) -> Result<v1::ResumeWebhookResponse, ApiError> {
    let target = Target::find(context, &request.namespace, "webhook", &request.webhook).await?;
    let webhook = target
        .change(context, "resumed", |record| {
            match (record.pause.take(), record.suspension.take()) {
                (None, None) => Edit::Needless,
                _ => Edit::Made,
            }
        })
        .await?;
    Ok(v1::ResumeWebhookResponse { webhook: Some(webhook) })
}

pub(in super::super) async fn delete(
    context: &Context,
    request: v1::DeleteWebhookRequest,
) -> Result<v1::DeleteWebhookResponse, ApiError> {
    let target = Target::find(context, &request.namespace, "webhook", &request.webhook).await?;
    let webhook = target
        .change(context, "deleted", |record| {
            record.deleted = true;
            Edit::Made
        })
        .await?;
    Ok(v1::DeleteWebhookResponse { webhook: Some(webhook) })
}

/// The webhook that a change is for.
struct Target<'a> {
    space: std::sync::Arc<Space>,
    id: WebhookId,
    /// As the request names it.
    text: &'a str,
}

impl<'a> Target<'a> {
    async fn find(
        context: &Context,
        namespace: &str,
        field: &str,
        text: &'a str,
    ) -> Result<Self, ApiError> {
        let space = context.space(namespace).await?;
        let id = context.webhook(&space, field, text).await?;
        Ok(Self { space, id, text })
    }

    async fn change(
        self,
        context: &Context,
        what: &'static str,
        edit: impl FnOnce(&mut Record) -> Edit<ApiError>,
    ) -> Result<v1::Webhook, ApiError> {
        let Self { space, id, text } = self;
        let changed = store::change(&context.pool, space.id, id, edit).await;
        match changed.map_err(ApiError::from_write)? {
            Changed::Changed(record) => {
                context.has_changed(space.id).await;
                tracing::info!(event = "webhook_changed", what, namespace = %space.name, webhook_id = %id, "a webhook was changed");
                Ok(show::webhook(context, &space.name, &record))
            }
            Changed::Unchanged(record) => Ok(show::webhook(context, &space.name, &record)),
            Changed::NameTaken => Err(name_taken(&space, None)),
            Changed::Refused(why) => Err(why),
            Changed::NoWebhook => Err(unknown_webhook(&space, text)),
            Changed::NoNamespace => Err(gone(context, &space).await),
        }
    }
}

fn name_taken(space: &Space, name: Option<&Name>) -> ApiError {
    let (message, hint) = match name {
        Some(name) => (
            format!("there is a webhook {name} in namespace {} already", space.name),
            format!("change it: sparrowctl webhook update {name}; or keep it: --if-not-exists"),
        ),
        None => (
            format!("another webhook in namespace {} has this name", space.name),
            format!("sparrowctl webhook list --namespace {}", space.name),
        ),
    };
    ApiError::field(Reason::WebhookExists, "webhook.name", message).hint(hint)
}

fn full(space: &Space) -> ApiError {
    let message = format!("namespace {} holds {MAX_PER_NAMESPACE} webhooks already", space.name);
    ApiError::new(Reason::TooManyWebhooks, message)
        .hint("delete some, or spread them over several namespaces")
}

/// This node's copy was older than the namespace's deletion.
pub(super) async fn gone(context: &Context, space: &Space) -> ApiError {
    context.has_changed(space.id).await;
    context.unknown_namespace(&space.name)
}
