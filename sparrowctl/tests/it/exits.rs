//! What went wrong, as exit code, code and words.

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::kit::{Client, Fake, cases, fake::refusal};

#[test]
fn every_status_has_its_exit_code() {
    let expected = [
        (Code::Cancelled, 1),
        (Code::Unknown, 1),
        (Code::InvalidArgument, 7),
        (Code::DeadlineExceeded, 6),
        (Code::NotFound, 3),
        (Code::AlreadyExists, 11),
        (Code::PermissionDenied, 4),
        (Code::ResourceExhausted, 12),
        (Code::FailedPrecondition, 11),
        (Code::Aborted, 11),
        (Code::OutOfRange, 7),
        (Code::Unimplemented, 1),
        (Code::Internal, 1),
        (Code::Unavailable, 5),
        (Code::DataLoss, 1),
        (Code::Unauthenticated, 4),
    ];
    let fake = Fake::start();
    for (code, exit) in expected {
        fake.lock().fault = Some(Status::new(code, "so it is"));
        // One of each family: a write, a read, a list, a stream.
        for case in ["namespace create a", "webhook show a", "event list", "tail"] {
            let ran = Client::of(&fake).run(&cases::words(case)).exits(exit);
            assert!(ran.out.is_empty(), "{case}");
            assert!(ran.err.starts_with("error["), "{case}: {}", ran.err);
        }
    }
}

#[test]
fn no_command_ends_well_when_the_daemon_refuses() {
    let fake = Fake::start();
    fake.lock().fault = Some(Status::internal("broken"));
    for case in cases::ALL.iter().filter(|case| !cases::is_local(case)) {
        let ran = Client::of(&fake).run(&cases::words(case)).exits(1);
        assert!(ran.err.contains("error[internal]: broken"), "{case}: {}", ran.err);
    }
}

#[test]
fn a_daemon_that_is_not_there_is_named_with_its_source() {
    let client = Client::alone();
    for case in cases::ALL.iter().filter(|case| !cases::is_local(case)) {
        let ran = client.run(&cases::words(case)).exits(5);
        assert!(ran.out.is_empty(), "{case}");
        assert!(
            ran.err.contains("error[daemon_unreachable]: cannot reach sparrowd at http://127.0.0.1:1 (from SPARROW_SERVER)"),
            "{case}: {}",
            ran.err
        );
        assert!(ran.err.contains("refused"), "{case}: {}", ran.err);
    }
    let ran = client.run(&["health", "--server", "http://127.0.0.1:1"]).exits(5);
    assert!(ran.err.contains("(from --server)"), "{}", ran.err);
    let ran = client.run(&["health", "--server", "unix:/nowhere/api.sock"]).exits(5);
    assert!(ran.err.contains("unix:/nowhere/api.sock"), "{}", ran.err);
    let ran = client.run(&["health", "-o", "json"]).exits(5);
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(error["error"]["retryable"], true);
}

#[test]
fn the_daemons_own_code_and_hint_are_shown() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let ran = client.run(&["webhook", "register", "example.org", "--on", "a"]).exits(7);
    insta::assert_snapshot!("error_of_the_daemon", ran.whole());
    fake.lock().fault = Some(refusal(
        Code::ResourceExhausted,
        "too_many\u{1b}",
        "line one\u{1b}[2J\nline two",
        &[("detail", "\u{9b}x"), ("limit", "9")],
    ));
    let ran = client.run(&["webhook", "list"]).exits(12);
    assert!(!ran.err.contains('\x1b') && !ran.err.contains('\u{9b}'), "{}", ran.err);
}

#[test]
fn bad_usage_is_2() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let directory = client.home.path().display().to_string();
    for (arguments, code) in [
        (&["webhook", "list", "-o", "xml"][..], "invalid value 'xml'"),
        (&["webhook", "lst"], "unrecognized subcommand"),
        (&["webhook", "list", "--limit", "0"], "--limit"),
        (&["webhook", "list", "--limit", "99999999999"], "a number from 1 to 4294967295"),
        (&["webhook", "list", "--limit", "5", "--all"], "cannot be used with"),
        (&["webhook", "register", "http://a"], "--on"),
        (&["push"], "TYPE"),
        (&["push", "a", "{\"open"], "error[invalid_json]"),
        (&["push", "a", "word"], "error[invalid_data]"),
        (&["push", "a", "@/nowhere"], "error[unreadable_data]"),
        (&["push", "a", "--file", "/nowhere"], "error[unreadable_file]"),
        (&["push", "a", "--file", &directory], "error[unreadable_file]"),
        (&["tail", "--since", "noon"], "is not a time"),
        (&["tail", "--status", "6xx"], "--status"),
        (&["delivery", "list", "--state", "delivered"], "error[needs_event]"),
        (&["webhook", "update", "a"], "error[nothing_to_change]"),
        (&["health", "--server", "localhost:50051"], "error[invalid_server]"),
        (&["health", "-C", "prod"], "error[unknown_context]"),
        (
            &["webhook", "register", "http://a", "--on", "a", "--secret", "whsec_x"],
            "error[secret_on",
        ),
    ] {
        let ran = client.run(arguments).exits(2);
        assert!(ran.err.contains(code), "{arguments:?}: {}", ran.err);
        assert!(ran.out.is_empty());
    }
    assert!(fake.lock().calls.is_empty(), "the daemon is not asked");
    let ran = client.run(&["push", "a", "-o", "json", "--nope"]).exits(2);
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(error["error"]["code"], "usage");
}

