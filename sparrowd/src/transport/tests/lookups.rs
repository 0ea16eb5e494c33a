//! Names: what they may lead to, and what is said of those that lead nowhere.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::RecordType;
use tokio::task::JoinSet;

use super::name_server::{NameServer, Reply};
use super::receiver::{Receiver, answer};
use super::{
    SHORT, SOON, asking, assert_in_order, assert_unsent, end, policy, post, post_within, soon,
};
use crate::domain::attempt::{Exchange, Outcome};
use crate::domain::egress::{Denied, EgressPolicy};
use crate::transport::Transport;

const ALLOWED: [&str; 1] = ["127.0.0.0/8"];

fn url(receiver: &Receiver) -> String {
    format!("http://hooks.test:{}/hook", receiver.address.port())
}

#[tokio::test]
async fn a_name_leads_to_its_receiver() {
    let names = NameServer::giving(["127.0.0.1"]).await;
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let transport = asking(&names, policy(ALLOWED));
    let exchange = post(&transport, &url(&receiver)).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    assert_eq!(exchange.remote, Some(receiver.address));
    assert!(exchange.timing.dns.is_some() && exchange.timing.connect.is_some());
    assert_in_order(&exchange.timing);
    let mut asked = names.asked();
    asked.sort_unstable_by_key(|(_, kind)| u16::from(*kind));
    let question = |kind| ("hooks.test.".to_owned(), kind);
    assert_eq!(asked, [question(RecordType::A), question(RecordType::AAAA)]);
}

/// One address among them that may not be connected to condemns the name.
#[tokio::test]
async fn a_name_with_a_single_private_address_is_refused() {
    for addresses in [
        ["2606:4700::1111", "127.0.0.1"],
        ["8.8.8.8", "::1"],
        ["8.8.8.8", "127.0.0.1"],
        ["8.8.8.8", "169.254.169.254"],
        ["8.8.8.8", "fd00:ec2::254"],
        ["8.8.8.8", "::ffff:10.0.0.1"],
        ["2606:4700::1111", "64:ff9b::7f00:1"],
    ] {
        let names = NameServer::giving(addresses).await;
        let receiver = Receiver::saying(answer("200 OK", b"")).await;
        let exchange = post(&asking(&names, EgressPolicy::default()), &url(&receiver)).await;
        assert_unsent(&exchange, Outcome::Denied, Denied::CODE, addresses[1]);
        assert_eq!(receiver.connections(), 0);
    }
}

/// As many as a message can hold, and the last of them is judged like the first.
#[tokio::test]
async fn a_name_with_thousands_of_addresses() {
    const MOST: u32 = 2_500;
    for hidden in [None, Some("10.0.0.1")] {
        let many = (1..MOST).map(|n| IpAddr::from(Ipv4Addr::from_bits(0x7f00_0000 + n)));
        let last = hidden.map(|ip| ip.parse().unwrap());
        let addresses: Vec<IpAddr> = many.chain(last).collect();
        let names = NameServer::start(move |name, kind| {
            if kind == RecordType::A {
                Reply::addresses(name, kind, 60, &addresses)
            } else {
                Reply::Code(ResponseCode::NoError)
            }
        })
        .await;
        let receiver = Receiver::saying(answer("200 OK", b"")).await;
        let exchange = post(&asking(&names, policy(ALLOWED)), &url(&receiver)).await;
        match hidden {
            None => assert_eq!(end(&exchange), (Outcome::Delivered, None)),
            Some(ip) => assert_unsent(&exchange, Outcome::Denied, Denied::CODE, ip),
        }
    }
}

/// A name that changes its meaning between two requests. (127.0.0.2 is what this policy takes for
/// public.)
#[tokio::test]
async fn a_name_that_turns_private_is_refused() {
    let mut turned = false;
    let names = NameServer::start(move |name, kind| {
        let ip = if turned { Ipv4Addr::LOCALHOST } else { Ipv4Addr::new(127, 0, 0, 2) };
        turned |= kind == RecordType::A;
        Reply::addresses(name, kind, 0, &[IpAddr::V4(ip)])
    })
    .await;
    let said = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let public = Receiver::saying_on("127.0.0.2:0", said).await;
    let private = Receiver::saying_on(&format!("127.0.0.1:{}", public.address.port()), said).await;
    let transport = asking(&names, policy(["127.0.0.2/32"]));
    let first = post(&transport, &url(&public)).await;
    assert_eq!(end(&first), (Outcome::Delivered, None));
    assert_eq!(first.remote, Some(public.address));
    for _ in 0..2 {
        let exchange = post(&transport, &url(&public)).await;
        assert_unsent(&exchange, Outcome::Denied, Denied::CODE, "turned");
    }
    assert_eq!((public.connections(), private.connections()), (1, 0));
}

