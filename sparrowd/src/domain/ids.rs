//! Typed ids: `UUIDv7` inside, `prefix_` and 26 characters of Crockford base32 outside.
//!
//! Three of them carry meaning in their bits. The last byte of a webhook's id is its lane. The low
//! 16 bits of an event's id are zero; delivery n of the event (from 1) is the event's id with n
//! there. Bit 16 tells a replay's base id (1) from an event's (0), so that a delivery's id says
//! where its event is to be found.

use std::{fmt, str::FromStr};

use uuid::Uuid;

use super::timestamp::Timestamp;

/// Crockford's alphabet, lower case: no `i`, `l`, `o`, `u`.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ENCODED_LEN: usize = 26;

/// How many deliveries an event (or a replay's base) can have: what fits in its low 16 bits.
pub const MAX_DELIVERIES: usize = 65_535;
const NUMBER_MASK: u128 = 0xffff;
const REPLAY_BIT: u128 = 1 << 16;
/// The bits that a base id keeps clear: the number, and the mark of a replay.
const BASE_MASK: u128 = NUMBER_MASK | REPLAY_BIT;

/// Why a text is not an id of the type asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseIdError {
    /// It is an id, of something else.
    #[error("{text} is {found}, expected {expected}")]
    WrongType { text: String, found: &'static str, expected: &'static str },
    /// It is no id at all.
    #[error("{text:?} is not an id of {expected}: those are {prefix}_ and 26 characters")]
    Malformed { text: String, expected: &'static str, prefix: &'static str },
}

/// Every prefix with the words for what it names.
const KINDS: &[(&str, &str)] = &[
    ("evt", "an event"),
    ("wh", "a webhook"),
    ("dlv", "a delivery"),
    ("att", "an attempt"),
    ("rpl", "a replay"),
    ("tok", "a token"),
    ("plan", "a plan"),
    ("req", "a request"),
];

fn encode(value: u128, out: &mut [u8; ENCODED_LEN]) {
    let mut rest = value;
    for slot in out.iter_mut().rev() {
        *slot = ALPHABET[usize::from((rest & 31) as u8)];
        rest >>= 5;
    }
}

fn decode(text: &str) -> Option<u128> {
    if text.len() != ENCODED_LEN {
        return None;
    }
    let mut value: u128 = 0;
    for (at, byte) in text.bytes().enumerate() {
        let digit = ALPHABET.iter().position(|c| *c == byte.to_ascii_lowercase())?;
        if at == 0 && digit > 7 {
            return None;
        }
        value = (value << 5) | digit as u128;
    }
    Some(value)
}

fn parse(text: &str, prefix: &'static str, expected: &'static str) -> Result<Uuid, ParseIdError> {
    let malformed =
        || ParseIdError::Malformed { text: text.chars().take(64).collect(), expected, prefix };
    let (found, rest) = text.split_once('_').ok_or_else(malformed)?;
    if found == prefix {
        return decode(rest).map(Uuid::from_u128).ok_or_else(malformed);
    }
    match KINDS.iter().find(|(kind, _)| *kind == found) {
        Some((_, found)) => {
            Err(ParseIdError::WrongType { text: text.chars().take(64).collect(), found, expected })
        }
        None => Err(malformed()),
    }
}

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $words:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            pub const PREFIX: &'static str = $prefix;

            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// Milliseconds since the Unix epoch at which it was stamped.
            pub fn unix_millis(self) -> i64 {
                (self.0.as_u128() >> 80) as i64
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut out = [0; ENCODED_LEN];
                encode(self.0.as_u128(), &mut out);
                f.write_str(concat!($prefix, "_"))?;
                f.write_str(std::str::from_utf8(&out).map_err(|_| fmt::Error)?)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse(text, $prefix, $words).map(Self)
            }
        }
    };
}

typed_id!(
    /// An event's id; also the `webhook-id` of every attempt for it.
    EventId, "evt", "an event");
typed_id!(
    /// A webhook's id; its last byte is its lane.
    WebhookId, "wh", "a webhook");
typed_id!(
    /// A delivery's id: an event's or a replay base's, with a number in the low 16 bits.
    DeliveryId, "dlv", "a delivery");
typed_id!(
    /// An attempt's id; its time is the attempt's start.
    AttemptId, "att", "an attempt");
typed_id!(ReplayId, "rpl", "a replay");
typed_id!(
    /// A replay that is only planned; carried out, it is the replay with the same number.
    PlanId, "plan", "a plan");

impl From<ReplayId> for PlanId {
    fn from(id: ReplayId) -> Self {
        Self(id.0)
    }
}

impl From<PlanId> for ReplayId {
    fn from(id: PlanId) -> Self {
        Self(id.0)
    }
}

/// A namespace's key inside; outside a namespace is its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamespaceId(Uuid);

