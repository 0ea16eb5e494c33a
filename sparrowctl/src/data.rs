//! DATA: the payload as the command line gives it. JSON keeps its bytes; pairs build an object in
//! the order given, with the digits of `k:=` as they were typed.

use std::{
    fs,
    io::{self, IsTerminal, Read},
};

use serde_json::value::RawValue;

use crate::error::Failure;

/// How deep dotted keys may nest.
const MAX_DEPTH: usize = 64;

/// The payload's bytes, from the arguments after TYPE.
pub fn payload(arguments: &[String], content_type: Option<&str>) -> Result<Vec<u8>, Failure> {
    let is_json = content_type.is_none_or(is_json);
    let bytes = match arguments {
        [] if io::stdin().is_terminal() => {
            return Err(Failure::usage("no_data", "DATA is missing, and stdin is a terminal")
                .hint(
                    "sparrowctl push TYPE '{\"id\":7}'   or   id=7   or   @file.json   or   - ",
                ));
        }
        [] => stdin()?,
        [one] if one == "-" => stdin()?,
        [one] if one.starts_with('@') => file(&one[1..])?,
        [one] if is_literal(one) || !is_json => one.clone().into_bytes(),
        pairs => return build(pairs),
    };
    if is_json {
        check_json(&bytes)?;
    }
    Ok(bytes)
}

/// Whether payloads of this content type have to be JSON.
pub fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.is_empty() || essence == "application/json" || essence.ends_with("+json")
}

/// JSON as it stands, rather than a pair.
fn is_literal(text: &str) -> bool {
    let text = text.trim_start();
    matches!(text, "true" | "false" | "null")
        || text.starts_with(|c: char| matches!(c, '{' | '[' | '"' | '-') || c.is_ascii_digit())
}

/// What can only stand alone; pairs are the one thing of which there may be several.
fn is_whole(text: &str) -> bool {
    let is_json = || is_literal(text) && serde_json::from_str::<&RawValue>(text).is_ok();
    text == "-" || (text.starts_with('@') && !text.contains('=')) || is_json()
}

fn stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    match io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable("standard input", &error)),
    }
}

fn file(path: &str) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(what: &str, error: &io::Error) -> Failure {
    Failure::usage("unreadable_data", format!("cannot read {what}")).note(error.to_string())
}

fn check_json(bytes: &[u8]) -> Result<(), Failure> {
    if bytes.is_empty() {
        return Err(Failure::usage("no_data", "DATA is empty"));
    }
    serde_json::from_slice::<&RawValue>(bytes).map(|_| ()).map_err(|error| {
        Failure::usage("invalid_json", "DATA is not JSON")
            .note(error.to_string())
            .hint("pairs are written k=v (a string) or k:=JSON; other content: --content-type")
    })
}

/// A value under construction: JSON that is ready, or an object whose keys are still coming.
enum Node {
    Ready(String),
    Object(Vec<(String, Node)>),
}

/// An object from `k=v` and `k:=json` pairs.
fn build(pairs: &[String]) -> Result<Vec<u8>, Failure> {
    if let Some(whole) = pairs.iter().find(|one| pairs.len() > 1 && is_whole(one)) {
        let message = format!("{whole:?} is DATA by itself, and there are {}", pairs.len());
        return Err(Failure::usage("invalid_data", message)
            .note("DATA is one of JSON, @FILE and -, or any number of pairs")
            .hint("JSON with spaces wants quotes: '{\"id\": 7}'"));
    }
    let mut root = Vec::new();
    for pair in pairs {
        let (path, value) = split(pair)?;
        insert(&mut root, &path, value, pair)?;
    }
    let mut out = String::new();
    write(&Node::Object(root), &mut out);
    Ok(out.into_bytes())
}

/// The keys of a pair's left side, and its value as JSON.
fn split(pair: &str) -> Result<(Vec<String>, String), Failure> {
    let wrong = || {
        Failure::usage("invalid_data", format!("{pair:?} is neither JSON nor a pair"))
            .hint("write k=v (a string), k:=JSON, '{…}', @file or -")
    };
    let (left, right) = pair.split_once('=').ok_or_else(wrong)?;
    let (left, value) = match left.strip_suffix(':') {
        Some(left) => {
            serde_json::from_str::<&RawValue>(right).map_err(|error| {
                Failure::usage("invalid_json", format!("{right:?} in {pair:?} is not JSON"))
                    .note(error.to_string())
                    .hint("a string is written k=v")
            })?;
            (left, right.trim().to_owned())
        }
        None => (left, quoted(right)),
    };
    let path = keys(left);
    if path.iter().any(String::is_empty) || path.len() > MAX_DEPTH {
        return Err(
            wrong().note(format!("keys may not be empty, and nest at most {MAX_DEPTH} deep"))
        );
    }
    Ok((path, value))
}

/// Splits at dots; `\.` is a dot in a key.
fn keys(left: &str) -> Vec<String> {
    let mut path = vec![String::new()];
    let mut chars = left.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, path.last_mut()) {
            ('\\', Some(key)) if chars.peek() == Some(&'.') => {
                key.push('.');
                chars.next();
            }
            ('.', _) => path.push(String::new()),
            (c, Some(key)) => key.push(c),
            (_, None) => {}
        }
    }
    path
}

