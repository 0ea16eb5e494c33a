//! Where nobody can be asked, nothing is destroyed.

use crate::kit::{Client, cases, finish};

#[test]
fn without_a_terminal_nothing_is_done() {
    let fake = cases::daemon();
    for case in cases::DESTRUCTIVE {
        for more in [&[][..], &["--no-input"], &["-o", "json"]] {
            let client = Client::of(&fake);
            let mut arguments = cases::words(case);
            arguments.extend(more);
            let ran = client.run(&arguments).exits(13);
            assert!(ran.out.is_empty(), "{case}");
            assert!(ran.err.contains("unconfirmed"), "{case}: {}", ran.err);
            assert!(ran.err.contains("nothing was done"), "{case}: {}", ran.err);
            assert!(fake.lock().writes.is_empty(), "{case}: {:?}", fake.lock().writes);
        }
    }
}

#[test]
fn ci_is_no_yes() {
    let fake = cases::daemon();
    for variable in ["CI", "SPARROW_YES", "SPARROW_NO_INPUT"] {
        let client = Client::of(&fake);
        let mut command = client.command(&["webhook", "delete", "acme-orders"]);
        command.env(variable, "true").write_stdin("y\ny\ny\n");
        finish(command).exits(13);
    }
    assert!(fake.lock().writes.is_empty());
}

#[test]
fn what_is_confirmed_is_done() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    client.run(&["webhook", "delete", "acme-orders", "--yes"]).ok();
    client.run(&["namespace", "delete", "default", "--confirm", "default"]).ok();
    client.run(&["webhook", "resume", "billing-mirror", "--yes"]).ok();
    client.run(&["webhook", "update", "acme-orders", "--on=-order.paid", "--yes"]).ok();
    client.run(&["webhook", "update", "acme-orders", "--on", "+user.*"]).ok();
    client.run(&["replay", "create", "--event", "evt_01jd9x7rkc3v6m2p8wz4t00000", "--yes"]).ok();
    let ids = "dlv_01jd9x7rkc3v6m2p8wz4t00001\ndlv_01jd9x7rkc3v6m2p8wz4t00002\n";
    client.run_with(&["dlq", "replay", "-", "--yes"], ids).ok();
    assert_eq!(
        fake.lock().writes,
        [
            "DeleteWebhook",
            "DeleteNamespace",
            "ResumeWebhook",
            "UpdateWebhook event_types",
            "UpdateWebhook event_types",
            "CreateReplay 0 0 0",
            "CreateReplay 0 0 0",
        ]
    );
}

#[test]
fn a_protected_context_wants_its_name() {
    let fake = cases::daemon();
    let mut client = Client::of(&fake);
    let config = format!(
        "current = \"prod\"\n[contexts.prod]\nserver = \"{}\"\nprotected = true\n",
        fake.url()
    );
    std::fs::write(client.config(), config).unwrap();
    client.server = String::new();
    client.run(&["webhook", "delete", "acme-orders", "--yes"]).exits(13);
    client.run(&["webhook", "delete", "acme-orders", "--confirm", "acme-orders"]).exits(13);
    assert!(fake.lock().writes.is_empty());
    client.run(&["webhook", "delete", "acme-orders", "--confirm", "prod"]).ok();
    assert_eq!(fake.lock().writes, ["DeleteWebhook"]);
}