impl NamespaceId {
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

/// One of a webhook's secrets, inside: newer ones have higher ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretId(Uuid);

impl SecretId {
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

/// One incarnation of a daemon: fresh at every start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(Uuid);

impl NodeId {
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// One of 256 fixed slices of all webhooks: what a node owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lane(pub u8);

/// How many lanes there are.
pub const LANES: usize = 256;

impl WebhookId {
    pub fn lane(self) -> Lane {
        Lane(self.0.as_bytes()[15])
    }
}

impl EventId {
    /// The event's id from a freshly stamped `UUIDv7`: the bits for numbers are cleared.
    pub fn from_stamp(stamp: Uuid) -> Self {
        Self(Uuid::from_u128(stamp.as_u128() & !BASE_MASK))
    }

    /// Delivery n of this event, from 1. `None` beyond what fits.
    pub fn delivery(self, n: usize) -> Option<DeliveryId> {
        numbered(self.0, n)
    }

    /// The last id that a delivery of this event can have.
    pub fn last_delivery(self) -> DeliveryId {
        DeliveryId(Uuid::from_u128(self.0.as_u128() | NUMBER_MASK))
    }
}

/// The base under which a batch of a replay enters the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplayBase(Uuid);

impl ReplayBase {
    pub fn from_stamp(stamp: Uuid) -> Self {
        Self(Uuid::from_u128((stamp.as_u128() & !BASE_MASK) | REPLAY_BIT))
    }

    pub fn delivery(self, n: usize) -> Option<DeliveryId> {
        numbered(self.0, n)
    }
}

fn numbered(base: Uuid, n: usize) -> Option<DeliveryId> {
    if n == 0 || n > MAX_DELIVERIES {
        return None;
    }
    Some(DeliveryId(Uuid::from_u128(base.as_u128() | n as u128)))
}

/// Where a delivery's event and webhook are to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryOrigin {
    /// The n-th webhook (from 1) that the event matched.
    Event { event: EventId, n: usize },
    /// A row of `replay_items`.
    Replay,
}

impl DeliveryId {
    /// Less than every delivery's id.
    pub const ZERO: Self = Self(Uuid::nil());
    /// Greater than every delivery's id.
    pub const MAX: Self = Self(Uuid::max());

    /// Not greater than any that was stamped at this moment or later.
    pub fn first_at(moment: Timestamp) -> Self {
        let millis = u128::try_from(moment.millis()).unwrap_or(0);
        Self(Uuid::from_u128(millis << 80))
    }

    pub fn origin(self) -> DeliveryOrigin {
        let bits = self.0.as_u128();
        if bits & REPLAY_BIT != 0 {
            return DeliveryOrigin::Replay;
        }
        DeliveryOrigin::Event {
            event: EventId(Uuid::from_u128(bits & !BASE_MASK)),
            n: (bits & NUMBER_MASK) as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_and_back(bits: u128) {
            let id = EventId::from_uuid(Uuid::from_u128(bits));
            prop_assert_eq!(id.to_string().parse::<EventId>(), Ok(id));
            prop_assert_eq!(id.to_string().len(), 30);
        }

        #[test]
        fn text_sorts_as_the_id_does(a: u128, b: u128) {
            let (x, y) = (Uuid::from_u128(a), Uuid::from_u128(b));
            prop_assert_eq!(
                x.cmp(&y),
                EventId::from_uuid(x).to_string().cmp(&EventId::from_uuid(y).to_string())
            );
        }

        #[test]
        fn parsing_never_panics(text in ".{0,40}") {
            let _ = text.parse::<WebhookId>();
        }

        #[test]
        fn a_delivery_leads_back_to_its_event(bits: u128, n in 1usize..=MAX_DELIVERIES) {
            let event = EventId::from_stamp(Uuid::from_u128(bits));
            let delivery = event.delivery(n).unwrap();
            prop_assert_eq!(delivery.origin(), DeliveryOrigin::Event { event, n });
            prop_assert!(delivery <= event.last_delivery());
            prop_assert!(delivery.uuid() > event.uuid());
        }

        #[test]
        fn a_replayed_delivery_is_known_as_one(bits: u128, n in 1usize..=MAX_DELIVERIES) {
            let base = ReplayBase::from_stamp(Uuid::from_u128(bits));
            prop_assert_eq!(base.delivery(n).unwrap().origin(), DeliveryOrigin::Replay);
        }
    }

    #[test]
    fn another_types_id_is_named() {
        let event = EventId::from_uuid(Uuid::from_u128(7)).to_string();
        let error = event.parse::<WebhookId>().unwrap_err();
        assert_eq!(error.to_string(), format!("{event} is an event, expected a webhook"));
        assert!("wh_short".parse::<WebhookId>().is_err());
        assert!("wh_zzzzzzzzzzzzzzzzzzzzzzzzzz".parse::<WebhookId>().is_err(), "131 bits");
    }

    #[test]
    fn numbers_start_at_one_and_are_bounded() {
        let event = EventId::from_stamp(Uuid::from_u128(u128::MAX));
        assert_eq!(event.delivery(0), None);
        assert_eq!(event.delivery(MAX_DELIVERIES + 1), None);
    }
}
