//! The rules as a registration meets them.

use super::*;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn strict() -> EgressPolicy {
    EgressPolicy::default()
}

fn dev() -> EgressPolicy {
    EgressPolicy::try_new(["127.0.0.0/8", "::1/128", "localhost"], false).unwrap()
}

#[test]
fn every_spelling_of_a_denied_host() {
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "１２７。０。０。１",
        "[::1]",
        "[::127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "0",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
        "printer.local",
        "vault.internal.",
        "nas.home.arpa",
        "home.arpa",
        "intranet",
        "intranet.",
        "ｌocalhost",
        "localhost..",
        "a..localhost",
        ".example.com",
        "example..com",
    ] {
        let error = strict().check_url(&format!("http://{host}/hook")).unwrap_err();
        assert_eq!(error.code(), "destination_not_allowed", "{host}: {error}");
    }
    for host in ["example.com", "example.com.", "notlocal.example", "8.8.8.8", "münchen.de"] {
        assert!(strict().check_url(&format!("https://{host}/hook")).is_ok(), "{host}");
    }
}

#[test]
fn urls() {
    let long = format!("https://example.com/{}", "a".repeat(MAX_URL));
    let grows = format!("https://example.com/{}", "é".repeat(500));
    for (url, code) in [
        ("example.com/hook", "url_without_scheme"),
        ("example.com:8080/hook", "url_without_scheme"),
        ("localhost:9000/hook", "url_without_scheme"),
        ("/hook", "url_without_scheme"),
        ("", "url_without_scheme"),
        ("ftp://example.com", "url_scheme"),
        ("mailto:a@example.com", "url_scheme"),
        ("file:///etc/passwd", "url_scheme"),
        ("http://", "url_without_host"),
        ("https://u@example.com", "url_with_credentials"),
        ("https://:p@example.com", "url_with_credentials"),
        ("https://example.com/#a", "url_with_fragment"),
        ("https://example.com:99999", "url_malformed"),
        ("https://[fe80::1%25eth0]/", "url_malformed"),
        ("https://exa mple.com", "url_malformed"),
        ("https://example.com/\r\nx: y", "url_malformed"),
        (long.as_str(), "url_too_long"),
        (grows.as_str(), "url_too_long"),
    ] {
        assert_eq!(strict().check_url(url).map_err(|e| e.code()), Err(code), "{url}");
    }
    let stored = strict().check_url("HTTPS://EXAMPLE.com:443/a/../b?q=1").unwrap();
    assert_eq!(stored.as_str(), "https://example.com/b?q=1");
}

#[test]
fn ports() {
    for port in [80, 443, 1024, 8080, 8443, 65535] {
        assert!(strict().check_url(&format!("http://example.com:{port}")).is_ok(), "{port}");
    }
    for port in [0, 1, 22, 25, 81, 1023].into_iter().chain(DENIED_PORTS) {
        assert_eq!(
            strict().check_url(&format!("http://example.com:{port}")),
            Err(UrlError::Destination(Denied::Port(port))),
        );
    }
    assert!(dev().check_url("http://localhost:5432/").is_ok());
    assert!(dev().check_url("http://127.0.0.1:22/").is_ok());
    assert!(dev().check_url("http://localhost:0/").is_err());
}

#[test]
fn what_the_operator_allows() {
    for url in ["http://127.0.0.1:9000/hook", "http://localhost:9000", "http://[::1]:9000/"] {
        assert!(dev().check_url(url).is_ok(), "{url}");
    }
    assert!(dev().permits(ip("::ffff:127.0.0.1")));
    assert!(dev().allows_host("LocalHost."));
    for still_denied in ["http://10.0.0.1/", "http://a.localhost/", "http://[::2]/"] {
        assert!(dev().check_url(still_denied).is_err(), "{still_denied}");
    }
    for wrong in ["10.0.0.0/33", "", "*", "*.internal", "a..b", "a:80", "[::1]", "http://a"] {
        let error = EgressPolicy::try_new([wrong], false).unwrap_err();
        assert!(error.to_string().starts_with(&format!("{wrong:?} is not")), "{error}");
    }
    let mapped = EgressPolicy::try_new(["::ffff:10.1.0.0/112"], false).unwrap();
    assert!(mapped.permits(ip("10.1.2.3")) && !mapped.permits(ip("10.2.0.0")));
    assert!(mapped.permits(ip("::ffff:10.1.2.3")));
    let lone = EgressPolicy::try_new(["10.1.2.3", "hooks.internal"], true).unwrap();
    assert!(lone.permits(ip("10.1.2.3")) && !lone.permits(ip("10.1.2.4")));
    assert_eq!(lone.check_url("http://hooks.internal/"), Err(UrlError::HttpsOnly));
    assert!(lone.check_url("https://hooks.internal/").is_ok());
}

