use std::time::Duration;

use bytes::Bytes;
use uuid::Uuid;

use super::*;
use crate::clock::Clock;
use crate::domain::event::EventType;
use crate::domain::headers::OwnHeaders;
use crate::domain::idempotency::{Digest, Key};
use crate::domain::lifetime::Lifetime;
use crate::domain::retry::Schedule;
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::NamespaceName;
use crate::ingest::{Ingest, Keyed, Pending};
use crate::store::catalog::{Defaults, Told};

const SPACE: NamespaceId = NamespaceId::from_uuid(Uuid::from_u128(7));
const OTHER: &str = "other";

/// A gatherer that holds one namespace, without webhooks, and callers who push.
struct Bench {
    gatherer: Gatherer,
    ingest: Ingest,
    pending: Vec<Pending>,
}

impl Bench {
    async fn new() -> Self {
        let told = Told::by(|id| Ok(Some(Space::of(id, 1, Vec::new()))));
        let attempt_timeout = Duration::from_secs(15);
        let catalog =
            Catalog::told(told, Defaults { schedule: Schedule::Standard, attempt_timeout });
        catalog.reload(SPACE).await.unwrap();
        let stamper = Stamper::new(Clock::now(), Clock::now(), Timestamp::from_millis(1 << 40));
        let (ingest, waiting) = Ingest::new();
        let gatherer = Gatherer::new(catalog, Arc::new(stamper), waiting);
        Self { gatherer, ingest, pending: Vec::new() }
    }

    fn push(&mut self, pushes: Vec<Push>) {
        self.pending.push(self.ingest.try_submit(pushes).unwrap());
    }

    /// Events of the namespace held, each by itself.
    fn push_each(&mut self, events: usize) {
        (0..events).for_each(|_| self.push(vec![push("simulated", b"{}")]));
    }
}

fn push(namespace: &str, payload: &'static [u8]) -> Push {
    Push {
        namespace: NamespaceName::try_new(namespace).unwrap(),
        event_type: EventType::try_new("a").unwrap(),
        content_type: "application/json".to_owned(),
        metadata: None,
        headers: OwnHeaders::default(),
        payload: Bytes::from_static(payload),
        lifetime: Lifetime::default(),
        key: None,
        only: None,
    }
}

fn keyed(key: &str) -> Push {
    let content = Digest::from_slice(&[1; Digest::BYTES]).unwrap();
    let key = Some(Keyed { key: Key::try_new(key).unwrap(), content });
    Push { key, ..push("simulated", b"{}") }
}

fn events(parts: &VecDeque<Part>) -> Vec<usize> {
    parts.iter().map(|part| part.members.iter().map(Matched::events).sum()).collect()
}

#[tokio::test]
async fn what_is_taken_ahead_is_a_full_batch() {
    let mut bench = Bench::new().await;
    bench.push_each(MAX_EVENTS - 1);
    assert!(bench.gatherer.ahead().is_empty());
    bench.push_each(MAX_EVENTS + 1);
    assert_eq!(events(&bench.gatherer.ahead()), [MAX_EVENTS]);
    assert_eq!(events(&bench.gatherer.ahead()), [MAX_EVENTS]);
    assert!(bench.gatherer.ahead().is_empty());
}

#[tokio::test]
async fn a_batch_is_full_by_its_bytes_too() {
    const LARGE: &[u8] = &[b' '; MAX_BYTES / 8];
    let mut bench = Bench::new().await;
    (0..10).for_each(|_| bench.push(vec![push("simulated", LARGE)]));
    bench.push_each(MAX_EVENTS);
    assert_eq!(events(&bench.gatherer.ahead()), [8]);
    assert_eq!(events(&bench.gatherer.ahead()), [MAX_EVENTS]);
}

#[tokio::test]
async fn who_needs_what_is_not_in_memory_is_first_of_the_next_batch() {
    let stopping = CancellationToken::new();
    let mut bench = Bench::new().await;
    bench.push_each(100);
    bench.push(vec![push(OTHER, b"{}")]);
    bench.push_each(MAX_EVENTS);
    assert_eq!(events(&bench.gatherer.ahead()), [100]);
    assert!(bench.gatherer.ahead().is_empty(), "it keeps its place");
    assert!(bench.pending[100].0.try_recv().is_err(), "and waits");
    bench
        .gatherer
        .first(&stopping)
        .await
        .filter(|it| it.pushes[0].namespace.as_str() == OTHER)
        .unwrap();
    assert_eq!(events(&bench.gatherer.ahead()), [MAX_EVENTS]);
}

#[tokio::test]
async fn several_with_keys_are_a_part_by_themselves() {
    let mut bench = Bench::new().await;
    bench.push(vec![keyed("one"), keyed("two")]);
    bench.push(vec![keyed("three")]);
    bench.push_each(MAX_EVENTS);
    assert_eq!(events(&bench.gatherer.ahead()), [MAX_EVENTS - 2, 2]);
}

#[tokio::test]
async fn what_waited_when_the_stop_came_is_gathered_still() {
    let stopping = CancellationToken::new();
    let mut bench = Bench::new().await;
    bench.push_each(MAX_EVENTS + 3);
    stopping.cancel();
    let batch = bench.gatherer.next(&stopping).await.unwrap();
    assert_eq!(events(&batch), [MAX_EVENTS]);
    let batch = bench.gatherer.next(&stopping).await.unwrap();
    assert_eq!(events(&batch), [3]);
    assert!(bench.gatherer.next(&stopping).await.is_none());
}
