//! The proof that nothing is even tried: the traps, and names that lead into them, in a network
//! namespace without a way out, where the packets that open a connection are counted.
//! `scripts/in-namespace.sh` makes it and tells the counts.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;
use std::process::{Command, Output};

use hickory_resolver::proto::rr::RecordType;
use url::Url;

use super::name_server::{NameServer, Reply};
use super::receiver::{Peer, Receiver, answer};
use super::traps::{strict, traps};
use super::{asking, assert_unsent, choose, end, post, surroundings};
use crate::domain::attempt::Outcome;
use crate::domain::egress::{Denied, EgressPolicy, Own};
use crate::transport::client::Manner;
use crate::transport::{Limits, Transport, is_of_this_machine};

/// Played in the namespace by whoever listens on port 9999.
const PUBLIC: &str = "8.8.8.8";
const PUBLIC_V6: &str = "2606:4700::1111";
/// The machine's own, in the namespace.
const OWN: &str = "8.8.4.4";
const OWN_V6: &str = "2606:4700::2222";

/// Who can't have a namespace says so with this, knowing that the proof is then left out.
const LEFT_OUT: &str = "SPARROW_TESTS_WITHOUT_NAMESPACE";

#[tokio::test]
async fn no_packet_leaves_for_what_is_refused() {
    if std::env::vars().any(|(name, _)| name == LEFT_OUT) {
        eprintln!("\n*** LEFT OUT, as {LEFT_OUT} asks: the proof that no packet leaves ***\n");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/in-namespace.sh");
    let mut run = Command::new(script);
    run.arg(std::env::current_exe().unwrap());
    run.args(["--ignored", "--exact", "transport::tests::namespace::what_is_tried"]);
    let run = tokio::task::spawn_blocking(move || run.output()).await.unwrap();
    let Output { status, stdout, stderr } = run.unwrap();
    let (said, why) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    let counts: HashMap<_, u64> = said
        .lines()
        .filter_map(|line| {
            let (name, count) = line.rsplit_once(' ')?;
            let is_count = name.starts_with("counted ") || name.starts_with("control ");
            Some((name, count.parse().ok().filter(|_| is_count)?))
        })
        .collect();
    assert!(
        counts.len() == 8,
        "a network namespace can't be had here, so it is not proved that no packet leaves for what \
         is refused. Run the tests as root, or let anybody have namespaces (Ubuntu: sysctl \
         kernel.apparmor_restrict_unprivileged_userns=0; Debian: kernel.unprivileged_userns_clone=1), \
         with iproute2 and nftables installed; or set {LEFT_OUT}=1 to do without.\n{why}\n{said}"
    );
    assert!(status.success() && said.contains("1 passed"), "{said}\n{why}");
    println!("{said}");
    assert!(counts["counted public"] > 0);
    for name in ["refused", "own", "elsewhere"] {
        assert_eq!(counts[&*format!("counted {name}")], 0, "{name}: {said}");
    }
    assert_eq!((counts["control refused"], counts["control own"]), (2, 1), "counting works");
}

#[tokio::test]
#[ignore = "run in a namespace"]
async fn what_is_tried() {
    assert!(is_of_this_machine(OWN.parse().unwrap()), "this is to run in the namespace");
    let receiver = public().await;
    the_public_is_reached(&receiver).await;
    for client in [Manner::Careful, Manner::Quick] {
        choose(Some(client));
        let before = receiver.connections();
        written_in_the_url().await;
        behind_a_name().await;
        this_machine_by_a_wide_network().await;
        assert_eq!(receiver.connections(), before);
        a_name_that_changes().await;
        a_redirect().await;
    }
}

/// Without this, the rest would prove nothing.
async fn the_public_is_reached(receiver: &Receiver) {
    let transport = Transport::within(surroundings(None), strict(), Limits::default()).unwrap();
    for (nth, host) in [PUBLIC.to_owned(), format!("[{PUBLIC_V6}]")].into_iter().enumerate() {
        let exchange = post(&transport, &format!("http://{host}:8080/")).await;
        assert_eq!(end(&exchange), (Outcome::Delivered, None), "{host}");
        assert_eq!(receiver.connections(), nth + 1);
    }
    for address in [PUBLIC, PUBLIC_V6] {
        let names = NameServer::giving([address]).await;
        let exchange = post(&asking(&names, strict()), "http://hooks.test:8080/").await;
        assert_eq!(exchange.outcome, Outcome::Delivered, "{address}");
        assert_eq!(exchange.remote.unwrap().ip().to_string(), address);
    }
}

async fn written_in_the_url() {
    let transport = Transport::within(surroundings(None), strict(), Limits::default()).unwrap();
    let own = [OWN.to_owned(), format!("[{OWN_V6}]"), format!("[::ffff:{OWN}]")];
    let own = own.map(|host| format!("http://{host}:9999/"));
    let traps = traps(9999).map(|(_, _, url)| url);
    for url in traps.chain(own).filter(|url| Url::parse(url).is_ok()) {
        assert_unsent(&post(&transport, &url).await, Outcome::Denied, Denied::CODE, &url);
    }
}

/// Addresses of every refused kind, alone, beside a public one, and at the end of a chain.
async fn behind_a_name() {
    let hidden = traps(9999).filter_map(|(_, _, url)| {
        let url = Url::parse(&url).ok()?;
        url.host_str()?.trim_matches(['[', ']']).parse::<IpAddr>().ok()
    });
    let own = [OWN, OWN_V6].map(|ip| ip.parse().unwrap());
    for hidden in hidden.chain(own).filter(|ip| ip.to_string() != PUBLIC) {
        let beside = [PUBLIC.parse().unwrap(), hidden, PUBLIC_V6.parse().unwrap()];
        let names = NameServer::start(move |name, kind| match name {
            "alone.test." => Reply::addresses(name, kind, 60, &[hidden]),
            "beside.test." => Reply::addresses(name, kind, 60, &beside),
            _ => chain(name, kind, hidden),
        })
        .await;
        let transport = asking(&names, strict());
        for name in ["alone.test", "beside.test", "link0.test"] {
            let url = format!("http://{name}:9999/");
            let case = format!("{url} {hidden}");
            assert_unsent(&post(&transport, &url).await, Outcome::Denied, Denied::CODE, &case);
        }
    }
}

/// `link0` is `link1` is … is an address.
fn chain(name: &str, kind: RecordType, end: IpAddr) -> Reply {
    let link: u32 = name.trim_start_matches("link").trim_end_matches(".test.").parse().unwrap();
    match link {
        5 => Reply::addresses(name, kind, 60, &[end]),
        _ => Reply::alias(name, &format!("link{}.test.", link + 1)),
    }
}

/// One moment public, the next private, and never to be kept: what was judged is what is connected
/// to.
async fn a_name_that_changes() {
    let mut asked = 0;
    let names = NameServer::start(move |name, kind| {
        asked += 1;
        let all = if asked % 3 == 0 { ["10.0.0.1", "::1"] } else { [PUBLIC, PUBLIC_V6] };
        Reply::addresses(name, kind, 0, &all.map(|ip| ip.parse().unwrap()))
    })
    .await;
    let mut seen = HashMap::new();
    for _ in 0..60 {
        // Without connections from before, which would ask no name server.
        let transport = asking(&names, strict());
        let outcome = post(&transport, "http://hooks.test:8080/").await.outcome;
        *seen.entry(outcome).or_insert(0) += 1;
    }
    let (delivered, denied) = (seen[&Outcome::Delivered], seen[&Outcome::Denied]);
    assert!(delivered >= 10 && denied >= 10 && delivered + denied == 60, "{seen:?}");
}

async fn this_machine_by_a_wide_network() {
    let policy = EgressPolicy::try_new(["8.0.0.0/8", "2606::/16"], false).unwrap();
    let policy = policy.with_own(Own::new(Vec::new(), is_of_this_machine));
    let transport = Transport::within(surroundings(None), policy, Limits::default()).unwrap();
    for host in [OWN.to_owned(), format!("[{OWN_V6}]")] {
        let url = format!("http://{host}:9999/");
        assert_unsent(&post(&transport, &url).await, Outcome::Denied, Denied::CODE, &url);
    }
}

/// It is an answer like any other, wherever it leads.
async fn a_redirect() {
    let transport = Transport::within(surroundings(None), strict(), Limits::default()).unwrap();
    for (nth, _) in LOCATIONS.iter().enumerate() {
        let url = format!("http://{PUBLIC}:8080/redirect/{nth}");
        let exchange = post(&transport, &url).await;
        assert_eq!((exchange.outcome, exchange.status()), (Outcome::Status, Some(307)));
    }
}

const LOCATIONS: [&str; 4] =
    ["http://169.254.169.254/", "http://127.0.0.1:9999/", "https://10.0.0.1/", "//[::1]:9999/"];

/// Delivered is what it says, but for the paths that redirect.
async fn public() -> Receiver {
    Receiver::on("[::]:9999", async |mut peer: Peer| {
        while let Some(request) = peer.request().await {
            let asked = LOCATIONS
                .iter()
                .enumerate()
                .find(|(nth, _)| request.starts_with(format!("POST /redirect/{nth} ").as_bytes()));
            let said = match asked {
                None => answer("200 OK", b""),
                Some((_, location)) => format!(
                    "HTTP/1.1 307 Elsewhere\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
                )
                .into_bytes(),
            };
            if peer.say(said).await.is_err() {
                break;
            }
        }
    })
    .await
}
