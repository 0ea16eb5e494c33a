//! The room for payloads that were read, and each webhook's share of it.
//!
//! A webhook whose receiver hangs keeps what it has in flight in memory for as long as an attempt may
//! take. So none has more than an eighth: the others' payloads find room whatever it does. Who asks
//! first is served first, within a share as over all, so that a large payload is not passed over
//! for ever.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::ids::WebhookId;

/// Of all the room, a webhook may have one part in so many.
const SHARES: usize = 8;
/// So many shares may be at rest before they are looked through.
const AT_REST: usize = 1_024;

/// The room, counted in KiB.
#[derive(Debug, Clone)]
pub(super) struct Room {
    all: Arc<Semaphore>,
    capacity: usize,
}

/// The shares of the webhooks that have any payload in memory, or wait for it.
#[derive(Debug)]
pub(super) struct Shares {
    room: Room,
    of: HashMap<WebhookId, Weak<Semaphore>>,
    look_at: usize,
}

/// A part of the room, given back with this value.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) all: Part,
    /// The part of a webhook's share: what is handed over has none.
    pub(super) share: Option<Part>,
}

pub(super) type Part = OwnedSemaphorePermit;

/// A payload's claim on room.
#[derive(Debug)]
pub(super) struct Claim {
    room: Room,
    share: Arc<Semaphore>,
    kib: usize,
}

impl Room {
    pub(super) fn new(kib: usize) -> Self {
        let capacity = kib.clamp(SHARES, Semaphore::MAX_PERMITS.min(u32::MAX as usize));
        Self { all: Arc::new(Semaphore::new(capacity)), capacity }
    }

    /// How much of it is taken.
    pub(super) fn used_percent(&self) -> usize {
        100 - self.all.available_permits() * 100 / self.capacity
    }

    /// Room outside of any share, if there is any.
    pub(super) fn take(&self, kib: usize) -> Option<Taken> {
        let all = Arc::clone(&self.all).try_acquire_many_owned(u32::try_from(kib).ok()?).ok()?;
        Some(Taken { all, share: None })
    }

    fn share(&self) -> usize {
        self.capacity / SHARES
    }
}

impl Shares {
    pub(super) fn new(room: Room) -> Self {
        Self { room, of: HashMap::new(), look_at: AT_REST }
    }

    /// A claim of this webhook. What is larger than its share takes all of that, and what is larger
    /// than the room takes all of the room.
    pub(super) fn claim(&mut self, webhook: WebhookId, kib: usize) -> Claim {
        if self.of.len() >= self.look_at {
            self.of.retain(|_, share| share.strong_count() > 0);
            self.look_at = AT_REST.max(2 * self.of.len());
        }
        let known = self.of.get(&webhook).and_then(Weak::upgrade);
        let share = known.unwrap_or_else(|| {
            let share = Arc::new(Semaphore::new(self.room.share()));
            self.of.insert(webhook, Arc::downgrade(&share));
            share
        });
        Claim { room: self.room.clone(), share, kib }
    }
}

impl Claim {
    /// The room, if there is any now and nobody waits for it.
    pub(super) fn now(&self) -> Option<Taken> {
        let share = self.share_now()?;
        let all = Arc::clone(&self.room.all).try_acquire_many_owned(self.of_all()).ok()?;
        Some(Taken { all, share: Some(share) })
    }

    /// Of the share alone: for what has its room already.
    pub(super) fn share_now(&self) -> Option<Part> {
        Arc::clone(&self.share).try_acquire_many_owned(self.of_share()).ok()
    }

    /// Waits for the room: first in the share, so that a webhook that has all of its own waits there
    /// and stands in nobody's way.
    pub(super) async fn granted(self) -> Option<Taken> {
        let (of_share, of_all) = (self.of_share(), self.of_all());
        let share = self.share.acquire_many_owned(of_share).await.ok()?;
        let all = self.room.all.acquire_many_owned(of_all).await.ok()?;
        Some(Taken { all, share: Some(share) })
    }

    fn of_share(&self) -> u32 {
        u32::try_from(self.kib.min(self.room.share())).unwrap_or(u32::MAX)
    }

    fn of_all(&self) -> u32 {
        u32::try_from(self.kib.min(self.room.capacity)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use uuid::Uuid;

    use super::*;

    fn webhook(n: u128) -> WebhookId {
        WebhookId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn none_has_more_than_its_share_and_eight_have_everything() {
        let room = Room::new(64);
        let mut shares = Shares::new(room.clone());
        let four = |shares: &mut Shares, n| shares.claim(webhook(n), 4).now();
        let first = [four(&mut shares, 0), four(&mut shares, 0)];
        assert!(first.iter().all(Option::is_some) && four(&mut shares, 0).is_none());
        let rest: Vec<_> = (1..8).flat_map(|n| [n, n]).map(|n| four(&mut shares, n)).collect();
        assert!(rest.iter().all(Option::is_some));
        assert_eq!((room.used_percent(), four(&mut shares, 8).is_none()), (100, true));
        drop(first);
        assert!(four(&mut shares, 8).is_some() && four(&mut shares, 1).is_none());
    }

    #[test]
    fn what_is_larger_than_a_share_is_alone_in_it() {
        let mut shares = Shares::new(Room::new(64));
        let large = shares.claim(webhook(1), 40).now().unwrap();
        assert!(shares.claim(webhook(1), 1).now().is_none());
        assert!(shares.claim(webhook(2), 8).now().is_some());
        assert!(shares.claim(webhook(3), 40).now().is_none());
        drop(large);
        assert!(shares.claim(webhook(4), 1_000).now().is_some());
    }

    /// Small ones that come later do not pass a large one by.
    #[test]
    fn who_came_first_is_served_first() {
        let mut shares = Shares::new(Room::new(64));
        let before: Vec<_> = (0..8).map(|n| shares.claim(webhook(n), 8).now().unwrap()).collect();
        let mut large = Box::pin(shares.claim(webhook(9), 60).granted());
        assert!(large.as_mut().now_or_never().is_none());
        let mut before = before.into_iter();
        drop(before.next());
        assert!(shares.claim(webhook(10), 1).now().is_none());
        before.for_each(drop);
        assert!(large.now_or_never().unwrap().is_some());
    }

    #[test]
    fn shares_at_rest_are_forgotten() {
        let mut shares = Shares::new(Room::new(1_024));
        let kept = shares.claim(webhook(u128::MAX), 1).now();
        for n in 0..5 * AT_REST as u128 {
            shares.claim(webhook(n), 1);
        }
        assert!(shares.of.len() <= 2 * AT_REST);
        assert!(kept.is_some() && shares.of.contains_key(&webhook(u128::MAX)));
    }
}
