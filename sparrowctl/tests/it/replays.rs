//! Replays: what is selected is counted first, asked about, and carried out as it was counted.

use sparrow_proto::v1::{
    CreateReplayRequest, DeliveryState, DropPlanRequest, PlanReplayRequest, ReplaySelection,
    ReplayState, WatchReplayResponse,
};

use crate::kit::{
    Client, Fake,
    fake::Then,
    sample::{self, DEAD, DELIVERY, EVENT, PLAN, REPLAY},
};

fn create(client: &Client, more: &[&str]) -> crate::kit::Ran {
    client.run(&[&["replay", "create"], more].concat())
}

fn planned(fake: &Fake) -> Vec<CreateReplayRequest> {
    fake.lock().asked::<PlanReplayRequest>().into_iter().filter_map(|it| it.replay).collect()
}

#[test]
fn what_is_selected_reaches_the_daemon() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let filters = [
        "--webhook",
        "legacy-erp",
        "--since",
        "2026-11-22T00:00:00Z",
        "--until",
        "2026-11-23T00:00:00Z",
        "--type",
        "order.*",
        "--status",
        "5xx,timeout",
        "--rate",
        "30/m",
        "--dry-run",
    ];
    create(&client, &[&["--state", "dead,expired"], &filters[..]].concat()).ok();
    create(&client, &[&["--dead-letter"], &filters[..]].concat()).ok();
    client.run(&[&["dead-letter", "replay"], &filters[..]].concat()).ok();
    client.run(&["dead-letter", "replay", "--all", "--dry-run"]).ok();
    let asked = planned(&fake);
    let (dead, expired) = (DeliveryState::Dead.into(), DeliveryState::Expired.into());
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let selection = ReplaySelection {
        webhook: "legacy-erp".to_owned(),
        states: vec![dead, expired],
        since: at(1_795_305_600),
        until: at(1_795_392_000),
        event_type: "order.*".to_owned(),
        statuses: vec!["5xx".to_owned(), "timeout".to_owned()],
    };
    assert_eq!(asked[0].selection, Some(selection.clone()));
    assert!((asked[0].rate - 0.5).abs() < 1e-9);
    let dead_letters = ReplaySelection { states: vec![dead], ..selection };
    assert_eq!(asked[1].selection.as_ref(), Some(&dead_letters));
    assert_eq!(asked[2].selection.as_ref(), Some(&dead_letters));
    let all = ReplaySelection { states: vec![dead], ..ReplaySelection::default() };
    assert_eq!(asked[3].selection.as_ref(), Some(&all));
    assert!(fake.lock().writes.is_empty(), "a dry run sends nothing");
}

#[test]
fn exactly_what_was_counted_is_carried_out() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    for what in [
        &["--dead-letter", "--webhook", "legacy-erp"][..],
        &["--event", EVENT],
        &["--delivery", &format!("{DELIVERY},{DEAD}")],
        &["--state", "delivered", "--since", "1h"],
    ] {
        create(&client, &[what, &["--yes"]].concat()).ok();
    }
    create(&client, &["--plan", PLAN]).ok();
    let created = fake.lock().asked::<CreateReplayRequest>();
    assert_eq!(created.len(), 5);
    for request in created {
        assert_eq!(request.plan_id, PLAN);
        let only = CreateReplayRequest {
            namespace: "default".to_owned(),
            plan_id: PLAN.to_owned(),
            ..CreateReplayRequest::default()
        };
        assert_eq!(request, only);
    }
    assert_eq!(planned(&fake).len(), 4, "a plan is not planned again");
}

#[test]
fn a_plan_that_was_carried_out_shows_what_became_of_it() {
    let fake = Fake::start();
    fake.lock().replays_stand = Some(ReplayState::Cancelled);
    let ran = create(&Client::of(&fake), &["--plan", PLAN, "-o", "table"]).ok();
    assert!(ran.err.starts_with("unchanged: "), "{}", ran.err);
    assert!(ran.out.contains("✗ cancelled") && !ran.out.contains("replaying"), "{}", ran.out);
}

#[test]
fn one_delivery_is_replayed_at_once() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    create(&client, &["--delivery", DELIVERY, "--rate", "1/s"]).ok();
    create(&client, &["--dead-letter", DEAD]).ok();
    client.run(&["dead-letter", "replay", DEAD]).ok();
    assert!(planned(&fake).is_empty());
    let state = fake.lock();
    assert_eq!(state.writes, ["CreateReplay 0 1 0", "CreateReplay 0 0 1", "CreateReplay 0 0 1"]);
    let rates: Vec<f64> =
        state.asked::<CreateReplayRequest>().iter().map(|request| request.rate).collect();
    assert!((rates[0] - 1.0).abs() < 1e-9 && rates[1].abs() < 1e-9);
}

#[test]
fn ids_come_from_a_list_too() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let ids = format!("{DELIVERY}\n{DEAD}\n{DELIVERY}\n");
    for flag in ["--dead-letter", "--delivery"] {
        client.run_with(&["replay", "create", flag, "-", "--yes"], ids.clone()).ok();
    }
    let asked = planned(&fake);
    assert_eq!(asked[0].dead_letter_ids, [DELIVERY, DEAD]);
    assert_eq!(asked[1].delivery_ids, [DELIVERY, DEAD]);
}

