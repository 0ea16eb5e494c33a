//! What people ask of the record, on a real PostgreSQL: deliveries in each of their states, attempts,
//! replays, the feed of settlements; that pages hold each row once; and that none of it reads more
//! of the hot tables than it shows.

use std::collections::HashSet;
use std::time::Duration;

use sparrowd::domain::delivery::{End, State};
use sparrowd::domain::ids::{
    AttemptId, DeliveryId, EventId, NamespaceId, NodeId, ReplayBase, ReplayId, WebhookId,
};
use sparrowd::domain::timestamp::Timestamp;
use sparrowd::store::attempt_lists::{self, Deliveries, Window};
use sparrowd::store::attempts::{self, Decided};
use sparrowd::store::commands::locate;
use sparrowd::store::deliveries::{self, Delivery, Standing};
use sparrowd::store::delivery_lists::{Scope, Wanted, newest};
use sparrowd::store::replay_batches::{Running, step};
use sparrowd::store::replays::{self, Created, Selector};
use sparrowd::store::settlements::{Cursor, Feed};
use sparrowd::store::{Database, Plans, partitions};
use sqlx::postgres::PgPoolOptions;
use sqlx::{Executor as _, PgPool};
use tokio::sync::watch;
use uuid::Uuid;

use crate::harness::TestDatabase;

struct Records {
    test: TestDatabase,
    pool: PgPool,
    namespace: NamespaceId,
    hooks: [WebhookId; 2],
    now: Timestamp,
}

/// An id stamped `ago` before now; `low` tells it from others.
fn stamp(now: Timestamp, ago: Duration, low: u128) -> Uuid {
    let millis = u128::from(now.minus(ago).millis().unsigned_abs());
    Uuid::from_u128(millis << 80 | 7 << 76 | 2 << 62 | low)
}

const LONG_AGO: Duration = Duration::from_hours(1);

impl Records {
    async fn new() -> Self {
        let test = TestDatabase::create().await;
        // One connection, without scans of whole tables where any index can serve.
        let options = test.options().options([("enable_seqscan", "off")]);
        let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
        let now = sparrowd::store::clock(&pool).await.unwrap().0;
        partitions::ensure(&pool, now).await.unwrap();
        let namespace = NamespaceId::from_uuid(Uuid::from_u128(2));
        let hooks = [1, 2].map(|n| WebhookId::from_uuid(stamp(now, LONG_AGO, n)));
        let records = Self { test, pool, namespace, hooks, now };
        sqlx::query("INSERT INTO sparrow.namespaces (namespace_id, name) VALUES ($1, 'records')")
            .bind(namespace.uuid())
            .execute(&records.pool)
            .await
            .unwrap();
        for hook in hooks {
            sqlx::query(
                "INSERT INTO sparrow.webhooks
                     (namespace_id, webhook_id, url, event_types, secret_sealed, revision)
                 VALUES ($1, $2, 'http://acme.io/', '{*}', '', 1)",
            )
            .bind(namespace.uuid())
            .bind(hook.uuid())
            .execute(&records.pool)
            .await
            .unwrap();
        }
        records
    }

    /// An event that matched these webhooks; the `n`-th, n seconds after the first.
    async fn event(&self, n: u64, webhooks: &[WebhookId]) -> EventId {
        let ago = LONG_AGO.saturating_sub(Duration::from_secs(n));
        let event = EventId::from_stamp(stamp(self.now, ago, u128::from(n) << 20));
        let webhooks: Vec<Uuid> = webhooks.iter().map(|id| id.uuid()).collect();
        sqlx::query(
            "INSERT INTO sparrow.events VALUES ($1, $2, 'order.paid', 'text/plain', NULL, $3, '')",
        )
        .bind(self.namespace.uuid())
        .bind(event.uuid())
        .bind(webhooks)
        .execute(&self.pool)
        .await
        .unwrap();
        event
    }

