//! Payloads that something on the way could be tempted to change.

use bytes::Bytes;

const MIB: usize = 1024 * 1024;

pub(super) struct Payload {
    pub(super) name: &'static str,
    /// As pushed; empty means JSON.
    pub(super) content_type: &'static str,
    pub(super) bytes: Bytes,
}

impl Payload {
    pub(super) fn sent_as(&self) -> &'static str {
        if self.content_type.is_empty() { "application/json" } else { self.content_type }
    }

    pub(super) fn is_json(&self) -> bool {
        self.content_type.is_empty() || self.content_type.ends_with("+json")
    }

    /// JSON with space around it.
    pub(super) fn is_padded(&self) -> bool {
        self.is_json() && self.bytes != self.bytes.trim_ascii()
    }

    /// A value of JSON and nothing else, so that it can stand in a document of JSON.
    pub(super) fn is_inline(&self) -> bool {
        self.is_json() && !self.is_padded()
    }
}

pub(super) fn all() -> Vec<Payload> {
    let mut all = json();
    all.extend(other());
    all
}

fn json() -> Vec<Payload> {
    let json = |name, text: &str| Payload {
        name,
        content_type: "",
        bytes: Bytes::copy_from_slice(text.as_bytes()),
    };
    // Digits all the way, so that none of them can be taken for another.
    let digits: String = "123456789".chars().cycle().take(MIB - 2).collect();
    vec![
        json(
            "big integers",
            r#"{"a":9007199254740993,"b":-18446744073709551616,"c":123456789012345678901234567890}"#,
        ),
        json("decimals", r#"{"price":1.10,"zero":-0.0,"e":1E+02,"tiny":1e-400,"huge":1e400}"#),
        json("key order", r#"{"z":1,"a":{"y":2,"b":3},"10":4,"9":5,"":6}"#),
        json("duplicate keys", r#"{"a":1,"a":2,"\u0061":3}"#),
        json("escapes", r#"{"s":"\u0041\/\u00e9\ud83d\ude00\u0000\u2028\"\\\b\f\n\r\t<&>"}"#),
        json("half a surrogate", r#"{"s":"\ud800"}"#),
        json("unicode", "{\"s\":\"zażółć 😀 e\u{301} é \u{2028}\u{feff}\u{7f}\",\"ключ\":1}"),
        json("white space within", "{ \"a\" :\t[ 1 , 2 ] ,\r\n\n  \"b\" : { } }"),
        json("white space on a line", "{ \"a\" :\t[ 1 , 2 ] ,  \"b\" : { } }"),
        json("white space around", " \t{\"a\":1} "),
        json("a newline at the end", "{\"a\":1}\n"),
        json("an empty object", "{}"),
        json("an empty list", "[]"),
        json("a number", "7.0"),
        json("a string", r#""payload""#),
        json("null", "null"),
        json("1 MiB of digits", &format!("\"{digits}\"")),
        Payload {
            name: "JSON of another type",
            content_type: "application/cloudevents+json",
            bytes: Bytes::from_static(b"{ \"specversion\":\"1.0\", \"data\":1.0 }"),
        },
    ]
}

fn other() -> Vec<Payload> {
    let other = |name, content_type, bytes: &[u8]| Payload {
        name,
        content_type,
        bytes: Bytes::copy_from_slice(bytes),
    };
    let every: Vec<u8> = (0..=u8::MAX).collect();
    let much: Vec<u8> = every.iter().copied().cycle().take(MIB).collect();
    let xml = "<?xml version=\"1.0\"?>\r\n<a b='1'>ż</a>\r\n";
    vec![
        other("nothing", "text/plain", b""),
        other("XML", "application/xml; charset=utf-8", xml.as_bytes()),
        other("a form", "application/x-www-form-urlencoded", b"a=1&b=%20+&a=2"),
        other("text that looks like JSON", "text/plain", b"{\"a\":1, \"a\" : 1.10}"),
        other("one NUL", "application/octet-stream", b"\0"),
        other("not UTF-8", "application/octet-stream", &every),
        other("1 MiB not UTF-8", "application/octet-stream", &much),
    ]
}
