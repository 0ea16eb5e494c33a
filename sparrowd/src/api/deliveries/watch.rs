//! `WatchDeliveries`: deliveries as they are, then each as it changes, until all have ended.
//!
//! What changes is told by the settlements; where it then stands is read from the tables. A pause
//! settles nothing but holds what is owed: that is seen by the namespace's revision, once a second.
//! And now and then all that is still owed is read again, in case a change escaped.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use sparrow_proto::v1;
use tokio::time::sleep;
use tonic::Status;

use super::super::context::Context;
use super::super::error::{ApiError, Reason, unknown_delivery, unknown_event};
use super::super::follow::{Settled, Stream};
use super::super::{convert, messages};
use crate::clock::{Boot, Clock};
use crate::domain::delivery::State;
use crate::domain::ids::{DeliveryId, EventId};
use crate::store::catalog::Space;
use crate::store::deliveries::{self as store, Delivery};

/// Named deliveries, at most.
const MAX_IDS: usize = 100;
/// Deliveries in one message and in one read, at most.
const CHUNK: usize = 1_000;
const TICK: Duration = Duration::from_secs(1);
/// How often all that is owed is read again.
const AGAIN: Duration = Duration::from_secs(30);

type Messages = BoxStream<'static, Result<v1::WatchDeliveriesResponse, Status>>;

pub(super) async fn watch(
    context: Context,
    request: v1::WatchDeliveriesRequest,
) -> Result<Messages, ApiError> {
    let space = context.space(&request.namespace).await?;
    let wanted = wanted(&request)?;
    // Before the deliveries are read: what changes meanwhile is seen twice rather than not at all.
    let cursor = context.follower.feed().head().await?;
    let stream = context.follower.follow(cursor)?;
    let mut watch = Watch {
        context,
        space,
        stream,
        unread: None,
        total: 0,
        known: HashMap::new(),
        told: VecDeque::new(),
        read_at: Clock::now(),
        ended: false,
    };
    match wanted {
        Wanted::Event(event) => watch.begin_with_event(event).await?,
        Wanted::Ids(ids) => watch.begin_with_ids(&ids).await?,
    }
    Ok(stream::unfold(watch, |mut watch| async move { Some((watch.next().await?, watch)) }).boxed())
}

enum Wanted {
    Event(EventId),
    Ids(Vec<DeliveryId>),
}

fn wanted(request: &v1::WatchDeliveriesRequest) -> Result<Wanted, ApiError> {
    match (request.event_id.as_str(), request.delivery_ids.as_slice()) {
        ("", []) => Err(ApiError::missing("event_id")),
        ("", ids) => Ok(Wanted::Ids(convert::ids("delivery_ids", ids, MAX_IDS)?)),
        (id, []) => Ok(Wanted::Event(convert::id("event_id", id)?)),
        _ => Err(ApiError::invalid("event_id", "name an event or deliveries, not both")),
    }
}

/// What was told of a delivery last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LastTold {
    state: State,
    attempts: u32,
    ended: bool,
}

struct Watch {
    context: Context,
    space: Arc<Space>,
    stream: Stream,
    /// The event whose deliveries are still to be read, and the last one read.
    unread: Option<(EventId, Option<DeliveryId>)>,
    total: usize,
    known: HashMap<DeliveryId, LastTold>,
    told: VecDeque<v1::WatchDeliveriesResponse>,
    /// When all that is owed was last read.
    read_at: Boot,
    ended: bool,
}

impl Watch {
    async fn begin_with_event(&mut self, event: EventId) -> Result<(), ApiError> {
        let routed = store::routed(&self.context.pool, self.space.id, event).await?;
        let routed = routed.ok_or_else(|| unknown_event(&self.space, event))?;
        self.total = routed.own + routed.replayed;
        self.unread = Some((event, None));
        Ok(())
    }

    async fn begin_with_ids(&mut self, ids: &[DeliveryId]) -> Result<(), ApiError> {
        let found = self.read(ids).await?;
        for id in ids {
            if !found.iter().any(|delivery| delivery.id == *id) {
                return Err(unknown_delivery(*id));
            }
        }
        self.total = found.len();
        self.tell(&found, Tell::Always);
        Ok(())
    }

    async fn next(&mut self) -> Option<Result<v1::WatchDeliveriesResponse, Status>> {
        loop {
            if let Some(told) = self.told.pop_front() {
                return Some(Ok(told));
            }
            if self.ended {
                return None;
            }
            if let Err(error) = self.go_on().await {
                self.ended = true;
                return Some(Err(error.into()));
            }
        }
    }

