//! What people see, at two widths, in Unicode and in ASCII.

use crate::kit::{Client, cases, finish};

/// Runs as on a terminal of this width, and cleans what differs from run to run.
fn screen(case: &str, columns: u16, more: &[&str]) -> String {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let mut arguments = cases::words(case);
    arguments.extend(["-o", "table"]);
    arguments.extend(more);
    let mut command = client.command(&arguments);
    command.env("COLUMNS", columns.to_string());
    let ran = finish(command).ok();
    ran.whole().replace(&fake.url(), "http://127.0.0.1:50051")
}

#[test]
fn at_two_widths() {
    for (name, case) in [
        ("webhook_list", "webhook list"),
        ("webhook_show", "webhook show legacy-erp"),
        ("delivery_list", "delivery list"),
        ("dead_letter_list", "dead-letter list"),
        ("attempt_list", "attempt list"),
        ("attempt_show", "attempt show att_01jd9x7s0f5h3n8q6bk4w8x2mz"),
        ("tail", "tail --exit-after 1"),
        ("event_show", "event show evt_01jd9x7rkc3v6m2p8wz4t00000 --tree"),
        ("health", "health"),
        ("node_list", "node list"),
    ] {
        for columns in [80, 120] {
            let text = screen(case, columns, &[]);
            insta::assert_snapshot!(format!("{name}_{columns}"), text);
        }
    }
}

#[test]
fn once_each() {
    for (name, case) in [
        ("namespace_list", "namespace list"),
        ("namespace_show", "namespace show default"),
        ("namespace_delete", "namespace delete default --confirm default"),
        (
            "webhook_register",
            "webhook register https://a.example/hook --on order.*,user.created --name demo",
        ),
        (
            "webhook_register_paused",
            "webhook register https://a.example/hook --on user.* --paused=later",
        ),
        (
            "webhook_register_again",
            "webhook register https://a.example/hook --on a --name acme-orders --if-not-exists",
        ),
        ("webhook_show_paused", "webhook show billing-mirror"),
        ("webhook_update", "webhook update acme-orders --url https://b.example/"),
        ("webhook_pause", "webhook pause acme-orders --reason maintenance"),
        ("webhook_delete", "webhook delete acme-orders --yes"),
        ("event_push", "push order.paid {\"a\":1}"),
        ("event_list", "event list"),
        ("delivery_show", "delivery show dlv_01jd9x7rkc3v6m2p8wz4t00001"),
        ("delivery_show_dead", "delivery show dlv_01jd9x7rkc3v6m2p8wz4t00002"),
        ("delivery_retry", "delivery retry dlv_01jd9x7rkc3v6m2p8wz4t00001"),
        ("delivery_wait", "delivery wait dlv_01jd9x7rkc3v6m2p8wz4t00001"),
        ("attempt_curl", "attempt curl att_01jd9x7s0f5h3n8q6bk4w8x2mz"),
        ("dead_letter_replay", "dead-letter replay dlv_01jd9x7rkc3v6m2p8wz4t00002"),
        ("replay_list", "replay list"),
        ("replay_show", "replay show rpl_01jd9x9s0f5h3n8q6bk4w8x2mz"),
        ("replay_watch", "replay watch rpl_01jd9x9s0f5h3n8q6bk4w8x2mz"),
        ("health_webhook", "health --webhook legacy-erp"),
        ("node_drain", "node drain 0193596a"),
        ("node_undrain", "node undrain 5b2e"),
    ] {
        insta::assert_snapshot!(name, screen(case, 100, &[]));
    }
}

#[test]
fn lanes_that_nobody_has_are_told() {
    let fake = cases::daemon();
    fake.lock().lanes_without_owner = 128;
    let ran = Client::of(&fake).run(&["node", "list", "-o", "name"]).ok();
    assert_eq!(ran.out.lines().count(), 3, "ids alone");
    assert_eq!(
        ran.err,
        "warning: 128 lanes have no owner: what is owed there waits for a node to claim it\n"
    );
}

#[test]
fn in_ascii() {
    let text = screen("webhook list", 120, &["--ascii"]);
    assert!(text.is_ascii(), "{text}");
    assert!(text.contains("FAIL failing") && text.contains("PAUS paused"), "{text}");
    assert!(screen("attempt show att_01jd9x7s0f5h3n8q6bk4w8x2mz", 80, &["--ascii"]).is_ascii());
}

#[test]
fn an_attempt_of_another_day_has_its_date() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let list = |now: &str, more: &[&str]| {
        let arguments = [&["attempt", "list", "-o", "table"], more].concat();
        let mut command = client.command(&arguments);
        command.env("SPARROW_TEST_NOW", now);
        finish(command).ok().out
    };
    let (same_day, next_day) = ("2026-11-23T14:09:33Z", "2026-11-24T14:09:33Z");
    let shown = list(same_day, &[]);
    assert!(shown.contains("\n14:09:31.204  ") && shown.contains("  in 4s  "), "{shown}");
    let shown = list(next_day, &[]);
    assert!(shown.contains("\n2026-11-23 14:09:31  "), "{shown}");
    assert!(list(next_day, &["--time", "relative"]).contains("\n1d 00h ago  "));
}

#[test]
fn parts_of_an_attempt() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let show = ["attempt", "show", "att_01jd9x7s0f5h3n8q6bk4w8x2mz", "-o", "table"];
    let part = |flags: &[&str]| client.run(&[&show[..], flags].concat()).ok().out;
    let (request, response, timing) =
        (part(&["--request"]), part(&["--response"]), part(&["--timing"]));
    assert!(request.contains("webhook-signature: v1,kq3dJm8=") && !request.contains("<html>"));
    assert!(response.contains("<html>\\x1b[2J upstream \\xff error</html>"), "{response}");
    assert!(timing.contains("first byte 50ms") && timing.lines().count() == 1, "{timing}");

    let raw = |flags: &[&str]| {
        let mut command = client.command(&[&show[..3], flags].concat());
        command.output().unwrap().stdout
    };
    assert_eq!(raw(&["--body-only"]), b"<html>\x1b[2J upstream \xff error</html>\n");
    assert_eq!(raw(&["--body-only", "--request"]), crate::kit::sample::event().payload);
}

#[test]
fn an_attempt_as_json_keeps_digits_and_bytes() {
    let fake = cases::daemon();
    let ran =
        Client::of(&fake).run(&["attempt", "show", "att_01jd9x7s0f5h3n8q6bk4w8x2mz", "-o", "json"]);
    insta::assert_snapshot!("attempt_show_json", ran.ok().out);
}
