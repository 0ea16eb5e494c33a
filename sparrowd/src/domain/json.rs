//! JSON that passes through: checked, never changed. It is delivered byte for byte, so nothing here
//! builds a tree, and numbers keep their digits.

use serde::de::IgnoredAny;

/// Objects and arrays within each other, at most: what receivers' parsers commonly take.
pub const MAX_DEPTH: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    #[error("it is empty")]
    Empty,
    #[error("it is not UTF-8 from byte {0} on")]
    NotUtf8(usize),
    #[error("line {line}, column {column}: {what}")]
    Syntax { line: usize, column: usize, what: String },
    #[error("it nests deeper than {MAX_DEPTH} levels")]
    TooDeep,
}

/// Whether these bytes are one JSON text (RFC 8259) of bounded depth.
pub fn check(bytes: &[u8]) -> Result<(), JsonError> {
    let text =
        std::str::from_utf8(bytes).map_err(|error| JsonError::NotUtf8(error.valid_up_to()))?;
    if text.trim_ascii().is_empty() {
        return Err(JsonError::Empty);
    }
    // Most have so few brackets that they can't nest deep, and those are quick to count.
    let brackets = bytes.iter().filter(|byte| matches!(byte, b'[' | b'{')).count();
    if brackets > MAX_DEPTH && depth(bytes) > MAX_DEPTH {
        return Err(JsonError::TooDeep);
    }
    serde_json::from_str::<IgnoredAny>(text).map(drop).map_err(|error| syntax(&error))
}

/// What serde tells, with the place apart.
pub fn syntax(error: &serde_json::Error) -> JsonError {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default().to_owned();
    JsonError::Syntax { line: error.line(), column: error.column(), what }
}

/// How deep brackets nest outside of strings; of use for JSON only.
pub fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_passes() {
        let deep = format!("{}1{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
        for good in [
            "{}",
            " [1, 2]\n",
            "9007199254740993",
            r#"{"a":1,"a":2}"#,
            r#""[[\"[[""#,
            r#"{"x":1e400,"y":"\ud800"}"#,
            &deep,
        ] {
            assert_eq!(check(good.as_bytes()), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_does_not() {
        let deep = format!("{}1{}", "[".repeat(MAX_DEPTH + 1), "]".repeat(MAX_DEPTH + 1));
        assert_eq!(check(deep.as_bytes()), Err(JsonError::TooDeep));
        assert_eq!(check(&vec![b'['; 1 << 20]), Err(JsonError::TooDeep));
        assert_eq!(check(b" "), Err(JsonError::Empty));
        assert_eq!(check(b"\"\xff\""), Err(JsonError::NotUtf8(1)));
        let error = check(b"{\n  \"a\": 1,\n}").unwrap_err();
        assert!(error.to_string().starts_with("line 3, column 1: "), "{error}");
        for bad in ["{", "{} {}", "nul", "{'a':1}", "01", "[1,]"] {
            assert!(matches!(check(bad.as_bytes()), Err(JsonError::Syntax { .. })), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>) {
            let _ = check(&bytes);
        }
    }
}