#[tokio::test]
async fn a_chain_of_aliases_is_judged_by_its_end() {
    let names = NameServer::start(|name, kind| match name {
        "hooks.test." => Reply::alias(name, "one.test."),
        "one.test." => Reply::alias(name, "two.test."),
        _ => Reply::addresses(name, kind, 60, &[IpAddr::V4(Ipv4Addr::LOCALHOST)]),
    })
    .await;
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let exchange = post(&asking(&names, EgressPolicy::default()), &url(&receiver)).await;
    assert_unsent(&exchange, Outcome::Denied, Denied::CODE, "an alias of loopback");
    assert_eq!(receiver.connections(), 0);
    let exchange = post(&asking(&names, policy(ALLOWED)), &url(&receiver)).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
}

#[tokio::test]
async fn a_name_that_the_operator_allows_may_be_private() {
    let names = NameServer::giving(["127.0.0.1"]).await;
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let transport = asking(&names, policy(["hooks.test"]));
    assert_eq!(end(&post(&transport, &url(&receiver)).await), (Outcome::Delivered, None));
    let other = url(&receiver).replace("hooks", "other");
    assert_unsent(&post(&transport, &other).await, Outcome::Denied, Denied::CODE, &other);
}

#[tokio::test]
async fn names_that_lead_nowhere() {
    let cases = [
        (ResponseCode::NXDomain, "there is no such name"),
        (ResponseCode::NoError, "the name has no address"),
        (ResponseCode::ServFail, "the name servers could not answer"),
        (ResponseCode::Refused, "the name servers could not answer"),
    ];
    for (code, words) in cases {
        let names = NameServer::start(move |_, _| Reply::Code(code)).await;
        let exchange =
            post(&asking(&names, EgressPolicy::default()), "http://hooks.test/hook").await;
        assert_eq!(end(&exchange), (Outcome::Dns, Some(words)));
        assert_eq!((exchange.remote, &exchange.answer), (None, &None));
        assert_eq!((exchange.timing.connect, exchange.timing.first_byte), (None, None));
        assert!(!exchange.timing.reused);
    }
}

#[tokio::test]
async fn a_name_server_that_says_nothing() {
    let names = NameServer::start(|_, _| Reply::Silence).await;
    let transport = asking(&names, EgressPolicy::default());
    let exchange = post(&transport, "http://hooks.test/hook").await;
    let words = "the name servers gave no answer within 3s";
    assert_eq!(end(&exchange), (Outcome::Dns, Some(words)));
    let total = exchange.timing.total;
    assert!((Duration::from_secs(2)..Duration::from_secs(5)).contains(&total), "{total:?}");
    assert_eq!(exchange.remote, None);
}

#[tokio::test]
async fn an_attempt_shorter_than_a_look_up_ends_first() {
    let names = NameServer::start(|_, _| Reply::Silence).await;
    let transport = asking(&names, EgressPolicy::default());
    let exchange = post_within(&transport, "http://hooks.test/hook", SHORT).await;
    assert_eq!(end(&exchange), (Outcome::Timeout, Some("no answer in time")));
    assert!((SHORT..SOON).contains(&exchange.timing.total));
}

const MANY: usize = 64;

async fn at_once(count: usize, transport: Transport, url: String) -> Vec<Exchange> {
    let transport = Arc::new(transport);
    let mut posts = JoinSet::new();
    for _ in 0..count {
        let (transport, url) = (Arc::clone(&transport), url.clone());
        posts.spawn(async move { post(&transport, &url).await });
    }
    soon(posts.join_all()).await
}

#[tokio::test]
async fn a_name_is_looked_up_once_for_all_who_wait() {
    let names = NameServer::giving(["127.0.0.1"]).await;
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let exchanges = at_once(MANY, asking(&names, policy(ALLOWED)), url(&receiver)).await;
    assert!(exchanges.iter().all(|exchange| exchange.outcome == Outcome::Delivered));
    assert_eq!(names.asked().len(), 2);

    let silent = NameServer::start(|_, _| Reply::Silence).await;
    let transport = asking(&silent, EgressPolicy::default());
    for exchange in at_once(MANY, transport, "http://hooks.test/hook".to_owned()).await {
        assert_eq!(exchange.outcome, Outcome::Dns);
        assert!(exchange.timing.total < Duration::from_secs(5), "{:?}", exchange.timing);
    }
    // Lost datagrams are repeated; but if each had looked it up, there were two for each at least.
    assert!(silent.asked().len() < MANY, "{:?}", silent.asked());
}

