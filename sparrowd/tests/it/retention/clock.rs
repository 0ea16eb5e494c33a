//! A clock that has stepped makes nothing old.

use std::time::Duration;

use sparrowd::upkeep::retention::{Round, round};

use super::{DAY, MONTH, Past};

#[tokio::test]
async fn nothing_goes_within_a_day_of_a_step_of_the_clock_on_any_node() {
    let past = Past::new().await;
    past.event(40).await;
    // To this node, the database's clock goes back by two minutes.
    let stamper = past.stamper(Duration::from_mins(2)).await;
    let held = round(&past.database(), &past.pool, &stamper, MONTH).await.unwrap();
    let Round::Held(until) = held else { panic!("{held:?}") };
    let left = until.since(past.now);
    assert!((DAY..DAY + Duration::from_mins(5)).contains(&left), "{left:?}");
    assert!(!stamper.has_stepped(), "it is written down");
    // Another has seen nothing of it, and reads it.
    assert_eq!(past.try_round(MONTH).await, Round::Held(until));
    assert!(past.is_there(&past.partition("events", 40).await).await);
    past.run("UPDATE sparrow.retention SET stepped_at = now() - interval '25 hours'").await;
    assert!(!past.round(MONTH).await.dropped.is_empty());
}

#[tokio::test]
async fn a_step_that_nobody_saw_is_told_by_the_last_look() {
    let past = Past::new().await;
    for seen in ["now() + interval '2 minutes'", "now() - interval '26 hours'"] {
        past.run(&format!("UPDATE sparrow.retention SET seen_at = {seen}, stepped_at = NULL"))
            .await;
        let held = past.try_round(MONTH).await;
        assert!(matches!(held, Round::Held(_)), "last seen at {seen}: {held:?}");
    }
    for seen in ["now() + interval '30 s'", "now() - interval '23 hours'"] {
        past.run(&format!("UPDATE sparrow.retention SET seen_at = {seen}, stepped_at = NULL"))
            .await;
        past.round(MONTH).await;
    }
}
