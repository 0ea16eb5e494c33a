//! Contexts, and which layer wins.

use crate::kit::{Client, cases, finish};

const CONFIG: &str = r#"# my daemons
current = "prod"

[defaults]
time = "unix"

[contexts.prod]   # the real one
server = "https://sparrow.internal:50051"
namespace = "billing"

[contexts.local]
server = "http://127.0.0.1:50051"
"#;

/// The value of a setting and where it comes from.
fn setting(
    client: &Client,
    name: &str,
    more: &[&str],
    environment: &[(&str, &str)],
) -> (String, String) {
    let arguments = [&["context", "show", "--origin", "-o", "tsv"], more].concat();
    let mut command = client.command(&arguments);
    command.env_remove("SPARROW_SERVER").envs(environment.iter().copied());
    let ran = finish(command).ok();
    let row =
        ran.out.lines().find(|line| line.starts_with(&format!("{name}\t"))).unwrap().to_owned();
    let fields: Vec<&str> = row.split('\t').collect();
    (fields[1].to_owned(), fields[2].to_owned())
}

#[test]
fn the_nearest_layer_wins() {
    let client = Client::alone();
    let is = |more: &[&str], environment: &[(&str, &str)], value: &str, origin: &str| {
        let found = setting(&client, "namespace", more, environment);
        assert_eq!(found, (value.to_owned(), origin.to_owned()));
    };
    is(&[], &[], "default", "built-in");
    std::fs::write(client.config(), "[defaults]\nnamespace = \"d\"\n").unwrap();
    is(&[], &[], "d", &format!("[defaults] of {}", client.config().display()));
    std::fs::write(client.config(), CONFIG).unwrap();
    is(&[], &[], "billing", "context prod");
    is(&["-C", "none"], &[], "default", "built-in");
    is(&["-C", "local"], &[], "default", "built-in");
    std::fs::write(client.home.path().join(".sparrow.toml"), "namespace = \"p\"\n").unwrap();
    is(&[], &[], "p", "./.sparrow.toml");
    is(&[], &[("SPARROW_NAMESPACE", "e")], "e", "SPARROW_NAMESPACE");
    is(&["-n", "f"], &[("SPARROW_NAMESPACE", "e")], "f", "--namespace");
    assert_eq!(setting(&client, "time", &[], &[]).0, "unix");
    assert_eq!(setting(&client, "server", &[], &[]).1, "context prod");
    let environment = [("SPARROW_CONTEXT", "local")];
    assert_eq!(
        setting(&client, "context", &[], &environment),
        ("local".into(), "SPARROW_CONTEXT".into())
    );
    assert_eq!(
        setting(&client, "color", &[], &[("NO_COLOR", "1")]),
        ("never".into(), "NO_COLOR".into())
    );
}

#[test]
fn a_context_is_added_used_and_left() {
    let client = Client::alone();
    std::fs::write(client.config(), CONFIG).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = client.command(arguments);
        command.env_remove("SPARROW_SERVER");
        finish(command)
    };
    run(&["context", "add", "edge", "--server", "unix:/run/sparrowd/api.sock", "-n", "eu"]).ok();
    let text = std::fs::read_to_string(client.config()).unwrap();
    assert!(text.starts_with("# my daemons") && text.contains("# the real one"), "{text}");
    assert!(
        text.contains(
            "[contexts.edge]\nserver = \"unix:/run/sparrowd/api.sock\"\nnamespace = \"eu\""
        )
    );
    run(&["context", "use", "edge"]).ok();
    assert!(run(&["ctx", "list", "--columns", "name,current"]).ok().out.contains("edge\ttrue"));
    run(&["context", "use", "-"]).ok();
    assert!(run(&["ctx", "list", "--columns", "name,current"]).ok().out.contains("prod\ttrue"));
    run(&["context", "use", "nowhere"]).exits(2);
    run(&["context", "add", "x"]).exits(2);
    let mut command = client.command(&["context", "use", "local"]);
    command.env("SPARROW_CONTEXT", "prod");
    assert!(finish(command).ok().err.contains("SPARROW_CONTEXT is set and comes before"));
}