    async fn owe(&self, delivery: DeliveryId, webhook: WebhookId, attempt: i32) {
        sqlx::query(
            "INSERT INTO sparrow.queue VALUES
             ($1, $2, $3, $4, 0, CASE WHEN $4 > 0 THEN now() + interval '1 minute' END)",
        )
        .bind(self.namespace.uuid())
        .bind(webhook.uuid())
        .bind(delivery.uuid())
        .bind(attempt)
        .execute(&self.pool)
        .await
        .unwrap();
    }

    async fn end(&self, delivery: DeliveryId, webhook: WebhookId, end: End) {
        sqlx::query(
            "INSERT INTO sparrow.ended VALUES
             ($1, $2, $3, $4, $5, 2, 1, 'why', 'who', now(), NULL)",
        )
        .bind(self.namespace.uuid())
        .bind(delivery.uuid())
        .bind(webhook.uuid())
        .bind(EventId::from_stamp(delivery.uuid()).uuid())
        .bind(end.word())
        .execute(&self.pool)
        .await
        .unwrap();
    }

    /// Attempt `number` of a delivery, as many seconds after it.
    async fn attempt(&self, delivery: DeliveryId, made: Made) -> AttemptId {
        let millis = u128::from(delivery.unix_millis().unsigned_abs());
        let low = delivery.uuid().as_u128() & 0x3fff_ffff_ffff;
        let number = u128::from(made.number.unsigned_abs());
        let kind = u128::from(made.decision.unsigned_abs());
        let bits = (millis + number * 1_000) << 80 | 7 << 76 | 2 << 62 | kind << 50 | low;
        let id = AttemptId::from_uuid(Uuid::from_u128(bits));
        sqlx::query(
            "INSERT INTO sparrow.attempts
                 (namespace_id, attempt_id, delivery_id, event_id, webhook_id, revision, attempt,
                  max_attempts, outcome, decision, excused, status, rule, next_at, total_us, reused)
             VALUES ($1, $2, $3, $4, $5, 1, $6, 10, $7, $8, $9, $10, 'rule',
                     CASE WHEN $8 = 2 THEN now() END, 1000, false)",
        )
        .bind(self.namespace.uuid())
        .bind(id.uuid())
        .bind(delivery.uuid())
        .bind(EventId::from_stamp(delivery.uuid()).uuid())
        .bind(made.webhook.uuid())
        .bind(made.number)
        .bind(if made.decision == 1 { 1_i16 } else { 2 })
        .bind(made.decision)
        .bind(made.excused)
        .bind(if made.decision == 1 { 200_i16 } else { 500 })
        .execute(&self.pool)
        .await
        .unwrap();
        id
    }

    async fn by_ids(&self, ids: &[DeliveryId]) -> Vec<Delivery> {
        let mut found =
            deliveries::by_ids(&self.pool, self.namespace, ids, self.now).await.unwrap();
        found.sort_unstable_by_key(|delivery| delivery.id);
        found
    }

    async fn one(&self, id: DeliveryId) -> Delivery {
        self.by_ids(&[id]).await.pop().unwrap()
    }

    /// Rows of hot tables that a read took from tables and indexes.
    async fn reads<T>(&self, read: impl Future<Output = T>) -> (T, i64) {
        let before = self.taken().await;
        let result = read.await;
        (result, self.taken().await - before)
    }

    async fn taken(&self) -> i64 {
        self.pool.execute("SELECT pg_stat_force_next_flush()").await.unwrap();
        sqlx::query_scalar(
            "SELECT (sum(t.seq_tup_read) + sum(i.read))::bigint
             FROM pg_stat_user_tables t
             JOIN LATERAL (SELECT coalesce(sum(idx_tup_read), 0) AS read
                           FROM pg_stat_user_indexes i WHERE i.relid = t.relid) i ON true
             WHERE t.schemaname = 'sparrow'
               AND t.relname ~ '^(events|queue|attempts|ended|settlements|replay_items)'",
        )
        .fetch_one(&self.pool)
        .await
        .unwrap()
    }
}

