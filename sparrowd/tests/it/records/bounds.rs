//! No read takes more of the hot tables than it shows.

use std::collections::HashSet;
use std::time::Duration;

use sparrowd::domain::delivery::{End, State};
use sparrowd::domain::event::EventPattern;
use sparrowd::domain::ids::{DeliveryId, EventId, ReplayId};
use sparrowd::domain::statuses::Status;
use sparrowd::store::attempts::lists::{self as attempt_lists, Deliveries, Filter, Window};
use sparrowd::store::attempts::{self};
use sparrowd::store::commands::locate;
use sparrowd::store::deliveries::lists::{Scope, Wanted, newest};
use sparrowd::store::deliveries::{self};
use sparrowd::store::events::{self, Filter as EventFilter};
use sparrowd::store::replays::{self, Made, Making, Selector};
use sparrowd::store::settlements::Feed;
use sqlx::Executor as _;
use tokio::sync::watch;
use uuid::Uuid;

use super::{LONG_AGO, Records, stamp};

/// Rows of each hot table, in an hour, for the tests below: more than a page looks at.
const MANY: i64 = 36_000;
/// What is read depends on how the rows lie in the partitions, of which each is a day.
const NOON: Duration = Duration::from_hours(12);

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
             (namespace_id, event_id, event_type, content_type, webhooks, payload)
         SELECT '{space}', event, 'order.paid', 'text/plain', ARRAY[hook], '' FROM d;
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
                ARRAY['{space}'::uuid], ARRAY[id], '{{}}', '{{}}' FROM d",
        space = records.namespace.uuid(),
        node = Uuid::from_u128(1),
    );
    records.pool.execute(sqlx::AssertSqlSafe(fill)).await.unwrap();
}

async fn analyze(records: &Records) {
    let analyze = "ANALYZE sparrow.events, sparrow.queue, sparrow.ended, sparrow.attempts, sparrow.settlements";
    records.pool.execute(analyze).await.unwrap();
}

#[tokio::test]
async fn a_filter_that_nothing_fits_looks_so_far_and_no_further() {
    let records = Records::at(Some(NOON)).await;
    fill(&records).await;
    analyze(&records).await;
    let (pool, space, now) = (&records.pool, records.namespace, records.now);
    let none = HashSet::new();
    // Every row is looked at once, in an index or, for a type, its event too; and there is more.
    let check = |what: &str, (rows, more, reads): (usize, bool, i64), looked: i64| {
        assert_eq!((rows, more), (0, true), "{what}");
        let most = looked + 1_000;
        assert!(
            (looked..=most).contains(&reads),
            "{what}: {reads} rows read, not {looked}..={most}"
        );
    };

    let tls = Filter { statuses: Status::parse("tls").into_iter().collect(), ..Filter::default() };
    let pattern = EventPattern::try_new("none.*").unwrap();
    let typed = Filter { event_type: Some(pattern.clone()), ..Filter::default() };
    for (what, filter, looked) in [
        ("attempts by status", tls, attempt_lists::LOOK),
        ("attempts by type", typed, 2 * attempt_lists::LOOK_TYPED),
    ] {
        let window = &Window::new(None, None, filter, None);
        let (page, reads) =
            records.reads(attempt_lists::of_namespace(pool, space, window, 50)).await;
        let page = page.unwrap();
        check(what, (page.ids.len(), page.next.is_some(), reads), looked);
    }
    let window =
        Filter { statuses: Status::parse("dns").into_iter().collect(), ..Filter::default() };
    let window = &Window::new(None, None, window, None);
    let filter =
        EventFilter { from: Uuid::nil(), below: Uuid::max(), pattern: Some(pattern.clone()) };
    let (page, reads) = records.reads(events::page(pool, space, &filter, 50)).await;
    let page = page.unwrap();
    let found = (page.events.len(), page.next.is_some(), reads);
    check("events by type", found, events::MAX_TESTED);
    let hook = records.hooks[0];
    let (page, reads) =
        records.reads(attempt_lists::of_webhook(pool, space, hook, window, 50)).await;
    let page = page.unwrap();
    let found = (page.ids.len(), page.next.is_some(), reads);
    check("attempts of a webhook by status", found, attempt_lists::LOOK);

    let cancelled = [State::Ended(End::Cancelled)];
    let (page, reads) = records
        .reads(newest(pool, space, Scope::Namespace, &Wanted::of(&cancelled, &none), None, 50, now))
        .await;
    let page = page.unwrap();
    let found = (page.deliveries.len(), page.next.is_some(), reads);
    check("deliveries by state", found, 10_000);
    let retrying = [State::Retrying];
    let (page, reads) = records
        .reads(newest(pool, space, Scope::Namespace, &Wanted::of(&retrying, &none), None, 50, now))
        .await;
    let page = page.unwrap();
    assert_eq!((page.deliveries.len(), page.next.is_some()), (0, true));
    // The newest of both webhooks, as many as a page has rows.
    assert!(reads <= 1_000, "{reads} rows read of the queue");
    let typed = Wanted { event_type: Some(&pattern), ..Wanted::of(&[], &none) };
    let (page, reads) =
        records.reads(newest(pool, space, Scope::Namespace, &typed, None, 50, now)).await;
    let page = page.unwrap();
    assert_eq!((page.deliveries.len(), page.next.is_some()), (0, true));
    assert!((1_000..=6_000).contains(&reads), "{reads} rows read for 1,000 events");
}