#[test]
fn the_count_decides_how_it_is_confirmed() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let select = ["--dead-letter", "--webhook", "legacy-erp"];
    let run = |planned: u32, more: &[&str]| {
        fake.lock().planned = Some(planned);
        create(&client, &[&select[..], more].concat())
    };
    let ran = run(112, &[]).exits(13);
    let effect = "sends 112 deliveries of 98 events again: 101 to legacy-erp (failing), \
                  11 to billing-mirror (paused)";
    assert!(ran.err.contains(effect), "{}", ran.err);
    assert!(ran.err.contains("if you mean it: --yes"), "{}", ran.err);
    let ran = run(10_001, &["--yes"]).exits(13);
    assert!(ran.err.contains("if you mean it: --confirm legacy-erp"), "{}", ran.err);
    run(10_001, &["--confirm", "default"]).exits(13);
    assert!(fake.lock().writes.is_empty());
    run(1, &[]).ok();
    run(10_000, &["--yes"]).ok();
    run(10_001, &["--confirm", "legacy-erp"]).ok();
    assert_eq!(fake.lock().writes.len(), 3);
    let dropped = || fake.lock().asked::<DropPlanRequest>().len();
    assert_eq!(dropped(), 3, "what was not confirmed is not kept");
    let ran = run(0, &[]).ok();
    assert_eq!(dropped(), 4, "nor what is empty");
    assert!(ran.out.is_empty() && ran.err.starts_with("Nothing to replay"), "{}", ran.err);
    assert_eq!(fake.lock().writes.len(), 3);
}

#[test]
fn what_makes_no_sense_is_usage() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    for (arguments, told) in [
        (&[][..], "error[nothing_selected]"),
        (&["--webhook", "legacy-erp"], "error[no_state]"),
        (&["--state", "pending"], "--state"),
        (&["--state", "delivered"], "error[needs_since]"),
        (&["--delivery", DELIVERY, "--webhook", "legacy-erp"], "error[ids_and_filters]"),
        (&["--dead-letter", DEAD, "--type", "a"], "error[ids_and_filters]"),
        (&["--delivery", DELIVERY, "--event", EVENT], "cannot be used with"),
        (&["--delivery", DELIVERY, "--dead-letter"], "cannot be used with"),
        (&["--dead-letter", "--state", "dead"], "cannot be used with"),
        (&["--plan", PLAN, "--event", EVENT], "cannot be used with"),
        (&["--plan", PLAN, "--rate", "1/s"], "error[plan_is_fixed]"),
        (&["--plan", PLAN, "--type", "a"], "error[plan_is_fixed]"),
        (&["--plan", PLAN, "--dry-run"], "error[plan_is_fixed]"),
        (&["--dead-letter", "--dry-run", "--wait"], "cannot be used with"),
        (&["--dead-letter", "--rate", "20"], "--rate"),
        (&["--dead-letter", "--rate", "0/s"], "--rate"),
        (&["--dead-letter", "--rate", "NaN/s"], "--rate"),
    ] {
        let ran = create(&client, arguments).exits(2);
        assert!(ran.err.contains(told), "{arguments:?}: {}", ran.err);
    }
    create(&client, &["--plan", EVENT]).exits(7);
    client.run(&["dead-letter", "replay"]).exits(2);
    client.run(&["dead-letter", "replay", "--all", "--since", "1d"]).exits(2);
    client.run(&["dead-letter", "replay", DEAD, "--since", "1d"]).exits(2);
    assert!(fake.lock().calls.is_empty(), "the daemon is not asked");
}

#[test]
fn a_protected_context_is_asked_about_a_plan_too() {
    let fake = Fake::start();
    let mut client = Client::of(&fake);
    let config = format!(
        "current = \"prod\"\n[contexts.prod]\nserver = \"{}\"\nprotected = true\n",
        fake.url()
    );
    std::fs::write(client.config(), config).unwrap();
    client.server = String::new();
    create(&client, &["--plan", PLAN]).exits(13);
    create(&client, &["--delivery", DELIVERY, "--yes"]).exits(13);
    assert!(fake.lock().writes.is_empty());
    create(&client, &["--plan", PLAN, "--confirm", "prod"]).ok();
}

#[test]
fn one_that_was_cancelled_is_followed_to_its_end() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let script = |other| {
        let mut replay = sample::replay_in(ReplayState::Cancelled);
        (replay.delivered, replay.dead, replay.other) = (60 - other, 0, other);
        let message = WatchReplayResponse { replay: Some(replay) };
        [(vec![message], Then::End)].into()
    };
    fake.lock().replay_watches = script(7);
    client.run(&["replay", "watch", REPLAY]).exits(9);
    fake.lock().replay_watches = script(0);
    let ran = client.run(&["replay", "watch", REPLAY]).exits(10);
    assert!(ran.err.contains("it was cancelled: made 60 of 118"), "{}", ran.err);
}