fn insert(
    object: &mut Vec<(String, Node)>,
    path: &[String],
    value: String,
    pair: &str,
) -> Result<(), Failure> {
    let twice =
        || Failure::usage("invalid_data", format!("{pair:?} sets a key that has a value already"));
    let Some((key, rest)) = path.split_first() else { return Ok(()) };
    let found = object.iter().position(|(name, _)| name == key);
    match (found, rest) {
        (None, []) => object.push((key.clone(), Node::Ready(value))),
        (None, rest) => {
            let mut inner = Vec::new();
            insert(&mut inner, rest, value, pair)?;
            object.push((key.clone(), Node::Object(inner)));
        }
        (Some(_), []) => return Err(twice()),
        (Some(at), rest) => match &mut object[at].1 {
            Node::Object(inner) => insert(inner, rest, value, pair)?,
            Node::Ready(_) => return Err(twice()),
        },
    }
    Ok(())
}

fn write(node: &Node, out: &mut String) {
    match node {
        Node::Ready(json) => out.push_str(json),
        Node::Object(fields) => {
            out.push('{');
            for (n, (key, value)) in fields.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                out.push_str(&quoted(key));
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(arguments: &[&str]) -> Result<String, String> {
        let arguments: Vec<String> = arguments.iter().map(|&text| text.to_owned()).collect();
        payload(&arguments, None)
            .map(|bytes| String::from_utf8(bytes).unwrap())
            .map_err(|failure| failure.code.to_string())
    }

    #[test]
    fn literal_json_keeps_its_bytes() {
        for json in [
            "{ \"b\": 9007199254740993, \"a\" : 1.0e2 }",
            "[1, 2]",
            "\"text\"",
            "17",
            "-0.50",
            "true",
            "null",
            "{\"a\":1,\"a\":2}",
            " {\"leading\":\"space\"}\n",
        ] {
            assert_eq!(text(&[json]).as_deref(), Ok(json));
        }
        for bad in ["{", "[1,]", "{} {}", "17x", "\"open"] {
            assert_eq!(text(&[bad]), Err("invalid_json".to_owned()), "{bad}");
        }
    }

    #[test]
    fn pairs_build_an_object_in_their_order() {
        assert_eq!(
            text(&["order.id=17", "paid:=true", "amount:=4200.00", "order.by=é\""]),
            Ok(r#"{"order":{"id":"17","by":"é\""},"paid":true,"amount":4200.00}"#.to_owned())
        );
        assert_eq!(text(&["big:=9007199254740993"]), Ok(r#"{"big":9007199254740993}"#.to_owned()));
        assert_eq!(text(&["a=x=y"]), Ok(r#"{"a":"x=y"}"#.to_owned()));
        assert_eq!(text(&["a="]), Ok(r#"{"a":""}"#.to_owned()));
        assert_eq!(text(&[r"a\.b=1"]), Ok(r#"{"a.b":"1"}"#.to_owned()));
        assert_eq!(text(&["list:=[1, 2]"]), Ok(r#"{"list":[1, 2]}"#.to_owned()));
        assert_eq!(text(&["trueness=1"]), Ok(r#"{"trueness":"1"}"#.to_owned()));
    }

    #[test]
    fn what_is_neither_is_refused() {
        for (bad, code) in [
            (&["word"][..], "invalid_data"),
            (&["=x"], "invalid_data"),
            (&["a..b=1"], "invalid_data"),
            (&["a=1", "a=2"], "invalid_data"),
            (&["a=1", "a.b=2"], "invalid_data"),
            (&["a.b=1", "a=2"], "invalid_data"),
            (&["a:=yes"], "invalid_json"),
            (&["@/nowhere/at/all"], "unreadable_data"),
        ] {
            assert_eq!(text(bad), Err(code.to_owned()), "{bad:?}");
        }
        let deep = format!("{}=1", vec!["a"; 65].join("."));
        assert_eq!(text(&[&deep]), Err("invalid_data".to_owned()));
    }

    #[test]
    fn a_second_one_is_the_trouble() {
        let message = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|&text| text.to_owned()).collect();
            payload(&arguments, None).unwrap_err().message.clone()
        };
        for (whole, other) in [("1", "2"), ("{\"a\":\"b=c\"}", "x=1"), ("@f", "x=1"), ("-", "x=1")]
        {
            let expected = format!("{whole:?} is DATA by itself, and there are 2");
            assert_eq!(message(&[whole, other]), expected);
        }
        assert_eq!(message(&["a=1", "word"]), "\"word\" is neither JSON nor a pair");
        assert_eq!(text(&["1=a", "2=b"]), Ok(r#"{"1":"a","2":"b"}"#.to_owned()));
    }

    #[test]
    fn other_content_types_take_text_as_it_is() {
        let argument = ["plain words".to_owned()];
        assert_eq!(payload(&argument, Some("text/plain")), Ok(b"plain words".to_vec()));
        assert!(is_json("application/json; charset=utf-8") && is_json("application/vnd.x+json"));
        assert!(!is_json("text/plain"));
    }

    proptest! {
        #[test]
        fn never_panics(arguments in proptest::collection::vec("[^@-].{0,20}", 1..5)) {
            if let Ok(bytes) = payload(&arguments, None) {
                prop_assert!(serde_json::from_slice::<&RawValue>(&bytes).is_ok());
            }
        }

        #[test]
        fn pairs_always_make_json(key in "[a-z]{1,3}(\\.[a-z]{1,3}){0,3}", value in ".{0,10}") {
            let bytes = payload(&[format!("{key}={value}")], None).unwrap();
            prop_assert!(serde_json::from_slice::<serde_json::Value>(&bytes).is_ok());
        }
    }
}
