//! The configuration with its types: what the rest of the daemon is given.

use std::{
    fs,
    net::SocketAddr,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    ConfigError, Layers, Problem,
    layers::{Origin, Raw, Value},
    text::{self, DatabaseUrl},
};
use crate::domain::egress::{EgressPolicy, Nat64, Proxy};
use crate::domain::retention::Retention;
use crate::domain::retry::{Schedule, format_duration, parse_duration};

#[derive(Debug, Clone)]
pub struct Config {
    pub listen: Listen,
    pub database: Database,
    pub delivery: Delivery,
    pub egress: Egress,
    pub namespaces: Namespaces,
    pub secrets: Secrets,
    pub retention: Retention,
    pub drain: Drain,
    pub node: Node,
    pub log: Log,
}

#[derive(Debug, Clone)]
pub struct Listen {
    pub grpc: SocketAddr,
    pub http: SocketAddr,
    pub unix: Option<PathBuf>,
    /// Other machines may call, and any host name will do.
    pub insecure: bool,
}

#[derive(Debug, Clone)]
pub struct Database {
    pub url: DatabaseUrl,
    /// Past a pooler that `url` leads to.
    pub direct_url: Option<DatabaseUrl>,
    pub pool: u32,
    pub migrate: MigrateMode,
}

impl Database {
    /// Where it is, and where past a pooler, with the passwords.
    pub fn urls(&self) -> (&str, Option<&str>) {
        (self.url.expose(), self.direct_url.as_ref().map(DatabaseUrl::expose))
    }
}

/// What a start does about the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum MigrateMode {
    /// Look away.
    Never,
    /// Refuse a schema that does not fit this binary.
    Check,
    /// Bring it up to date first.
    Auto,
}

#[derive(Debug, Clone)]
pub struct Delivery {
    pub max_in_flight: usize,
    pub timeout: Duration,
    pub connect_timeout: Duration,
    pub retry: Schedule,
    /// Bytes, as the next two.
    pub max_payload: usize,
    pub store_response: usize,
    pub memory: usize,
}

#[derive(Debug, Clone)]
pub struct Egress {
    /// Without what is sparrow's own, which shows itself at the start.
    pub policy: EgressPolicy,
    /// What is allowed, in the words of the operator.
    pub allow: Vec<String>,
    /// None: those of the machine.
    pub name_servers: Vec<SocketAddr>,
    pub proxy: Option<Proxy>,
}

#[derive(Debug, Clone)]
pub struct Namespaces {
    pub create_on_register: bool,
}

#[derive(Debug, Clone)]
pub struct Secrets {
    pub key_file: PathBuf,
}

#[derive(Debug, Clone)]
pub struct Drain {
    pub timeout: Duration,
}

#[derive(Debug, Clone)]
pub struct Node {
    pub state_dir: PathBuf,
}

#[derive(Debug, Clone)]
pub struct Log {
    pub format: LogFormat,
    /// Directives of `tracing_subscriber::EnvFilter`.
    pub level: String,
    /// Whether stderr ends in the journal.
    pub journal: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Auto,
    Pretty,
    Json,
}

impl Config {
    /// Every section is read before the first problem is reported.
    pub fn from_layers(mut layers: Layers) -> Result<Self, ConfigError> {
        let mut problems = std::mem::take(&mut layers.problems);
        let mut reader = Reader { layers: &layers, problems: Vec::new() };
        let listen = reader.listen();
        let database = reader.database();
        let delivery = reader.delivery();
        let egress = reader.egress();
        let create_on_register = reader.switch("namespaces.create_on_register");
        let key_file = reader.credential("secrets.key_file");
        let retention = reader.retention();
        let timeout = reader.duration("drain.timeout", "0s", "1h");
        let state_dir = reader.folder("node.state_dir");
        let log = reader.log();
        problems.append(&mut reader.problems);
        let config = (|| {
            Some(Self {
                listen: listen?,
                database: database?,
                delivery: delivery?,
                egress: egress?,
                namespaces: Namespaces { create_on_register: create_on_register? },
                secrets: Secrets { key_file: key_file? },
                retention: retention?,
                drain: Drain { timeout: timeout? },
                node: Node { state_dir: state_dir? },
                log: log?,
            })
        })();
        match config {
            Some(config) if problems.is_empty() => Ok(config),
            _ => Err(ConfigError { problems }),
        }
    }
}

