//! Deliveries that rest because what came of an attempt can't be recorded. Their rows stay as they
//! were, so they are kept in hand: until their rest is over no refill or rescan brings them, and the
//! receiver is not asked again and again for answers that nobody can write down.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::domain::ids::{DeliveryId, WebhookId};

const REST: Duration = Duration::from_secs(30);

#[derive(Debug, Default)]
pub(super) struct Resting(VecDeque<(Instant, Vec<(WebhookId, DeliveryId)>)>);

impl Resting {
    pub(super) fn add(&mut self, these: Vec<(WebhookId, DeliveryId)>) {
        self.0.push_back((Instant::now() + REST, these));
    }

    /// Waits for the next whose rest is over; for ever, if there are none. Whoever waits may stop and
    /// wait anew.
    pub(super) async fn over(&mut self) -> Vec<(WebhookId, DeliveryId)> {
        match self.0.front() {
            Some((until, _)) => sleep_until(*until).await,
            None => std::future::pending().await,
        }
        self.0.pop_front().map(|(_, these)| these).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use uuid::Uuid;

    use super::*;

    fn one(n: u128) -> Vec<(WebhookId, DeliveryId)> {
        let webhook = WebhookId::from_uuid(Uuid::from_u128(1));
        vec![(webhook, DeliveryId::from_uuid(Uuid::from_u128(n)))]
    }

    #[tokio::test]
    async fn each_rests_its_time_and_none_is_lost() {
        let mut resting = Resting::default();
        assert_eq!(resting.over().now_or_never(), None, "nobody does");
        resting.add(one(1));
        resting.add(one(2));
        assert_eq!(resting.over().now_or_never(), None, "they have just begun");
        for (until, _) in &mut resting.0 {
            assert!(*until > Instant::now());
            *until = Instant::now();
        }
        assert_eq!(resting.over().await, one(1));
        assert_eq!(resting.over().await, one(2));
        assert_eq!(resting.over().now_or_never(), None);
    }
}