struct Made {
    webhook: WebhookId,
    number: i32,
    decision: i16,
    excused: bool,
}

#[tokio::test]
async fn a_delivery_is_where_its_rows_are() {
    let records = Records::new().await;
    let hook = records.hooks[0];
    let event = records.event(1, &[hook; 6]).await;
    let id = |n| event.delivery(n).unwrap();
    records.owe(id(1), hook, 0).await;
    records.owe(id(2), hook, 2).await;
    records.end(id(3), hook, End::Dead).await;
    records.end(id(4), hook, End::Cancelled).await;
    let made = |number, decision, excused| Made { webhook: hook, number, decision, excused };
    records.attempt(id(2), made(2, 2, false)).await;
    // Known to the attempts, but not to the queue when it was read.
    records.attempt(id(2), made(3, 1, false)).await;
    records.attempt(id(5), made(1, 2, true)).await;
    records.attempt(id(5), made(2, 2, false)).await;
    let last = records.attempt(id(5), made(3, 1, false)).await;
    records.attempt(id(5), made(4, 4, false)).await;

    let unknown = records.event(2, &[]).await.delivery(1).unwrap();
    let all = [id(1), id(2), id(3), id(4), id(5), id(6), id(7), unknown];
    let found = records.by_ids(&all).await;
    let states: Vec<State> = found.iter().map(|d| d.standing.state(false)).collect();
    assert_eq!(
        states,
        [
            State::Pending,
            State::Retrying,
            State::Ended(End::Dead),
            State::Ended(End::Cancelled),
            State::Delivered,
            State::Delivered,
        ],
        "a number beyond what the event matched, and one of an event that matched nothing, never were"
    );
    assert!(found.iter().all(|d| d.event_type.as_deref() == Some("order.paid")));
    assert_eq!(found[0].standing.state(true), State::Held);
    assert_eq!(found[0].last, None);
    assert_eq!(found[1].last.as_ref().map(|attempt| attempt.number), Some(2));
    let delivered = &found[4];
    assert_eq!(delivered.last.as_ref().map(|attempt| attempt.id), Some(last), "not superseded");
    assert_eq!(delivered.standing, Standing::Delivered { excused: 1 });
    assert_eq!(found[5].last, None, "its attempts are no longer kept");

    let named = locate(&records.pool, records.namespace, &all).await.unwrap();
    let mut owed: Vec<_> = named.iter().filter(|l| l.owed).map(|l| l.delivery).collect();
    owed.sort_unstable();
    assert_eq!((named.len(), owed), (6, vec![id(1), id(2)]));
    let dead: Vec<_> = named.iter().filter(|l| l.ended == Some(End::Dead)).collect();
    assert_eq!((dead.len(), dead[0].delivery, dead[0].event), (1, id(3), event));
}

#[tokio::test]
async fn the_deliveries_of_an_event_come_in_its_order_and_then_those_of_replays() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let event = records.event(1, &[other, one, other]).await;
    let base = ReplayBase::from_stamp(stamp(records.now, Duration::ZERO, 1 << 20));
    let again = base.delivery(1).unwrap();
    let replay = ReplayId::from_uuid(stamp(records.now, Duration::ZERO, 5));
    sqlx::query("INSERT INTO sparrow.replay_items VALUES ($1, $2, 1, $3, $4, $5, false)")
        .bind(records.namespace.uuid())
        .bind(replay.uuid())
        .bind(event.uuid())
        .bind(one.uuid())
        .bind(again.uuid())
        .execute(&records.pool)
        .await
        .unwrap();
    records.owe(again, one, 0).await;

    let (pool, space, now) = (&records.pool, records.namespace, records.now);
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = deliveries::of_event(pool, space, event, after, 2, now).await.unwrap();
        after = page.last().map(|delivery| delivery.id);
        let full = page.len() == 2;
        pages.extend(page.into_iter().map(|delivery| (delivery.id, delivery.webhook)));
        if !full {
            break;
        }
    }
    let own = |n| event.delivery(n).unwrap();
    assert_eq!(pages, [(own(1), other), (own(2), one), (own(3), other), (again, one)]);
    let replayed = records.one(again).await;
    assert_eq!((replayed.event, replayed.replay), (event, Some(replay)));
    assert_eq!(replayed.standing.state(false), State::Pending);
    let routed = deliveries::routed(pool, space, event).await.unwrap().unwrap();
    assert_eq!((routed.own, routed.replayed), (3, 1));
    let nothing = EventId::from_stamp(stamp(now, LONG_AGO, 99 << 20));
    assert_eq!(deliveries::routed(pool, space, nothing).await.unwrap(), None);
}

