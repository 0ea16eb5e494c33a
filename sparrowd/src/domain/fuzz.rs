//! The parsers of this module, held against what nobody thought of.

use std::fmt::Display;
use std::str::FromStr;

use url::{Host, Url};

use super::egress::{EgressPolicy, Nat64, Proxy, judge};
use super::event::{EventPattern, EventType};
use super::headers::OwnHeaders;
use super::ids::{AttemptId, DeliveryId, EventId, ReplayId, WebhookId};
use super::json;
use super::retry::{Jitter, Schedule, format_duration, parse_duration};
use super::retry_after::{MAX_WAIT, RetryAfter};
use super::signature::SigningKey;
use super::timestamp::Timestamp;
use super::webhook::{Name, NamespaceName};

const URLS: [&str; 12] = [
    "https://hooks.acme.io/in?token=a%20b",
    "http://8.8.8.8:8080/",
    "https://[2606:4700::1111]:8443/x",
    "http://127.0.0.1:9000/hook",
    "http://[::ffff:10.0.0.1]/",
    "http://0x7f.1/",
    "http://1.2.3.4@5.6.7.8/#a",
    "https://münchen.example/é",
    "http://localhost.:80/",
    "http://[64:ff9b::a00:1]/",
    "HTTPS://EXAMPLE.com:443/a/../b",
    "http://１２７。０。０。１/",
];

/// What is stored is what is sent: it is a URL, the same URL, and judged as it was. A literal address
/// that passes is a public one, whatever it looked like.
#[test]
fn urls() {
    let strict = EgressPolicy::default();
    sparrow_fuzz::text("URLs of webhooks", &URLS, |text| {
        let Ok(url) = strict.check_url(text) else { return false };
        assert_eq!(Url::parse(url.as_str()).as_ref(), Ok(&url));
        assert_eq!(strict.check_url(url.as_str()).as_ref(), Ok(&url));
        match url.host() {
            Some(Host::Ipv4(ip)) => judge(ip.into()).unwrap(),
            Some(Host::Ipv6(ip)) => judge(ip.into()).unwrap(),
            Some(Host::Domain(name)) => assert!(name.contains('.')),
            None => panic!("it has no host"),
        }
        assert!(url.username().is_empty() && url.password().is_none());
        true
    });
}

#[test]
fn what_is_allowed() {
    let seeds =
        ["10.0.0.0/8", "::1", "127.0.0.1:80", "[::1]:80", "hooks.internal", "::ffff:1.2.3.4/100"];
    sparrow_fuzz::text("entries of egress.allow", &seeds, |text| {
        let Ok(policy) = EgressPolicy::try_new([text], false) else { return false };
        drop(policy.check_url("http://10.0.0.1/"));
        true
    });
}

#[test]
fn translators() {
    let seeds = ["64:ff9b::/96", "2001:db8:100::/40", "::/32"];
    sparrow_fuzz::text("entries of egress.nat64", &seeds, |text| {
        let Ok(translator) = Nat64::try_new(text) else { return false };
        for ip in ["64:ff9b::1.2.3.4", "2001:db8:1c0:2:21::", "::1"] {
            translator.inside(ip.parse().unwrap());
        }
        true
    });
}

#[test]
fn proxies() {
    let seeds = ["http://proxy:3128", "http://me:p%40ss@[fd00::1]:80/", "http://x:%zz%@a"];
    sparrow_fuzz::text("egress.proxy", &seeds, |text| {
        Proxy::try_new(text).is_ok_and(|proxy| proxy.port() > 0 && !proxy.to_string().is_empty())
    });
}

#[test]
fn schedules() {
    let seeds = ["standard", "none", "fixed:30s", "exp:5s..6h", "list:5s,1m,1h30m", "list:1d"];
    sparrow_fuzz::text("schedules", &seeds, |text| {
        let Ok(schedule) = text.parse::<Schedule>() else { return false };
        assert_eq!(schedule.to_string().parse().as_ref(), Ok(&schedule));
        for failures in [0, 1, 7, u32::MAX] {
            for draw in [-1.0, 0.0, 1.0] {
                schedule.wait_with(failures, Jitter::new(draw));
            }
        }
        true
    });
}

#[test]
fn durations() {
    sparrow_fuzz::text("durations", &["15s", "1h30m", "250ms", "7d", "1d2h3m4s"], |text| {
        let Some(duration) = parse_duration(text) else { return false };
        assert_eq!(parse_duration(&format_duration(duration)), Some(duration), "{duration:?}");
        true
    });
}

