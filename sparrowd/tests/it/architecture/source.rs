//! As much of Rust as the rules need: words outside comments and texts, imports, submodules.

/// A file with its comments, texts and characters blanked; lines stay where they were.
#[derive(Debug)]
pub(super) struct Source {
    /// From the workspace's root.
    pub(super) path: String,
    code: String,
}

impl Source {
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), code: blank(text) }
    }

    pub(super) fn lines(&self) -> usize {
        self.code.lines().count()
    }

    /// Every identifier, with its line.
    pub(super) fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        self.tokens().filter(|(_, token)| is_word(token))
    }

    /// Words, and the marks between them one by one.
    fn tokens(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().flat_map(|(line, mut rest)| {
            std::iter::from_fn(move || {
                rest = rest.trim_start();
                let first = rest.chars().next()?;
                let end = if is_word_part(first) {
                    rest.find(|c| !is_word_part(c)).unwrap_or(rest.len())
                } else {
                    first.len_utf8()
                };
                let token;
                (token, rest) = rest.split_at(end);
                Some((line + 1, token))
            })
        })
    }

    /// The modules at the root of the crate that this file names: behind `crate::`, or behind as many
    /// `super::` as lead there. `known` tells them from items of an outer module.
    pub(super) fn imports(&self, known: impl Fn(&str) -> bool) -> Vec<(usize, String)> {
        let tokens: Vec<_> = self.tokens().collect();
        let mut imports = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let mut ups = 0;
            let mut next = at;
            while is_path(&tokens, next, "super") {
                ups += 1;
                next += 3;
            }
            let to_root = ups > 0 && ups >= self.depth();
            if is_path(&tokens, at, "crate") || to_root {
                let names = names_behind(&tokens, if to_root { next } else { at + 3 });
                imports.extend(names.into_iter().filter(|(_, name)| known(name)));
            }
            at = next.max(at + 1);
        }
        imports
    }

    /// How many modules this file is inside of, itself counted: 1 for `a.rs`, 2 for `a/b.rs`.
    fn depth(&self) -> usize {
        let inside = self.path.split_once("/src/").map_or("", |(_, inside)| inside);
        inside.trim_end_matches("/mod.rs").split('/').count()
    }

    /// Where the submodules that this file declares may lie.
    pub(super) fn children(&self) -> Vec<String> {
        let tokens: Vec<_> = self.tokens().map(|(_, token)| token).collect();
        let (folder, file) = self.path.rsplit_once('/').unwrap_or_default();
        let own = match file {
            "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
            _ => self.path.trim_end_matches(".rs").to_owned(),
        };
        tokens
            .windows(3)
            .filter(|window| window[0] == "mod" && window[2] == ";")
            .flat_map(|window| {
                [format!("{own}/{}.rs", window[1]), format!("{own}/{}/mod.rs", window[1])]
            })
            .collect()
    }
}

fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_word(token: &str) -> bool {
    token.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
}

fn is_path(tokens: &[(usize, &str)], at: usize, word: &str) -> bool {
    let token = |n: usize| tokens.get(at + n).map(|(_, token)| *token);
    token(0) == Some(word) && token(1) == Some(":") && token(2) == Some(":")
}

/// The name that goes on a path, or the first names of a group in braces.
fn names_behind(tokens: &[(usize, &str)], at: usize) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut expected = true;
    for (line, token) in tokens.iter().skip(at) {
        match *token {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 1 => expected = true,
            name if expected && depth <= 1 => {
                names.push((*line, name.to_owned()));
                expected = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn blank(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        // `r` and `b` before a quote are the end of a word only if they are the whole of it.
        let inside_word = code.chars().next_back().is_some_and(is_word_part);
        let blanked = match length_of_text(rest, inside_word) {
            0 => {
                code.push(first);
                rest = &rest[first.len_utf8()..];
                continue;
            }
            length => &rest[..length],
        };
        code.extend(blanked.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[blanked.len()..];
    }
    code
}

/// The bytes of the comment, text or character that begins here; 0 if none does.
fn length_of_text(rest: &str, inside_word: bool) -> usize {
    let until = |end: &str| rest.find(end).map_or(rest.len(), |at| at + end.len());
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return until("*/");
    }
    let prefix =
        if inside_word { 0 } else { rest.len() - rest.trim_start_matches(['b', 'c']).len() };
    let behind = &rest[prefix.min(1)..];
    if let Some(raw) = behind.strip_prefix('r').filter(|_| !inside_word) {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = &raw[hashes + 1..];
            let length = body.find(&end).map_or(body.len(), |at| at + end.len());
            return rest.len() - body.len() + length;
        }
    }
    if let Some(body) = behind.strip_prefix('"') {
        let mut escaped = false;
        let end = body.find(|c| {
            let closes = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        return rest.len() - body.len() + end.map_or(body.len(), |at| at + 1);
    }
    // A lifetime has no closing quote behind its first character.
    let mut characters = rest.char_indices();
    match (characters.next(), characters.next(), characters.next()) {
        (Some((_, '\'')), Some((_, '\\')), Some((at, escaped))) => {
            let behind = at + escaped.len_utf8();
            rest[behind..].find('\'').map_or(rest.len(), |end| behind + end + 1)
        }
        (Some((_, '\'')), Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Source::new("a.rs", text).words().map(|(_, word)| word.to_owned()).collect()
    }

    #[test]
    fn only_code_counts() {
        let text =
            "a // b\n/* c\n */ d \"e \\\" f\" g 'h' '\\'' i::<'j> r#\"k \" l\"# b\"m\" rn \"\n\" o";
        assert_eq!(words(text), ["a", "d", "g", "i", "j", "rn", "o"]);
    }

    #[test]
    fn lines_stay_where_they_were() {
        let source = Source::new("a.rs", "/*\n*/ \"\n\" here\n");
        assert_eq!(source.words().collect::<Vec<_>>(), [(3, "here")]);
    }

    #[test]
    fn imports_are_found_in_every_form() {
        let text = "use crate::one::{x, y};\nuse crate::{two, three::{z, w}, four};\n\
            fn f() { crate::five::g(); super::super::six(); super::near(); }\n";
        let source = Source::new("sparrowd/src/a/b.rs", text);
        let names: Vec<_> = source.imports(|_| true).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["one", "two", "three", "four", "five", "six"]);
    }

    #[test]
    fn submodules_lie_beside_or_below() {
        let children = |path| Source::new(path, "pub mod x;\nmod inline {}\n").children();
        assert_eq!(children("s/src/lib.rs"), ["s/src/x.rs", "s/src/x/mod.rs"]);
        assert_eq!(children("s/src/a/mod.rs"), ["s/src/a/x.rs", "s/src/a/x/mod.rs"]);
        assert_eq!(children("s/src/a.rs"), ["s/src/a/x.rs", "s/src/a/x/mod.rs"]);
    }
}
