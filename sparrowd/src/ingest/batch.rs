//! A batch: members matched against the catalog and laid out as columns, and what came of it told
//! to each.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use bytes::Bytes;

use super::{
    Accepted, HandedOver, MAX_DELIVERIES_TOGETHER, Outcome, Push, PushError, Refused, Waiting,
};
use crate::clock::Stamper;
use crate::domain::idempotency::Digest;
use crate::domain::ids::{EventId, MAX_DELIVERIES, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::Webhook;
use crate::store::catalog::{AsOf, Space};
use crate::store::idempotency::Claim;
use crate::store::ingest::{Batch, EventRow, QueueRow};
use crate::store::payloads::Body;

/// A member whose namespaces are known: one for each of its events.
pub(super) struct Member {
    pub(super) waiting: Waiting,
    pub(super) spaces: Vec<Arc<Space>>,
}

impl Member {
    /// Whether it has to be committed by itself: several events of which one may be refused for its
    /// key, and then the others are not to be there either.
    pub(super) fn stands_alone(&self) -> bool {
        self.waiting.pushes.len() > 1 && self.waiting.pushes.iter().any(|push| push.key.is_some())
    }
}

/// A member with the ids of its events and the webhooks that they go to.
pub(super) struct Matched {
    pub(super) member: Member,
    routes: Vec<Route>,
}

/// An event with its id, and where it goes.
struct Route {
    event: EventId,
    due_at: Option<Timestamp>,
    /// As it was asked for.
    expires_at: Option<Timestamp>,
    targets: Vec<Target>,
}

#[derive(Clone, Copy)]
struct Target {
    webhook: WebhookId,
    expires_at: Option<Timestamp>,
}

impl Route {
    fn new(push: &Push, space: &Space, stamper: &Stamper) -> Result<Self, PushError> {
        let event = EventId::from_stamp(stamper.stamp());
        let accepted = Timestamp::from_millis(event.unix_millis());
        let target = |webhook: &Webhook| Target {
            webhook: webhook.id,
            expires_at: push.lifetime.delivery_expires_at(accepted, webhook.max_age),
        };
        let targets: Vec<_> = match push.only {
            Some(id) => match space.webhook(id) {
                Some(webhook) if webhook.suspended => return Err(PushError::WebhookSuspended),
                Some(webhook) if webhook.paused => return Err(PushError::WebhookPaused),
                Some(webhook) => vec![target(webhook)],
                None => return Err(PushError::UnknownWebhook),
            },
            None => space.wanting(&push.event_type).into_iter().map(|it| target(it)).collect(),
        };
        if targets.len() > MAX_DELIVERIES {
            return Err(PushError::TooManyWebhooks);
        }
        let due_at = push.lifetime.due_at(accepted);
        Ok(Self { event, due_at, expires_at: push.lifetime.expires_at(accepted), targets })
    }

    fn deliveries(&self) -> u32 {
        u32::try_from(self.targets.len()).unwrap_or(u32::MAX)
    }
}

impl Matched {
    /// Matches, or gives the member back with the reason why it can't be accepted as things stand.
    pub(super) fn try_new(member: Member, stamper: &Stamper) -> Result<Self, (Member, Refused)> {
        let mut routes = Vec::with_capacity(member.spaces.len());
        let mut deliveries = 0;
        for (index, (push, space)) in member.waiting.pushes.iter().zip(&member.spaces).enumerate() {
            match Route::new(push, space, stamper) {
                Ok(route) => {
                    deliveries += route.targets.len();
                    routes.push(route);
                }
                Err(error) => return Err((member, Refused { error, index: Some(index) })),
            }
        }
        if deliveries > MAX_DELIVERIES_TOGETHER && routes.len() > 1 {
            return Err((member, PushError::TooManyDeliveries.into()));
        }
        if let Some(refused) = contradiction(&member) {
            return Err((member, refused));
        }
        Ok(Self { member, routes })
    }

    pub(super) fn events(&self) -> usize {
        self.routes.len()
    }

    pub(super) fn deliveries(&self) -> usize {
        self.routes.iter().map(|route| route.targets.len()).sum()
    }

    fn routed(&self) -> impl Iterator<Item = (&Push, &Space, &Route)> {
        let Member { waiting, spaces } = &self.member;
        let parts = waiting.pushes.iter().zip(spaces).zip(&self.routes);
        parts.map(|((push, space), route)| (push, space.as_ref(), route))
    }

    /// What is told to its caller. The keys tell which of its events are accepted now.
    pub(super) fn outcome(&self, keys: &Keys) -> Outcome {
        let one = |(index, (push, space, route)): (usize, (&Push, &Space, &Route))| {
            let accepted = keys.judge(push, space.id, route);
            accepted.map_err(|error| Refused { error, index: Some(index) })
        };
        self.routed().enumerate().map(one).collect()
    }

    /// What is handed over once it is committed; `accepted`: what its caller is told.
    pub(super) fn handed_over(&mut self, accepted: &[Accepted], out: &mut Vec<HandedOver>) {
        let Member { waiting, spaces } = &mut self.member;
        let parts = waiting.pushes.iter_mut().zip(spaces).zip(&self.routes).zip(accepted);
        for (((push, space), route), _) in parts.filter(|(_, accepted)| !accepted.duplicate) {
            if route.targets.is_empty() {
                continue;
            }
            let body = Arc::new(Body {
                event: route.event,
                event_type: push.event_type.as_str().to_owned(),
                content_type: std::mem::take(&mut push.content_type),
                deliver_at: route.due_at,
                headers: std::mem::take(&mut push.headers),
                // A slice would keep all of the request in memory that it came with.
                payload: Bytes::copy_from_slice(&push.payload),
                trial: push.only.is_some(),
                cancelled: false,
            });
            for (n, target) in route.targets.iter().enumerate() {
                if let Some(delivery) = route.event.delivery(n + 1) {
                    out.push(HandedOver {
                        namespace: space.id,
                        webhook: target.webhook,
                        delivery,
                        due_at: route.due_at,
                        expires_at: target.expires_at,
                        body: Arc::clone(&body),
                    });
                }
            }
        }
    }
}

/// One key for two contents in one member: whichever it is taken for, the other is refused.
fn contradiction(member: &Member) -> Option<Refused> {
    let mut seen: HashMap<(NamespaceId, Digest), (usize, Digest)> = HashMap::new();
    let pushes = member.waiting.pushes.iter().zip(&member.spaces).enumerate();
    for (index, (push, space)) in pushes {
        let Some(keyed) = &push.key else { continue };
        let here = (index, keyed.content);
        let (first, content) = *seen.entry((space.id, keyed.key.digest())).or_insert(here);
        if content != keyed.content {
            return Some(Refused { error: PushError::KeyTwice { first }, index: Some(index) });
        }
    }
    None
}

/// What the keys of a batch stand for, now that it is committed.
#[derive(Default)]
pub(super) struct Keys(HashMap<(NamespaceId, Digest), Claim>);

impl Keys {
    pub(super) fn new(claims: Vec<Claim>) -> Self {
        Self(claims.into_iter().map(|claim| ((claim.namespace, claim.key), claim)).collect())
    }

    fn judge(&self, push: &Push, space: NamespaceId, route: &Route) -> Result<Accepted, PushError> {
        let mine =
            Accepted { event: route.event, deliveries: route.deliveries(), duplicate: false };
        let Some(keyed) = &push.key else { return Ok(mine) };
        match self.0.get(&(space, keyed.key.digest())) {
            Some(claim) if claim.event == route.event => Ok(mine),
            Some(Claim { event, deliveries, content, .. }) if *content == keyed.content => {
                Ok(Accepted { event: *event, deliveries: *deliveries, duplicate: true })
            }
            Some(claim) => Err(PushError::KeyConflict { event: claim.event }),
            None => Err(PushError::Internal),
        }
    }
}

/// The members as the statement's parameters. Of several events with one key the first stands for
/// all.
pub(super) fn columns(members: &[Matched]) -> Batch<'_> {
    let mut batch = Batch::default();
    let mut spaces: BTreeSet<(NamespaceId, AsOf)> = BTreeSet::new();
    let mut claims: BTreeMap<(NamespaceId, Digest), Claim> = BTreeMap::new();
    for (push, space, route) in members.iter().flat_map(Matched::routed) {
        // Two members of one namespace can hold copies of different moments; one that is not of now
        // makes the statement refuse.
        spaces.insert((space.id, space.as_of));
        if let Some(keyed) = &push.key {
            let (namespace, key) = (space.id, keyed.key.digest());
            if claims.contains_key(&(namespace, key)) {
                continue;
            }
            let (event, content, deliveries) = (route.event, keyed.content, route.deliveries());
            let claim = Claim { namespace, key, event, deliveries, content };
            claims.insert((namespace, key), claim);
        }
        add(&mut batch, push, space.id, route);
    }
    for (space, as_of) in spaces {
        batch.spaces.push(space, as_of);
    }
    batch.claims = claims.into_values().collect();
    batch
}

fn add<'a>(batch: &mut Batch<'a>, push: &'a Push, namespace: NamespaceId, route: &Route) {
    let mut webhooks = Vec::with_capacity(route.targets.len());
    for (n, target) in route.targets.iter().enumerate() {
        if let Some(delivery) = route.event.delivery(n + 1) {
            webhooks.push(target.webhook);
            batch.queue.push(QueueRow {
                namespace,
                webhook: target.webhook,
                delivery,
                event: route.event,
                due_at: route.due_at,
                expires_at: target.expires_at,
            });
        }
    }
    batch.events.push(EventRow {
        namespace,
        id: route.event,
        event_type: push.event_type.as_str(),
        content_type: &push.content_type,
        metadata: push.metadata.as_deref(),
        headers: &push.headers,
        key: push.key.as_ref().map(|keyed| keyed.key.as_str()),
        deliver_at: route.due_at,
        expires_at: route.expires_at,
        trial: push.only.is_some(),
        webhooks,
        payload: &push.payload,
    });
}
