//! A door over connections in memory, on a clock that runs when nothing else does.

#![expect(clippy::disallowed_methods, reason = "clients are no tasks of the daemon")]

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty, Full};
use hyper::client::conn::http2::SendRequest;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use super::places::{IDLE_TIMEOUT, IDLE_WHEN_FULL};
use super::*;

const LONG: Duration = Duration::from_hours(1);

impl Listener for UnboundedReceiver<DuplexStream> {
    type Io = DuplexStream;

    async fn accept(&mut self) -> io::Result<DuplexStream> {
        match self.recv().await {
            Some(io) => Ok(io),
            None => std::future::pending().await,
        }
    }
}

struct Door {
    callers: UnboundedSender<DuplexStream>,
    tasks: Tasks,
}

impl Door {
    /// At `/lasting` a call goes on for ever.
    fn open(versions: Versions) -> Self {
        let answer = |request: Request<Incoming>| async move {
            if request.uri().path() == "/lasting" {
                std::future::pending::<()>().await;
            }
            Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(b"answer"))))
        };
        let serving = Serving { name: "test", versions, service: tower::service_fn(answer) };
        let (callers, listener) = unbounded_channel();
        let tasks = Tasks::root();
        let served = serve(tasks.clone(), listener, serving, tasks.stopping());
        tasks.spawn("door", Policy::Critical, served);
        Self { callers, tasks }
    }

    fn connect(&self) -> DuplexStream {
        let (ours, theirs) = duplex(64 * 1024);
        self.callers.send(theirs).unwrap();
        ours
    }

    /// A client of HTTP/2, and the end of its connection.
    async fn connect_http2(&self) -> (SendRequest<Empty<Bytes>>, JoinHandle<hyper::Result<()>>) {
        let io = TokioIo::new(self.connect());
        let handshake = hyper::client::conn::http2::handshake(TokioExecutor::new(), io);
        let (sender, connection) = handshake.await.unwrap();
        (sender, tokio::spawn(connection))
    }
}

fn to(path: &str) -> Request<Empty<Bytes>> {
    Request::builder().uri(format!("http://localhost{path}")).body(Empty::new()).unwrap()
}

