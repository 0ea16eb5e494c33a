//! The output contract, for every leaf: data on stdout, talk on stderr.

use std::{
    fs::OpenOptions,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use crate::kit::{Client, Fake, cases, refusal_everywhere};

#[test]
fn json_is_one_document() {
    let fake = cases::daemon();
    for case in cases::ALL.iter().filter(|case| !case.starts_with("completion")) {
        if case.contains(" curl ") {
            continue;
        }
        cases::rewind(&fake);
        let client = Client::of(&fake);
        let mut arguments = cases::words(case);
        arguments.extend(["-o", "json"]);
        let ran = client.run(&arguments).ok();
        if ran.out.is_empty() {
            assert!(case.starts_with("context use"), "{case}");
            continue;
        }
        let document: serde_json::Value = serde_json::from_str(&ran.out)
            .unwrap_or_else(|error| panic!("{case}: {error}: {}", ran.out));
        assert_eq!(document["schema"], 1, "{case}");
        // A column may not take the name of one that every object has.
        let head = format!("{{\"schema\":1,\"kind\":{}", document["kind"]);
        assert!(*case == "version" || ran.out.starts_with(&head), "{case}: {}", ran.out);
        assert!(document["kind"].is_string(), "{case}");
        if let Some(items) = document["items"].as_array() {
            assert!(
                items.iter().all(|item| item["schema"] == 1 && item["kind"].is_string()),
                "{case}"
            );
            assert!(document.get("next_cursor").is_some(), "{case}");
        }
    }
}

#[test]
fn jsonl_is_an_object_per_line() {
    let fake = cases::daemon();
    for case in
        cases::ALL.iter().filter(|case| !case.starts_with("completion") && !case.contains(" curl "))
    {
        cases::rewind(&fake);
        let client = Client::of(&fake);
        let mut arguments = cases::words(case);
        arguments.extend(["-o", "jsonl"]);
        for line in client.run(&arguments).ok().out.lines() {
            let object: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(object["kind"].is_string() && object["schema"] == 1, "{case}: {line}");
        }
    }
}

#[test]
fn a_pipe_gets_no_escape_sequences() {
    let fake = cases::daemon();
    for case in cases::ALL {
        for more in [&[][..], &["-o", "table"], &["-o", "json"]] {
            cases::rewind(&fake);
            let mut arguments = cases::words(case);
            arguments.extend(more);
            let ran = Client::of(&fake).run(&arguments).ok();
            assert!(!ran.out.contains('\x1b'), "{case}: {}", ran.out);
            assert!(!ran.err.contains('\x1b'), "{case}: {}", ran.err);
        }
    }
}

#[test]
fn colour_is_asked_for_or_refused() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let arguments = ["webhook", "list", "-o", "table", "--color", "always"];
    assert!(client.run(&arguments).ok().out.contains("\x1b[31m"));
    let mut command = client.command(&["webhook", "list", "-o", "table"]);
    command.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    assert!(!crate::kit::finish(command).ok().out.contains('\x1b'));
}

#[test]
fn a_pipe_gets_tab_separated_lines_with_full_ids() {
    let fake = cases::daemon();
    let ran = Client::of(&fake).run(&["webhook", "list"]).ok();
    insta::assert_snapshot!("webhook_list_tsv", ran.whole());
    let ran = Client::of(&fake).run(&["webhook", "list", "-o", "name"]).ok();
    assert_eq!(ran.out.lines().count(), 4);
    assert!(ran.out.lines().all(|line| line.starts_with("wh_") && line.len() == 29));
}

#[test]
fn what_is_asked_for_is_shown_in_that_order() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let ran = client.run(&["webhook", "list", "--columns", "name,backlog"]).ok();
    let rows = "legacy-erp\t4212\nbilling-mirror\t10000\nacme-orders\t0\ncrm-sync\t120\n";
    assert_eq!(ran.out, rows);
    let ran = client.run(&["webhook", "list", "--columns", "name,backlog_is_more", "-o", "jsonl"]);
    let line = r#"{"schema":1,"kind":"webhook","name":"billing-mirror","backlog_is_more":true}"#;
    assert!(ran.ok().out.contains(line));
    let ran = client.run(&["webhook", "list", "--columns", "nmae"]).exits(2);
    assert!(ran.err.contains("did you mean name?"), "{}", ran.err);
    let ran = client.run(&["webhook", "list", "--columns", "?"]).ok();
    assert!(ran.out.lines().any(|name| name == "pause_reason"), "{}", ran.out);
}

