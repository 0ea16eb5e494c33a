//! The guard: schemes, and what the operator allows. The ways to write what is refused are in `traps`.

use super::receiver::{Receiver, answer};
use super::{assert_unsent, end, policy, post, surroundings};
use crate::domain::attempt::Outcome;
use crate::domain::egress::{Denied, EgressPolicy};
use crate::transport::{Limits, Transport};

fn within(policy: EgressPolicy) -> Transport {
    Transport::within(surroundings(None), policy, Limits::default()).unwrap()
}

#[tokio::test]
async fn no_scheme_that_is_not_taken() {
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let https_only = EgressPolicy::try_new(["127.0.0.0/8"], true).unwrap();
    let exchange = post(&within(https_only), &receiver.url()).await;
    assert_unsent(&exchange, Outcome::Denied, Denied::CODE, "http where only https is taken");
    assert_eq!(receiver.connections(), 0);
}

/// A connection that stands is no way around a policy that has changed: the policy changes with the
/// process, or as here with the transport, and connections do not outlive that.
#[tokio::test]
async fn a_connection_of_another_policy_is_not_used() {
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let before = within(policy(["127.0.0.0/8"]));
    assert_eq!(end(&post(&before, &receiver.url()).await), (Outcome::Delivered, None));
    assert!(post(&before, &receiver.url()).await.timing.reused);
    let after = within(EgressPolicy::default());
    let exchange = post(&after, &receiver.url()).await;
    assert_unsent(&exchange, Outcome::Denied, Denied::CODE, "no longer allowed");
    assert_eq!((receiver.connections(), receiver.requests().len()), (1, 2));
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

quick_too! {
    no_scheme_that_is_not_taken
    a_connection_of_another_policy_is_not_used
    what_the_operator_allows_and_not_its_neighbour
}