/// All pages of a list, as ids.
async fn pages(records: &Records, scope: Scope, wanted: &Wanted<'_>) -> Vec<DeliveryId> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = newest(&records.pool, records.namespace, scope, wanted, after, 3, records.now)
            .await
            .unwrap();
        assert!(page.deliveries.len() <= 3);
        ids.extend(page.deliveries.into_iter().map(|delivery| delivery.id));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

#[tokio::test]
async fn lists_hold_what_is_owed_or_ended_newest_first_and_each_once() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let mut expected = Vec::new();
    for n in 0..12_u64 {
        let event = records.event(n, &[one, other]).await;
        let (first, second) = (event.delivery(1).unwrap(), event.delivery(2).unwrap());
        match n % 4 {
            0 => records.owe(first, one, 0).await,
            1 => records.owe(first, one, 1).await,
            2 => records.end(first, one, End::Dead).await,
            _ => records.end(first, one, End::Cancelled).await,
        }
        records.owe(second, other, 0).await;
        expected.push((first, n % 4));
        expected.push((second, 4));
    }
    expected.sort_unstable_by(|a, b| b.cmp(a));
    let ids = |kinds: &[u64]| -> Vec<DeliveryId> {
        expected.iter().filter(|(_, kind)| kinds.contains(kind)).map(|(id, _)| *id).collect()
    };
    let paused = HashSet::from([other]);
    let cases: [(&[State], &[u64]); 6] = [
        (&[], &[0, 1, 2, 3, 4]),
        (&[State::Pending], &[0]),
        (&[State::Retrying], &[1]),
        (&[State::Held], &[4]),
        (&[State::Ended(End::Dead)], &[2]),
        (&[State::Retrying, State::Held, State::Ended(End::Cancelled)], &[1, 3, 4]),
    ];
    for (states, kinds) in cases {
        let wanted = Wanted { states, paused: &paused };
        assert_eq!(pages(&records, Scope::Namespace, &wanted).await, ids(kinds), "{states:?}");
        let of_one: Vec<u64> = kinds.iter().copied().filter(|kind| *kind < 4).collect();
        let scope = Scope::Webhook(one);
        assert_eq!(pages(&records, scope, &wanted).await, ids(&of_one), "{states:?}");
    }
}

