//! Hints: what nodes tell each other through PostgreSQL, so that nobody has to wait for the next look.
//!
//! One channel, one kind of message: an envelope with everything that there is to tell, sent in a
//! transaction of its own (or by the statement that gives lanes away), never by one that many wait
//! for. A hint that is lost, cut short or not understood costs time and nothing else: what it tells of
//! is in the tables, where every node looks by itself.

mod envelope;
mod listen;

use tokio::time::timeout;

use super::{Link, StoreError};
use crate::domain::ids::{DeliveryId, Lane, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;

pub use envelope::MOST_HANDED;
pub use listen::Ear;

pub(super) const CHANNEL: &str = "sparrow_hints";

/// A webhook with rows that its owner may not know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    /// First attempts, from this one on.
    pub fresh: Option<DeliveryId>,
    /// Some that are due at this moment or later.
    pub due: Option<Timestamp>,
}

/// A delivery that was just committed, its first attempt due at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handed {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub delivery: DeliveryId,
}

impl From<Handed> for Owed {
    fn from(Handed { namespace, webhook, delivery }: Handed) -> Self {
        Self { namespace, webhook, fresh: Some(delivery), due: None }
    }
}

/// What there is to tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hints {
    /// To be read by name, rather than by reading their queues.
    pub handed: Vec<Handed>,
    pub owed: Vec<Owed>,
    /// Deliveries that were ended by somebody's command.
    pub ended: Vec<(WebhookId, DeliveryId)>,
    /// Lanes in which there is more than can be told.
    pub lanes: Vec<Lane>,
    /// The configuration of some namespace has changed.
    pub configuration: bool,
    /// A node came, goes or was told to; or lanes are free.
    pub nodes: bool,
}

impl Hints {
    pub fn of_nodes() -> Self {
        Self { nodes: true, ..Self::default() }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Tells every node that listens, this one too.
pub async fn tell(link: &mut Link, hints: &Hints) -> Result<(), StoreError> {
    let deadline = link.deadline();
    let connection = link.connection().await?;
    let query = sqlx::query!(
        r#"SELECT pg_notify($1, told)::text AS "told?" FROM unnest($2::text[]) AS told"#,
        CHANNEL,
        &hints.envelopes(),
    );
    let result = timeout(deadline, query.fetch_all(connection)).await;
    link.settled(result).map(drop)
}
