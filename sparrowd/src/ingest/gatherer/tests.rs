use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use bytes::Bytes;
use uuid::Uuid;

use super::*;
use crate::clock::Clock;
use crate::domain::event::EventType;
use crate::domain::headers::OwnHeaders;
use crate::domain::idempotency::{Digest, Key};
use crate::domain::ids::EventId;
use crate::domain::lifetime::Lifetime;
use crate::domain::retry::Schedule;
use crate::domain::timestamp::Timestamp;
use crate::domain::webhook::{NamespaceName, tests::subscribed};
use crate::ingest::batch::Keys;
use crate::ingest::{Ingest, Keyed, Pending};
use crate::store::catalog::{Defaults, Told};

const SPACE: NamespaceId = NamespaceId::from_uuid(Uuid::from_u128(7));
const HELD: &str = "simulated";

/// A gatherer that holds one namespace, and callers who push.
struct Bench {
    gatherer: Gatherer,
    stopping: CancellationToken,
    webhooks: Arc<AtomicUsize>,
    ingest: Ingest,
    pending: Vec<Pending>,
}

impl Bench {
    /// The namespace has so many webhooks.
    async fn new(webhooks: usize) -> Self {
        let webhooks = Arc::new(AtomicUsize::new(webhooks));
        let (count, revision) = (Arc::clone(&webhooks), AtomicI64::new(1));
        let told = Told::by(move |id| {
            let revision = revision.fetch_add(1, Relaxed);
            Ok(Some(Space::of(
                id,
                revision,
                vec![subscribed(&["a".to_owned()]); count.load(Relaxed)],
            )))
        });
        let attempt_timeout = Duration::from_secs(15);
        let catalog =
            Catalog::told(told, Defaults { schedule: Schedule::Standard, attempt_timeout });
        catalog.reload(SPACE).await.unwrap();
        let stamper = Stamper::new(Clock::now(), Clock::now(), Timestamp::from_millis(1 << 40));
        let (ingest, waiting) = Ingest::new();
        let stopping = CancellationToken::new();
        let gatherer = Gatherer::new(catalog, Arc::new(stamper), waiting);
        Self { gatherer, stopping, webhooks, ingest, pending: Vec::new() }
    }

    fn push(&mut self, pushes: Vec<Push>) {
        self.pending.push(self.ingest.try_submit(pushes).unwrap());
    }