#[tokio::test]
async fn attempts_are_found_by_what_they_belong_to() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let event = records.event(1, &[one, other]).await;
    let later = records.event(2, &[one]).await;
    let (first, second) = (event.delivery(1).unwrap(), event.delivery(2).unwrap());
    let third = later.delivery(1).unwrap();
    let made = |webhook, number, decision| Made { webhook, number, decision, excused: false };
    let a = records.attempt(first, made(one, 1, 2)).await;
    let b = records.attempt(first, made(one, 3, 1)).await;
    let c = records.attempt(second, made(other, 2, 3)).await;
    let d = records.attempt(third, made(one, 10, 1)).await;

    let (pool, space) = (&records.pool, records.namespace);
    let any = Window::new(None, None, false, None);
    let failed = Window::new(None, None, true, None);
    let all = attempt_lists::of_namespace(pool, space, any, 10).await.unwrap();
    assert_eq!((all.ids, all.next), (vec![d, b, c, a], None));
    let first_page = attempt_lists::of_namespace(pool, space, any, 3).await.unwrap();
    assert_eq!((first_page.ids.as_slice(), first_page.next), ([d, b, c].as_slice(), Some(c)));
    let rest = Window::new(None, None, false, first_page.next);
    let rest = attempt_lists::of_namespace(pool, space, rest, 3).await.unwrap();
    assert_eq!((rest.ids, rest.next), (vec![a], None));
    let bad = attempt_lists::of_namespace(pool, space, failed, 10).await.unwrap();
    assert_eq!(bad.ids, [c, a]);
    let of_one = attempt_lists::of_webhook(pool, space, one, any, 10).await.unwrap();
    assert_eq!(of_one.ids, [d, b, a]);
    let bad = attempt_lists::of_webhook(pool, space, one, failed, 10).await.unwrap();
    assert_eq!(bad.ids, [a]);
    let of_first = Deliveries::one(first);
    let of_first = attempt_lists::of_deliveries(pool, space, of_first, any, 10).await.unwrap();
    assert_eq!(of_first.ids, [b, a]);
    let whole = Deliveries::of_event(event, 0).unwrap();
    let whole = attempt_lists::of_deliveries(pool, space, whole, any, 10).await.unwrap();
    assert_eq!(whole.ids, [b, c, a]);

    let at = |id: AttemptId| Timestamp::from_millis(id.unix_millis());
    let window = Window::new(Some(at(c)), Some(at(d)), false, None);
    let within = attempt_lists::of_namespace(pool, space, window, 10).await.unwrap();
    assert_eq!(within.ids, [b, c], "half-open");

    let loaded = attempts::load(pool, &[(space, c), (space, a)]).await.unwrap();
    assert_eq!(loaded.iter().map(|record| record.id).collect::<Vec<_>>(), [c, a], "as asked for");
    assert_eq!(loaded[0].decided, Decided::Dead);
    assert!(matches!(loaded[1].decided, Decided::Retry { .. }));
    let elsewhere = NamespaceId::from_uuid(Uuid::from_u128(9));
    assert_eq!(attempts::load(pool, &[(elsewhere, c)]).await.unwrap(), []);
}

async fn items(records: &Records) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM sparrow.replay_items")
        .fetch_one(&records.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_replay_is_made_whole_or_not_at_all() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let event = records.event(1, &[one, other]).await;
    let (first, second) = (event.delivery(1).unwrap(), event.delivery(2).unwrap());
    records.end(first, one, End::Dead).await;
    let id = |n| ReplayId::from_uuid(stamp(records.now, Duration::ZERO, n));
    let make = async |n, selector| {
        replays::create(&records.pool, records.namespace, id(n), &selector).await.unwrap()
    };
    let nothing = EventId::from_stamp(stamp(records.now, LONG_AGO, 99 << 20));
    let empty = records.event(2, &[]).await;
    let refused = [
        (Selector::Events(vec![event, nothing]), Created::UnknownEvents(vec![nothing])),
        (Selector::Events(vec![empty]), Created::Empty),
        (
            Selector::Deliveries(vec![first, nothing.delivery(1).unwrap()]),
            Created::UnknownDeliveries(vec![nothing.delivery(1).unwrap()]),
        ),
        (Selector::DeadLetters(vec![first, second]), Created::NotDead(vec![second])),
    ];
    for (selector, answer) in refused {
        assert_eq!(make(1, selector).await, answer);
    }
    assert_eq!(items(&records).await, 0);
    let replayed_by = async || match records.one(first).await.standing {
        Standing::Ended { replayed_by, .. } => replayed_by,
        other => panic!("{other:?}"),
    };
    assert_eq!(replayed_by().await, None, "a refused replay marks nothing");

    let made = make(2, Selector::DeadLetters(vec![first])).await;
    assert!(matches!(made, Created::Done(replay) if replay.total == 1));
    assert_eq!(replayed_by().await, Some(id(2)));
    let made = make(3, Selector::Events(vec![event])).await;
    assert!(matches!(made, Created::Done(replay) if replay.total == 2));
    let list = async |after, limit| {
        let found = replays::list(&records.pool, records.namespace, after, limit).await.unwrap();
        found.iter().map(|replay| replay.id).collect::<Vec<_>>()
    };
    assert_eq!(list(None, 10).await, [id(3), id(2)]);
    assert_eq!(list(Some(id(3)), 10).await, [id(2)]);
}