#[test]
fn a_wrong_column_is_refused_before_anything_is_done() {
    let fake = cases::daemon();
    for case in cases::ALL.iter().filter(|case| cases::shows_columns(case)) {
        for asked in ["nope", "?"] {
            let client = Client::of(&fake);
            let mut arguments = cases::words(case);
            arguments.extend(["--columns", asked]);
            let ran = client.run(&arguments);
            if asked == "?" {
                let ran = ran.ok();
                assert!(ran.out.lines().count() > 1 && ran.err.is_empty(), "{case}: {}", ran.err);
            } else {
                let ran = ran.exits(2);
                let is_told = ran.err.contains("error[unknown_column]");
                assert!(ran.out.is_empty() && is_told, "{case}: {}", ran.err);
            }
            assert!(fake.lock().calls.is_empty(), "{case}: {:?}", fake.lock().calls);
            assert!(!client.config().exists(), "{case}");
        }
    }
}

#[test]
fn columns_are_listed_without_a_daemon() {
    let client = Client::alone();
    let ran = client.run_with(&["push", "order.paid", "--columns", "?"], "").ok();
    assert!(ran.out.starts_with("id\ntype\n"), "{}", ran.out);
    let create = ["replay", "create", "--event", "evt_01jd9x7rkc3v6m2p8wz4t00000"];
    let arguments = [&create[..], &["--wait", "--columns", "?"]].concat();
    assert!(client.run(&arguments).ok().out.starts_with("id\n"));
}

#[test]
fn a_new_secret_is_shown_in_every_form() {
    let secret = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0";
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let run = |more: &[&str]| {
        let register = ["webhook", "register", "https://a.example/hook", "--on", "a"];
        let rotate = ["webhook", "rotate-secret", "acme-orders", "--yes"];
        let ran = client.run(&[&register[..], more].concat()).ok();
        if !more.contains(&"--name") && !more.contains(&"--secret") {
            let rotated = client.run(&[&rotate[..], more].concat()).ok();
            assert_eq!(rotated.out.contains(secret), ran.out.contains(secret), "{more:?}");
            assert_eq!(rotated.err, ran.err, "{more:?}");
        }
        ran
    };
    let line = format!("secret  {secret}\n");
    for more in [
        &["-qq"][..],
        &["-qq", "-o", "name"],
        &["-qq", "-o", "name", "--columns", "secret"],
        &["-qq", "--columns", "id,url"],
        &["-qq", "-o", "json", "--columns", "id"],
        &["-qq", "-o", "table", "--columns", "id"],
    ] {
        let ran = run(more);
        assert_eq!(ran.err, line, "{more:?}");
        assert!(!ran.out.contains(secret), "{more:?}: {}", ran.out);
    }
    for more in
        [&["-qq", "-o", "json"][..], &["-qq", "-o", "table"], &["-qq", "--columns", "id,secret"]]
    {
        let ran = run(more);
        assert!(ran.out.contains(secret) && ran.err.is_empty(), "{more:?}: {}", ran.err);
    }
    // One that was given, or that another registration got, is nobody's news.
    assert!(run(&["-qq", "--name", "acme-orders", "--if-not-exists"]).err.is_empty());
    std::fs::write(client.home.path().join("secret"), secret).unwrap();
    assert!(run(&["-qq", "--secret", "@secret"]).err.is_empty());
}

#[test]
fn pages_are_followed_as_far_as_asked() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let ran = client.run(&["webhook", "list", "--limit", "2", "-o", "json"]).ok();
    let document: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(document["items"].as_array().unwrap().len(), 2);
    assert_eq!(document["next_cursor"], "2");
    let ran = client.run(&["webhook", "list", "--cursor", "2", "-o", "name"]).ok();
    assert_eq!(ran.out.lines().count(), 2);
    let ran = client.run(&["webhook", "list", "--limit", "1"]).ok();
    assert!(ran.err.contains("--cursor 1"), "{}", ran.err);
    assert!(client.run(&["webhook", "list", "--limit", "1", "-q"]).ok().err.is_empty());
}

#[test]
fn a_list_of_a_span_of_time_tells_it() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let window = |arguments: &[&str]| {
        let ran = client.run(&[arguments, &["-o", "json"]].concat()).ok();
        serde_json::from_str::<serde_json::Value>(&ran.out).unwrap().get("window").cloned()
    };
    let open = serde_json::json!({ "since": null, "until": null });
    let hour = serde_json::json!({ "since": "2026-11-23T13:22:10.000Z", "until": null });
    let lists = ["event", "attempt", "delivery", "dead-letter"];
    for list in lists {
        assert_eq!(window(&[list, "list"]), Some(open.clone()));
        assert_eq!(window(&[list, "list", "--since", "1h"]), Some(hour.clone()));
    }
    assert_eq!(window(&["webhook", "list"]), None);
    // For people it stands above the columns; where there are none, it is said with that.
    let span = ["--since", "1h", "--until", "2026-11-23T14:00:00Z"];
    let words = "since 2026-11-23T13:22:10.000Z until 2026-11-23T14:00:00.000Z";
    for list in lists {
        let table = [&[list, "list", "-o", "table"], &span[..]].concat();
        let ran = client.run(&table).ok();
        assert_eq!(ran.out.lines().next(), Some(words), "{list}");
        let ran = client.run(&[&table[..], &["--no-header"]].concat()).ok();
        assert!(!ran.out.contains("since"), "{list}: {}", ran.out);
    }
    fake.lock().is_empty = true;
    let ran = client.run(&[&["event", "list"], &span[..]].concat()).ok();
    let message = format!("No events in namespace default {words}.");
    assert_eq!(ran.err.lines().next(), Some(message.as_str()));
}