/// Seconds until the other side closes.
async fn closes_after(mut io: DuplexStream) -> u64 {
    let begun = Instant::now();
    let mut rest = Vec::new();
    // A connection that is dropped breaks, and one that is closed ends.
    drop(timeout(LONG, io.read_to_end(&mut rest)).await.expect("it stays open"));
    begun.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_is_not_waited_for() {
    for versions in [Versions::Both, Versions::Http2] {
        let door = Door::open(versions);
        let after = closes_after(door.connect()).await;
        assert!((30..=31).contains(&after), "{versions:?}: {after} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_head_that_trickles_is_not_waited_for() {
    for (versions, head) in [
        (Versions::Both, "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"),
        (Versions::Both, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        (Versions::Http2, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ] {
        let door = Door::open(versions);
        let (reader, mut writer) = tokio::io::split(door.connect());
        let trickle = tokio::spawn(async move {
            for byte in head.bytes() {
                if writer.write_all(&[byte]).await.is_err() {
                    return;
                }
                sleep(Duration::from_secs(2)).await;
            }
        });
        let begun = Instant::now();
        let mut answer = String::new();
        let mut reader = reader;
        drop(timeout(LONG, reader.read_to_string(&mut answer)).await.expect("it stays open"));
        assert!(begun.elapsed().as_secs() <= 31, "{head:?}: {:?}", begun.elapsed());
        assert!(!answer.contains("200"), "{answer}");
        trickle.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn who_answers_pings_and_calls_nothing_goes() {
    for versions in [Versions::Both, Versions::Http2] {
        let door = Door::open(versions);
        let (mut client, ended) = door.connect_http2().await;
        let begun = Instant::now();
        timeout(LONG, ended).await.expect("it stays open").unwrap().unwrap();
        assert!((30..=31).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
        assert!(client.ready().await.is_err());

        let (mut client, ended) = door.connect_http2().await;
        let answer = client.send_request(to("/")).await.unwrap().into_body();
        assert_eq!(answer.collect().await.unwrap().to_bytes(), "answer");
        let begun = Instant::now();
        timeout(LONG, ended).await.expect("it stays open").unwrap().unwrap();
        let after = begun.elapsed();
        assert!(after >= IDLE_TIMEOUT && after <= IDLE_TIMEOUT + GRACE, "{after:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_lasts_as_long_as_it_lasts() {
    let door = Door::open(Versions::Both);
    let (mut client, ended) = door.connect_http2().await;
    let lasting = client.send_request(to("/lasting"));
    assert!(timeout(LONG, lasting).await.is_err(), "nothing came and nothing broke");
    // Given up, it no longer holds the connection.
    let begun = Instant::now();
    ended.await.unwrap().unwrap();
    assert!(begun.elapsed() <= IDLE_TIMEOUT + GRACE, "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_full_door_opens_for_who_has_something_to_ask() {
    for versions in [Versions::Both, Versions::Http2] {
        let door = Door::open(versions);
        let mut crowd = Vec::new();
        for _ in 0..MAX_CONNECTIONS {
            crowd.push(door.connect_http2().await);
        }
        let begun = Instant::now();
        let (mut client, _) = door.connect_http2().await;
        assert_eq!(client.send_request(to("/")).await.unwrap().status(), 200);
        assert!(begun.elapsed() <= IDLE_WHEN_FULL + SHORT_GRACE, "{:?}", begun.elapsed());
        sleep(SHORT_GRACE).await;
        let gone = crowd.iter().filter(|(_, ended)| ended.is_finished()).count();
        assert_eq!(gone, 1, "one had to go");
        assert!(crowd[0].1.is_finished(), "that idle longest");
    }
}

#[tokio::test(start_paused = true)]
async fn a_door_full_of_calls_lets_nobody_in_until_one_ends() {
    let door = Door::open(Versions::Http2);
    let mut crowd = Vec::new();
    for _ in 0..MAX_CONNECTIONS {
        let (mut client, ended) = door.connect_http2().await;
        let call = tokio::spawn(client.send_request(to("/lasting")));
        crowd.push((client, ended, call));
    }
    let late = async {
        let (mut client, _connection) = door.connect_http2().await;
        client.send_request(to("/")).await.unwrap().status()
    };
    tokio::pin!(late);
    assert!(timeout(Duration::from_mins(10), late.as_mut()).await.is_err());
    crowd.pop().unwrap().2.abort();
    assert_eq!(timeout(Duration::from_secs(5), late).await.unwrap(), 200);
}

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_resets_ends_the_connection() {
    for versions in [Versions::Both, Versions::Http2] {
        let door = Door::open(versions);
        let mut io = door.connect();
        let mut flood = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
        flood.extend(frame(4, 0, 0, b""));
        // GET / of http://localhost, then CANCEL.
        let head = [&[0x82, 0x86, 0x84, 0x41, 9][..], b"localhost"].concat();
        for stream in (1..2_000).step_by(2) {
            flood.extend(frame(1, 5, stream, &head));
            flood.extend(frame(3, 0, stream, &8_u32.to_be_bytes()));
        }
        // It breaks when the other side has had enough.
        drop(io.write_all(&flood).await);
        let mut told = Vec::new();
        drop(timeout(LONG, io.read_to_end(&mut told)).await.expect("it stays open"));
        let mut rest = told.as_slice();
        let mut reasons = Vec::new();
        while let [a, b, c, kind, after @ ..] = rest {
            let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
            if *kind == 7 {
                reasons.push(after[5 + 4..5 + 8].to_vec());
            }
            rest = &after[5 + length..];
        }
        assert!(reasons.contains(&vec![0, 0, 0, 11]), "ENHANCE_YOUR_CALM, not {reasons:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_door_that_closes_waits_for_calls_and_for_nobody_else() {
    let door = Door::open(Versions::Both);
    let _silent = door.connect();
    let (_idle, _) = door.connect_http2().await;
    let (mut client, _) = door.connect_http2().await;
    let call = tokio::spawn(client.send_request(to("/lasting")));
    tokio::task::yield_now().await;
    sleep(Duration::from_secs(1)).await;
    let begun = Instant::now();
    let tasks = door.tasks.clone();
    let stopped = tokio::spawn(async move { tasks.stop(Duration::from_mins(10)).await });
    sleep(Duration::from_mins(1)).await;
    assert!(!stopped.is_finished(), "a call is open");
    call.abort();
    assert_eq!(stopped.await.unwrap(), 0, "nobody was dropped");
    assert!(begun.elapsed() < Duration::from_mins(2));
}