#[tokio::test]
async fn a_replay_goes_on_in_the_order_asked_for_and_counts_how_its_deliveries_end() {
    let records = Records::new().await;
    let [one, other] = records.hooks;
    let gone = WebhookId::from_uuid(stamp(records.now, LONG_AGO, 3));
    let event = records.event(1, &[one, gone, other]).await;
    let id = ReplayId::from_uuid(stamp(records.now, Duration::ZERO, 1));
    let asked = [3, 2, 1].map(|n| event.delivery(n).unwrap()).to_vec();
    let selector = Selector::Deliveries(asked);
    replays::create(&records.pool, records.namespace, id, &selector).await.unwrap();

    let database = Database::parse(&records.test.url()).unwrap();
    let mut link = database.link(Duration::from_secs(10), Plans::Default);
    let base = ReplayBase::from_stamp(stamp(records.now, Duration::ZERO, 7 << 20));
    let running = Running { namespace: records.namespace, replay: id };
    let done = step(&mut link, running, base).await.unwrap();
    let at = |n| base.delivery(n).unwrap();
    assert_eq!(done.queued, [(other, at(1)), (one, at(3))]);
    assert_eq!((done.skipped, done.done), (1, true), "one webhook is gone");
    assert_eq!(step(&mut link, running, base).await.unwrap().queued, [], "it is done");
    let replay = replays::get(&records.pool, records.namespace, id).await.unwrap().unwrap();
    assert_eq!((replay.total, replay.queued, replay.skipped), (3, 2, 1));
    let made = replays::deliveries(&records.pool, records.namespace, id, 9).await.unwrap();
    assert_eq!(made, [at(1), at(3)]);

    let progress = async || replays::progress(&records.pool, records.namespace, id).await.unwrap();
    assert_eq!(progress().await.ended(), 0);
    records.pool.execute("DELETE FROM sparrow.queue").await.unwrap();
    records.end(at(1), other, End::Dead).await;
    let counted = progress().await;
    assert_eq!((counted.delivered, counted.dead, counted.other), (1, 1, 0));
    // A replayed one can be replayed.
    let again = ReplayId::from_uuid(stamp(records.now, Duration::ZERO, 2));
    let selector = Selector::DeadLetters(vec![at(1)]);
    let made = replays::create(&records.pool, records.namespace, again, &selector).await.unwrap();
    assert!(matches!(made, Created::Done(_)), "{made:?}");
}

/// A row of settlements of a node, so many seconds ago.
async fn settle(records: &Records, node: u128, batch: i64, ago: f64) {
    sqlx::query(
        "INSERT INTO sparrow.settlements VALUES
         ($1, $2, to_timestamp($3::float8 / 1e6) - $4 * interval '1 second', '{}', '{}', '{}', '{}')",
    )
    .bind(Uuid::from_u128(node))
    .bind(batch)
    .bind(records.now.micros() as f64)
    .bind(ago)
    .execute(&records.pool)
    .await
    .unwrap();
}

