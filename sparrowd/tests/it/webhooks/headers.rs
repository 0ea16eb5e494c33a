//! A webhook's own headers: sent, kept over a restart, and hidden.

use std::collections::HashMap;

use sparrow_proto::v1::{Request, Webhook};

use tonic_types::StatusExt as _;

use super::{attempts, reason, request_of, reveal, shown, update};
use crate::harness::daemon::{Home, webhook};
use crate::harness::{Receiver, SOON, TestDatabase};

fn headers(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn with(pairs: &[(&str, &str)]) -> Webhook {
    Webhook { headers: headers(pairs), ..Webhook::default() }
}

fn header(request: &Request, name: &str) -> String {
    let found = request.headers.iter().find(|header| header.name == name);
    found.map(|header| String::from_utf8(header.value.clone()).unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn they_are_sent_and_their_values_are_hidden() {
    let test = TestDatabase::create().await;
    let receiver = Receiver::start().await;
    let home = Home::new(&test);
    let daemon = home.start().await;
    let given = [("Authorization", "Bearer s3cret"), ("x-team", "billing")];
    let webhook = webhook(&receiver.url("/"), &["*"], "none");
    let (webhook, _) = daemon.register(Webhook { headers: headers(&given), ..webhook }).await;
    let hidden = headers(&[("authorization", "[hidden]"), ("x-team", "[hidden]")]);
    assert_eq!(webhook.headers, hidden);
    let first = attempts(&daemon, 1).await.remove(0).id;
    daemon.stop().await;

    let daemon = home.start().await;
    assert_eq!(shown(&daemon, &webhook.id).await.headers, hidden);
    daemon.push("a.b", b"{}").await;
    for request in receiver.wait_for(2, SOON).await {
        assert_eq!(request.header("authorization"), "Bearer s3cret");
        assert_eq!(request.header("x-team"), "billing");
    }
    let clear = headers(&[("authorization", "Bearer s3cret"), ("x-team", "billing")]);
    assert_eq!(reveal(&daemon, &webhook.id).await.headers, clear);

    // One value stays, one is new, and what the attempts before had stays on record.
    let new = with(&[("authorization", "[hidden]"), ("x-env", "live")]);
    let after = update(&daemon, &webhook.id, new.clone(), &["headers"]).await.unwrap();
    assert_eq!(after.headers, headers(&[("authorization", "[hidden]"), ("x-env", "[hidden]")]));
    let same = update(&daemon, &webhook.id, new, &["headers"]).await.unwrap();
    assert_eq!(same.revision, after.revision, "nothing was to be done");
    let second = attempts(&daemon, 1).await.remove(0).id;
    let request = receiver.wait_for(3, SOON).await.remove(2);
    assert_eq!(request.header("authorization"), "Bearer s3cret");
    assert_eq!((request.header("x-env"), request.header("x-team")), ("live", ""));

    for (attempt, reveal, expected) in [
        (&first, false, ["[hidden]", "[hidden]", ""]),
        (&first, true, ["Bearer s3cret", "billing", ""]),
        (&second, false, ["[hidden]", "", "[hidden]"]),
        (&second, true, ["Bearer s3cret", "", "live"]),
    ] {
        let request = request_of(&daemon, attempt, reveal).await;
        let shown = ["authorization", "x-team", "x-env"].map(|name| header(&request, name));
        assert_eq!(shown, expected);
    }
    let none = update(&daemon, &webhook.id, Webhook::default(), &["headers"]).await.unwrap();
    assert!(none.headers.is_empty());

    let pool = test.pool().await;
    let rows: Vec<Vec<u8>> = sqlx::query_scalar(
        "SELECT headers_sealed FROM sparrow.webhook_revisions WHERE headers_sealed IS NOT NULL",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| !row.windows(6).any(|bytes| bytes == b"s3cret")));
    daemon.stop().await;
}

#[tokio::test]
async fn what_can_not_be_set_is_refused() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let (webhook, _) = daemon.register(webhook("http://127.0.0.1:9/", &["*"], "none")).await;
    for bad in [
        [("host", "x"), ("x-a", "1")],
        [("webhook-signature", "v1,x"), ("x-a", "1")],
        [("x-a", "1\r\nx-b: 2"), ("x-c", "1")],
        [("X-A", "1"), ("x-a", "2")],
        [("x-kept", "[hidden]"), ("x-a", "1")],
    ] {
        let refused = update(&daemon, &webhook.id, with(&bad), &["headers"]).await.unwrap_err();
        let details = refused.get_error_details();
        let field = &details.bad_request().unwrap().field_violations[0].field;
        assert_eq!(
            (reason(&refused).as_str(), field.as_str()),
            ("invalid_argument", "webhook.headers"),
            "{bad:?}"
        );
    }
    assert!(shown(&daemon, &webhook.id).await.headers.is_empty());
    daemon.stop().await;
}
