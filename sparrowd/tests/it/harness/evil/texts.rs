//! F23: those whose words are meant for who reads the record, or for what it is kept in.

use super::{DELIVERED, Kit, NO_HTTP, TOO_LARGE, status};

pub(super) async fn start(kit: &mut Kit) {
    let with = |head: &[u8], body: &[u8]| {
        let length = format!("content-length: {}\r\n\r\n", body.len());
        [b"HTTP/1.1 200 OK\r\n", head, length.as_bytes(), body].concat()
    };
    let screen = b"\x1b[2J\x1b[31mroot# \x1b]0;title\x07\x9b1m";
    kit.says("F23", "a body that paints the screen", DELIVERED, with(b"", screen)).await;
    kit.says("F23", "a body of NULs", DELIVERED, with(b"", &[0; 512])).await;
    kit.says(
        "F23",
        "a body that is no UTF-8",
        DELIVERED,
        with(b"", b"\xff\xfe\xc0\x80\xed\xa0\x80"),
    )
    .await;
    let separators = "\u{2028}\u{202e}\u{feff}\u{0}".as_bytes();
    kit.says("F23", "a body that turns the line round", DELIVERED, with(b"", separators)).await;
    kit.says("F23", "a header that is no UTF-8", DELIVERED, with(b"x: \xff\xfe\xc3\r\n", b""))
        .await;
    kit.says("F23", "a header that paints the screen", NO_HTTP, with(b"x: \x1b[2J\r\n", b"")).await;
    let reason = b"HTTP/1.1 200 \xff\xfe<script>\r\ncontent-length: 0\r\n\r\n".to_vec();
    kit.says("F23", "a reason that is no UTF-8", DELIVERED, reason).await;
    let busy = |after: &str| {
        format!("HTTP/1.1 503 Busy\r\nretry-after: {after}\r\ncontent-length: 0\r\n\r\n")
    };
    for (name, after) in [
        ("retry-after beyond 64 bits", "99999999999999999999999"),
        ("retry-after that is negative", "-1"),
        ("retry-after in the year 9999", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ("retry-after that is no date", "Fri, 99 Foo 9999 99:99:99 GMT"),
    ] {
        kit.says("F23", name, status(503, ""), busy(after)).await;
    }
    kit.says("F23", "retry-after of 5 MiB", TOO_LARGE, busy(&"9".repeat(5 << 20))).await;
}
