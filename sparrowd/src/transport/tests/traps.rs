//! The traps: every way known to write, in a URL, a place that must not be reached. One table, held
//! against both doors: what a registration says, and what an attempt does if such a URL is in the
//! database all the same, because another policy was in force when it came there.

use url::Url;

use super::receiver::{Receiver, answer};
use super::{assert_unsent, post, surroundings};
use crate::domain::attempt::Outcome;
use crate::domain::egress::{Denied, EgressPolicy, Nat64, Own};
use crate::transport::{Limits, Transport, is_of_this_machine};

const DENIED: &str = Denied::CODE;
/// `P` is the port of a receiver that waits on loopback.
type Trap = (&'static str, &'static str, &'static [&'static str]);

pub(super) const TRAPS: &[Trap] = &[
    (
        "loopback, as a number in all its spellings",
        DENIED,
        &[
            "http://127.0.0.1:P/",
            "http://127.1:P/",
            "http://127.0.1:P/",
            "http://2130706433:P/",
            "http://017700000001:P/",
            "http://0x7f000001:P/",
            "http://0x7f.1:P/",
            "http://0x7F.0X0.0.0x1:P/",
            "http://0177.0.0.1:P/",
            "http://0177.0x0.0.1:P/",
            "http://00000177.0.0.0001:P/",
            "http://127.0.0.1.:P/",
            "http://127.8.8.8:P/",
            "http://%31%32%37.0.0.1:P/",
            "http://127%2E0%2e0.1:P/",
            "http://１２７。０。０。１:P/",
            "http://①②⑦.⓪.⓪.①:P/",
            "http:127.0.0.1:P/",
            "http:\\\\127.0.0.1:P\\",
            "http:////127.0.0.1:P//",
        ],
    ),
    (
        "no address, which the kernel takes for this machine",
        DENIED,
        &["http://0:P/", "http://0.0.0.0:P/", "http://0.1.2.3:P/", "http://[::]:P/"],
    ),
    (
        "loopback in the clothes of IPv6",
        DENIED,
        &[
            "http://[::1]:P/",
            "http://[0:0:0:0:0:0:0:1]:P/",
            "http://[0000:0000:0000:0000:0000:0000:0000:0001]:P/",
            "http://[::ffff:127.0.0.1]:P/",
            "http://[::ffff:7f00:1]:P/",
            "http://[0:0:0:0:0:ffff:127.0.0.1]:P/",
            "http://[::127.0.0.1]:P/",
            "http://[::7f00:1]:P/",
            "http://[::ffff:0:127.0.0.1]:P/",
            "http://[::ffff:0:7f00:1]:P/",
            "http://[64:ff9b::127.0.0.1]:P/",
            "http://[64:ff9b:1::7f00:1]:P/",
            "http://[64:ff9b:1:7f00:0:100::]:P/",
            "http://[2002:7f00:1::]:P/",
            "http://[2002:7f00:1::1]:P/",
            "http://[2001:0:7f00:1::]:P/",
            "http://[2001::80ff:fffe]:P/",
        ],
    ),
    (
        "private and shared networks",
        DENIED,
        &[
            "http://10.0.0.1:P/",
            "http://10.255.255.255:P/",
            "http://167772161:P/",
            "http://012.0.0.1:P/",
            "http://100.64.0.1:P/",
            "http://172.16.0.1:P/",
            "http://172.31.255.255:P/",
            "http://192.168.0.1:P/",
            "http://[::ffff:10.0.0.1]:P/",
            "http://[::10.0.0.1]:P/",
            "http://[64:ff9b::10.0.0.1]:P/",
            "http://[2002:a00:1::1]:P/",
            "http://[2002:c0a8:1::1]:P/",
            "http://[fc00::1]:P/",
            "http://[fdff:ffff::1]:P/",
        ],
    ),
    (
        "where clouds hand out credentials",
        DENIED,
        &[
            "http://169.254.169.254/latest/meta-data/",
            "http://0xa9fea9fe/latest/meta-data/",
            "http://[::ffff:a9fe:a9fe]/latest/meta-data/",
            "http://169.254.170.2/v2/credentials",
            "http://169.254.170.23/v1/credentials",
            "http://100.100.100.200/latest/meta-data/",
            "http://192.0.0.192/opc/v2/instance/",
            "http://168.63.129.16/machine",
            "http://[::ffff:168.63.129.16]/machine",
            "http://[fd00:ec2::254]/latest/meta-data/",
            "http://[fd20:ce::254]/computeMetadata/v1/",
            "http://metadata.google.internal/computeMetadata/v1/",
        ],
    ),
    (
        "link-local, multicast, and what is for special purposes",
        DENIED,
        &[
            "http://169.254.0.1:P/",
            "http://192.0.2.1:P/",
            "http://192.31.196.1:P/",
            "http://192.52.193.1:P/",
            "http://192.88.99.1:P/",
            "http://192.175.48.1:P/",
            "http://198.18.0.1:P/",
            "http://198.19.255.255:P/",
            "http://198.51.100.1:P/",
            "http://203.0.113.1:P/",
            "http://224.0.0.1:P/",
            "http://239.255.255.255:P/",
            "http://240.0.0.1:P/",
            "http://255.255.255.255:P/",
            "http://[100::1]:P/",
            "http://[2001:2::1]:P/",
            "http://[2001:10::1]:P/",
            "http://[2001:20::1]:P/",
            "http://[2001:db8::1]:P/",
            "http://[2620:4f:8000::1]:P/",
            "http://[3fff::1]:P/",
            "http://[4000::1]:P/",
            "http://[5f00::1]:P/",
            "http://[fe80::1]:P/",
            "http://[fec0::1]:P/",
            "http://[ff02::1]:P/",
        ],
    ),
    (
        "names that mean this machine or network",
        DENIED,
        &[
            "http://localhost:P/",
            "http://LOCALHOST:P/",
            "http://localhost.:P/",
            "http://a.b.localhost:P/",
            "http://%6cocalhost:P/",
            "http://ｌｏｃａｌｈｏｓｔ:P/",
            "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:P/",
            "http://local\u{ad}host:P/",
            "http://localhost。:P/",
            "http://localhost..:P/",
            "http://a..localhost:P/",
            "http://intranet:P/",
            "http://intranet.:P/",
            "http://printer.local:P/",
            "http://PRINTER.LOCAL.:P/",
            "http://vault.internal:P/",
            "http://nas.home.arpa:P/",
            "http://home.arpa:P/",
            "http://nothing.invalid:P/",
            "http://hidden.onion:P/",
            "http://.example.com:P/",
            "http://example..com:P/",
        ],
    ),
    (
        "what the parser takes for no host",
        "url_malformed",
        &[
            "http://[::1%25eth0]:P/",
            "http://[fe80::1%eth0]:P/",
            "http://[fe80::1%251]:P/",
            "http://[::1]x:P/",
            "http://[127.0.0.1]:P/",
            "http://127.0.0.1.5:P/",
            "http://127.0.0.256:P/",
            "http://4294967296:P/",
            "http://0x1ffffffff:P/",
            "http://127.0.0.1%00:P/",
            "http://127.0.0.1%0d%0a:P/",
            "http://127.0.0.1 .example.com:P/",
            "http://127.0.0.1\t:P/",
            "http://xn--localhost-:P/",
            "http://xn--:P/",
            "http://example.com:65536/",
        ],
    ),
    (
        "one host in the clothes of another",
        "url_with_credentials",
        &[
            "http://8.8.8.8@127.0.0.1:P/",
            "http://8.8.8.8:80@127.0.0.1:P/",
            "http://8.8.8.8%2f@127.0.0.1:P/",
            "http://example.com%23@127.0.0.1:P/",
            "http://user:secret@10.0.0.1:P/",
            "http://@@127.0.0.1:P/",
        ],
    ),
    (
        "ports that are not for webhooks",
        DENIED,
        &[
            "http://8.8.8.8:0/",
            "http://8.8.8.8:22/",
            "http://8.8.8.8:25/",
            "http://8.8.8.8:1023/",
            "https://8.8.8.8:5432/",
            "https://hooks.test:6379/",
            "https://hooks.test:2375/",
            "https://hooks.test:10250/",
            "https://hooks.test:11211/",
            "https://hooks.test:0/",
        ],
    ),
];