#[test]
fn nothing_found_is_not_a_failure() {
    let fake = Fake::start();
    fake.lock().is_empty = true;
    let client = Client::of(&fake);
    for list in ["webhook", "event", "delivery", "attempt", "dead-letter", "replay", "namespace"] {
        let ran = client.run(&[list, "list"]).ok();
        assert!(ran.out.is_empty(), "{list}");
        assert!(ran.err.starts_with("No "), "{list}: {}", ran.err);
        let ran = client.run(&[list, "list", "-o", "json"]).ok();
        let document: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(document["items"], serde_json::json!([]));
        client.run(&[list, "list", "--fail-empty"]).exits(3);
        assert!(client.run(&[list, "list", "-qq"]).ok().err.is_empty());
    }
}

#[test]
fn failures_leave_stdout_empty_and_are_json_where_data_is() {
    let fake = Fake::start();
    fake.lock().fault = Some(refusal_everywhere());
    for case in cases::ALL.iter().filter(|case| !cases::is_local(case)) {
        let client = Client::of(&fake);
        let mut arguments = cases::words(case);
        arguments.extend(["-o", "json"]);
        let ran = client.run(&arguments).exits(11);
        let items = ran.out.trim_end();
        let is_whole = items.is_empty() || serde_json::from_str::<serde_json::Value>(items).is_ok();
        assert!(is_whole, "{case}: {}", ran.out);
        let last = ran.err.lines().last().unwrap();
        let error: serde_json::Value = serde_json::from_str(last).unwrap();
        assert_eq!(error["error"]["code"], "already_ended", "{case}");
        assert_eq!(error["error"]["exit_code"], 11, "{case}");
        assert_eq!(error["error"]["hint"], "look: sparrowctl health", "{case}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let fake = cases::daemon();
    for case in cases::ALL {
        cases::rewind(&fake);
        let client = Client::of(&fake);
        let mut child = Command::new(env!("CARGO_BIN_EXE_sparrowctl"))
            .env_clear()
            .envs(client.environment())
            .current_dir(client.home.path())
            .args(cases::words(case))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // As `| head -1` does: one line, and gone.
        let mut first = String::new();
        BufReader::with_capacity(1, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{case}: {err}");
        assert!(!err.contains("panicked") && !err.contains("error["), "{case}: {err}");
    }
}

#[test]
fn a_full_disk_is_a_failure() {
    let fake = cases::daemon();
    // These two have nothing to write in a new home.
    let writes =
        |case: &&&str| !case.starts_with("context use") && !case.starts_with("context list");
    for case in cases::ALL.iter().filter(writes) {
        cases::rewind(&fake);
        let client = Client::of(&fake);
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_sparrowctl"))
            .env_clear()
            .envs(client.environment())
            .current_dir(client.home.path())
            .args(cases::words(case))
            .stdin(Stdio::null())
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{case}: {err}");
        assert!(err.contains("error[output_failed]"), "{case}: {err}");
    }
}

#[test]
fn help_works_whatever_is_broken() {
    let client = Client::alone();
    std::fs::write(client.config(), "this is = not toml = at all").unwrap();
    for arguments in [
        &["--help"][..],
        &["-h"],
        &["webhook", "register", "--help"],
        &["version"],
        &["completion", "zsh"],
    ] {
        let ran = client.run(arguments).ok();
        assert!(!ran.out.is_empty() && ran.err.is_empty(), "{arguments:?}");
    }
    for (asked, meant) in [
        (&["help"][..], &["--help"][..]),
        (&["help", "webhook"], &["webhook", "--help"]),
        (&["help", "event", "push"], &["event", "push", "--help"]),
        (&["webhook", "help"], &["webhook", "--help"]),
        (&["wh", "help", "register"], &["webhook", "register", "--help"]),
        (&["-n", "eu", "replay", "help"], &["replay", "--help"]),
    ] {
        assert_eq!(client.run(asked).ok().out, client.run(meant).ok().out, "{asked:?}");
    }
    assert!(client.run(&["help", "nope"]).exits(2).err.contains("unrecognized subcommand 'nope'"));
    let mut command = client.command(&["version"]);
    command.env_clear();
    crate::kit::finish(command).ok();
    let ran = client.run(&["webhook", "list"]).exits(2);
    assert!(ran.err.contains("error[config_invalid]"), "{}", ran.err);
}
