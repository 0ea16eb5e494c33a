//! A batch in the form of the statement's parameters: columns, not rows.

use std::ops::Range;

use sqlx::types::{Uuid, time::OffsetDateTime};

use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{DeliveryId, EventId, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::catalog::AsOf;
use crate::store::events::headers_text;
use crate::store::from_timestamp;
use crate::store::idempotency::Claim;

pub(super) type At = Option<OffsetDateTime>;

#[derive(Debug, Default)]
pub struct Batch<'a> {
    pub events: Events<'a>,
    pub queue: QueueRows,
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

/// An event to be written.
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
    pub payload: &'a [u8],
    /// Its rows of the queue.
    pub webhooks: Range<usize>,
}

/// A delivery that is owed from now on.
#[derive(Debug)]
pub struct QueueRow {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    pub delivery: DeliveryId,
    pub event: EventId,
    pub due_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
}

#[derive(Debug, Default)]
pub struct Events<'a> {
    pub(super) namespace: Vec<Uuid>,
    pub(super) id: Vec<Uuid>,
    pub(super) event_type: Vec<&'a str>,
    pub(super) content_type: Vec<&'a str>,
    pub(super) metadata: Vec<Option<&'a str>>,
    pub(super) headers: Vec<Option<String>>,
    pub(super) key: Vec<Option<&'a str>>,
    pub(super) deliver_at: Vec<At>,
    pub(super) expires_at: Vec<At>,
    pub(super) trial: Vec<bool>,
    pub(super) payload: Vec<&'a [u8]>,
    /// The webhooks of event i are those of the queue rows `first[i] .. first[i] + matched[i]`.
    pub(super) first: Vec<i32>,
    pub(super) matched: Vec<i32>,
}

impl<'a> Events<'a> {
    pub fn push(&mut self, row: EventRow<'a>) {
        self.namespace.push(row.namespace.uuid());
        self.id.push(row.id.uuid());
        self.event_type.push(row.event_type);
        self.content_type.push(row.content_type);
        self.metadata.push(row.metadata);
        self.headers.push(headers_text(row.headers));
        self.key.push(row.key);
        self.deliver_at.push(row.deliver_at.map(from_timestamp));
        self.expires_at.push(row.expires_at.map(from_timestamp));
        self.trial.push(row.trial);
        self.payload.push(row.payload);
        self.first.push(i32::try_from(row.webhooks.start).unwrap_or(i32::MAX));
        self.matched.push(i32::try_from(row.webhooks.len()).unwrap_or(i32::MAX));
    }
}

#[derive(Debug, Default)]
pub struct QueueRows {
    pub(super) namespace: Vec<Uuid>,
    pub(super) webhook: Vec<Uuid>,
    pub(super) delivery: Vec<Uuid>,
    pub(super) event: Vec<Uuid>,
    pub(super) due_at: Vec<At>,
    pub(super) expires_at: Vec<At>,
}

impl QueueRows {
    pub fn push(&mut self, row: QueueRow) {
        self.namespace.push(row.namespace.uuid());
        self.webhook.push(row.webhook.uuid());
        self.delivery.push(row.delivery.uuid());
        self.event.push(row.event.uuid());
        self.due_at.push(row.due_at.map(from_timestamp));
        self.expires_at.push(row.expires_at.map(from_timestamp));
    }

    pub fn len(&self) -> usize {
        self.delivery.len()
    }

    pub fn is_empty(&self) -> bool {
        self.delivery.is_empty()
    }
}
