//! Each command that changes or shows one thing, in the three forms that people and scripts read.

use crate::kit::{Client, cases};

const FORMS: [&str; 3] = ["table", "json", "tsv"];

/// The same run in each form: stdout, stderr and exit code.
fn forms(case: &str) -> String {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let run = |form| {
        cases::rewind(&fake);
        let mut arguments = cases::words(case);
        arguments.extend(["-o", form]);
        format!("=== {form}\n{}", client.run(&arguments).whole())
    };
    FORMS.map(run).concat()
}

#[test]
fn of_each_command() {
    for (name, case) in [
        ("webhook_show_secrets", "webhook show acme-orders"),
        ("webhook_show_suspended", "webhook show crm-sync"),
        ("webhook_list_suspended", "webhook list --state suspended"),
        (
            "webhook_register_ping",
            "webhook register https://a.example/ --on * --name crm-sync --ping",
        ),
        (
            "webhook_register_headers",
            "webhook register https://a.example/ --on a -H x-b:2 -H X-A:1 --max-age 2h \
             --ignore-gone --secret-kind ed25519",
        ),
        ("webhook_update_headers", "webhook update acme-orders -H x-new:1 --max-age none"),
        ("webhook_ping", "webhook ping acme-orders"),
        ("webhook_test", "webhook test acme-orders --type order.paid"),
        ("webhook_test_wait", "webhook test acme-orders --type order.paid --wait"),
        ("webhook_rotate_secret", "webhook rotate-secret acme-orders --yes --overlap 7d"),
        ("webhook_rotate_secret_now", "webhook rotate-secret acme-orders --yes --overlap 0s"),
        ("webhook_secret", "webhook secret acme-orders --reveal"),
        ("event_push_key", "push order.paid {} -k order-18 --at 2h --ttl 1d"),
        ("event_push_duplicate", "push order.paid {} -k order-17"),
        ("replay_plan", "replay create --dead-letter --since 1d --rate 20/s --dry-run"),
        ("replay_plan_carried_out", "replay create --plan plan_01jd9xa0f5h3n8q6bk4w8x2mz7"),
        ("replay_pause", "replay pause rpl_01jd9x9s0f5h3n8q6bk4w8x2mz"),
        ("replay_resume", "replay resume rpl_01jd9x9s0f5h3n8q6bk4w8x2mz"),
        ("replay_cancel", "replay cancel rpl_01jd9x9s0f5h3n8q6bk4w8x2mz"),
        ("health_suspended", "health --webhook crm-sync"),
    ] {
        insta::assert_snapshot!(name, forms(case));
    }
}