#[tokio::test]
async fn the_feed_gives_each_batch_once_over_nodes_and_hours() {
    let records = Records::new().await;
    for node in [1, 2, 3] {
        sqlx::query(
            "INSERT INTO sparrow.nodes (node_id, host, started_at)
             VALUES ($1, 'test', now() - interval '2 hours')",
        )
        .bind(Uuid::from_u128(node))
        .execute(&records.pool)
        .await
        .unwrap();
    }
    // Partitions of the test begin an hour ago.
    for (node, batch, ago) in [(1, 1, 3_000.0), (1, 2, 3_000.0), (1, 3, 10.0), (2, 1, 20.0)] {
        settle(&records, node, batch, ago).await;
    }
    let wake = watch::Sender::new(0);
    let feed = Feed::new(records.pool.clone(), wake.subscribe());
    let read = async |cursor: &mut Cursor, limit| {
        let read = feed.after(cursor, limit).await.unwrap();
        let whole = read.batches.iter().all(|batch| cursor.advance(batch));
        let numbers: Vec<_> =
            read.batches.iter().map(|b| (b.node.uuid().as_u128(), b.batch)).collect();
        (numbers, read.more, whole)
    };
    let mut all = Cursor::default();
    assert_eq!(read(&mut all, 2).await, (vec![(1, 1), (1, 2), (2, 1)], true, true));
    assert_eq!(read(&mut all, 2).await, (vec![(1, 3)], false, true));
    assert_eq!(read(&mut all, 2).await, (vec![], false, true));
    assert_eq!(feed.head().await.unwrap(), all);

    let mut recent = feed.at(records.now.minus(Duration::from_secs(15))).await.unwrap();
    assert_eq!(read(&mut recent, 9).await, (vec![(1, 3)], false, true));
    let mut old = feed.at(records.now.minus(Duration::from_secs(3_100))).await.unwrap();
    assert_eq!(read(&mut old, 9).await.0.len(), 4);

    // A node without rows so far is read from its first; one that skips is noticed.
    settle(&records, 3, 1, 5.0).await;
    settle(&records, 1, 5, 1.0).await;
    assert_eq!(read(&mut all, 9).await, (vec![(3, 1), (1, 5)], false, false));
    let known = NodeId::from_uuid(Uuid::from_u128(1));
    let read = feed.after(&Cursor::default(), 9).await.unwrap();
    assert_eq!(read.batches.iter().filter(|batch| batch.node == known).count(), 4);
}

/// Rows of each hot table, in an hour, for the test below.
const MANY: i64 = 20_000;

/// Events with one delivery each, of which every fourth is owed and every fourth dead.
async fn fill(records: &Records) {
    let first = u64::try_from(records.now.minus(LONG_AGO).millis()).unwrap();
    let (one, other) = (records.hooks[0].uuid(), records.hooks[1].uuid());
    let fill = format!(
        "CREATE TEMPORARY TABLE d AS
         SELECT n, (lpad(to_hex({first} + n * 100), 12, '0') || '70008000000000000000')::uuid AS event,
                (lpad(to_hex({first} + n * 100), 12, '0') || '70008000000000000001')::uuid AS id,
                CASE n % 2 WHEN 0 THEN '{one}'::uuid ELSE '{other}'::uuid END AS hook
         FROM generate_series(1, {MANY}) n;
         INSERT INTO sparrow.events
         SELECT '{space}', event, 'order.paid', 'text/plain', NULL, ARRAY[hook], '' FROM d;
         INSERT INTO sparrow.queue
         SELECT '{space}', hook, id, 0, 0, NULL FROM d WHERE n % 4 IN (0, 1);
         INSERT INTO sparrow.ended
         SELECT '{space}', id, hook, event, 'dead', 1, 0, 'why', 'who', now() FROM d WHERE n % 4 > 1;
         INSERT INTO sparrow.attempts
             (namespace_id, attempt_id, delivery_id, event_id, webhook_id, revision, attempt,
              max_attempts, outcome, decision, excused, rule, total_us, reused)
         SELECT '{space}', id, id, event, hook, 1, 1, 1, 2, 3, false, 'rule', 1, false FROM d;
         INSERT INTO sparrow.nodes (node_id, host, started_at)
         VALUES ('{node}', 'test', now() - interval '1 hour');
         INSERT INTO sparrow.settlements
         SELECT '{node}', n, now() - interval '55 minutes' + n * interval '100 ms',
                ARRAY['{space}'::uuid], ARRAY[id], '{{}}', '{{}}' FROM d;
         ANALYZE sparrow.events, sparrow.queue, sparrow.ended, sparrow.attempts, sparrow.settlements",
        space = records.namespace.uuid(),
        node = Uuid::from_u128(1),
    );
    records.pool.execute(sqlx::AssertSqlSafe(fill)).await.unwrap();
}