#[test]
fn what_passes_says_when_to_come_back() {
    let fake = Fake::start();
    let delay = std::time::Duration::from_millis(1_500);
    let mut details = tonic_types::ErrorDetails::with_error_info("overloaded", "sparrow", []);
    details.set_retry_info(Some(delay));
    let fault = Status::with_error_details(Code::ResourceExhausted, "too much", details);
    fake.lock().fault = Some(fault);
    let client = Client::of(&fake);
    let ran = client.run(&["push", "a", "{}"]).exits(12);
    assert_eq!(ran.err, "error[overloaded]: too much\n  = try again in 1.5s\n");
    let ran = client.run(&["push", "a", "{}", "-k", "k-1"]).exits(12);
    assert!(ran.err.ends_with("  = its key makes it safe to push it again\n"), "{}", ran.err);
    let ran = client.run(&["push", "a", "{}", "-o", "json"]).exits(12);
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(error["error"]["details"]["retry_after_ms"], 1_500);
    assert_eq!(error["error"]["retryable"], true);
}

#[test]
fn what_may_be_done_already_is_not_to_be_repeated_unless_a_key_makes_it_safe() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let is_retryable = |arguments: &[&str], exit| {
        let ran = client.run(&[arguments, &["-o", "json"]].concat()).exits(exit);
        let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
        let is_said = ran.err.contains("its key makes it safe");
        (error["error"]["retryable"].as_bool().unwrap(), is_said)
    };
    let push = ["push", "a", "{}"];
    let with_key = [&push[..], &["-k", "k-1"]].concat();
    for (code, reason, exit) in [
        (Code::Unavailable, "outcome_unknown", 5),
        (Code::DeadlineExceeded, "deadline_exceeded", 6),
    ] {
        fake.lock().fault = Some(refusal(code, reason, "who knows", &[]));
        assert_eq!(is_retryable(&push, exit), (false, false), "{reason}");
        assert_eq!(is_retryable(&with_key, exit), (true, true), "{reason}");
    }
    fake.lock().fault = Some(refusal(Code::Unavailable, "database_unavailable", "away", &[]));
    assert_eq!(is_retryable(&push, 5), (true, false));
    assert_eq!(is_retryable(&with_key, 5), (true, true));
}

#[test]
fn the_beginning_of_several_ids_is_the_id_of_none() {
    let fake = Fake::start();
    fake.lock().fault = Some(refusal(Code::InvalidArgument, "ambiguous_id", "several", &[]));
    let ran = Client::of(&fake).run(&["node", "drain", "node_01jd", "-y"]).exits(3);
    assert!(ran.err.starts_with("error[ambiguous_id]: several"), "{}", ran.err);
}

#[test]
fn errors_are_coloured_as_asked_for() {
    let client = Client::alone();
    let failed = ["webhook", "list", "--columns", "nope", "--server", "http://127.0.0.1:1"];
    let ran = client.run(&failed).exits(2);
    assert!(ran.err.starts_with("error[unknown_column]: "), "{}", ran.err);
    let ran = client.run(&[&failed[..], &["--color", "always"]].concat()).exits(2);
    assert!(ran.err.starts_with("\x1b[31merror[unknown_column]"), "{:?}", ran.err);
    // Before any setting is read, and by a file.
    let unknown = ["health", "-C", "none-such", "--color", "always"];
    let ran = client.run(&unknown).exits(2);
    assert!(ran.err.starts_with("\x1b[31merror[unknown_context]"), "{:?}", ran.err);
    std::fs::create_dir_all(client.config().parent().unwrap()).unwrap();
    std::fs::write(client.config(), "[defaults]\ncolor = \"always\"\n").unwrap();
    let ran = client.run(&failed).exits(2);
    assert!(ran.err.starts_with("\x1b[31merror[unknown_column]"), "{:?}", ran.err);
}

#[test]
fn a_time_from_now_is_other_content() {
    let fake = Fake::start();
    let conflict = refusal(Code::AlreadyExists, "idempotency_conflict", "other content", &[]);
    fake.lock().fault = Some(conflict);
    let client = Client::of(&fake);
    let push = ["push", "a", "{}", "-k", "k-1"];
    let ran = client.run(&[&push[..], &["--at", "2h"]].concat()).exits(11);
    assert!(ran.err.contains("= --at is part of it"), "{}", ran.err);
    assert!(!client.run(&push).exits(11).err.contains("--at"));
}