/// Every trap with its class, what a registration is to say, and the URL.
pub(super) fn traps(port: u16) -> impl Iterator<Item = (&'static str, &'static str, String)> {
    TRAPS.iter().flat_map(move |(class, code, urls)| {
        // No host and no path of the table has this letter followed by a slash, but for ports.
        urls.iter().map(move |url| (*class, *code, url.replace(":P", &format!(":{port}"))))
    })
}

/// The strictest policy, as the daemon has it.
pub(super) fn strict() -> EgressPolicy {
    EgressPolicy::default().with_own(Own::new(Vec::new(), is_of_this_machine))
}

#[tokio::test]
async fn no_trap_is_registered_and_none_is_walked_into() {
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let policy = strict();
    let transport =
        Transport::within(surroundings(None), policy.clone(), Limits::default()).unwrap();
    let mut tried = 0;
    for (class, code, url) in traps(receiver.address.port()) {
        let said = policy.check_url(&url).map_err(|error| error.code());
        assert_eq!(said, Err(code), "{class}: {url:?}");
        // Such a URL can be in nobody's database; but what can be parsed is tried.
        if Url::parse(&url).is_ok() {
            let exchange = post(&transport, &url).await;
            assert_unsent(&exchange, Outcome::Denied, Denied::CODE, &url);
            tried += 1;
        }
    }
    assert!(tried > 120, "{tried} were tried");
    assert_eq!(receiver.connections(), 0);
}

