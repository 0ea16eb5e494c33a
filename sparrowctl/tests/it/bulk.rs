//! `push --file`, and the forms of DATA as the daemon receives them.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use crate::kit::{Client, Fake, cases, sample};

fn payloads(fake: &Fake) -> Vec<Vec<u8>> {
    fake.lock().pushed.iter().map(|event| event.payload.to_vec()).collect()
}

#[test]
fn data_arrives_byte_for_byte() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let file = client.home.path().join("p.json");
    std::fs::write(&file, "{ \"from\" : \"file\" }\n").unwrap();
    let at_file = format!("@{}", file.display());
    client.run(&["push", "a", "{ \"b\": 9007199254740993, \"a\" :1.0e2 }"]).ok();
    client.run(&["push", "a", &at_file]).ok();
    client.run_with(&["push", "a", "-"], "[ 1 ]\n").ok();
    client.run_with(&["push", "a"], "[ 2 ]").ok();
    client.run(&["push", "a", "id=7", "big:=9007199254740993", "o.k=v"]).ok();
    client.run_with(&["push", "a", "-", "--content-type", "text/plain"], "any \u{0}bytes").ok();
    client.run(&["push", "a", "-5"]).ok();
    assert_eq!(
        payloads(&fake),
        [
            &b"{ \"b\": 9007199254740993, \"a\" :1.0e2 }"[..],
            b"{ \"from\" : \"file\" }\n",
            b"[ 1 ]\n",
            b"[ 2 ]",
            b"{\"id\":\"7\",\"big\":9007199254740993,\"o\":{\"k\":\"v\"}}",
            b"any \0bytes",
            b"-5",
        ]
    );
    assert_eq!(fake.lock().pushed[5].content_type, "text/plain");
    client.run_with(&["push", "a"], "").exits(2);
}

