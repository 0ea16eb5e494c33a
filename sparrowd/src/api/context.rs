//! What handlers are given: the rest of the daemon, as handles.

use std::fmt;
use std::sync::Arc;

use tokio::sync::{Notify, watch};

use super::convert::{self, WebhookRef};
use super::error::{ApiError, nearest, unknown_namespace, unknown_webhook};
use super::follow::Follower;
use crate::clock::Stamper;
use crate::domain::egress::EgressPolicy;
use crate::domain::ids::{NamespaceId, NodeId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::NamespaceName;
use crate::ingest::Ingest;
use crate::secrets::Keyring;
use crate::store::catalog::{Catalog, Defaults, Space};
use crate::store::commands::Commands;
use crate::store::{Pool, webhooks};
use crate::tasks::Tasks;
use crate::telemetry::Chain;

/// Everything behind the doors. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    pub pool: Pool,
    pub catalog: Catalog,
    pub defaults: Arc<Defaults>,
    pub ingest: Ingest,
    pub commands: Commands,
    pub follower: Follower,
    pub stamper: Arc<Stamper>,
    pub keyring: Arc<Keyring>,
    pub egress: Arc<EgressPolicy>,
    /// Bytes of a payload, at most.
    pub max_payload: usize,
    /// Whether a registration creates the namespace that it names.
    pub create_on_register: bool,
    /// Wakes `upkeep::replays`: a replay was made here.
    pub replays: Arc<Notify>,
    /// Wakes `upkeep::configuration` here and on the other nodes: something was changed.
    pub changed: Arc<dyn Fn() + Send + Sync>,
    pub readiness: watch::Receiver<Readiness>,
    /// What this node does just now: asked, for the doors know nothing of the dispatcher.
    pub node: Arc<dyn Fn() -> NodeFigures + Send + Sync>,
    pub started_at: Timestamp,
    /// For what a call does whether or not its caller listens. When these are to stop, streams end, each
    /// with a record that says where to go on.
    pub tasks: Tasks,
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}

/// Whether the daemon can do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    /// Why not, in words for a person: `PostgreSQL can't be reached`.
    NotReady(String),
}

impl Readiness {
    pub fn is_ready(&self) -> bool {
        *self == Self::Ready
    }

    /// Empty if it is ready.
    pub fn reason(&self) -> &str {
        match self {
            Self::Ready => "",
            Self::NotReady(reason) => reason,
        }
    }
}

/// This node in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeFigures {
    pub node: NodeId,
    pub lanes: u32,
    pub in_flight: u32,
    /// The newest migration applied.
    pub schema_version: u32,
}

impl Context {
    /// The live namespace that a request names.
    pub async fn space(&self, name: &str) -> Result<Arc<Space>, ApiError> {
        let name = convert::namespace(name)?;
        let space = self.catalog.by_name(name.as_str()).await?;
        space.ok_or_else(|| self.unknown_namespace(name.as_str()))
    }

    /// That ingest will find this namespace at once: who pushes waits for it here, and an unknown one
    /// costs nobody else anything.
    pub async fn expects(&self, namespace: &NamespaceName) -> Result<(), ApiError> {
        if self.catalog.held_by_name(namespace.as_str()).is_none() {
            self.space(namespace.as_str()).await?;
        }
        Ok(())
    }

    /// The webhook that a request names by id or name. An id is taken as it is: whether it is there,
    /// and whether deleted, is for the caller to find.
    pub async fn webhook(
        &self,
        space: &Space,
        field: &str,
        text: &str,
    ) -> Result<WebhookId, ApiError> {
        let name = match convert::webhook(field, text)? {
            WebhookRef::Id(id) => return Ok(id),
            WebhookRef::Name(name) => name,
        };
        let found = webhooks::find(&self.pool, space.id, &name).await?;
        found.ok_or_else(|| unknown_webhook(space, text))
    }

    /// As [`Self::webhook`], but it is there or was: what a deleted one left on record is still
    /// looked up by its id, while an id that never was is a slip.
    pub async fn webhook_on_record(
        &self,
        space: &Space,
        field: &str,
        text: &str,
    ) -> Result<WebhookId, ApiError> {
        let id = self.webhook(space, field, text).await?;
        if space.webhook(id).is_some() || webhooks::get(&self.pool, space.id, id).await?.is_some() {
            return Ok(id);
        }
        Err(unknown_webhook(space, text))
    }

    /// After a change of configuration: this node's copy follows at once, the queues soon after.
    /// What fails here is made good within a second by `upkeep::configuration`.
    pub async fn has_changed(&self, namespace: NamespaceId) {
        if let Err(error) = self.catalog.reload(namespace).await {
            tracing::warn!(event = "configuration_unread", error = %Chain(&error), "a change was not read back");
        }
        (self.changed)();
    }

    pub fn unknown_namespace(&self, name: &str) -> ApiError {
        let spaces = self.catalog.spaces();
        let known = spaces.iter().filter(|space| !space.deleted).map(|space| space.name.as_str());
        unknown_namespace(name, nearest(name, known))
    }
}