#[test]
fn a_context_that_is_there_stays_as_it_is() {
    let client = Client::alone();
    let text = "[contexts.prod]\nserver = \"http://a:1\"\nnamespace = \"eu\"\nprotected = true\n";
    std::fs::write(client.config(), text).unwrap();
    let ran = client.run(&["context", "add", "prod", "--server", "http://b:2", "--use"]).exits(11);
    assert!(ran.err.contains("error[context_exists]: there is a context prod"), "{}", ran.err);
    assert!(ran.err.contains("ctl.toml"), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(client.config()).unwrap(), text);
}

#[test]
fn wrong_files_are_named() {
    let client = Client::alone();
    for (text, words) in [
        ("[contexts.a]\nsever = \"x\"\n", "unknown field `sever`"),
        ("current = \"gone\"\n", "no context \"gone\""),
        ("[defaults]\noutput = \"xml\"\n", "unknown variant `xml`"),
        ("[defaults]\ntimeout = \"5\"\n", "is not a duration"),
        ("[defaults]\nserver = \"nowhere\"\n", "is no server"),
    ] {
        std::fs::write(client.config(), text).unwrap();
        let mut command = client.command(&["context", "show"]);
        command.env_remove("SPARROW_SERVER");
        let ran = finish(command).exits(2);
        assert!(ran.err.contains(words), "{text}: {}", ran.err);
    }
}

#[test]
fn what_is_used_is_told_where_asked() {
    let fake = cases::daemon();
    let ran = Client::of(&fake).run(&["-v", "-n", "billing", "webhook", "list"]).ok();
    assert!(
        ran.err.contains("(from SPARROW_SERVER)  namespace=billing (from --namespace)"),
        "{}",
        ran.err
    );
}

/// The commands that a run prints, from their names on.
fn printed(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("sparrowctl ").map(|(at, _)| &text[at..])
}

#[test]
fn a_command_that_is_printed_comes_back_to_the_same_place() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let server = fake.url();
    let place = ["--server", &server, "-n", "billing", "-o", "table"];
    let start = format!("sparrowctl --server {server} -n billing ");
    let mut count = 0;
    let mut check = |case: &str| {
        let ran = client.run(&[&cases::words(case)[..], &place].concat());
        for command in printed(&ran.out).chain(printed(&ran.err)) {
            assert!(command.starts_with(&start), "{case}: {command}");
            count += 1;
        }
    };
    for case in cases::ALL.iter().filter(|case| !cases::is_local(case)) {
        cases::rewind(&fake);
        check(case);
    }
    for case in [
        "webhook show billing-mirror",
        "webhook show legacy-erp",
        "delivery show dlv_01jd9x7rkc3v6m2p8wz4t00002",
        "delivery retry dlv_01jd9x7rkc3v6m2p8wz4t00002",
        "delivery list --state delivered",
        "webhook register https://a.example/ --on a --paused=later",
    ] {
        check(case);
    }
    fake.lock().is_empty = true;
    for list in ["webhook", "event", "delivery", "attempt", "dead-letter", "replay", "namespace"] {
        check(&format!("{list} list"));
    }
    assert!(count > 25, "{count}");
}

#[test]
fn aliases_and_shortcuts_are_the_commands_they_stand_for() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let plain = client.run(&["webhook", "list"]).ok().out;
    for alias in
        [&["wh", "list"][..], &["webhooks", "list"], &["ls", "webhook"], &["ls", "webhooks"]]
    {
        assert_eq!(client.run(alias).ok().out, plain, "{alias:?}");
    }
    let shown = client.run(&["webhook", "show", "acme-orders"]).ok().out;
    for alias in [&["get", "webhook", "acme-orders"][..], &["describe", "wh", "acme-orders"]] {
        assert_eq!(client.run(alias).ok().out, shown, "{alias:?}");
    }
    client.run(&["rm", "webhook", "acme-orders", "-y"]).ok();
    client.run(&["web", "list"]).exits(2);
}