#[test]
fn lines_arrive_in_order_and_whole() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let lines: Vec<String> = (0..3_000).map(|n| format!("{{ \"n\": {n}.0 }}")).collect();
    let text = lines.join("\n");
    let ran =
        client.run_with(&["push", "order.paid", "--file", "-", "--meta", "k=v"], text.clone());
    assert_eq!(ran.ok().out.split('\t').take(3).collect::<Vec<_>>(), ["3000", "9000", "3000"]);
    assert_eq!(
        payloads(&fake),
        lines.iter().map(|line| line.as_bytes().to_vec()).collect::<Vec<_>>()
    );
    assert_eq!(fake.lock().pushed[0].metadata["k"], "v");

    for (name, packed) in [
        ("a.gz", gzip(text.as_bytes())),
        ("a.zst", zstd::encode_all(text.as_bytes(), 1).unwrap()),
        ("a.ndjson", text.clone().into_bytes()),
    ] {
        fake.lock().pushed.clear();
        let path = client.home.path().join(name);
        std::fs::write(&path, packed).unwrap();
        client.run(&["push", "t", "--file", path.to_str().unwrap()]).ok();
        assert_eq!(fake.lock().pushed.len(), 3_000, "{name}");
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn whole_events_name_their_type() {
    let fake = Fake::start();
    let lines = "{\"type\":\"a.b\",\"data\":{ \"x\": 1.10 }}\n\n{\"type\":\"c\",\"data\":null,\"meta\":{\"k\":\"v\"}}\n";
    Client::of(&fake).run_with(&["push", "--file", "-"], lines).ok();
    let state = fake.lock();
    assert_eq!(state.pushed[0].r#type, "a.b");
    assert_eq!(state.pushed[0].payload, &b"{ \"x\": 1.10 }"[..]);
    assert_eq!(state.pushed[1].metadata["k"], "v");
}

#[test]
fn a_refused_line_ends_it_and_is_named() {
    let fake = Fake::start();
    fake.lock().poison = Some(b"nonsense".to_vec());
    let client = Client::of(&fake);
    // With blank lines, so that the number is the file's and not the stream's.
    let text = "[0]\n\n[1]\n\nnonsense\n[2]\n";
    let ran = client.run_with(&["push", "t", "--file", "-"], text).exits(7);
    insta::assert_snapshot!("refused_line", ran.whole());
    assert_eq!(fake.lock().pushed.len(), 2);
    let ran = client.run_with(&["push", "t", "--file", "-", "-o", "json"], text).exits(7);
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(error["error"]["code"], "invalid_json");
    assert_eq!(error["error"]["details"]["line"], 5);
    assert_eq!(error["error"]["details"]["accepted"], 2);
}

#[test]
fn the_way_to_go_on_can_be_pasted() {
    let fake = Fake::start();
    fake.lock().poison = Some(b"nonsense".to_vec());
    let client = Client::of(&fake);
    let path = client.home.path().join("it's mine.ndjson");
    std::fs::write(path, "[0]\nnonsense\n").unwrap();
    let push = ["push", "t", "--file", "it's mine.ndjson", "-n", "eu"];
    let ran = client.run(&push).exits(7);
    let line = r"tail -n +2 'it'\''s mine.ndjson' | sparrowctl -n eu push t --file -";
    assert!(ran.err.contains(line), "{}", ran.err);
    let flags = ["--meta", "from=a b", "--ttl", "90m", "--at", "2031-01-02T03:04:05Z"];
    let header = ["--content-type", "text/plain", "-H", "x-token: hidden"];
    let ran = client.run(&[&push[..], &flags, &header].concat()).exits(7);
    let line = "push t --content-type text/plain --meta 'from=a b' --header 'x-token: …' --ttl 90m \
                --at 2031-01-02T03:04:05Z --file -";
    assert!(ran.err.contains(line) && !ran.err.contains("hidden"), "{}", ran.err);
}

#[test]
fn a_line_that_is_no_event_ends_it_after_those_before() {
    let fake = Fake::start();
    let text = "{\"type\":\"a\",\"data\":1}\n{\"type\":\"a\",\"data\":2}\n{\"kind\":\"a\"}\n";
    let ran = Client::of(&fake).run_with(&["push", "--file", "-"], text).exits(2);
    assert!(ran.err.contains("error[invalid_line]: line 3: "), "{}", ran.err);
    assert!(ran.err.contains("accepted before: 2 events; 6 deliveries"), "{}", ran.err);
    assert_eq!(fake.lock().pushed.len(), 2);
}

#[test]
fn a_broken_stream_tells_what_is_unknown() {
    let fake = Fake::start();
    fake.lock().break_after = Some(2);
    let ran = Client::of(&fake).run_with(&["push", "t", "--file", "-"], "[0]\n[1]\n[2]\n[3]\n");
    let ran = ran.exits(5);
    assert!(ran.err.contains("lines 3 to 4 were sent, and may be accepted"), "{}", ran.err);
    assert!(ran.err.contains("accepted before: 2 events"), "{}", ran.err);
}

#[test]
fn ctrl_c_tells_where_to_go_on() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let mut child = Command::new(env!("CARGO_BIN_EXE_sparrowctl"))
        .env_clear()
        .envs(client.environment())
        .args(["push", "t", "--file", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Lines go out without waiting for more of them.
    child.stdin.as_mut().unwrap().write_all(b"[0]\n[1]\n[2]\n").unwrap();
    fake.until(|state| state.pushed.len() == 3);
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let input = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(input);
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(
        err.contains("stopped before line 4; accepted before: 3 events; 9 deliveries"),
        "{err}"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn an_empty_file_is_nothing_to_do() {
    let fake = Fake::start();
    let ran = Client::of(&fake).run_with(&["push", "t", "--file", "-"], "\n\n").ok();
    assert!(ran.out.starts_with("0\t0\t0\t"), "{}", ran.out);
}

#[test]
fn a_push_says_its_key_its_times_and_its_headers() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let more = ["-k", "order-18", "--ttl", "12h", "--at", "2h", "-H", "X-A: 1"];
    client.run(&[&["push", "order.paid", "{}"], &more[..]].concat()).ok();
    let event = fake.lock().pushed[0].clone();
    assert_eq!(event.idempotency_key, "order-18");
    assert_eq!(event.ttl.unwrap().seconds, 43_200);
    assert_eq!(event.deliver_time.unwrap().seconds, sample::NOW_SECONDS + 7_200);
    assert_eq!(event.headers["x-a"], "1");
    for wrong in [&["--at", "noon"][..], &["--ttl", "5"], &["-H", "x"], &["-H", "x:"]] {
        client.run(&[&["push", "order.paid", "{}"], wrong].concat()).exits(2);
    }
    assert_eq!(fake.lock().pushed.len(), 1);
}

#[test]
fn a_line_has_its_own_key_and_times() {
    let fake = Fake::start();
    let lines = "{\"type\":\"a\",\"data\":1,\"key\":\"k-1\",\"ttl\":\"90s\",\"at\":\"1h\",\
                 \"headers\":{\"x-a\":\"line\"}}\n{\"type\":\"a\",\"data\":2}\n";
    let more = ["--file", "-", "--ttl", "1h", "-H", "x-a: flag", "-H", "x-b: flag"];
    Client::of(&fake).run_with(&[&["push"], &more[..]].concat(), lines).ok();
    let pushed = fake.lock().pushed.clone();
    assert_eq!(pushed[0].idempotency_key, "k-1");
    assert_eq!((pushed[0].ttl.unwrap().seconds, pushed[1].ttl.unwrap().seconds), (90, 3_600));
    assert_eq!(pushed[0].deliver_time.unwrap().seconds, sample::NOW_SECONDS + 3_600);
    assert!(pushed[1].deliver_time.is_none() && pushed[1].idempotency_key.is_empty());
    let header = |event: usize, name: &str| pushed[event].headers[name].clone();
    assert_eq!((header(0, "x-a"), header(1, "x-a")), ("line".to_owned(), "flag".to_owned()));
    assert_eq!(header(0, "x-b"), "flag");
    Client::of(&fake).run_with(&["push", "a", "--file", "-", "-k", "k"], "1\n").exits(2);
}

/// Three lines, of which the key of the second has been used.
const KEYED: &str = "{\"type\":\"a\",\"data\":1,\"key\":\"order-16\"}\n\
                     {\"type\":\"a\",\"data\":2,\"key\":\"order-17\"}\n\
                     {\"type\":\"a\",\"data\":3}\n";

#[test]
fn what_is_there_already_is_counted_apart() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let push = ["push", "--file", "-"];
    let ran = client.run_with(&[&push[..], &["-o", "table"]].concat(), KEYED).ok();
    assert!(ran.out.starts_with("✓ accepted 2 events, duplicate key 1 in "), "{}", ran.out);
    assert!(ran.out.trim_end().ends_with("; 6 deliveries"), "{}", ran.out);
    let ran = client.run_with(&[&push[..], &["-o", "json"]].concat(), KEYED).ok();
    let push: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(push["accepted"], 2);
    assert_eq!(push["duplicates"], 1);
    assert_eq!(push["lines"], 3);
    // The line to go on from counts them, too.
    fake.lock().break_after = Some(2);
    let ran = client.run_with(&["push", "--file", "-"], KEYED).exits(5);
    assert!(ran.err.contains("accepted before: 1 event, duplicate key 1; "), "{}", ran.err);
    assert!(ran.err.contains("go on with line 3 of the input"), "{}", ran.err);
}

#[test]
fn all_lines_or_none() {
    let fake = Fake::start();
    let client = Client::of(&fake);
    let push = ["push", "--file", "-", "--atomic"];
    let ran = client.run_with(&[&push[..], &["-o", "table"]].concat(), KEYED).ok();
    assert!(ran.out.starts_with("✓ accepted 2 events, duplicate key 1 in "), "{}", ran.out);
    let ran = client.run_with(&[&push[..], &["-o", "json"]].concat(), KEYED).ok();
    let document: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let duplicates: Vec<_> =
        document["items"].as_array().unwrap().iter().map(|item| &item["duplicate"]).collect();
    assert_eq!(duplicates, [false, true, false]);
    let ran = client.run_with(&[&push[..], &["-o", "name"]].concat(), KEYED).ok();
    assert_eq!(ran.out, format!("{}\n", sample::EVENT).repeat(3));
    assert_eq!(fake.lock().writes, ["PushEventBatch 3"; 3]);

    fake.lock().pushed.clear();
    fake.lock().poison = Some(b"nonsense".to_vec());
    let ran = client.run_with(&["push", "t", "--file", "-", "--atomic"], "[0]\n\nnonsense\n");
    let ran = ran.exits(7);
    assert!(ran.err.contains("error[invalid_json]: line 3: the payload"), "{}", ran.err);
    assert!(ran.err.contains("nothing was accepted"), "{}", ran.err);
    assert!(fake.lock().pushed.is_empty());
    let many = "[0]\n".repeat(1_001);
    let ran = client.run_with(&["push", "t", "--file", "-", "--atomic"], many).exits(2);
    assert!(ran.err.contains("error[too_many_for_one_call]"), "{}", ran.err);
    let long = format!("[\"{}\"]\n", "x".repeat(1_500_000)).repeat(3);
    client.run_with(&["push", "t", "--file", "-", "--atomic"], long).exits(2);
    client.run(&["push", "t", "{}", "--atomic"]).exits(2);
    assert!(fake.lock().pushed.is_empty());
    let ran = client.run_with(&["push", "t", "--file", "-", "--atomic"], "\n").ok();
    assert!(ran.out.is_empty(), "{}", ran.out);
}