#[tokio::test]
async fn an_answer_is_kept_for_as_long_as_its_zone_says() {
    let names = NameServer::start(|name, kind| {
        let ttl = if name.starts_with("hooks.") { 60 } else { 0 };
        Reply::addresses(name, kind, ttl, &[IpAddr::V4(Ipv4Addr::LOCALHOST)])
    })
    .await;
    let said = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let receiver = Receiver::saying(said).await;
    let transport = asking(&names, policy(ALLOWED));
    for _ in 0..3 {
        assert!(!post(&transport, &url(&receiver)).await.timing.reused);
    }
    assert_eq!(names.asked().len(), 2);
    for _ in 0..3 {
        post(&transport, &url(&receiver).replace("hooks", "fleeting")).await;
    }
    assert_eq!(names.asked().len(), 2 + 3 * 2);
}

#[tokio::test]
async fn that_there_is_no_such_name_is_kept_too_but_no_failure_is() {
    let names = NameServer::start(|name, _| match name {
        "none.test." => Reply::Code(ResponseCode::NXDomain),
        _ => Reply::Code(ResponseCode::ServFail),
    })
    .await;
    let transport = asking(&names, EgressPolicy::default());
    let asked = |name: &str| names.asked().iter().filter(|(asked, _)| asked == name).count();
    post(&transport, "http://none.test/").await;
    post(&transport, "http://fails.test/").await;
    let (none, fails) = (asked("none.test."), asked("fails.test."));
    post(&transport, "http://none.test/").await;
    post(&transport, "http://fails.test/").await;
    assert_eq!(asked("none.test."), none);
    assert!(asked("fails.test.") > fails);
}

/// A look-up that nobody waits for any more is not what the next one waits for.
#[tokio::test]
async fn an_abandoned_look_up_is_begun_anew() {
    let answers = Arc::new(AtomicBool::new(false));
    let names = {
        let answers = Arc::clone(&answers);
        NameServer::start(move |name, kind| {
            if answers.load(Ordering::SeqCst) {
                Reply::addresses(name, kind, 60, &[IpAddr::V4(Ipv4Addr::LOCALHOST)])
            } else {
                Reply::Silence
            }
        })
    }
    .await;
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let transport = asking(&names, policy(ALLOWED));
    let exchange = post_within(&transport, &url(&receiver), SHORT).await;
    assert_eq!(exchange.outcome, Outcome::Timeout);
    answers.store(true, Ordering::SeqCst);
    let exchange = post(&transport, &url(&receiver)).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
}

/// Of the addresses of a name, the first that takes the connection has it.
#[tokio::test]
async fn an_address_where_nobody_listens_is_passed_over() {
    let names = NameServer::giving(["127.0.0.9", "127.0.0.1"]).await;
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let exchange = post(&asking(&names, policy(ALLOWED)), &url(&receiver)).await;
    assert_eq!(end(&exchange), (Outcome::Delivered, None));
    assert_eq!(exchange.remote, Some(receiver.address));

    let nobody = NameServer::giving(["127.0.0.8", "127.0.0.9"]).await;
    let exchange = post(&asking(&nobody, policy(ALLOWED)), &url(&receiver)).await;
    assert_eq!(end(&exchange), (Outcome::Refused, Some("the connection was refused")));
    assert_eq!(exchange.remote, None);
}

quick_too! {
    a_name_leads_to_its_receiver
    a_name_with_a_single_private_address_is_refused
    a_name_with_thousands_of_addresses
    a_name_that_turns_private_is_refused
    a_chain_of_aliases_is_judged_by_its_end
    a_name_that_the_operator_allows_may_be_private
    names_that_lead_nowhere
    a_name_server_that_says_nothing
    an_attempt_shorter_than_a_look_up_ends_first
    a_name_is_looked_up_once_for_all_who_wait
    an_answer_is_kept_for_as_long_as_its_zone_says
    that_there_is_no_such_name_is_kept_too_but_no_failure_is
    an_abandoned_look_up_is_begun_anew
    an_address_where_nobody_listens_is_passed_over
}
