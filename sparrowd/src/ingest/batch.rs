//! A batch: pushes matched against the catalog and laid out as columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{HandedOver, Waiting};
use crate::clock::Stamper;
use crate::domain::ids::{EventId, MAX_DELIVERIES, NamespaceId, WebhookId};
use crate::domain::webhook::matching;
use crate::store::catalog::Space;
use crate::store::ingest::Batch;
use crate::store::payloads::Body;

/// A push whose namespace is known.
pub(super) struct Member {
    pub(super) waiting: Waiting,
    pub(super) space: Arc<Space>,
}

/// A member with its id and the webhooks that it goes to.
pub(super) struct Matched {
    pub(super) member: Member,
    pub(super) event: EventId,
    webhooks: Vec<WebhookId>,
}

impl Matched {
    pub(super) fn new(member: Member, stamper: &Stamper) -> Self {
        let event_type = member.waiting.push.event_type.as_str();
        let webhooks: Vec<_> = matching(member.space.webhooks(), event_type)
            .into_iter()
            .map(|webhook| webhook.id)
            .collect();
        Self { member, event: EventId::from_stamp(stamper.stamp()), webhooks }
    }

    /// Whether it matches more webhooks than an event's deliveries can be numbered.
    pub(super) fn is_too_wide(&self) -> bool {
        self.webhooks.len() > MAX_DELIVERIES
    }

    pub(super) fn deliveries(&self) -> u32 {
        u32::try_from(self.webhooks.len()).unwrap_or(u32::MAX)
    }

    /// What is handed over once it is committed.
    pub(super) fn handed_over(&mut self, out: &mut Vec<HandedOver>) {
        let push = &mut self.member.waiting.push;
        let body = Arc::new(Body {
            event: self.event,
            event_type: push.event_type.as_str().to_owned(),
            content_type: std::mem::take(&mut push.content_type),
            payload: std::mem::take(&mut push.payload),
        });
        for (n, webhook) in self.webhooks.iter().enumerate() {
            if let Some(delivery) = self.event.delivery(n + 1) {
                out.push(HandedOver {
                    namespace: self.member.space.id,
                    webhook: *webhook,
                    delivery,
                    body: Arc::clone(&body),
                });
            }
        }
    }
}

/// The members as the statement's parameters.
pub(super) fn columns(members: &[Matched]) -> Batch<'_> {
    let mut batch = Batch::default();
    let mut spaces: BTreeMap<NamespaceId, i64> = BTreeMap::new();
    for Matched { member, event, webhooks } in members {
        let push = &member.waiting.push;
        let space = member.space.id;
        // Two members of one namespace can hold copies of different revisions; the older one is
        // what makes the statement refuse.
        spaces
            .entry(space)
            .and_modify(|revision| *revision = member.space.revision.min(*revision))
            .or_insert(member.space.revision);
        let first = batch.queue.delivery.len();
        for (n, webhook) in webhooks.iter().enumerate() {
            if let Some(delivery) = event.delivery(n + 1) {
                batch.queue.namespace.push(space.uuid());
                batch.queue.webhook.push(webhook.uuid());
                batch.queue.delivery.push(delivery.uuid());
            }
        }
        batch.events.push(
            space,
            *event,
            push.event_type.as_str(),
            &push.content_type,
            push.metadata.as_deref(),
            &push.payload,
            first..batch.queue.delivery.len(),
        );
    }
    batch.spaces = spaces.keys().map(|space| space.uuid()).collect();
    batch.revisions = spaces.into_values().collect();
    batch
}