#[test]
fn a_hint_of_the_daemon_leads_back_to_it() {
    let fake = Fake::start();
    let hint = |text: &str| {
        let fault = refusal(Code::NotFound, "unknown_webhook", "no webhook", &[("hint", text)]);
        fake.lock().fault = Some(fault);
    };
    let client = Client::of(&fake);
    let told = |more: &[&str]| {
        let ran = client.run(&[&["webhook", "show", "a"], more].concat()).exits(3);
        ran.err.lines().last().unwrap().trim_start().to_owned()
    };
    let url = fake.url();
    hint("sparrowctl webhook list");
    assert_eq!(told(&[]), "hint: sparrowctl webhook list");
    let there = format!("hint: sparrowctl --server {url} -n eu webhook list");
    assert_eq!(told(&["--server", &url, "-n", "eu"]), there);
    hint("look: sparrowctl webhook list --namespace eu, or `sparrowctl health`");
    let there = format!(
        "hint: look: sparrowctl --server {url} webhook list --namespace eu, \
         or `sparrowctl --server {url} health`"
    );
    assert_eq!(told(&["--server", &url, "-n", "eu"]), there);
}

#[test]
fn what_is_to_be_deleted_is_not_to_be_created() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let ran = client.run(&["namespace", "show", "nope"]).exits(3);
    assert!(ran.err.contains("namespace create nope"), "{}", ran.err);
    let ran = client.run(&["namespace", "delete", "nope", "--confirm", "nope"]).exits(3);
    assert_eq!(ran.err, "error[unknown_namespace]: no namespace \"nope\"\n");
    let ran = client.run(&["namespace", "delete", "defualt", "--confirm", "defualt"]).exits(3);
    assert!(ran.err.ends_with("  hint: did you mean default?\n"), "{}", ran.err);
}

#[test]
fn an_id_of_another_type_is_7_and_the_daemon_is_not_asked() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let event = "evt_01jd9x7rkc3v6m2p8wz4t00000";
    for arguments in [
        &["webhook", "show", event][..],
        &["webhook", "delete", event, "--yes"],
        &["delivery", "show", event],
        &["attempt", "show", event],
        &["attempt", "list", "--delivery", event],
        &["tail", "--webhook", event],
        &["replay", "create", "--delivery", event],
        &["dead-letter", "replay", event],
        &["health", "--webhook", event],
    ] {
        let ran = client.run(arguments).exits(7);
        assert!(ran.err.contains("error[wrong_id_type]"), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains("is an event, expected a"), "{}", ran.err);
        assert!(ran.err.contains("hint: find one: sparrowctl "), "{}", ran.err);
    }
    let ran = client.run(&["event", "show", "evt_7k3qf9d2"]).exits(7);
    assert!(ran.err.contains("error[invalid_id]"), "{}", ran.err);
    assert!(fake.lock().calls.is_empty());
}

#[test]
fn a_call_without_an_answer_ends_in_time() {
    // A port that accepts and says nothing.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!("http://{}", listener.local_addr().unwrap());
    let ran = Client::alone().run(&["health", "--server", &server, "--timeout", "200ms"]);
    let ran = ran.exits(6);
    assert!(ran.err.contains("error[deadline_exceeded]"), "{}", ran.err);
}

#[test]
fn several_are_done_as_far_as_they_can_be() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let pause = |names: &[&str]| {
        let mut arguments = vec!["webhook", "pause", "--reason", "r"];
        arguments.extend(names);
        client.run(&arguments)
    };
    let ran = pause(&["acme-orders", "nobody", "legacy-erp"]).exits(10);
    assert_eq!(ran.out.lines().count(), 2);
    assert!(ran.err.contains("error[partial]: 1 of 3 failed"), "{}", ran.err);
    assert!(ran.err.contains("nobody: [unknown_webhook]"), "{}", ran.err);
    pause(&["nobody", "no-one"]).exits(3);
    pause(&["nobody"]).exits(3);
    let ran =
        client.run_with(&["webhook", "pause", "--reason", "r", "-"], "acme-orders\n\nlegacy-erp\n");
    assert_eq!(ran.ok().out.lines().count(), 2);
}

#[test]
fn a_retry_of_what_has_ended_says_what_was_meant() {
    let fake = cases::daemon();
    let ran =
        Client::of(&fake).run(&["delivery", "retry", "dlv_01jd9x7rkc3v6m2p8wz4t00002"]).exits(11);
    assert!(ran.err.contains("error[already_ended]"), "{}", ran.err);
    assert!(ran.err.contains("sparrowctl replay create --delivery dlv_"), "{}", ran.err);
}

#[test]
fn health_tells_by_its_exit_code_where_asked() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    client.run(&["health"]).ok();
    client.run(&["health", "--exit-status"]).exits(9);
    client.run(&["health", "--webhook", "acme-orders", "--exit-status"]).ok();
    client.run(&["health", "--webhook", "legacy-erp", "--exit-status"]).exits(9);
    client.run(&["replay", "show", "rpl_01jd9x9s0f5h3n8q6bk4w8x2mz", "--exit-status"]).exits(9);
}
