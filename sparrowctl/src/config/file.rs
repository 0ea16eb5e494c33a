//! `ctl.toml`: contexts and defaults; and `.sparrow.toml`, which a project may keep beside its
//! code.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml_edit::{DocumentMut, Item, Table, value};

use super::environment;
use crate::{
    error::{Failure, Result},
    exit::Exit,
    output::{Color, Format, TimeStyle},
};

/// The name of the file that a project may have.
pub const PROJECT_FILE: &str = ".sparrow.toml";

/// `~/.config/sparrow/ctl.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigFile {
    pub current: Option<String>,
    /// The context used before, for `context use -`.
    pub previous: Option<String>,
    pub defaults: Defaults,
    pub contexts: BTreeMap<String, Context>,
}

/// Flags as they are unless told otherwise.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Defaults {
    pub server: Option<String>,
    pub namespace: Option<String>,
    pub output: Option<Format>,
    pub time: Option<TimeStyle>,
    pub color: Option<Color>,
    pub ascii: Option<bool>,
    pub quiet: Option<u8>,
    pub timeout: Option<String>,
}

/// A daemon and a namespace of it, under a name.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Context {
    pub server: Option<String>,
    pub namespace: Option<String>,
    pub tls_ca: Option<PathBuf>,
    pub tls_name: Option<String>,
    /// Destructive commands ask for the context's name.
    pub protected: bool,
}

/// `./.sparrow.toml`: names only, never anything secret.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProjectFile {
    pub server: Option<String>,
    pub context: Option<String>,
    pub namespace: Option<String>,
}

/// Where `ctl.toml` is; `None` without a home and without `SPARROW_CONFIG`.
pub fn path() -> Option<PathBuf> {
    environment::var_os("SPARROW_CONFIG").map(PathBuf::from).or_else(|| {
        directories::ProjectDirs::from("", "", "sparrow")
            .map(|dirs| dirs.config_dir().join("ctl.toml"))
    })
}

impl ConfigFile {
    pub fn read(path: Option<&Path>) -> Result<Self> {
        Ok(path.map(read).transpose()?.flatten().unwrap_or_default())
    }

    pub fn context(&self, name: &str) -> Result<&Context, Failure> {
        self.contexts.get(name).ok_or_else(|| {
            Failure::new(Exit::Usage, "unknown_context", format!("no context {name:?}")).hint(
                if self.contexts.is_empty() {
                    format!("make it: sparrowctl context add {name} --server URL")
                } else {
                    "list them: sparrowctl context list".to_owned()
                },
            )
        })
    }
}

impl ProjectFile {
    pub fn read() -> Result<Self> {
        Ok(read(Path::new(PROJECT_FILE))?.unwrap_or_default())
    }
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(path, &error).into()),
    };
    toml::from_str(&text).map(Some).map_err(|error| bad(path, &error.to_string()).into())
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage("config_unreadable", format!("cannot read {}", path.display()))
        .note(error.to_string())
}

fn bad(path: &Path, error: &str) -> Failure {
    let failure = Failure::usage("config_invalid", format!("{} is not valid", path.display()));
    error.lines().filter(|line| !line.is_empty()).fold(failure, Failure::note)
}

/// `ctl.toml` while it is changed: what people wrote in it, comments and order, stays.
#[derive(Debug)]
pub struct Editor {
    path: PathBuf,
    document: DocumentMut,
}

impl Editor {
    pub fn open() -> Result<Self> {
        let path = path().ok_or_else(|| {
            Failure::usage("no_config", "there is no home directory to keep ctl.toml in")
                .hint("set SPARROW_CONFIG to a path")
        })?;
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unreadable(&path, &error).into()),
        };
        let document = text.parse().map_err(|error| bad(&path, &format!("{error}")))?;
        Ok(Self { path, document })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn set_context(&mut self, name: &str, context: &Context) {
        let mut table = Table::new();
        let mut set = |key: &str, text: Option<String>| {
            if let Some(text) = text {
                table.insert(key, value(text));
            }
        };
        set("server", context.server.clone());
        set("namespace", context.namespace.clone());
        set("tls_ca", context.tls_ca.as_ref().map(|path| path.display().to_string()));
        set("tls_name", context.tls_name.clone());
        if context.protected {
            table.insert("protected", value(true));
        }
        let contexts = self.document.entry("contexts").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        if let Some(contexts) = contexts.as_table_like_mut() {
            contexts.insert(name, Item::Table(table));
        }
    }

    /// Makes a context the current one and remembers the one before.
    pub fn set_current(&mut self, name: Option<&str>, before: Option<&str>) {
        for (key, name) in [("current", name), ("previous", before)] {
            match name {
                Some(name) => self.document[key] = value(name),
                None => {
                    self.document.remove(key);
                }
            }
        }
    }

    /// Writes the file whole: a reader sees the old one or the new one.
    pub fn save(&self) -> Result<()> {
        let cannot = |error: io::Error| {
            Failure::new(
                Exit::Failed,
                "config_unwritable",
                format!("cannot write {}", self.path.display()),
            )
            .note(error.to_string())
        };
        if let Some(directory) = self.path.parent() {
            fs::create_dir_all(directory).map_err(cannot)?;
        }
        Ok(crate::output::replace_file(&self.path, self.document.to_string().as_bytes())
            .map_err(cannot)?)
    }
}
