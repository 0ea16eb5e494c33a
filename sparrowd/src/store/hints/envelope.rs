//! The envelope: hints as text of at most 8,000 bytes, which is what a notification takes. What does
//! not fit is told by its lane.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use sqlx::types::Uuid;

use super::{Handed, Hints, Owed};
use crate::domain::ids::{DeliveryId, Lane, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;

/// Of the form that follows. Who meets another understands nothing, and looks by himself.
const VERSION: u8 = 2;
/// Deliveries, webhooks and ended deliveries in one envelope; with all lanes beside them they make less
/// than 8,000 characters.
const HANDED_EACH: usize = 112;
const OWED_EACH: usize = 96;
const ENDED_EACH: usize = 160;
/// Envelopes for each of them that are sent at once, at most.
const MOST: usize = 12;
/// What fits in there; beyond it, lanes are told.
pub const MOST_HANDED: usize = MOST * HANDED_EACH;

const CONFIGURATION: u8 = 1;
const NODES: u8 = 2;

/// `due` that is not there.
const NEVER: i64 = i64::MIN;

impl Hints {
    /// What is to be sent. Of what ended the rest is not told: it is found out when an attempt is made
    /// of it, for its row is gone.
    pub fn envelopes(&self) -> Vec<String> {
        let (handed, rest) = self.handed.split_at(self.handed.len().min(MOST_HANDED));
        let mut lanes: BTreeSet<Lane> = self.lanes.iter().copied().collect();
        lanes.extend(rest.iter().map(|one| one.webhook.lane()));
        let (owed, rest) = self.owed.split_at(self.owed.len().min(MOST * OWED_EACH));
        lanes.extend(rest.iter().map(|one| one.webhook.lane()));
        let first = Self {
            lanes: lanes.into_iter().collect(),
            handed: Vec::new(),
            owed: Vec::new(),
            ended: Vec::new(),
            ..*self
        };
        let handed = handed
            .chunks(HANDED_EACH)
            .map(|handed| Self { handed: handed.to_vec(), ..Self::default() });
        let owed =
            owed.chunks(OWED_EACH).map(|owed| Self { owed: owed.to_vec(), ..Self::default() });
        let ended = self.ended.chunks(ENDED_EACH).take(MOST);
        let ended = ended.map(|ended| Self { ended: ended.to_vec(), ..Self::default() });
        let all = std::iter::once(first).chain(handed).chain(owed).chain(ended);
        all.filter(|hints| !hints.is_empty()).map(|hints| hints.encode()).collect()
    }

    /// One envelope. Layout: version, flags, then four counted lists.
    pub(in crate::store) fn encode(&self) -> String {
        let flags = u8::from(self.configuration) * CONFIGURATION + u8::from(self.nodes) * NODES;
        let mut bytes = vec![VERSION, flags];
        count(&mut bytes, self.handed.len());
        for one in &self.handed {
            bytes.extend_from_slice(one.namespace.uuid().as_bytes());
            bytes.extend_from_slice(one.webhook.uuid().as_bytes());
            bytes.extend_from_slice(one.delivery.uuid().as_bytes());
        }
        count(&mut bytes, self.owed.len());
        for one in &self.owed {
            bytes.extend_from_slice(one.namespace.uuid().as_bytes());
            bytes.extend_from_slice(one.webhook.uuid().as_bytes());
            let fresh = one.fresh.map_or(Uuid::nil(), DeliveryId::uuid);
            bytes.extend_from_slice(fresh.as_bytes());
            let due = one.due.map_or(NEVER, Timestamp::micros);
            bytes.extend_from_slice(&due.to_be_bytes());
        }
        count(&mut bytes, self.ended.len());
        for (webhook, delivery) in &self.ended {
            bytes.extend_from_slice(webhook.uuid().as_bytes());
            bytes.extend_from_slice(delivery.uuid().as_bytes());
        }
        count(&mut bytes, self.lanes.len());
        bytes.extend(self.lanes.iter().map(|lane| lane.0));
        STANDARD_NO_PAD.encode(bytes)
    }

    /// `None`: not of this form.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = STANDARD_NO_PAD.decode(text).ok()?;
        let mut rest = bytes.as_slice();
        let [version, flags] = take(&mut rest)?;
        if version != VERSION {
            return None;
        }
        let mut hints = Self {
            configuration: flags & CONFIGURATION != 0,
            nodes: flags & NODES != 0,
            ..Self::default()
        };
        for _ in 0..counted(&mut rest)? {
            let namespace = NamespaceId::from_uuid(uuid(&mut rest)?);
            let webhook = WebhookId::from_uuid(uuid(&mut rest)?);
            let delivery = DeliveryId::from_uuid(uuid(&mut rest)?);
            hints.handed.push(Handed { namespace, webhook, delivery });
        }
        for _ in 0..counted(&mut rest)? {
            let namespace = NamespaceId::from_uuid(uuid(&mut rest)?);
            let webhook = WebhookId::from_uuid(uuid(&mut rest)?);
            let fresh = uuid(&mut rest)?;
            let due = i64::from_be_bytes(take(&mut rest)?);
            hints.owed.push(Owed {
                namespace,
                webhook,
                fresh: (!fresh.is_nil()).then(|| DeliveryId::from_uuid(fresh)),
                due: (due != NEVER).then(|| Timestamp::from_micros(due)),
            });
        }
        for _ in 0..counted(&mut rest)? {
            let webhook = WebhookId::from_uuid(uuid(&mut rest)?);
            hints.ended.push((webhook, DeliveryId::from_uuid(uuid(&mut rest)?)));
        }
        for _ in 0..counted(&mut rest)? {
            let [lane] = take(&mut rest)?;
            hints.lanes.push(Lane(lane));
        }
        rest.is_empty().then_some(hints)
    }
}