    async fn go_on(&mut self) -> Result<(), ApiError> {
        if let Some((event, after)) = self.unread {
            return self.read_on(event, after).await;
        }
        if self.known.values().all(|last| last.ended) {
            self.ended = true;
            return Ok(());
        }
        tokio::select! {
            biased;
            () = self.context.tasks.stopping().cancelled_owned() => Err(stopping()),
            step = self.stream.next() => {
                let changed = self.changed(&step?.settled);
                self.look_at(&changed).await
            }
            () = sleep(TICK) => self.tick().await,
        }
    }

    /// The next deliveries of the event, for the first time.
    async fn read_on(&mut self, event: EventId, after: Option<DeliveryId>) -> Result<(), ApiError> {
        let now = self.context.stamper.now();
        let pool = &self.context.pool;
        let mut found = store::of_event(pool, self.space.id, event, after, CHUNK).await?;
        store::with_last_attempts(pool, self.space.id, &mut found, now).await?;
        let last = found.last().map(|delivery| delivery.id);
        self.unread = (found.len() == CHUNK).then_some((event, last));
        if self.unread.is_none() {
            // A replay may have begun since they were counted.
            self.total = self.known.len() + found.len();
        }
        self.tell(&found, Tell::Always);
        Ok(())
    }

    /// Those among the watched that a settlement concerns.
    fn changed(&self, settled: &Settled) -> Vec<DeliveryId> {
        let attempted = settled.attempts.iter().map(|record| (record.namespace, record.delivery));
        let mut ids: Vec<_> = attempted
            .chain(settled.batch.deliveries.iter().copied())
            .filter(|(namespace, id)| {
                *namespace == self.space.id && self.known.get(id).is_some_and(|last| !last.ended)
            })
            .map(|(_, id)| id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    async fn tick(&mut self) -> Result<(), ApiError> {
        let space = self.context.catalog.held(self.space.id);
        let moved = space.is_some_and(|space| {
            let moved = space.as_of != self.space.as_of;
            self.space = space;
            moved
        });
        if !moved && Clock::now().since(self.read_at) < AGAIN {
            return Ok(());
        }
        self.read_at = Clock::now();
        let owed: Vec<_> =
            self.known.iter().filter(|(_, last)| !last.ended).map(|(id, _)| *id).collect();
        self.look_at(&owed).await
    }

    async fn look_at(&mut self, ids: &[DeliveryId]) -> Result<(), ApiError> {
        for part in ids.chunks(CHUNK) {
            let found = self.read(part).await?;
            self.tell(&found, Tell::IfChanged);
        }
        Ok(())
    }

    async fn read(&self, ids: &[DeliveryId]) -> Result<Vec<Delivery>, ApiError> {
        let now = self.context.stamper.now();
        Ok(store::by_ids(&self.context.pool, self.space.id, ids, now).await?)
    }

    fn tell(&mut self, found: &[Delivery], tell: Tell) {
        let mut deliveries = Vec::new();
        for delivery in found {
            let message = messages::delivery(&self.space, delivery);
            let last = LastTold {
                state: delivery.standing.state(messages::is_paused(&self.space, delivery.webhook)),
                attempts: message.attempts,
                ended: delivery.standing.has_ended(),
            };
            if self.known.insert(delivery.id, last) != Some(last) || tell == Tell::Always {
                deliveries.push(message);
            }
        }
        if deliveries.is_empty() && tell == Tell::IfChanged {
            return;
        }
        let ended = self.known.values().filter(|last| last.ended).count();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.told.push_back(v1::WatchDeliveriesResponse {
            deliveries,
            total: count(self.total),
            ended: count(ended),
        });
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tell {
    /// The first time, also if there is nothing to tell of.
    Always,
    IfChanged,
}

pub(in super::super) fn stopping() -> ApiError {
    ApiError::new(Reason::Stopping, "the daemon is stopping")
        .hint("ask again: another node, or this one when it is back")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_or_deliveries_are_named() {
        let event = "evt_00000000000000000000010000".to_owned();
        let delivery = "dlv_00000000000000000000010001".to_owned();
        let request = |event_id: &str, delivery_ids: &[&String]| v1::WatchDeliveriesRequest {
            event_id: event_id.to_owned(),
            delivery_ids: delivery_ids.iter().map(ToString::to_string).collect(),
            ..Default::default()
        };
        assert!(matches!(wanted(&request(&event, &[])), Ok(Wanted::Event(_))));
        assert!(matches!(wanted(&request("", &[&delivery])), Ok(Wanted::Ids(_))));
        assert!(wanted(&request("", &[])).is_err());
        assert!(wanted(&request(&event, &[&delivery])).is_err());
        assert!(wanted(&request("", &[&event])).is_err(), "an event is no delivery");
    }
}