/// Where a secret stands that has two keys: one for itself and one for a file with it.
enum Stands {
    Nowhere,
    At(&'static str),
}

/// Reads typed values; notes what does not fit and goes on.
struct Reader<'a> {
    layers: &'a Layers,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn listen(&mut self) -> Option<Listen> {
        let insecure = self.switch("listen.insecure");
        let mut address = |path| {
            let address = self.parse(path, |text| {
                let wrong = || format!("{text:?} is no address such as 127.0.0.1:8080");
                text.parse::<SocketAddr>().map_err(|_| wrong())
            })?;
            if insecure == Some(false) && !address.ip().is_loopback() {
                self.refuse(
                    path,
                    format!(
                        "{address} is reached from other machines, and callers are not \
                         authenticated; keep to 127.0.0.1, or set listen.insecure = true"
                    ),
                );
            }
            Some(address)
        };
        let (grpc, http) = (address("listen.grpc"), address("listen.http"));
        if let (Some(grpc), Some(http)) = (grpc, http)
            && grpc == http
            && grpc.port() != 0
        {
            self.refuse("listen.http", format!("{http} is the address of listen.grpc too"));
        }
        let unix = self.text("listen.unix").map(|(text, _)| text).filter(|text| !text.is_empty());
        Some(Listen {
            grpc: grpc?,
            http: http?,
            unix: unix.map(PathBuf::from),
            insecure: insecure?,
        })
    }

    fn database(&mut self) -> Option<Database> {
        let url = self.database_url();
        let direct_url = self.direct_url();
        let pool = self.number("database.pool", 2..=200);
        let migrate = self.choice(
            "database.migrate",
            &[
                ("check", MigrateMode::Check),
                ("auto", MigrateMode::Auto),
                ("never", MigrateMode::Never),
            ],
        );
        Some(Database {
            url: url?,
            direct_url,
            pool: u32::try_from(pool?).ok()?,
            migrate: migrate?,
        })
    }

    fn database_url(&mut self) -> Option<DatabaseUrl> {
        let Stands::At(path) = self.key_or_file("database.url", "database.url_file")? else {
            let message = "it is not set; set it, or DATABASE_URL, to postgres://user@host/db \
                           (`sparrowd dev` brings a database of its own)";
            self.problems.push(Problem::new("database.url", message));
            return None;
        };
        self.postgres_url(path)
    }

    /// Nothing if it is not set, or wrong, which is noted.
    fn direct_url(&mut self) -> Option<DatabaseUrl> {
        match self.key_or_file("database.direct_url", "database.direct_url_file")? {
            Stands::Nowhere => None,
            Stands::At(path) => self.postgres_url(path),
        }
    }

    fn postgres_url(&mut self, path: &str) -> Option<DatabaseUrl> {
        let url = self.secret(path)?;
        match url::Url::parse(&url) {
            Ok(parsed) if ["postgres", "postgresql"].contains(&parsed.scheme()) => {
                Some(DatabaseUrl::new(url))
            }
            _ => {
                self.refuse(path, "this is no URL such as postgres://user@host/db".to_owned());
                None
            }
        }
    }

    /// Which of a secret's two keys counts: the one set by the later layer.
    fn key_or_file(&mut self, key: &'static str, file: &'static str) -> Option<Stands> {
        let (text, text_origin) = self.text(key)?;
        let (name, file_origin) = self.text(file)?;
        if text.is_empty() && name.is_empty() {
            return Some(Stands::Nowhere);
        }
        if !text.is_empty() && !name.is_empty() && text_origin.rank() == file_origin.rank() {
            self.refuse(file, format!("{key} is set too; keep one"));
            return None;
        }
        let is_later = text_origin.rank() > file_origin.rank();
        let is_inline = !text.is_empty() && (name.is_empty() || is_later);
        Some(Stands::At(if is_inline { key } else { file }))
    }

    /// What stands behind a key, or in the file that it names.
    fn secret(&mut self, path: &str) -> Option<String> {
        if path.ends_with("_file") { self.read_file(path) } else { Some(self.text(path)?.0) }
    }

    fn delivery(&mut self) -> Option<Delivery> {
        let max_in_flight = self.number("delivery.max_in_flight", 1..=100_000);
        let timeout = self.duration("delivery.timeout", "1s", "60s");
        let connect_timeout = self.duration("delivery.connect_timeout", "100ms", "60s");
        let retry = self
            .parse("delivery.retry", |text| text.parse::<Schedule>().map_err(|e| e.to_string()));
        let max_payload = self.size("delivery.max_payload", "1KiB", "4MiB");
        let store_response = self.size("delivery.store_response", "0", "1MiB");
        let memory = self.size("delivery.memory", "8MiB", "64GiB");
        Some(Delivery {
            max_in_flight: max_in_flight?,
            timeout: timeout?,
            connect_timeout: connect_timeout?,
            retry: retry?,
            max_payload: max_payload?,
            store_response: store_response?,
            memory: memory?,
        })
    }

    fn retention(&mut self) -> Option<Retention> {
        let mut kept = |path| self.duration(path, "1d", "3650d");
        let events = kept("retention.events");
        let (attempts, dead_letters) = (kept("retention.attempts"), kept("retention.dead_letters"));
        for (path, kept) in
            [("retention.attempts", attempts), ("retention.dead_letters", dead_letters)]
        {
            if let (Some(kept), Some(events)) = (kept, events)
                && kept > events
            {
                let (kept, events) = (format_duration(kept), format_duration(events));
                self.refuse(path, format!("{kept} is longer than events are kept, {events}"));
            }
        }
        Some(Retention { events: events?, attempts: attempts?, dead_letters: dead_letters? })
    }

    fn egress(&mut self) -> Option<Egress> {
        let https_only = self.switch("egress.https_only");
        let allow = self.list("egress.allow")?;
        let policy = EgressPolicy::try_new(&allow, https_only.unwrap_or_default())
            .map_err(|error| self.refuse("egress.allow", error.to_string()));
        let nat64 = self.list("egress.nat64")?;
        let translators: Result<Vec<_>, _> =
            nat64.iter().map(|prefix| Nat64::try_new(prefix)).collect();
        let translators =
            translators.map_err(|error| self.refuse("egress.nat64", error.to_string()));
        let proxy = match self.key_or_file("egress.proxy", "egress.proxy_file")? {
            Stands::Nowhere => None,
            Stands::At(path) => {
                let proxy = Proxy::try_new(&self.secret(path)?);
                Some(proxy.map_err(|error| self.refuse(path, error.to_string())).ok()?)
            }
        };
        let name_servers = self.list("egress.name_servers")?;
        let name_servers: Result<Vec<_>, _> =
            name_servers.iter().map(|server| text::name_server(server)).collect();
        let name_servers =
            name_servers.map_err(|wrong| self.refuse("egress.name_servers", wrong)).ok();
        https_only?;
        let policy = policy.ok()?.with_translators(translators.ok()?);
        Some(Egress { policy, allow, name_servers: name_servers?, proxy })
    }

    fn log(&mut self) -> Option<Log> {
        let format = self.choice(
            "log.format",
            &[("auto", LogFormat::Auto), ("pretty", LogFormat::Pretty), ("json", LogFormat::Json)],
        );
        let level = self.parse("log.level", |text| {
            match text.parse::<tracing_subscriber::filter::Targets>() {
                Ok(_) if !text.is_empty() => Ok(text.to_owned()),
                _ => Err(format!("{text:?} is no level such as info, or info,sparrowd=debug")),
            }
        });
        Some(Log { format: format?, level: level?, journal: self.layers.journal })
    }

    fn value(&self, path: &str) -> Option<&Value> {
        self.layers.get(path)
    }

    fn text(&self, path: &str) -> Option<(String, Origin)> {
        match self.value(path)? {
            Value { raw: Raw::Text(text), origin } => Some((text.clone(), origin.clone())),
            Value { raw: Raw::List(_), .. } => None,
        }
    }

    fn list(&self, path: &str) -> Option<Vec<String>> {
        match &self.value(path)?.raw {
            Raw::List(items) => Some(items.clone()),
            Raw::Text(_) => None,
        }
    }

    /// Notes a problem at the place where the key was set.
    fn refuse(&mut self, path: &str, message: String) {
        let place = match self.value(path).map(|value| &value.origin) {
            None | Some(Origin::Default | Origin::Dev) => path.to_owned(),
            Some(set) => format!("{set} ({path})"),
        };
        self.problems.push(Problem { place, message });
    }

    fn parse<T>(&mut self, path: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let (text, _) = self.text(path)?;
        parse(&text).map_err(|message| self.refuse(path, message)).ok()
    }

    fn switch(&mut self, path: &str) -> Option<bool> {
        self.choice(path, &[("true", true), ("false", false)])
    }

    fn choice<T: Copy>(&mut self, path: &str, choices: &[(&str, T)]) -> Option<T> {
        self.parse(path, |text| {
            let found = choices.iter().find(|(name, _)| *name == text);
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            found
                .map(|(_, choice)| *choice)
                .ok_or_else(|| format!("{text:?} is not one of {}", names.join(", ")))
        })
    }

    fn number(&mut self, path: &str, range: RangeInclusive<usize>) -> Option<usize> {
        self.parse(path, |text| match text.parse() {
            Ok(number) if range.contains(&number) => Ok(number),
            _ => Err(format!("{text:?} is no number from {} to {}", range.start(), range.end())),
        })
    }

    fn duration(&mut self, path: &str, least: &str, most: &str) -> Option<Duration> {
        let range = parse_duration(least)?..=parse_duration(most)?;
        self.parse(path, |text| match parse_duration(text) {
            Some(duration) if range.contains(&duration) => Ok(duration),
            Some(duration) => {
                Err(format!("{} is not within {least} to {most}", format_duration(duration)))
            }
            None => Err(format!("{text:?} is no duration such as 500ms, 15s or 1h30m")),
        })
    }

    fn size(&mut self, path: &str, least: &str, most: &str) -> Option<usize> {
        let range = text::parse_size(least)?..=text::parse_size(most)?;
        self.parse(path, |text| match text::parse_size(text) {
            Some(size) if range.contains(&size) => Ok(size),
            Some(_) => Err(format!("{text} is not within {least} to {most}")),
            None => Err(format!("{text:?} is no size such as 64KiB or 1MiB")),
        })
    }

    fn folder(&mut self, path: &str) -> Option<PathBuf> {
        self.parse(path, |text| {
            let folder = Path::new(text);
            folder
                .is_absolute()
                .then(|| folder.to_owned())
                .ok_or_else(|| format!("{text:?} is no absolute path"))
        })
    }

    /// A path; a bare name is looked for among systemd's credentials first.
    fn credential(&mut self, path: &str) -> Option<PathBuf> {
        let (text, _) = self.text(path)?;
        if text.is_empty() {
            self.refuse(path, "it names no file".to_owned());
            return None;
        }
        let found = self.layers.credentials.as_ref().map(|folder| folder.join(&text));
        match found {
            Some(found) if !text.contains('/') && found.exists() => Some(found),
            _ => Some(PathBuf::from(text)),
        }
    }

    fn read_file(&mut self, path: &str) -> Option<String> {
        let file = self.credential(path)?;
        match fs::read_to_string(&file) {
            Ok(content) => Some(content.trim().to_owned()),
            Err(error) => {
                self.refuse(path, format!("{} can't be read: {error}", file.display()));
                None
            }
        }
    }
}
