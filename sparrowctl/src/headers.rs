//! `-H`: headers as the command line gives them, one each or a file of them.

use std::{collections::HashMap, fs};

use crate::error::Failure;

/// By name in lower case, as the wire has them.
pub type Headers = HashMap<String, String>;

/// What one `-H` says about a header.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Edit {
    Set(String),
    Remove,
}

/// Headers that are new: each has a value.
pub fn new(given: &[String]) -> Result<Headers, Failure> {
    let mut headers = Headers::new();
    for (name, edit) in edits(given)? {
        match edit {
            Edit::Set(value) => headers.insert(name, value),
            Edit::Remove => return Err(wrong(format!("the header {name} has no value"))),
        };
    }
    Ok(headers)
}

/// The headers there, changed as `NAME: VALUE` (set) and `NAME:` (take away) say.
pub fn edited(current: &Headers, given: &[String]) -> Result<Headers, Failure> {
    let mut headers: Headers =
        current.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
    for (name, edit) in edits(given)? {
        match edit {
            Edit::Set(value) => {
                headers.insert(name, value);
            }
            Edit::Remove if headers.remove(&name).is_some() => {}
            Edit::Remove => {
                let mut names: Vec<&str> = current.keys().map(String::as_str).collect();
                names.sort_unstable();
                let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                return Err(Failure::usage("no_such_header", format!("it has no header {name}"))
                    .note(format!("it has {names}")));
            }
        }
    }
    Ok(headers)
}

/// What to say about a credential that stands on the command line, where everyone on the machine
/// sees it.
pub fn exposed(given: &[String]) -> Option<String> {
    let is_credential = |argument: &&String| {
        let (name, value) = argument.split_once(':').unwrap_or_default();
        let name = name.to_ascii_lowercase();
        !argument.starts_with('@')
            && !value.trim().is_empty()
            && ["auth", "token", "secret", "key"].iter().any(|word| name.contains(word))
    };
    given.iter().find(is_credential).map(|_| {
        "a credential on the command line is seen by everyone on this machine; -H @FILE is not"
            .to_owned()
    })
}

/// By name in lower case, each once.
fn edits(given: &[String]) -> Result<Vec<(String, Edit)>, Failure> {
    let mut edits: Vec<(String, Edit)> = Vec::new();
    let mut add = |line: &str| {
        let (name, edit) = parse(line)?;
        if edits.iter().any(|(other, _)| *other == name) {
            return Err(wrong(format!("the header {name} is given twice")));
        }
        edits.push((name, edit));
        Ok(())
    };
    for argument in given {
        let Some(path) = argument.strip_prefix('@') else {
            add(argument)?;
            continue;
        };
        let text = fs::read_to_string(path).map_err(|error| {
            Failure::usage("unreadable_header", format!("cannot read {path}"))
                .note(error.to_string())
        })?;
        text.lines().filter(|line| !line.trim().is_empty()).try_for_each(&mut add)?;
    }
    Ok(edits)
}

fn parse(line: &str) -> Result<(String, Edit), Failure> {
    let (name, value) = line
        .split_once(':')
        .map(|(name, value)| (name.trim(), value.trim()))
        .filter(|(name, _)| !name.is_empty())
        .ok_or_else(|| wrong("a header is written NAME: VALUE, or @FILE with one per line"))?;
    let edit = if value.is_empty() { Edit::Remove } else { Edit::Set(value.to_owned()) };
    Ok((name.to_ascii_lowercase(), edit))
}

/// Never with the value, which may be a credential.
fn wrong(message: impl Into<String>) -> Failure {
    Failure::usage("invalid_header", message).hint("for example -H 'x-tenant: acme'")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn own(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    fn map(pairs: &[(&str, &str)]) -> HashMap<String, String> {
        pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn new_ones_have_values() {
        let headers = new(&own(&["X-A: 1", "authorization:Bearer a:b "])).unwrap();
        assert_eq!(headers, map(&[("x-a", "1"), ("authorization", "Bearer a:b")]));
        for bad in [&["x"][..], &["x=1"], &[": 1"], &["x:"], &["x: 1", "X: 2"], &["@/nowhere"]] {
            assert!(new(&own(bad)).is_err(), "{bad:?}");
        }
        let refused = new(&own(&["authorization=hunter2"])).unwrap_err();
        assert!(!refused.human().contains("hunter2"));
    }

    #[test]
    fn a_file_has_one_per_line() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "X-A: 1\r\n\nx-b: 2\n").unwrap();
        let at_file = format!("@{}", file.path().display());
        let headers = new(&own(&[&at_file, "x-c: 3"])).unwrap();
        assert_eq!(headers, map(&[("x-a", "1"), ("x-b", "2"), ("x-c", "3")]));
    }

    #[test]
    fn credentials_are_noticed() {
        for (given, expected) in [
            ("authorization: Bearer x", true),
            ("X-Api-Key:k", true),
            ("x-api-key:", false),
            ("x-tenant: token", false),
            ("@secret:file", false),
        ] {
            assert_eq!(exposed(&own(&[given])).is_some(), expected, "{given}");
        }
    }

    #[test]
    fn others_stay_when_one_changes() {
        let current = map(&[("authorization", "[hidden]"), ("x-old", "[hidden]")]);
        let changed = edited(&current, &own(&["X-New: 1", "X-Old:"])).unwrap();
        assert_eq!(changed, map(&[("authorization", "[hidden]"), ("x-new", "1")]));
        assert_eq!(edited(&current, &own(&["x-no:"])).unwrap_err().code, "no_such_header");
    }

    proptest! {
        #[test]
        fn never_panics(given in proptest::collection::vec("[^@].{0,20}", 0..4)) {
            if let Ok(headers) = new(&given) {
                prop_assert!(headers.iter().all(|(name, value)| !name.is_empty() && !value.is_empty()));
            }
            let _ = edited(&Headers::new(), &given);
            let _ = exposed(&given);
        }
    }
}
