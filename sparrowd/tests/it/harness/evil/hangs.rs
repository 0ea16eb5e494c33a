//! F15 and F16: those that never come to an end.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use super::{Kit, NO_CONNECTION, Payload, Peer, SILENT, status, url};

pub(super) async fn start(kit: &mut Kit) {
    swallowed(kit).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = url(listener.local_addr().unwrap());
    kit.is_at("F15", "accepts nobody", SILENT, &at, listener);
    kit.plays("F15", "accepts and reads nothing", SILENT, Peer::stay).await;
    kit.plays("F15", "reads nothing of much", SILENT, Peer::stay).await.payload = Payload::Large;
    kit.plays("F15", "never answers", SILENT, |mut peer| async move {
        peer.request().await;
        peer.stay().await;
    })
    .await;
    trickles(kit).await;
}

/// Its backlog is full, so the kernel drops who wants to connect: a black hole for SYNs.
async fn swallowed(kit: &mut Kit) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let listener = socket.listen(0).unwrap();
    let at = listener.local_addr().unwrap();
    let mut before = Vec::new();
    while let Ok(stream) = timeout(Duration::from_millis(200), TcpStream::connect(at)).await {
        before.push(stream.unwrap());
    }
    kit.is_at("F15", "swallows who connects", NO_CONNECTION, &url(at), (listener, before));
}

async fn trickles(kit: &mut Kit) {
    kit.plays("F16", "head in drops", SILENT, |mut peer| async move {
        peer.request().await;
        let head = b"HTTP/1.1 200 OK\r\nx-slow: ".iter().copied();
        peer.drip(head.chain(std::iter::repeat(b'z'))).await;
    })
    .await;
    let slow = "the body took longer than the attempt may";
    for (name, code, error) in
        [("body in drops", 200, ""), ("body of an error in drops", 500, slow)]
    {
        kit.plays("F16", name, status(code, error), move |mut peer| async move {
            peer.request().await;
            peer.say(format!("HTTP/1.1 {code} X\r\ncontent-length: 100000\r\n\r\n")).await;
            peer.drip(std::iter::repeat(b'z')).await;
        })
        .await;
    }
    kit.plays("F16", "reads in drops", SILENT, |mut peer| async move {
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        while peer.stream.read_u8().await.is_ok() {
            tick.tick().await;
        }
    })
    .await
    .payload = Payload::Large;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(1).unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let listener = socket.listen(128).unwrap();
    kit.plays_on(listener, "F16", "a window of nothing", SILENT, Peer::stay).payload =
        Payload::Large;
    // It has what it wants before the request is whole, and reads no more.
    kit.plays(
        "F16",
        "answers and reads nothing of much",
        status(200, ""),
        |mut peer| async move {
            peer.head().await;
            peer.say("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
            peer.stay().await;
        },
    )
    .await
    .payload = Payload::Large;
}
