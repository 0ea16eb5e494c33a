//! The layers: defaults, those of `dev`, the file, the environment, flags. A later one wins, key
//! by key, and each value remembers where it came from.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use toml::de::{DeTable, DeValue};

use super::{
    DEFAULT_FILE, Environment, Problem,
    keys::{self, KEYS, Key, Kind},
    text,
};

/// The original's names: a port alone, or a URL.
const PORTS: &[(&str, &str)] = &[("GRPC_PORT", "listen.grpc"), ("HTTP_PORT", "listen.http")];
const DATABASE_URL: &str = "DATABASE_URL";
const PREFIX: &str = "SPARROW_";

/// For whom the defaults are.
#[derive(Debug, Clone, Default)]
pub enum Profile {
    #[default]
    Serve,
    /// `sparrowd dev`: everything in one folder of its own, receivers on this machine allowed.
    Dev { folder: PathBuf, database: Option<String> },
}

/// What a configuration is made from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    pub profile: Profile,
    /// The file of `--config`; it must exist. Without it, `serve` takes the usual one if it does.
    pub file: Option<PathBuf>,
    pub environment: Environment,
    /// Key, value and the flag that sets it.
    pub flags: Vec<(&'static str, String, &'static str)>,
}

/// Where a value came from, weakest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    Dev,
    File { path: PathBuf, line: usize, column: usize },
    Variable(String),
    Flag(&'static str),
}

impl Origin {
    /// Of two values, the one with the higher rank wins.
    pub const fn rank(&self) -> u8 {
        match self {
            Self::Default => 0,
            Self::Dev => 1,
            Self::File { .. } => 2,
            Self::Variable(_) => 3,
            Self::Flag(_) => 4,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Dev => f.write_str("sparrowd dev"),
            Self::File { path, line, column } => write!(f, "{}:{line}:{column}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A value before it has a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Raw {
    Text(String),
    List(Vec<String>),
}

#[derive(Debug, Clone)]
pub struct Value {
    pub raw: Raw,
    pub origin: Origin,
}

/// Every key's value and origin, and what was wrong on the way.
#[derive(Debug, Clone)]
pub struct Layers {
    values: BTreeMap<&'static str, Value>,
    pub problems: Vec<Problem>,
    /// systemd's folder of credentials.
    pub credentials: Option<PathBuf>,
    /// Whether what goes to stderr ends in the journal.
    pub journal: bool,
}

impl Layers {
    pub fn collect(sources: &Sources) -> Self {
        let mut layers = Self {
            values: BTreeMap::new(),
            problems: Vec::new(),
            credentials: sources.environment.folder("CREDENTIALS_DIRECTORY"),
            journal: sources.environment.get("JOURNAL_STREAM").is_some(),
        };
        layers.defaults(sources);
        layers.file(sources);
        layers.environment(&sources.environment);
        for (path, value, flag) in &sources.flags {
            layers.set_text(path, value, Origin::Flag(flag));
        }
        layers
    }

    pub fn get(&self, path: &str) -> Option<&Value> {
        self.values.get(path)
    }

    /// The values in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Key, &Value)> {
        KEYS.iter().filter_map(|key| Some((key, self.values.get(key.path)?)))
    }

    /// Whether anybody said where the database is.
    pub fn names_database(&self) -> bool {
        ["database.url", "database.url_file"]
            .iter()
            .any(|path| self.get(path).is_some_and(|value| value.raw != Raw::Text(String::new())))
    }

    fn defaults(&mut self, sources: &Sources) {
        for key in KEYS {
            self.set_text(key.path, key.default, Origin::Default);
        }
        self.set_text("node.state_dir", &state_dir(&sources.environment), Origin::Default);
        let Profile::Dev { folder, database } = &sources.profile else { return };
        let inside = |name: &str| folder.join(name).display().to_string();
        for (path, value) in [
            ("database.url", database.clone().unwrap_or_default()),
            ("database.migrate", "auto".to_owned()),
            ("egress.allow", "127.0.0.0/8,::1/128,localhost".to_owned()),
            ("namespaces.create_on_register", "true".to_owned()),
            ("secrets.key_file", inside("keys")),
            ("node.state_dir", inside("node")),
        ] {
            self.set_text(path, &value, Origin::Dev);
        }
    }

    fn file(&mut self, sources: &Sources) {
        let usual = Path::new(DEFAULT_FILE);
        let path = match (&sources.file, &sources.profile) {
            (Some(path), _) => path,
            (None, Profile::Serve) => usual,
            (None, Profile::Dev { .. }) => return,
        };
        match fs::read_to_string(path) {
            Ok(text) => self.toml(path, &text),
            Err(error) if error.kind() == io::ErrorKind::NotFound && sources.file.is_none() => {}
            Err(error) => self.problems.push(Problem::new(path.display(), error.to_string())),
        }
    }

    fn toml(&mut self, path: &Path, text: &str) {
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let place = at(path, text, error.span().map_or(0, |span| span.start));
            self.problems.push(Problem::new(place, error.message()));
        }
        let mut sections: Vec<_> = document.get_ref().iter().collect();
        sections.sort_by_key(|(section, _)| section.span().start);
        for (section, content) in sections {
            let place = at(path, text, section.span().start);
            let section = section.get_ref().as_ref();
            if !KEYS.iter().any(|key| key.section() == section) {
                let near = keys::nearest(section, KEYS.iter().map(Key::section));
                self.unknown(&place, "section", section, near.map(ToOwned::to_owned));
                continue;
            }
            let DeValue::Table(table) = content.get_ref() else {
                let message = format!("`{section}` is a section: write [{section}]");
                self.problems.push(Problem::new(place, message));
                continue;
            };
            let mut entries: Vec<_> = table.iter().collect();
            entries.sort_by_key(|(name, _)| name.span().start);
            for (name, value) in entries {
                let place = at(path, text, name.span().start);
                let full = format!("{section}.{}", name.get_ref());
                match keys::find(&full) {
                    Some(key) => self.toml_value(key, value.get_ref(), place),
                    None => self.unknown(&place, "key", &full, meant(section, name.get_ref())),
                }
            }
        }
    }

    fn toml_value(&mut self, key: &'static Key, value: &DeValue<'_>, origin: Origin) {
        let raw = match (key.kind, value) {
            (Kind::Text | Kind::Secret, DeValue::String(text)) => Raw::Text(text.to_string()),
            (Kind::Number, DeValue::Integer(number)) => Raw::Text(number.to_string()),
            (Kind::Switch, DeValue::Boolean(switch)) => Raw::Text(switch.to_string()),
            (Kind::List, DeValue::Array(items)) => {
                let texts = items.iter().map(|item| match item.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                });
                match texts.collect() {
                    Some(texts) => Raw::List(texts),
                    None => return self.wrong_kind(key, &origin),
                }
            }
            _ => return self.wrong_kind(key, &origin),
        };
        self.values.insert(key.path, Value { raw, origin });
    }

