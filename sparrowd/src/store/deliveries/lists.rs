//! What a webhook or a namespace still owes, and what of it ended other than delivered: newest first.
//!
//! A list first finds ids ([`find`]): in the queue and in `ended`, each by its index, as many rows as
//! may be looked at, and says down to where it looked at all of them. If only some event types are
//! wanted, the events tell which of them fit. Then the deliveries of these ids are read as they stand,
//! in one statement, and held against what is wanted once more: one that moved between the two comes
//! as it is now, or not at all.

mod find;

use std::collections::HashSet;

use sqlx::types::Uuid;

use super::last::with_last_attempts;
use super::read::{of_type, stand};
use super::{Delivery, Standing};
use crate::domain::delivery::{End, State};
use crate::domain::event::EventPattern;
use crate::domain::ids::{DeliveryId, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::{Pool, StoreError, first_id};
use find::Found;

/// Deliveries whose event is looked up for a page, at most, where only some types are wanted.
const LOOK_TYPED: usize = 1_000;

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Namespace,
    Webhook(WebhookId),
}

/// Which deliveries are wanted.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Empty: all.
    pub states: &'a [State],
    /// The namespace's webhooks that are paused: what they are owed is held.
    pub paused: &'a HashSet<WebhookId>,
    /// Half-open, on the time in the id.
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub event_type: Option<&'a EventPattern>,
}

impl<'a> Wanted<'a> {
    /// All of these states; none: of every state.
    pub fn of(states: &'a [State], paused: &'a HashSet<WebhookId>) -> Self {
        Self { states, paused, since: None, until: None, event_type: None }
    }

    fn any(&self, states: &[State]) -> bool {
        self.states.is_empty() || self.states.iter().any(|state| states.contains(state))
    }

    fn held(&self) -> bool {
        self.any(&[State::Held])
    }

    fn waiting(&self) -> bool {
        self.any(&[State::Pending, State::Retrying])
    }

    /// Of those waiting: whether attempted before; `None`: either.
    fn attempted(&self) -> Option<bool> {
        let (pending, retrying) = (self.any(&[State::Pending]), self.any(&[State::Retrying]));
        (pending != retrying).then_some(retrying)
    }

    fn ended(&self) -> bool {
        self.any(&End::ALL.map(State::Ended))
    }

    /// The words of those that ended so.
    fn ends(&self) -> Vec<&'static str> {
        let wanted = End::ALL.into_iter().filter(|end| self.any(&[State::Ended(*end)]));
        wanted.map(End::word).collect()
    }

    fn from(&self) -> Uuid {
        self.since.map_or(Uuid::nil(), first_id)
    }

    fn below(&self) -> Uuid {
        self.until.map_or(Uuid::max(), first_id)
    }

    /// Of those of an event, delivered or not: whether this is one.
    pub fn fits(&self, delivery: &Delivery) -> bool {
        let paused = self.paused.contains(&delivery.webhook);
        let in_time = (self.from()..self.below()).contains(&delivery.id.uuid());
        let of_type = |pattern: &EventPattern| {
            delivery.event_type.as_ref().is_some_and(|event_type| pattern.matches(event_type))
        };
        self.any(&[delivery.standing.state(paused)])
            && in_time
            && self.event_type.is_none_or(of_type)
    }

    /// In a list without an event, those delivered are not looked for.
    fn wants(&self, delivery: &Delivery) -> bool {
        self.fits(delivery) && !matches!(delivery.standing, Standing::Delivered { .. })
    }
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub deliveries: Vec<Delivery>,
    /// The last one looked at, if there may be more.
    pub next: Option<DeliveryId>,
}

/// A page of those before `after`. One that filters may be short or even empty, with more to come.
pub async fn newest(
    pool: &Pool,
    namespace: NamespaceId,
    scope: Scope,
    wanted: &Wanted<'_>,
    after: Option<DeliveryId>,
    size: usize,
    now: Timestamp,
) -> Result<Page, StoreError> {
    let typed = wanted.event_type.map(|_| LOOK_TYPED.max(size + 1));
    let limit = typed.unwrap_or(size + 1);
    let below = wanted.below();
    let before = after.map_or(below, |after| after.uuid().min(below));
    let Found { mut ids, floor } =
        find::find(pool, namespace, scope, wanted, before, limit).await?;
    if let Some(pattern) = wanted.event_type {
        ids = of_type(pool, namespace, ids, pattern).await?;
    }
    let more = ids.len() > size;
    ids.truncate(size);
    let next = if more { ids.last().map(|(id, _)| *id) } else { floor.map(DeliveryId::from_uuid) };
    let mut deliveries = stand(pool, namespace, &ids).await?;
    deliveries.retain(|delivery| wanted.wants(delivery));
    with_last_attempts(pool, namespace, &mut deliveries, now).await?;
    Ok(Page { deliveries, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_lead_to_the_tables_that_hold_them() {
        let paused = HashSet::new();
        let tables = |states| {
            let wanted = Wanted::of(states, &paused);
            (wanted.held(), wanted.waiting(), wanted.ended(), wanted.attempted())
        };
        assert_eq!(tables(&[]), (true, true, true, None));
        assert_eq!(tables(&[State::Held]), (true, false, false, None));
        assert_eq!(tables(&[State::Retrying]), (false, true, false, Some(true)));
        assert_eq!(tables(&[State::Pending, State::Held]), (true, true, false, Some(false)));
        assert_eq!(tables(&[State::Ended(End::Dead)]), (false, false, true, None));
        assert_eq!(tables(&[State::Delivered]), (false, false, false, None));
        let dead = [State::Ended(End::Dead)];
        assert_eq!(Wanted::of(&dead, &paused).ends(), ["dead"]);
        assert_eq!(Wanted::of(&[], &paused).ends().len(), 4);
    }
}