/// What looks like a trap and is none.
#[test]
fn what_is_public_is_taken() {
    for (url, stored) in [
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://134744072/", "http://8.8.8.8/"),
        ("http://8.8.8.8\\@127.0.0.1/", "http://8.8.8.8/@127.0.0.1/"),
        ("http://[::ffff:8.8.8.8]/", "http://[::ffff:808:808]/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        ("https://127.0.0.1.example.com/", "https://127.0.0.1.example.com/"),
        ("https://localhost.example.com/", "https://localhost.example.com/"),
        ("https://EXAMPLE.com.:8443/", "https://example.com.:8443/"),
        ("https://münchen.de/", "https://xn--mnchen-3ya.de/"),
        ("https://example.com/?to=http://127.0.0.1", "https://example.com/?to=http://127.0.0.1"),
    ] {
        assert_eq!(strict().check_url(url).unwrap().as_str(), stored, "{url}");
    }
}

/// The listeners, the database and a receiver that the operator means are all on loopback.
#[tokio::test]
async fn what_is_sparrows_own_is_refused_though_its_network_is_allowed() {
    let own = Receiver::saying(answer("200 OK", b"")).await;
    let receiver = Receiver::saying(answer("200 OK", b"")).await;
    let (mine, theirs) = (own.address, receiver.address.port());
    let everything = ["0.0.0.0/0", "::/0", "127.0.0.0/8", "localhost"];
    let policy = |allow: &[&str]| {
        let policy = EgressPolicy::try_new(allow, false).unwrap();
        policy.with_own(Own::new(vec![mine], is_of_this_machine))
    };
    let within = |policy| Transport::within(surroundings(None), policy, Limits::default()).unwrap();
    let lax = within(policy(&everything));
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let url = format!("http://{host}:{}/", mine.port());
        assert_unsent(&post(&lax, &url).await, Outcome::Denied, Denied::CODE, &url);
        let url = format!("http://{host}:{theirs}/");
        assert_eq!(post(&lax, &url).await.outcome, Outcome::Delivered, "{url}");
    }
    assert_eq!(own.connections(), 0);
    // A network as wide as that does not mean this machine.
    let wide = within(policy(&everything[..2]));
    let url = format!("http://127.0.0.1:{theirs}/");
    assert_unsent(&post(&wide, &url).await, Outcome::Denied, Denied::CODE, &url);
    // Named by address and port, it is meant.
    let named = within(policy(&[&mine.to_string()]));
    let url = format!("http://{mine}/");
    assert_eq!(post(&named, &url).await.outcome, Outcome::Delivered);
}

#[tokio::test]
async fn a_translator_leads_to_no_private_address() {
    let translators = vec![Nat64::try_new("2a00:1450:64::/96").unwrap()];
    let policy = strict().with_translators(translators);
    let transport = Transport::within(surroundings(None), policy, Limits::default()).unwrap();
    for url in ["http://[2a00:1450:64::10.0.0.1]/", "http://[2a00:1450:64::7f00:1]/"] {
        assert_unsent(&post(&transport, url).await, Outcome::Denied, Denied::CODE, url);
    }
}

quick_too! {
    no_trap_is_registered_and_none_is_walked_into
    what_is_sparrows_own_is_refused_though_its_network_is_allowed
    a_translator_leads_to_no_private_address
}