    fn wrong_kind(&mut self, key: &Key, origin: &Origin) {
        let message = format!("`{}` takes {}", key.path, key.kind.words());
        self.problems.push(Problem::new(origin, message));
    }

    fn unknown(&mut self, place: &Origin, what: &str, text: &str, near: Option<String>) {
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        self.problems.push(Problem::new(place, format!("unknown {what} `{text}`{hint}")));
    }

    fn environment(&mut self, environment: &Environment) {
        if let Some(url) = environment.get(DATABASE_URL) {
            self.set_text("database.url", url, Origin::Variable(DATABASE_URL.to_owned()));
        }
        for (variable, path) in PORTS {
            let Some(port) = environment.get(variable) else { continue };
            let Some(Raw::Text(address)) = self.get(path).map(|value| &value.raw) else { continue };
            match text::with_port(address, port) {
                Some(address) => {
                    self.set_text(path, &address, Origin::Variable((*variable).to_owned()));
                }
                None => self.problems.push(Problem::new(variable, format!("{port:?} is no port"))),
            }
        }
        for (name, value) in environment.iter().filter(|(name, _)| name.starts_with(PREFIX)) {
            let origin = Origin::Variable(name.to_owned());
            match KEYS.iter().find(|key| key.variable() == name) {
                Some(key) => self.set_text(key.path, value, origin),
                None => self.stray(name, &origin),
            }
        }
    }

    /// The client's variables share the prefix; ours have two underscores, or lack one by mistake.
    fn stray(&mut self, name: &str, origin: &Origin) {
        let variables: Vec<_> = KEYS.iter().map(Key::variable).collect();
        let slip = variables.iter().any(|variable| variable.replace("__", "_") == name);
        if slip || name.contains("__") {
            let near = keys::nearest(name, variables.iter().map(String::as_str));
            self.unknown(origin, "variable", name, near.map(ToOwned::to_owned));
        }
    }

    fn set_text(&mut self, path: &str, text: &str, origin: Origin) {
        let Some(key) = keys::find(path) else { return };
        let raw = match key.kind {
            Kind::List => Raw::List(
                text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(Into::into).collect(),
            ),
            _ => Raw::Text(text.to_owned()),
        };
        self.values.insert(key.path, Value { raw, origin });
    }
}

/// The key that an unknown one was likely meant to be: of the same section, else of any.
fn meant(section: &str, name: &str) -> Option<String> {
    let names = |inside: bool| {
        let keys = KEYS.iter().filter(move |key| (key.section() == section) == inside);
        keys::nearest(name, keys.map(Key::name))
    };
    let near = names(true);
    let found = near.or_else(|| names(false))?;
    let of_section = |key: &&Key| near.is_none() || key.section() == section;
    KEYS.iter().filter(of_section).find(|key| key.name() == found).map(|key| key.path.to_owned())
}

/// The line and column (from 1, in characters) of a byte.
fn at(path: &Path, text: &str, byte: usize) -> Origin {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Origin::File {
        path: path.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

fn state_dir(environment: &Environment) -> String {
    let system = Path::new("/var/lib/sparrowd");
    let writable = |path| rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok();
    let folder = match environment.folder("STATE_DIRECTORY") {
        Some(own) => own,
        None if writable(system) || (!system.exists() && writable(Path::new("/var/lib"))) => {
            system.to_owned()
        }
        None => environment.state_folder().unwrap_or_else(|| system.to_owned()),
    };
    folder.display().to_string()
}