#[tokio::test]
async fn no_read_takes_more_than_its_page() {
    let records = Records::new().await;
    fill(&records).await;
    let (pool, space, now) = (&records.pool, records.namespace, records.now);
    let hook = records.hooks[0];
    let none = HashSet::new();
    let wanted = Wanted { states: &[], paused: &none };
    let dead = Wanted { states: &[State::Ended(End::Dead)], paused: &none };
    let check = |what: &str, (rows, reads): (usize, i64), most: i64| {
        assert!(rows > 0, "{what} found nothing");
        assert!(
            (1..=most).contains(&reads),
            "{what}: {reads} rows read for {rows}, not 1..={most}"
        );
    };

    let (page, reads) =
        records.reads(newest(pool, space, Scope::Namespace, &wanted, None, 50, now)).await;
    let page = page.unwrap().deliveries;
    check("owed and ended of a namespace", (page.len(), reads), 1_000);
    let ids: Vec<DeliveryId> = page.iter().map(|delivery| delivery.id).collect();
    let scope = Scope::Webhook(hook);
    let (page, reads) = records.reads(newest(pool, space, scope, &wanted, None, 50, now)).await;
    check("owed and ended of a webhook", (page.unwrap().deliveries.len(), reads), 1_000);
    let (page, reads) =
        records.reads(newest(pool, space, Scope::Namespace, &dead, None, 50, now)).await;
    check("dead letters", (page.unwrap().deliveries.len(), reads), 2_000);

    let (found, reads) = records.reads(deliveries::by_ids(pool, space, &ids, now)).await;
    check("deliveries by id", (found.unwrap().len(), reads), 1_000);
    let (found, reads) = records.reads(locate(pool, space, &ids)).await;
    check("deliveries named in a command", (found.unwrap().len(), reads), 500);

    let window = Window::new(None, None, false, None);
    let (page, reads) = records.reads(attempt_lists::of_namespace(pool, space, window, 50)).await;
    let page = page.unwrap().ids;
    check("attempts of a namespace", (page.len(), reads), 200);
    let (found, reads) =
        records.reads(attempt_lists::of_webhook(pool, space, hook, window, 50)).await;
    check("attempts of a webhook", (found.unwrap().ids.len(), reads), 200);
    let event = Deliveries::of_event(EventId::from_stamp(ids[0].uuid()), 0).unwrap();
    let (found, reads) =
        records.reads(attempt_lists::of_deliveries(pool, space, event, window, 50)).await;
    check("attempts of an event", (found.unwrap().ids.len(), reads), 50);
    let keys: Vec<_> = page.iter().map(|id| (space, *id)).collect();
    let (found, reads) = records.reads(attempts::load(pool, &keys)).await;
    check("attempts by id", (found.unwrap().len(), reads), 500);

    let selector = Selector::Deliveries(ids.clone());
    let id = ReplayId::from_uuid(stamp(now, Duration::ZERO, 1));
    let (made, reads) = records.reads(replays::create(pool, space, id, &selector)).await;
    assert!(matches!(made, Ok(Created::Done(_))), "{made:?}");
    check("making a replay", (ids.len(), reads), 1_000);

    let wake = watch::Sender::new(0);
    let feed = Feed::new(pool.clone(), wake.subscribe());
    let (head, reads) = records.reads(feed.head()).await;
    check("the head of the feed", (1, reads), 50);
    let near = feed.at(now.minus(Duration::from_secs(1_600))).await.unwrap();
    let (read, reads) = records.reads(feed.after(&near, 16)).await;
    check("the feed from a cursor", (read.unwrap().batches.len(), reads), 100);
    let (read, reads) = records.reads(feed.after(&head.unwrap(), 16)).await;
    assert_eq!(read.unwrap().batches, []);
    assert!(reads < 50, "the feed at rest: {reads}");
}
