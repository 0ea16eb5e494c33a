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

#[cfg(test)]
mod tests {
    use tokio::sync::Semaphore;
    use uuid::Uuid;

    use super::*;
    use crate::domain::headers::OwnHeaders;
    use crate::store::payloads::Body;

    const SPACE: NamespaceId = NamespaceId::from_uuid(Uuid::from_u128(1));

    fn event(n: u128) -> EventId {
        EventId::from_stamp(Uuid::from_u128(n << 17))
    }

    fn kept(event: EventId) -> Arc<Kept> {
        let body = Body {
            event,
            event_type: String::new(),
            content_type: String::new(),
            deliver_at: None,
            headers: OwnHeaders::default(),
            payload: bytes::Bytes::new(),
            trial: false,
            cancelled: false,
        };
        let room = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        Arc::new(Kept { body: Arc::new(body), _room: room })
    }

    #[test]
    fn it_serves_the_same_event_as_long_as_it_is_in_hand() {
        let mut recent = Recent::default();
        let [one, other] = [event(1), event(2)];
        let in_hand = kept(one);
        recent.add(SPACE, one.delivery(1).unwrap(), &in_hand);
        let found = recent.get(SPACE, one.delivery(7).unwrap());
        assert!(found.is_some_and(|found| Arc::ptr_eq(&found, &in_hand)));
        assert!(recent.get(SPACE, other.delivery(1).unwrap()).is_none());
        let elsewhere = NamespaceId::from_uuid(Uuid::from_u128(2));
        assert!(recent.get(elsewhere, one.delivery(7).unwrap()).is_none());
        drop(in_hand);
        assert!(recent.get(SPACE, one.delivery(7).unwrap()).is_none());
    }

    #[test]
    fn what_is_in_nobodys_hand_is_forgotten() {
        let mut recent = Recent::default();
        let in_hand = kept(event(0));
        recent.add(SPACE, event(0).delivery(1).unwrap(), &in_hand);
        for n in 1..5 * AT_REST as u128 {
            recent.add(SPACE, event(n).delivery(1).unwrap(), &kept(event(n)));
        }
        assert!(recent.events.len() <= 2 * AT_REST);
        assert!(recent.get(SPACE, event(0).delivery(2).unwrap()).is_some());
    }
}
