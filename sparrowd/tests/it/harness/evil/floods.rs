//! F18: those that have more to say than anybody wants to hear.

use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{DELIVERED, Kit, status};

pub(super) async fn start(kit: &mut Kit) {
    for (name, code, head) in [
        ("a body without end", 200, "\r\n"),
        ("a body of 10 TiB", 200, "content-length: 10995116277760\r\n\r\n"),
        ("chunks without end", 200, "transfer-encoding: chunked\r\n\r\nffffffffff\r\n"),
        ("an error without end", 500, "\r\n"),
    ] {
        let head = format!("HTTP/1.1 {code} X\r\n{head}");
        kit.plays("F18", name, status(code, ""), move |mut peer| {
            let head = head.clone();
            async move {
                peer.request().await;
                peer.say(head).await;
                peer.flood(&vec![b'z'; 64 * 1024]).await;
            }
        })
        .await;
    }
    // 10 MiB that would be 10 GiB: a gigabyte of zeros, ten times over.
    let bomb: Arc<[u8]> = gzip_of_zeros(1 << 30).into();
    kit.plays("F18", "a bomb of gzip", DELIVERED, move |mut peer| {
        let bomb = Arc::clone(&bomb);
        async move {
            peer.request().await;
            let length = 10 * bomb.len();
            let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-type: text/plain\r\n";
            peer.say(format!("{head}content-length: {length}\r\n\r\n")).await;
            for _ in 0..10 {
                peer.say(&bomb).await;
            }
            peer.leave().await;
        }
    })
    .await;
}

fn gzip_of_zeros(length: usize) -> Vec<u8> {
    let zeros = vec![0; 64 * 1024];
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..length / zeros.len() {
        packed.write_all(&zeros).unwrap();
    }
    packed.finish().unwrap()
}
