//! What belongs to the whole process: its environment and its files. Each test does its part in a
//! child process of its own.

use std::process::{Command, Output};

use rustix::process::{Resource, Rlimit, setrlimit};

use super::name_server::NameServer;
use super::receiver::{Receiver, answer};
use super::{asking, end, policy, post, transport};
use crate::domain::attempt::Outcome;

const TARGET: &str = "SPARROW_TEST_TARGET";

fn target() -> String {
    std::env::vars().find(|(name, _)| name == TARGET).unwrap().1
}

/// Runs one of the tests below that are ignored otherwise.
async fn in_a_child(test: &str, target: &str, prepare: impl FnOnce(&mut Command)) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--ignored", "--exact", &format!("transport::tests::process::{test}")]);
    child.env(TARGET, target);
    prepare(&mut child);
    let run = tokio::task::spawn_blocking(move || child.output().unwrap());
    let Output { status, stdout, .. } = run.await.unwrap();
    let said = String::from_utf8_lossy(&stdout);
    assert!(status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "run in a child process"]
async fn one_request_under_a_proxy() {
    assert_eq!(end(&post(&transport(), &target()).await), (Outcome::Delivered, None));
}

#[tokio::test]
async fn no_proxy_of_the_environment_is_used() {
    let proxy = Receiver::saying(answer("502 Bad Gateway", b"")).await;
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    in_a_child("one_request_under_a_proxy", &receiver.url(), |child| {
        child.env_remove("NO_PROXY").env_remove("no_proxy");
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            child.env(name, proxy.url()).env(name.to_lowercase(), proxy.url());
        }
    })
    .await;
    assert_eq!((proxy.connections(), receiver.requests().len()), (0, 1));
}

/// The receiver is not to blame, and the words say who is.
#[tokio::test]
#[ignore = "run in a child process"]
async fn one_request_without_files() {
    let names = NameServer::giving(["127.0.0.1"]).await;
    let transport = asking(&names, policy(["127.0.0.0/8"]));
    let files = Rlimit { current: Some(40), maximum: Some(40) };
    setrlimit(Resource::Nofile, files).unwrap();
    let mut taken = Vec::new();
    while let Ok(file) = std::fs::File::open("/dev/null") {
        taken.push(file);
    }
    for url in [target(), target().replace("127.0.0.1", "hooks.test")] {
        let words = "this machine has no more files to open";
        assert_eq!(end(&post(&transport, &url).await), (Outcome::Unsendable, Some(words)));
    }
    drop(taken);
    assert_eq!(end(&post(&transport, &target()).await), (Outcome::Delivered, None));
}

#[tokio::test]
async fn a_process_without_files_blames_nobody_else() {
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    in_a_child("one_request_without_files", &receiver.url(), |_| ()).await;
    assert_eq!(receiver.requests().len(), 1);
}
