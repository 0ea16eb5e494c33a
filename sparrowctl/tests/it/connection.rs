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
fn what_speaks_no_grpc_is_a_wrong_port() {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!("http://{}", listener.local_addr().unwrap());
    // An HTTP/1 server, which takes the beginning of HTTP/2 for a bad request.
    let thread = std::thread::spawn(move || {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 24]);
            let answer = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n";
            let _ = stream.write_all(answer);
        }
    });
    for case in ["health", "tail"] {
        let ran = Client::alone().run(&[case, "--server", &server]).exits(5);
        assert!(ran.err.contains("error[connection_lost]"), "{}", ran.err);
        assert!(ran.err.contains("hint: sparrowctl speaks gRPC: port 50051"), "{}", ran.err);
    }
    thread.join().unwrap();
}

#[test]
fn a_socket_is_a_server_too() {
    let home = tempfile::tempdir().unwrap();
    let fake = Fake::start_unix(home.path().join("api.sock"));
    let ran = Client::of(&fake).run(&["webhook", "list", "-o", "name"]).ok();
    assert_eq!(ran.out.lines().count(), 4);
}
