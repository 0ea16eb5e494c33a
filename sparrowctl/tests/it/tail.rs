//! `tail`: what is shown, where it goes on, and how it ends.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
};

use sparrow_proto::v1::{TailAttemptsResponse, TailEnd, TailGap, tail_attempts_response::Record};
use tonic::Status;

use crate::kit::{Client, Fake, cases, fake::Then};

fn record(record: Record, cursor: &str) -> TailAttemptsResponse {
    TailAttemptsResponse { record: Some(record), cursor: cursor.to_owned() }
}

#[test]
fn filters_reach_the_daemon() {
    let fake = cases::daemon();
    let arguments = [
        "tail",
        "--webhook",
        "a,b",
        "--type",
        "order.*",
        "--failed",
        "--status",
        "5xx,TIMEOUT",
        "--event",
        "evt_01jd9x7rkc3v6m2p8wz4t00000",
        "--since",
        "15m",
        "--exit-after",
        "1",
    ];
    Client::of(&fake).run(&arguments).ok();
    let request = fake.lock().tailed.remove(0);
    assert_eq!(request.webhooks, ["a", "b"]);
    assert_eq!(request.event_types, ["order.*"]);
    assert_eq!(request.statuses, ["5xx", "timeout"]);
    assert!(request.failed && request.cursor.is_empty());
    assert_eq!(request.since.unwrap().seconds, crate::kit::sample::NOW_SECONDS - 900);
}

#[test]
fn it_goes_on_where_it_was() {
    let fake = Fake::start();
    fake.lock().tails = [
        (
            vec![cases::ready("c_1"), cases::attempt("c_2")],
            Then::Fail(Status::unavailable("restart")),
        ),
        (vec![cases::ready(""), cases::attempt("c_3")], Then::Fail(Status::unavailable("again"))),
        (
            vec![
                cases::ready(""),
                cases::attempt("c_4"),
                record(Record::End(TailEnd { reason: "draining".to_owned() }), "c_4"),
            ],
            Then::End,
        ),
        (vec![cases::ready(""), cases::attempt("c_5")], Then::Stay),
    ]
    .into();
    let ran = Client::of(&fake).run(&["tail", "--exit-after", "4"]).ok();
    assert_eq!(ran.out.lines().count(), 4);
    let cursors: Vec<String> = fake.lock().tailed.iter().map(|it| it.cursor.clone()).collect();
    assert_eq!(cursors, ["", "c_2", "c_3", "c_4"]);
    assert!(ran.err.contains("nothing missed"), "{}", ran.err);
    assert!(ran.err.contains("draining"), "{}", ran.err);
    assert!(ran.err.starts_with("ready  tailing attempts from "), "{}", ran.err);
    assert!(ran.err.contains("4 attempts shown.  resume: sparrowctl tail --cursor c_5"));
}

#[test]
fn a_refusal_is_not_tried_again() {
    let fake = Fake::start();
    fake.lock().tails =
        [(vec![cases::ready("c_1")], Then::Fail(Status::not_found("no such webhook")))].into();
    Client::of(&fake).run(&["tail"]).exits(3);
    assert_eq!(fake.lock().tailed.len(), 1);
}

#[test]
fn a_daemon_that_stays_away_is_waited_for_as_long_as_asked() {
    let fake = Fake::start();
    fake.lock().tails = (0..50)
        .map(|n| {
            let messages = if n == 0 { vec![cases::ready("c_1")] } else { Vec::new() };
            (messages, Then::Fail(Status::unavailable("away")))
        })
        .collect();
    let ran = Client::of(&fake).run(&["tail", "--timeout", "300ms"]).exits(5);
    assert!(ran.err.contains("error[stream_lost]"), "{}", ran.err);
    assert!(ran.err.contains("sparrowctl tail --cursor c_1"), "{}", ran.err);
}

