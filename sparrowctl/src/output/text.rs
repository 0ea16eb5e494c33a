//! Text that others wrote: receivers, applications, whoever named a webhook. It may hold anything,
//! also sequences that move the cursor or rewrite the screen.

use std::{borrow::Cow, fmt::Write as _};

/// The text with control characters (and those that reorder or hide text) written as escapes.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(escape(text, |_| false))
}

/// The same, for bytes: what is not UTF-8 is written as `\xff`. Lines stay lines.
pub fn printable_lines(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(&escape(chunk.valid(), |c| c == '\n'));
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// One field of a tab-separated line.
pub fn tsv(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return printable(text);
    }
    Cow::Owned(escape(&text.replace('\\', "\\\\"), |_| false))
}

/// JSON in which every such character inside of strings is written as `\u….`: it means the same,
/// and can be looked at on a terminal.
pub fn json(text: String) -> String {
    if text.chars().all(is_plain) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_plain(c) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

/// One word of a command line that is printed for a shell.
pub fn shell(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.,:/@".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("'{}'", text.replace('\'', "'\\''")))
}

/// Cut to a width, with a sign that something is missing.
pub fn cut(text: &str, width: usize, ascii: bool) -> Cow<'_, str> {
    if console::measure_text_width(text) <= width {
        return Cow::Borrowed(text);
    }
    console::truncate_str(text, width, if ascii { "~" } else { "…" })
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            c if is_plain(c) || keep(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x80 => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
        }
    }
    out
}

fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_a_shell() {
        assert_eq!(shell("a-b_c.d,e:/@"), "a-b_c.d,e:/@");
        assert_eq!(shell("http://[::1]:50051"), "'http://[::1]:50051'");
        assert_eq!(shell("it's"), r"'it'\''s'");
        assert_eq!(shell(""), "''");
    }

    #[test]
    fn hostile_text_is_shown_not_obeyed() {
        assert_eq!(printable("plain é 日本"), "plain é 日本");
        assert_eq!(printable("\x1b[2Jgone\r\n"), "\\x1b[2Jgone\\r\\n");
        assert_eq!(printable("\u{9b}31m"), "\\u{9b}31m");
        assert_eq!(printable("a\u{202e}txt.exe"), "a\\u{202e}txt.exe");
        assert_eq!(printable_lines(b"one\ntwo\x00\xff"), "one\ntwo\\x00\\xff");
        assert_eq!(tsv("a\tb\\c"), "a\\tb\\\\c");
        assert_eq!(json("{\"a\":\"\u{9b}\u{e0041}\"}".to_owned()), r#"{"a":"\u009b\udb40\udc41"}"#);
    }

    proptest! {
        #[test]
        fn no_control_character_passes(bytes: Vec<u8>) {
            let lines = printable_lines(&bytes);
            prop_assert!(lines.chars().all(|c| c == '\n' || !c.is_control()));
            let text = String::from_utf8_lossy(&bytes);
            prop_assert!(printable(&text).chars().all(|c| !c.is_control()));
            prop_assert!(tsv(&text).chars().all(|c| !c.is_control()));
        }
    }
}