    /// Events of the namespace held, each by itself.
    fn push_each(&mut self, events: usize) {
        (0..events).for_each(|_| self.push(vec![push(HELD, b"{}")]));
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
    Push { key, ..push(HELD, b"{}") }
}

fn events(part: Option<Part>) -> Option<usize> {
    part.map(|part| part.members.iter().map(Matched::events).sum())
}

fn ids(part: Part) -> Vec<EventId> {
    let keys = Keys::new(Vec::new());
    part.members.iter().flat_map(|it| it.outcome(&keys).unwrap()).map(|it| it.event).collect()
}

#[tokio::test]
async fn what_is_taken_ahead_is_a_full_batch() {
    let mut bench = Bench::new(0).await;
    bench.push_each(MAX_EVENTS - 1);
    assert_eq!(events(bench.gatherer.ahead()), None);
    bench.push_each(MAX_EVENTS + 1);
    assert_eq!(events(bench.gatherer.ahead()), Some(MAX_EVENTS));
    assert_eq!(events(bench.gatherer.ahead()), Some(MAX_EVENTS));
    assert_eq!(events(bench.gatherer.ahead()), None);
}

#[tokio::test]
async fn a_batch_is_full_by_its_bytes_too() {
    const LARGE: &[u8] = &[b' '; MAX_BYTES / 8];
    let mut bench = Bench::new(0).await;
    (0..10).for_each(|_| bench.push(vec![push(HELD, LARGE)]));
    assert!(bench.gatherer.gather(&bench.stopping).await);
    assert_eq!(events(bench.gatherer.part()), Some(8));
    assert_eq!(events(bench.gatherer.part()), None);
}

#[tokio::test]
async fn a_batch_that_needs_a_read_is_not_taken_ahead() {
    let mut bench = Bench::new(0).await;
    bench.push_each(100);
    bench.push(vec![push("other", b"{}")]);
    bench.push_each(MAX_EVENTS);
    assert_eq!(events(bench.gatherer.ahead()), None);
    assert_eq!(events(bench.gatherer.ahead()), None, "nor is what came behind it");
    let first = bench.gatherer.first(&bench.stopping).await.unwrap();
    assert_eq!(first.pushes[0].namespace.as_str(), HELD, "and all keep their places");
    let taken: Vec<_> =
        bench.gatherer.taken.iter().map(|it| it.pushes[0].namespace.as_str()).collect();
    assert_eq!(taken, [vec![HELD; 99], vec!["other"]].concat());
}

#[tokio::test]
async fn several_with_keys_are_a_part_by_themselves() {
    let mut bench = Bench::new(0).await;
    bench.push(vec![keyed("one"), keyed("two")]);
    bench.push(vec![keyed("three")]);
    bench.push_each(MAX_EVENTS);
    assert_eq!(events(bench.gatherer.ahead()), Some(MAX_EVENTS - 2));
    assert_eq!(events(bench.gatherer.ahead()), Some(2));
}

#[tokio::test]
async fn a_part_owes_so_much_and_no_more_unless_one_event_does() {
    let mut bench = Bench::new(MAX_DELIVERIES / 2).await;
    bench.push_each(3);
    assert!(bench.gatherer.gather(&bench.stopping).await);
    assert_eq!(events(bench.gatherer.part()), Some(2));
    assert_eq!(events(bench.gatherer.part()), Some(1));
    let mut bench = Bench::new(MAX_DELIVERIES + 1).await;
    bench.push_each(2);
    assert!(bench.gatherer.gather(&bench.stopping).await);
    assert_eq!(events(bench.gatherer.part()), Some(1));
    assert_eq!(events(bench.gatherer.part()), Some(1));
}

#[tokio::test]
async fn what_has_moved_is_new_for_the_rest_of_the_batch_too() {
    let mut bench = Bench::new(MAX_DELIVERIES / 2).await;
    bench.push_each(3);
    assert!(bench.gatherer.gather(&bench.stopping).await);
    let part = bench.gatherer.part().unwrap();
    bench.webhooks.store(7, Relaxed);
    bench.gatherer.put_back_moved(part, &[SPACE]).await;
    let owed: Vec<_> = std::iter::from_fn(|| bench.gatherer.part())
        .map(|part| part.members.iter().map(Matched::deliveries).sum::<usize>())
        .collect();
    assert_eq!(owed, [14, 7]);
}

#[tokio::test]
async fn ids_rise_in_the_order_of_the_commits_whatever_is_put_back() {
    let mut bench = Bench::new(0).await;
    bench.push_each(2 * MAX_EVENTS);
    let first = bench.gatherer.ahead().unwrap();
    let second = bench.gatherer.ahead().unwrap();
    // The first found its namespace moved.
    bench.gatherer.put_back(second);
    bench.gatherer.put_back_moved(first, &[SPACE]).await;
    let first = bench.gatherer.part().unwrap();
    let second = bench.gatherer.ahead().unwrap();
    // And now there is one in it that can't be stored.
    bench.gatherer.put_back(second);
    bench.gatherer.put_back_in_halves(first);
    let parts: Vec<_> = std::iter::from_fn(|| bench.gatherer.part()).map(ids).collect();
    assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [128, 128, 256]);
    assert!(parts.concat().is_sorted_by(|a, b| a < b));
}

#[tokio::test]
async fn what_waited_when_the_stop_came_is_gathered_still() {
    let mut bench = Bench::new(0).await;
    bench.push_each(MAX_EVENTS + 3);
    bench.stopping.cancel();
    for left in [MAX_EVENTS, 3] {
        assert!(bench.gatherer.gather(&bench.stopping).await);
        assert_eq!(events(bench.gatherer.part()), Some(left));
    }
    assert!(!bench.gatherer.gather(&bench.stopping).await);
}