fn own() -> Own {
    let places = ["127.0.0.1:8080", "0.0.0.0:50051", "10.0.0.9:5433", "198.41.0.4:443"];
    let places = places.map(|place| place.parse().unwrap()).to_vec();
    // This machine has a private and a public address.
    Own::new(places, |ip| ["10.0.0.5", "8.8.4.4"].iter().any(|own| ip == self::ip(own)))
}

fn verdicts(allow: &[&str], urls: &[&str]) -> String {
    let policy = EgressPolicy::try_new(allow, false).unwrap().with_own(own());
    urls.iter().map(|url| if policy.check_url(url).is_ok() { 'y' } else { '-' }).collect()
}

#[test]
fn what_is_sparrows_own_is_reached_by_its_name_alone() {
    let urls = [
        "http://127.0.0.1:9000/",  // a receiver on this machine
        "http://127.0.0.1:8080/",  // a listener
        "http://127.0.0.1:50051/", // one that listens everywhere
        "http://10.0.0.5:50051/",  // the same
        "http://8.8.4.4:50051/",   // the same, on a public address
        "http://8.8.4.4/",         // something else on that
        "http://10.0.0.5:9000/",   // something else on a private address
        "http://10.0.0.9:5433/",   // the database
        "http://10.0.0.9:9000/",   // its neighbour
        "https://198.41.0.4/",     // a listener that is public
        "https://8.8.8.8/",
        "http://0.0.0.0:9000/", // this machine, in other words
        "http://[::ffff:10.0.0.9]:5433/",
    ];
    for (allow, expected) in [
        (&[] as &[&str], "----------y--"),
        (&["0.0.0.0/0", "::/0"], "--------y-y--"),
        (&["10.0.0.0/8"], "--------y-y--"),
        (&["127.0.0.0/8"], "y---------y--"),
        (&["10.0.0.5", "8.8.4.4/32"], "-----yy---y--"),
        (&["10.0.0.9"], "--------y-y--"),
        (&["10.0.0.9:5433", "127.0.0.1:8080"], "-y-----y--y-y"),
    ] {
        assert_eq!(verdicts(allow, &urls), expected, "{allow:?}");
    }
    // By a host name the operator means the machine, but hardly its database.
    let by_name = EgressPolicy::try_new(["localhost"], false).unwrap().with_own(own());
    let check = |at: &str| by_name.check(Reach::AllowedName, at.parse().unwrap());
    assert_eq!(check("127.0.0.1:9000"), Ok(()));
    assert_eq!(check("127.0.0.1:8080"), Err(Denied::Address));
    assert_eq!(check("10.0.0.9:5433"), Err(Denied::Address));
}

#[test]
fn behind_a_translator_the_address_inside_is_judged() {
    let translators = ["2a00:1450:64::/96", "64:ff9b::/96", "fd64::/48"];
    let translators = translators.map(|prefix| Nat64::try_new(prefix).unwrap()).to_vec();
    let policy = |allow: &[&str]| {
        let policy = EgressPolicy::try_new(allow, false).unwrap();
        policy.with_translators(translators.clone()).with_own(own())
    };
    for (address, strict, lax) in [
        ("2a00:1450:64::8.8.8.8", true, true),
        ("2a00:1450:64::10.1.2.3", false, true),
        ("2a00:1450:64::169.254.169.254", false, false),
        ("64:ff9b::8.8.8.8", true, true),
        ("64:ff9b::10.1.2.3", false, true),
        ("64:ff9b:1::8.8.8.8", false, false),
        ("fd64:0:0:808:8:800::", true, true),
        ("fd64:0:0:a01:2:300::", false, true),
        ("2a00:1450:65::10.1.2.3", true, true), // of no translator: an address like any other
    ] {
        let url = format!("https://[{address}]/");
        assert_eq!(policy(&[]).check_url(&url).is_ok(), strict, "{address}");
        assert_eq!(policy(&["10.1.0.0/16"]).check_url(&url).is_ok(), lax, "{address}");
    }
    // The database, in other words.
    let to_own = "http://[64:ff9b::10.0.0.9]:5433/";
    assert!(policy(&["10.0.0.0/8"]).check_url(to_own).is_err());
}
