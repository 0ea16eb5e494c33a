//! A batch in the form of the statement's parameters.

use sqlx::types::{Uuid, time::OffsetDateTime};

use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{DeliveryId, EventId, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::catalog::AsOf;
use crate::store::composite::{
    BoxDynError, Encode, IsNull, PgArgumentBuffer, PgRecordEncoder, composite,
};
use crate::store::events::headers_text;
use crate::store::from_timestamp;
use crate::store::idempotency::Claim;

#[derive(Debug, Default)]
pub struct Batch<'a> {
    pub events: Vec<EventRow<'a>>,
    pub queue: Vec<QueueRow>,
    /// In the order of their keys, each key once.
    pub claims: Vec<Claim>,
    pub spaces: Spaces,
}

/// The namespaces of a batch, each as of when it was matched; one may be there more than once.
#[derive(Debug, Default)]
pub struct Spaces {
    pub(super) id: Vec<Uuid>,
    pub(super) server: Vec<OffsetDateTime>,
    pub(super) revision: Vec<i64>,
}

impl Spaces {
    pub fn push(&mut self, id: NamespaceId, as_of: AsOf) {
        self.id.push(id.uuid());
        self.server.push(from_timestamp(as_of.server));
        self.revision.push(as_of.revision);
    }
}

/// An event to be written: `sparrow.pushed_event`.
#[derive(Debug)]
pub struct EventRow<'a> {
    pub namespace: NamespaceId,
    pub id: EventId,
    pub event_type: &'a str,
    pub content_type: &'a str,
    pub metadata: Option<&'a str>,
    pub headers: &'a OwnHeaders,
    pub key: Option<&'a str>,
    pub deliver_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub trial: bool,
    /// Those that it matched, in the order of its deliveries.
    pub webhooks: Vec<WebhookId>,
    pub payload: &'a [u8],
}

/// A delivery that is owed from now on: `sparrow.pushed_delivery`.
#[derive(Debug)]
pub struct QueueRow {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub delivery: DeliveryId,
    pub event: EventId,
    pub due_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
}

composite!(EventRow<'_>, "sparrow.pushed_event");

impl Encode<'_, sqlx::Postgres> for EventRow<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let mut row = PgRecordEncoder::new(buffer);
        row.encode(self.namespace.uuid())?
            .encode(self.id.uuid())?
            .encode(self.event_type)?
            .encode(self.content_type)?
            .encode(self.metadata)?
            .encode(headers_text(self.headers))?
            .encode(self.key)?
            .encode(self.deliver_at.map(from_timestamp))?
            .encode(self.expires_at.map(from_timestamp))?
            .encode(self.trial)?
            .encode(self.webhooks.iter().map(|id| id.uuid()).collect::<Vec<_>>())?
            .encode(self.payload)?;
        row.finish();
        Ok(IsNull::No)
    }
}

composite!(QueueRow, "sparrow.pushed_delivery");

impl Encode<'_, sqlx::Postgres> for QueueRow {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let mut row = PgRecordEncoder::new(buffer);
        row.encode(self.namespace.uuid())?
            .encode(self.webhook.uuid())?
            .encode(self.delivery.uuid())?
            .encode(self.event.uuid())?
            .encode(self.due_at.map(from_timestamp))?
            .encode(self.expires_at.map(from_timestamp))?;
        row.finish();
        Ok(IsNull::No)
    }
}
