//! Attempts, by what they belong to.

use sparrowd::domain::ids::{AttemptId, NamespaceId};
use sparrowd::domain::timestamp::Timestamp;
use sparrowd::store::attempts::lists::{self as attempt_lists, Deliveries, Filter, Window};
use sparrowd::store::attempts::{self, Decided};
use uuid::Uuid;

use super::{Made, Records};

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
    let any = &Window::new(None, None, Filter::default(), None);
    let failed = &Window::new(None, None, Filter { failed: true, ..Filter::default() }, None);
    let all = attempt_lists::of_namespace(pool, space, any, 10).await.unwrap();
    assert_eq!((all.ids, all.next), (vec![d, b, c, a], None));
    let first_page = attempt_lists::of_namespace(pool, space, any, 3).await.unwrap();
    assert_eq!((first_page.ids.as_slice(), first_page.next), ([d, b, c].as_slice(), Some(c)));
    let rest = &Window::new(None, None, Filter::default(), first_page.next);
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
    let window = &Window::new(Some(at(c)), Some(at(d)), Filter::default(), None);
    let within = attempt_lists::of_namespace(pool, space, window, 10).await.unwrap();
    assert_eq!(within.ids, [b, c], "half-open");
    let whole = Deliveries::of_event(event, 0).unwrap();
    let window = &Window::new(Some(at(c)), Some(at(b)), Filter::default(), None);
    let within = attempt_lists::of_deliveries(pool, space, whole, window, 10).await.unwrap();
    assert_eq!(within.ids, [c], "half-open");
    let whole = Deliveries::of_event(event, 0).unwrap();
    let rest = &Window::new(None, None, Filter::default(), Some(c));
    let rest = attempt_lists::of_deliveries(pool, space, whole, rest, 10).await.unwrap();
    assert_eq!(rest.ids, [a]);

    let loaded = attempts::load(pool, &[(space, c), (space, a)]).await.unwrap();
    assert_eq!(loaded.iter().map(|record| record.id).collect::<Vec<_>>(), [c, a], "as asked for");
    assert_eq!(loaded[0].decided, Decided::Dead);
    assert!(matches!(loaded[1].decided, Decided::Retry { .. }));
    let elsewhere = NamespaceId::from_uuid(Uuid::from_u128(9));
    assert_eq!(attempts::load(pool, &[(elsewhere, c)]).await.unwrap(), []);
}
