//! Events that couriers have in hand, so that an event with many deliveries is read once for all that
//! are sent at about the same time.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use super::Kept;
use crate::domain::ids::{DeliveryId, DeliveryOrigin, EventId, NamespaceId};

/// So many may be in nobody's hand any more before they are looked through.
const AT_REST: usize = 1_024;

#[derive(Debug, Default)]
pub(super) struct Recent {
    events: HashMap<(NamespaceId, EventId), Weak<Kept>>,
    look_at: usize,
}

/// The event, if the id tells it. What a replay sends again is not looked up here: whether that is
/// still wanted is read with its event.
fn key(namespace: NamespaceId, delivery: DeliveryId) -> Option<(NamespaceId, EventId)> {
    match delivery.origin() {
        DeliveryOrigin::Event { event, .. } => Some((namespace, event)),
        DeliveryOrigin::Replay => None,
    }
}

impl Recent {
    pub(super) fn get(&self, namespace: NamespaceId, delivery: DeliveryId) -> Option<Arc<Kept>> {
        self.events.get(&key(namespace, delivery)?)?.upgrade()
    }

    pub(super) fn add(&mut self, namespace: NamespaceId, delivery: DeliveryId, kept: &Arc<Kept>) {
        let Some(key) = key(namespace, delivery) else { return };
        if self.events.len() >= self.look_at.max(AT_REST) {
            self.events.retain(|_, kept| kept.strong_count() > 0);
            self.look_at = 2 * self.events.len();
        }
        self.events.insert(key, Arc::downgrade(kept));
    }
}