fn count(bytes: &mut Vec<u8>, number: usize) {
    let number = u16::try_from(number).unwrap_or(u16::MAX);
    bytes.extend_from_slice(&number.to_be_bytes());
}

fn counted(rest: &mut &[u8]) -> Option<u16> {
    take(rest).map(u16::from_be_bytes)
}

fn uuid(rest: &mut &[u8]) -> Option<Uuid> {
    take(rest).map(Uuid::from_bytes)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk::<N>()?;
    *rest = left;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: usize) -> Uuid {
        Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + n as u128)
    }

    fn owed(n: usize) -> Owed {
        Owed {
            namespace: NamespaceId::from_uuid(id(1)),
            webhook: WebhookId::from_uuid(id(n)),
            fresh: n.is_multiple_of(2).then(|| DeliveryId::from_uuid(id(n))),
            due: n.is_multiple_of(3).then(|| Timestamp::from_millis(1_800_000_000_000)),
        }
    }

    fn handed(n: usize) -> Handed {
        let Owed { namespace, webhook, .. } = owed(n);
        Handed { namespace, webhook, delivery: DeliveryId::from_uuid(id(n)) }
    }

    fn ended(n: usize) -> (WebhookId, DeliveryId) {
        (WebhookId::from_uuid(id(n)), DeliveryId::from_uuid(id(n)))
    }

    #[test]
    fn what_is_told_is_heard() {
        let hints = Hints {
            handed: (0..5).map(handed).collect(),
            owed: (0..7).map(owed).collect(),
            ended: (0..3).map(ended).collect(),
            lanes: vec![Lane(0), Lane(255)],
            configuration: true,
            nodes: false,
        };
        assert_eq!(hints.envelopes().len(), 4);
        assert_eq!(Hints::decode(&hints.encode()), Some(hints));
        assert_eq!(Hints::decode(&Hints::of_nodes().encode()), Some(Hints::of_nodes()));
    }

    #[test]
    fn it_fits_however_much_there_is_and_the_rest_is_told_by_lane() {
        let hints = Hints {
            handed: (MOST * OWED_EACH..).map(handed).take(MOST_HANDED + 3).collect(),
            owed: (0..MOST * OWED_EACH + 3).map(owed).collect(),
            ended: (0..10_000).map(ended).collect(),
            lanes: Vec::new(),
            configuration: true,
            nodes: true,
        };
        let envelopes = hints.envelopes();
        assert_eq!(envelopes.len(), 1 + MOST + MOST + MOST);
        let longest = envelopes.iter().map(String::len).max();
        assert!(longest.is_some_and(|longest| longest < 8_000), "{longest:?}");
        let heard: Vec<_> = envelopes.iter().map(|text| Hints::decode(text).unwrap()).collect();
        let told = |one: &Owed| {
            heard.iter().any(|h| h.owed.contains(one) || h.lanes.contains(&one.webhook.lane()))
        };
        assert!(hints.owed.iter().all(told));
        let named = |one: &Handed| {
            heard.iter().any(|h| h.handed.contains(one) || h.lanes.contains(&one.webhook.lane()))
        };
        assert!(hints.handed.iter().all(named));

        let lanes: Vec<_> = (0..=255).map(Lane).collect();
        for fullest in [
            Hints { handed: (0..HANDED_EACH).map(handed).collect(), ..Hints::default() },
            Hints { owed: (0..OWED_EACH).map(owed).collect(), ..Hints::default() },
            Hints { ended: (0..ENDED_EACH).map(ended).collect(), ..Hints::default() },
        ] {
            let fullest = Hints { lanes: lanes.clone(), ..fullest };
            assert!(fullest.encode().len() < 8_000);
        }
        assert!(Hints::default().envelopes().is_empty(), "nothing to tell");
    }

    #[test]
    fn what_is_not_of_this_form_is_not_understood() {
        let whole = Hints { handed: vec![handed(1)], owed: vec![owed(2)], ..Hints::of_nodes() };
        let whole = whole.encode();
        for cut in 0..whole.len() {
            assert_eq!(Hints::decode(&whole[..cut]), None, "{cut} of it");
        }
        for other in ["", "look", "AgAA", "🐦"] {
            assert_eq!(Hints::decode(other), None, "{other}");
        }
    }
}
