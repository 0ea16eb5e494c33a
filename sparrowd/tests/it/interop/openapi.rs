//! The OpenAPI document, held to the standard by a stock validator, and its routes by curl.

use std::process::Stdio;

use serde_json::Value;

use super::clients::{confirm, curl, python, root, succeed};
use crate::harness::TestDatabase;
use crate::harness::daemon::Home;

#[tokio::test]
async fn the_document_is_openapi() {
    let test = TestDatabase::create().await;
    let mut validator = python("openapi.py");
    let daemon = Home::new(&test).start().await;
    let mut get = curl();
    get.args(["--fail-with-body", &format!("http://{}/openapi.json", daemon.http)]);
    let document = succeed(get).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &document).unwrap();
    validator.stdin(Stdio::from(std::fs::File::open(file.path()).unwrap()));
    confirm(validator, &["valid"]).await;
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(&document["openapi"].as_str().unwrap()[..4], "3.1.");
}

/// An id of each kind that no database has.
fn filled(path: &str) -> String {
    let kinds = [("event", "evt"), ("delivery", "dlv"), ("attempt", "att"), ("replay", "rpl")];
    let mut filled = path.to_owned();
    while let Some((before, (name, after))) =
        filled.split_once('{').and_then(|(b, a)| Some((b, a.split_once('}')?)))
    {
        let kind = kinds.iter().find(|(word, _)| name.starts_with(word));
        let value = kind.map_or_else(
            || "absent".to_owned(),
            |(_, prefix)| format!("{prefix}_01jd9x7rkc3v6m2p8wz4t9hq5e"),
        );
        filled = format!("{before}{value}{after}");
    }
    filled
}

/// The routes that the proto has.
fn annotated() -> usize {
    let files = root().join("proto/sparrow/v1").read_dir().unwrap();
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    texts.map(|text| text.matches("option (google.api.http)").count()).sum()
}

/// Each route of the document is there by its verb: whatever it says of a call that names nothing, it
/// is in the words of sparrow and not that there is no such path or method.
#[tokio::test]
async fn curl_finds_each_documented_route() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).start().await;
    let mut get = curl();
    get.arg(format!("http://{}/openapi.json", daemon.http));
    let document: Value = serde_json::from_str(&succeed(get).await).unwrap();
    let mut found = 0;
    for (path, verbs) in document["paths"].as_object().unwrap() {
        for verb in ["get", "post", "patch", "put", "delete"] {
            if verbs.get(verb).is_none() || !path.starts_with("/webhook") {
                continue;
            }
            let mut call = curl();
            let bodiless = ["get", "delete"].contains(&verb);
            let query = if bodiless { "?namespace=absent" } else { "" };
            call.args(["--request", &verb.to_uppercase(), "--write-out", "\n%{http_code}"]);
            if !bodiless {
                call.args(["--header", "content-type: application/json", "--data", "{}"]);
            }
            call.arg(format!("http://{}{}{query}", daemon.http, filled(path)));
            let said = succeed(call).await;
            let (body, status) = said.rsplit_once('\n').unwrap();
            let body: Value = serde_json::from_str(body)
                .unwrap_or_else(|error| panic!("{verb} {path}: {error}: {body}"));
            let code = body["error"]["code"].as_str().unwrap_or_default();
            assert!(
                !["unknown_path", "method_not_allowed"].contains(&code)
                    && (status == "200") == code.is_empty(),
                "{verb} {path}: {status} {body}"
            );
            found += 1;
        }
    }
    assert_eq!(found, annotated(), "routes in the document and in the proto");
}