#[tokio::test]
async fn no_read_takes_more_than_its_page() {
    let records = Records::at(Some(NOON)).await;
    fill(&records).await;
    analyze(&records).await;
    let (pool, space, now) = (&records.pool, records.namespace, records.now);
    let hook = records.hooks[0];
    let none = HashSet::new();
    let wanted = Wanted::of(&[], &none);
    let dead = Wanted::of(&[State::Ended(End::Dead)], &none);
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

    let window = &Window::new(None, None, Filter::default(), None);
    let (page, reads) = records.reads(attempt_lists::of_namespace(pool, space, window, 50)).await;
    let page = page.unwrap().ids;
    check("attempts of a namespace", (page.len(), reads), 200);
    let (found, reads) =
        records.reads(attempt_lists::of_webhook(pool, space, hook, window, 50)).await;
    check("attempts of a webhook", (found.unwrap().ids.len(), reads), 200);
    let keys: Vec<_> = page.iter().map(|id| (space, *id)).collect();
    let (found, reads) = records.reads(attempts::load(pool, &keys)).await;
    check("attempts by id", (found.unwrap().len(), reads), 500);

    let selector = Selector::Deliveries(ids.clone());
    let id = ReplayId::from_uuid(stamp(now, Duration::ZERO, 1));
    let making = replays::make(pool, space, id, &selector, 0.0, Making::Replay);
    let (made, reads) = records.reads(making).await;
    assert!(matches!(made, Ok(Made::Replay(_))), "{made:?}");
    check("making a replay", (ids.len(), reads), 1_000);

    let wake = watch::Sender::new(0);
    let feed = Feed::new(pool.clone(), wake.subscribe());
    let (head, reads) = records.reads(feed.head()).await;
    check("the head of the feed", (1, reads), 50);
    let clock = sparrowd::store::clock(pool).await.unwrap().0;
    let near = feed.at(clock.minus(Duration::from_secs(1_600))).await.unwrap();
    let (read, reads) = records.reads(feed.after(&near, 16)).await;
    check("the feed from a cursor", (read.unwrap().batches.len(), reads), 100);
    let (read, reads) = records.reads(feed.after(&head.unwrap(), 16)).await;
    assert_eq!(read.unwrap().batches, []);
    assert!(reads < 50, "the feed at rest: {reads}");
}

/// The attempts of a minute, or of a whole day, are not read for those of one event: wherever the day
/// begins, and whatever PostgreSQL knows of it.
#[tokio::test]
async fn the_attempts_of_an_event_are_found_by_it_alone() {
    for minutes in [1, 30, 48, 12 * 60] {
        let records = Records::at(Some(Duration::from_mins(minutes))).await;
        fill(&records).await;
        // A handful of rows may be gone through by any way that PostgreSQL likes.
        one_of_many(&records, 1_000).await;
        analyze(&records).await;
        one_of_many(&records, 20).await;
    }
}

async fn one_of_many(records: &Records, most: i64) {
    let all = Window::new(None, None, Filter::default(), None);
    let since = Window::new(Some(records.now.minus(LONG_AGO)), None, Filter::default(), None);
    for (n, window) in [(3, &all), (MANY / 2 + 3, &since), (MANY - 1, &all), (MANY - 1, &since)] {
        let ago = LONG_AGO.saturating_sub(Duration::from_millis(n.unsigned_abs() * 100));
        let event = EventId::from_stamp(stamp(records.now, ago, 0));
        let of = Deliveries::of_event(event, 0).unwrap();
        let read = attempt_lists::of_deliveries(&records.pool, records.namespace, of, window, 50);
        let (found, reads) = records.reads(read).await;
        assert_eq!(found.unwrap().ids.len(), 1, "event {n}");
        assert!((1..=most).contains(&reads), "event {n}: {reads} rows read, not 1..={most}");
    }
}
