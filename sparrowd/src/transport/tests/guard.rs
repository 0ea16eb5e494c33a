//! The guard: what must never be connected to isn't, however it is written.

use super::receiver::{Receiver, answer};
use super::{assert_unsent, end, policy, post, surroundings};
use crate::domain::attempt::Outcome;
use crate::domain::egress::{Denied, EgressPolicy};
use crate::transport::{Limits, Transport};

fn strict() -> Transport {
    within(EgressPolicy::default())
}

fn within(policy: EgressPolicy) -> Transport {
    Transport::within(surroundings(None), policy, Limits::default()).unwrap()
}

#[tokio::test]
async fn no_spelling_of_loopback_connects() {
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let transport = strict();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "１２７。０。０。１",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "ｌocalhost",
        "a.localhost",
    ] {
        let exchange =
            post(&transport, &format!("http://{host}:{}/", receiver.address.port())).await;
        assert_unsent(&exchange, Outcome::Denied, Denied::CODE, host);
    }
    assert_eq!(receiver.connections(), 0);
}

/// One address of each entry of the deny list. Their edges are proved beside the list itself.
#[tokio::test]
async fn no_literal_of_the_deny_list_connects() {
    let transport = strict();
    for host in [
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.8.8.8",
        "168.63.129.16",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.175.48.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::10.0.0.1]",
        "[100::1]",
        "[2001::1]",
        "[2001:2::1]",
        "[2001:20::1]",
        "[2001:db8::1]",
        "[2002:a00:1::1]",
        "[2620:4f:8000::1]",
        "[3fff::1]",
        "[5f00::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fd20:ce::254]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
    ] {
        let exchange = post(&transport, &format!("http://{host}:8080/")).await;
        assert_unsent(&exchange, Outcome::Denied, Denied::CODE, host);
    }
}

#[tokio::test]
async fn neither_ports_nor_schemes_that_are_not_for_webhooks() {
    let strict = strict();
    for url in ["http://8.8.8.8:22/", "http://8.8.8.8:5432/", "https://hooks.test:25/"] {
        let exchange = post(&strict, url).await;
        assert_unsent(&exchange, Outcome::Denied, Denied::CODE, url);
    }
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let https_only = EgressPolicy::try_new(["127.0.0.0/8"], true).unwrap();
    let exchange = post(&within(https_only), &receiver.url()).await;
    assert_unsent(&exchange, Outcome::Denied, Denied::CODE, "http where only https is taken");
    assert_eq!(receiver.connections(), 0);
}

#[tokio::test]
async fn what_the_operator_allows_and_not_its_neighbour() {
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let port = receiver.address.port();
    let name = format!("http://localhost:{port}/");
    let address = format!("http://127.0.0.1:{port}/");
    let mapped = format!("http://[::ffff:127.0.0.1]:{port}/");

    let by_net = within(policy(["127.0.0.0/30"]));
    for url in [&address, &mapped] {
        assert_eq!(end(&post(&by_net, url).await), (Outcome::Delivered, None), "{url}");
    }
    let beyond = format!("http://127.0.0.4:{port}/");
    for url in [&beyond, &name] {
        assert_unsent(&post(&by_net, url).await, Outcome::Denied, Denied::CODE, url);
    }

    // The name is in the hosts file, or known to the resolver by itself.
    let by_name = within(policy(["LocalHost."]));
    let exchange = post(&by_name, &name).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    assert!(exchange.timing.dns.is_some() && exchange.timing.connect.is_some());
    assert!(post(&by_name, &name).await.timing.reused);
    assert_unsent(&post(&by_name, &address).await, Outcome::Denied, Denied::CODE, &address);

    let other_name = within(policy(["hooks.internal"]));
    assert_unsent(&post(&other_name, &name).await, Outcome::Denied, Denied::CODE, &name);
}