/// What is read as an id is written as the same.
fn is_id<I: FromStr + Display + PartialEq + std::fmt::Debug>(text: &str) -> bool {
    let Ok(id) = text.parse::<I>() else { return false };
    assert_eq!(id.to_string().parse::<I>().ok().as_ref(), Some(&id));
    true
}

#[test]
fn ids() {
    let seeds = [
        "evt_01jd3zv5m8x3b9k2q7r4s6t8w0",
        "wh_01jd3zv5m8x3b9k2q7r4s6t8w1",
        "dlv_7zzzzzzzzzzzzzzzzzzzzzzzzz",
        "att_00000000000000000000000000",
        "rpl_01JD3ZV5M8X3B9K2Q7R4S6T8W0",
    ];
    sparrow_fuzz::text("ids", &seeds, |text| {
        let all = [
            is_id::<EventId>(text),
            is_id::<WebhookId>(text),
            is_id::<DeliveryId>(text),
            is_id::<AttemptId>(text),
            is_id::<ReplayId>(text),
        ];
        let kinds = all.iter().filter(|is_one| **is_one).count();
        assert!(kinds <= 1, "it is of {kinds} kinds");
        kinds == 1
    });
}

#[test]
fn event_types_and_patterns() {
    let seeds = ["order.paid", "order.*", "*", "a.b_c.D1", "sparrow.webhook.failing"];
    sparrow_fuzz::text("event types and patterns", &seeds, |text| {
        let pattern = EventPattern::try_new(text);
        let Ok(event_type) = EventType::try_new(text) else { return pattern.is_ok() };
        let all = EventPattern::all_matching(&event_type);
        assert!(all.iter().all(|pattern| pattern.matches(event_type.as_str())), "{all:?}");
        true
    });
}

#[test]
fn names() {
    sparrow_fuzz::text("names", &["default", "billing-1", "Acme Inc.", "é", "a_b"], |text| {
        NamespaceName::try_new(text).is_ok() | Name::try_new(text).is_ok()
    });
}

#[test]
fn own_headers() {
    let seeds = ["x-own: 1", "authorization: Bearer abc\nx-tenant: é", "host: x", "x: a\r\ny: b"];
    sparrow_fuzz::text("own headers", &seeds, |text| {
        let pairs = text.split('\n').map(|line| line.split_once(": ").unwrap_or((line, "")));
        let Ok(headers) = OwnHeaders::try_new(pairs) else { return false };
        for (name, value) in headers.iter() {
            assert!(http::HeaderName::from_bytes(name.as_bytes()).is_ok(), "{name:?}");
            assert!(http::HeaderValue::from_str(value).is_ok(), "{value:?}");
        }
        true
    });
}

#[test]
fn payloads() {
    let seeds: [&[u8]; 5] = [
        br#"{"a":[1.10,-0,1e5,"\u00e9",null,true,{"b":{}}],"a":9007199254740993}"#,
        b"[[[[[[]]]]]]",
        b"\"\\ud800\"",
        b" 7 ",
        "{\"é\":\"\u{1f980}\"}".as_bytes(),
    ];
    sparrow_fuzz::bytes("JSON payloads", &seeds, |bytes| {
        let is_json = json::check(bytes).is_ok();
        assert!(!is_json || json::depth(bytes) <= json::MAX_DEPTH);
        is_json
    });
}

#[test]
fn secrets() {
    let seeds = [
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=",
    ];
    sparrow_fuzz::text("secrets", &seeds, |text| {
        let Ok(key) = SigningKey::parse(text) else { return false };
        let version = if key.public_key().is_some() { "v1a," } else { "v1," };
        assert!(key.sign("evt_1", 0, b"{}").starts_with(version));
        assert_eq!(SigningKey::parse(&key.reveal()).as_ref(), Ok(&key));
        true
    });
}

/// Whatever it says, it is a wait of at most a day.
#[test]
fn retry_after() {
    let seeds: [&[u8]; 6] = [
        b"120",
        b"99999999999999999999",
        b"Sun, 06 Nov 1994 08:49:37 GMT",
        b"Sunday, 06-Nov-94 08:49:37 GMT",
        b"Sun Nov  6 08:49:37 1994",
        b"Fri, 31 Dec 9999 23:59:59 GMT",
    ];
    let now = Timestamp::from_millis(784_111_777_000);
    sparrow_fuzz::bytes("retry-after", &seeds, |bytes| {
        let Some(asked) = RetryAfter::read([bytes]) else { return false };
        let due = asked.due(now);
        assert!(now <= due && due <= now.plus(MAX_WAIT));
        true
    });
}