#[test]
fn gaps_and_the_end_are_records() {
    let fake = Fake::start();
    let gap = Record::Gap(TailGap { reason: "older than a day".to_owned() });
    fake.lock().tails =
        [(vec![cases::ready("c_1"), record(gap, "c_2"), cases::attempt("c_3")], Then::Stay)].into();
    let ran = Client::of(&fake).run(&["tail", "-o", "jsonl", "--exit-after", "1"]).ok();
    let kinds: Vec<String> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["kind"].to_string())
        .collect();
    assert_eq!(kinds, ["\"gap\"", "\"attempt\"", "\"end\""]);
    assert!(
        ran.out.contains(r#"{"cursor":"c_3","kind":"end","schema":1,"shown":1}"#),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("a gap: older than a day"), "{}", ran.err);
}

#[test]
fn an_error_leaves_whole_records_behind() {
    let fake = Fake::start();
    let end = |then: Status| {
        fake.lock().tails =
            [(vec![cases::ready("c_1"), cases::attempt("c_2")], Then::Fail(then))].into();
    };
    end(Status::not_found("the webhook is gone"));
    let client = Client::of(&fake);
    let ran = client.run(&["tail", "-o", "json", "--cursor-file", "at"]).exits(3);
    let document: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(document["items"].as_array().unwrap().len(), 1);
    assert_eq!(document["next_cursor"], "c_2");
    assert!(ran.err.contains("the webhook is gone"), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(client.home.path().join("at")).unwrap(), "c_2\n");
    end(Status::not_found("the webhook is gone"));
    let ran = client.run(&["tail", "-o", "jsonl"]).exits(3);
    assert!(
        ran.out.ends_with("{\"cursor\":\"c_2\",\"kind\":\"end\",\"schema\":1,\"shown\":1}\n"),
        "{}",
        ran.out
    );
    // A tail that never stood leaves nothing.
    fake.lock().fault = Some(Status::not_found("no such webhook"));
    assert!(client.run(&["tail", "-o", "json"]).exits(3).out.is_empty());
}

#[test]
fn it_ends_when_nothing_comes() {
    let fake = cases::daemon();
    let ran = Client::of(&fake).run(&["tail", "--until-idle", "100ms", "-o", "json"]).ok();
    let document: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(document["items"].as_array().unwrap().len(), 1);
    assert_eq!(document["next_cursor"], "c_2");
}

#[test]
fn a_file_keeps_the_cursor() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let arguments = ["tail", "--cursor-file", "tail.cursor", "--exit-after", "1", "--since", "1h"];
    client.run(&arguments).ok();
    let file = client.home.path().join("tail.cursor");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "c_2\n");
    cases::rewind(&fake);
    let ran = client.run(&arguments).ok();
    assert!(ran.err.contains("resume: sparrowctl tail --cursor-file tail.cursor"), "{}", ran.err);
    let state = fake.lock();
    assert!(state.tailed[0].since.is_some() && state.tailed[0].cursor.is_empty());
    assert!(state.tailed[1].since.is_none() && state.tailed[1].cursor == "c_2");
}

fn start(
    fake: &Fake,
    client: &Client,
    arguments: &[&str],
) -> (Child, BufReader<std::process::ChildStderr>) {
    let _ = fake;
    let mut child = Command::new(env!("CARGO_BIN_EXE_sparrowctl"))
        .env_clear()
        .envs(client.environment())
        .current_dir(client.home.path())
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    (child, stderr)
}

#[test]
fn signals_end_it_with_the_way_to_go_on() {
    for (signal, code) in
        [(rustix::process::Signal::INT, 130), (rustix::process::Signal::TERM, 143)]
    {
        let fake = cases::daemon();
        let client = Client::of(&fake);
        let (mut child, mut stderr) = start(&fake, &client, &["tail", "--failed"]);
        let mut ready = String::new();
        stderr.read_line(&mut ready).unwrap();
        assert!(ready.starts_with("ready  tailing failed attempts"), "{ready}");
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains("att_01jd9x7s0f5h3n8q6bk4w8x2mz"), "a record is out at once: {line}");
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, signal).unwrap();
        let mut rest = String::new();
        stderr.read_to_string(&mut rest).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code));
        assert!(
            rest.contains("1 attempt shown.  resume: sparrowctl tail --failed --cursor c_2"),
            "{rest}"
        );
    }
}

#[test]
fn quiet_keeps_the_ready_line_and_twice_quiet_does_not() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    assert!(client.run(&["tail", "-q", "--exit-after", "1"]).ok().err.contains("ready "));
    cases::rewind(&fake);
    assert!(client.run(&["tail", "-qq", "--exit-after", "1"]).ok().err.is_empty());
}
