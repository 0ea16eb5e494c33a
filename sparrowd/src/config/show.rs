//! The configuration as text: what is in force with its origins, and a file to start from.

use super::{
    Layers,
    keys::{KEYS, Kind},
    layers::Raw,
    text,
};

/// Whether each value says where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origins {
    Shown,
    Hidden,
}

/// What is in force, as TOML. Passwords are left out.
pub fn effective(layers: &Layers, origins: Origins) -> String {
    let lines = layers.iter().map(|(key, value)| {
        let line = format!("{} = {}", key.name(), literal(key.kind, &value.raw));
        let line = match origins {
            Origins::Shown => format!("{line:40}  # {}", value.origin),
            Origins::Hidden => line,
        };
        (key.section(), line)
    });
    in_sections(lines)
}

/// A file with every key, its default and what it does.
pub fn default_file() -> String {
    let lines = KEYS.iter().map(|key| {
        let raw = match key.kind {
            Kind::List => Raw::List(Vec::new()),
            _ => Raw::Text(key.default.to_owned()),
        };
        let about = key.about.replace('\n', "\n# ");
        (key.section(), format!("# {about}\n#{} = {}", key.name(), literal(key.kind, &raw)))
    });
    [
        "# The configuration of sparrowd. Each key is shown with its default.\n\
         # The environment wins over this file: SPARROW_<SECTION>__<KEY>.\n\n",
        &in_sections(lines),
    ]
    .concat()
}

fn in_sections(lines: impl Iterator<Item = (&'static str, String)>) -> String {
    let mut out = Vec::new();
    let mut current = "";
    for (section, line) in lines {
        if section != current {
            let gap = if current.is_empty() { "" } else { "\n" };
            out.push(format!("{gap}[{section}]\n"));
            current = section;
        }
        out.push(line);
        out.push("\n".to_owned());
    }
    out.concat()
}

fn literal(kind: Kind, raw: &Raw) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    match (kind, raw) {
        (Kind::Number | Kind::Switch, Raw::Text(text)) => text.clone(),
        (Kind::Secret, Raw::Text(text)) if !text.is_empty() => quoted(&text::redact_url(text)),
        (_, Raw::Text(text)) => quoted(text),
        (_, Raw::List(items)) => {
            let items: Vec<_> = items.iter().map(|item| quoted(item)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}
