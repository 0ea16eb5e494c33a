//! How the daemon is reached: TLS and a unix socket.

use crate::kit::{Client, Fake};

#[test]
fn a_certificate_is_checked_unless_told_otherwise() {
    let (fake, pem) = Fake::start_tls();
    let client = Client::of(&fake);
    let ca = client.home.path().join("ca.pem");
    std::fs::write(&ca, pem).unwrap();
    let ca = ca.display().to_string();
    client.run(&["health", "--tls-ca", &ca]).ok();
    let ran = client.run(&["health"]).exits(5);
    assert!(ran.err.contains("error[daemon_unreachable]"), "{}", ran.err);
    assert!(ran.err.to_lowercase().contains("certificate"), "{}", ran.err);
    let ran = client.run(&["health", "--tls-ca", &ca, "--tls-name", "other.example"]).exits(5);
    assert!(ran.err.contains("not valid for name"), "{}", ran.err);
    let ran = client.run(&["health", "--insecure"]).ok();
    assert!(ran.err.starts_with("warning: --insecure"), "{}", ran.err);
    client.run(&["health", "--tls-ca", "/nowhere"]).exits(2);
}

#[test]
fn a_socket_is_a_server_too() {
    let home = tempfile::tempdir().unwrap();
    let fake = Fake::start_unix(home.path().join("api.sock"));
    let ran = Client::of(&fake).run(&["webhook", "list", "-o", "name"]).ok();
    assert_eq!(ran.out.lines().count(), 3);
}
