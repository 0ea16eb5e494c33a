//! The transport over real sockets, against receivers and name servers that do what they should not.
//! Everything listens on loopback, so most tests allow it; those of the guard don't.

/// These tests once more, by the quick client.
macro_rules! quick_too {
    ($($test:ident)*) => {
        mod quick {
            $(
                #[test]
                fn $test() {
                    use crate::transport::{client::Manner, tests::choose};
                    choose(Some(Manner::Quick));
                    super::$test();
                    choose(Some(Manner::Careful));
                }
            )*
        }
    };
}

mod bodies;
mod connections;
mod guard;
mod interim;
mod leftovers;
mod lookups;
mod name_server;
mod namespace;
mod outcomes;
mod permits;
mod process;
mod proxies;
mod receiver;
mod tls;
mod traps;

use std::cell::Cell;
use std::time::Duration;

use bytes::Bytes;
use hickory_resolver::config::ResolverConfig;
use rustls::RootCertStore;
use url::Url;
use uuid::Uuid;

use self::name_server::NameServer;
use super::client::{Manner, Surroundings};
use super::wire::Wire;
use super::{Limits, Outgoing, Transport};
use crate::domain::attempt::{Exchange, Outcome, Signed, Timing};
use crate::domain::egress::EgressPolicy;
use crate::domain::headers::OwnHeaders;
use crate::domain::ids::EventId;
use crate::domain::request::Request;

/// For what should happen at once, on a machine that is busy.
const SOON: Duration = Duration::from_secs(20);
/// A deadline that is meant to pass.
const SHORT: Duration = Duration::from_millis(300);
const PAYLOAD: &[u8] = br#"{"id":7}"#;

thread_local! {
    /// Of the test that runs on this thread. `None`: as it is outside of tests.
    static CHOSEN: Cell<Option<Manner>> = const { Cell::new(Some(Manner::Careful)) };
}

/// In what manner requests are sent whose connections may be kept. Otherwise a test would meet one
/// client with its first request, and another one with the second.
pub(super) fn chosen() -> Option<Manner> {
    CHOSEN.get()
}

fn choose(manner: Option<Manner>) {
    CHOSEN.set(manner);
}

fn policy<const N: usize>(allow: [&str; N]) -> EgressPolicy {
    EgressPolicy::try_new(allow, false).unwrap()
}

/// One that allows loopback by address and asks no name server.
fn transport() -> Transport {
    storing(Limits::default().store_response)
}

/// The same, keeping so many bytes of an answer.
fn storing(store_response: usize) -> Transport {
    let limits = Limits { store_response, ..Limits::default() };
    Transport::within(surroundings(None), policy(["127.0.0.0/8"]), limits).unwrap()
}

/// One that asks this name server.
fn asking(names: &NameServer, policy: EgressPolicy) -> Transport {
    Transport::within(surroundings(Some(names)), policy, Limits::default()).unwrap()
}

fn surroundings(names: Option<&NameServer>) -> Surroundings {
    let nobody = || ResolverConfig::from_parts(None, vec![], vec![]);
    Surroundings {
        name_servers: names.map_or_else(nobody, NameServer::config),
        roots: RootCertStore::empty(),
        proxy: None,
        wire: Wire::here(),
    }
}

async fn post(transport: &Transport, url: &str) -> Exchange {
    post_within(transport, url, SOON).await
}

async fn post_within(transport: &Transport, url: &str, timeout: Duration) -> Exchange {
    let url = Url::parse(url).unwrap();
    transport.send(outgoing(&url, Bytes::from_static(PAYLOAD), timeout), || true).await
}

fn outgoing(url: &Url, body: Bytes, timeout: Duration) -> Outgoing<'_> {
    let signed = Signed { at: 1_614_265_330, signature: "v1,c2lnbmVk".to_owned() };
    let request = Request {
        url,
        event: EventId::from_uuid(Uuid::from_u128(1 << 20)),
        event_type: "order.paid",
        content_type: "application/json",
        body_len: body.len(),
        attempt: 1,
        signed: &signed,
        webhook_headers: &OwnHeaders::default(),
        event_headers: &OwnHeaders::default(),
    };
    Outgoing { url, headers: request.headers().unwrap(), body, timeout }
}

/// Whatever should happen, soon.
async fn soon<F: Future>(what: F) -> F::Output {
    tokio::time::timeout(SOON, what).await.expect("it should have happened by now")
}

/// The class and the words that go on record.
fn end(exchange: &Exchange) -> (Outcome, Option<&str>) {
    (exchange.outcome, exchange.error.as_deref())
}

/// What is on record of an attempt that was not allowed to begin, or to go on.
#[track_caller]
fn assert_unsent(exchange: &Exchange, outcome: Outcome, words: &str, case: &str) {
    assert_eq!(end(exchange), (outcome, Some(words)), "{case}");
    assert_eq!(exchange.timing, Timing::default(), "{case}");
    assert_eq!((exchange.remote, &exchange.answer), (None, &None), "{case}");
}

/// Phases follow one another and are within the whole.
#[track_caller]
fn assert_in_order(timing: &Timing) {
    let before = timing.dns.unwrap_or_default() + timing.connect.unwrap_or_default();
    assert!(timing.first_byte.is_none_or(|first| before <= first), "{timing:?}");
    assert!(before.max(timing.first_byte.unwrap_or_default()) <= timing.total, "{timing:?}");
    assert!(!(timing.reused && timing.connect.or(timing.dns).is_some()), "{timing:?}");
}
