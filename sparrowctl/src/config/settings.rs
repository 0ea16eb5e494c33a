//! The layers laid over one another.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{ArgMatches, parser::ValueSource};

use super::{
    environment,
    file::{self, ConfigFile, Context, PROJECT_FILE, ProjectFile},
    server::Server,
};
use crate::{
    args::Globals,
    error::{Failure, Result},
    output::{Color, Format, TimeStyle, text::shell},
    time,
};

const BUILT_IN_SERVER: &str = "http://127.0.0.1:50051";
const BUILT_IN_NAMESPACE: &str = "default";
/// The deadline of a call that answers at once.
const BUILT_IN_TIMEOUT: Duration = Duration::from_secs(30);

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Flag(&'static str),
    Environment(&'static str),
    Project,
    Context(String),
    Defaults(PathBuf),
    BuiltIn,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "--{flag}"),
            Self::Environment(name) => f.write_str(name),
            Self::Project => write!(f, "./{PROJECT_FILE}"),
            Self::Context(name) => write!(f, "context {name}"),
            Self::Defaults(path) => write!(f, "[defaults] of {}", path.display()),
            Self::BuiltIn => f.write_str("built-in"),
        }
    }
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    pub value: T,
    pub origin: Origin,
}

impl<T> Setting<T> {
    fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }
}

/// Everything that is in force.
#[derive(Debug, Clone)]
pub struct Settings {
    pub context: Setting<Option<String>>,
    pub server: Setting<Server>,
    pub namespace: Setting<String>,
    pub tls_ca: Setting<Option<PathBuf>>,
    pub tls_name: Setting<Option<String>>,
    pub insecure: bool,
    pub protected: bool,
    pub output: Setting<Format>,
    pub time: Setting<Option<TimeStyle>>,
    pub color: Setting<Color>,
    pub ascii: Setting<bool>,
    pub quiet: Setting<u8>,
    pub no_input: Setting<bool>,
    /// As given; `None` leaves each command its own idea.
    pub timeout: Setting<Option<Duration>>,
    pub verbose: bool,
    pub yes: bool,
    pub columns: Option<Vec<String>>,
}

/// What clap found out about a global flag.
struct Given<'a>(&'a ArgMatches);

impl Given<'_> {
    /// Takes the flag's or variable's value, if there was one.
    fn take<T>(
        &self,
        id: &'static str,
        variable: &'static str,
        value: Option<T>,
    ) -> Option<Setting<T>> {
        let value = value?;
        match self.0.value_source(id)? {
            ValueSource::CommandLine => Some(Setting::new(value, Origin::Flag(flag_name(id)))),
            ValueSource::EnvVariable => Some(Setting::new(value, Origin::Environment(variable))),
            _ => None,
        }
    }

    /// The same for text: a variable that is set to nothing says nothing.
    fn text(
        &self,
        id: &'static str,
        variable: &'static str,
        value: Option<&String>,
    ) -> Option<Setting<String>> {
        self.take(id, variable, value.cloned().filter(|value| !value.is_empty()))
    }
}

fn flag_name(id: &'static str) -> &'static str {
    match id {
        "tls_ca" => "tls-ca",
        "tls_name" => "tls-name",
        "no_input" => "no-input",
        id => id,
    }
}

/// The files below flag and environment.
struct Files {
    project: ProjectFile,
    config: ConfigFile,
    path: PathBuf,
    context: Option<(String, Context)>,
}

impl Files {
    fn defaults(&self) -> Origin {
        Origin::Defaults(self.path.clone())
    }

    /// The first of project, context and `[defaults]` that has a value.
    fn pick<T>(
        &self,
        project: Option<T>,
        context: impl Fn(&Context) -> Option<T>,
        default: Option<T>,
    ) -> Option<Setting<T>> {
        if let Some(value) = project {
            return Some(Setting::new(value, Origin::Project));
        }
        if let Some((name, found)) = &self.context
            && let Some(value) = context(found)
        {
            return Some(Setting::new(value, Origin::Context(name.clone())));
        }
        default.map(|value| Setting::new(value, self.defaults()))
    }
}

impl Settings {
    /// Lays the layers over one another. An error names the layer that is wrong.
    pub fn resolve(globals: &Globals, matches: &ArgMatches) -> Result<Self> {
        let given = Given(matches);
        let path = file::path();
        let config = ConfigFile::read(path.as_deref())?;
        let project = ProjectFile::read()?;
        let context = context_name(globals, &given, &project, &config, path.as_deref());
        let found = match &context.value {
            Some(name) => Some((name.clone(), found_context(&config, name, &context.origin)?)),
            None => None,
        };
        let files = Files { project, config, path: path.unwrap_or_default(), context: found };
        Self::lay(globals, &given, context, &files)
    }

    fn lay(
        globals: &Globals,
        given: &Given<'_>,
        context: Setting<Option<String>>,
        files: &Files,
    ) -> Result<Self> {
        let defaults = &files.config.defaults;
        let of = |found: Option<(String, Context)>| found.map(|(_, context)| context);
        let protected = of(files.context.clone()).is_some_and(|context| context.protected);
        let timeout = match &defaults.timeout {
            Some(text) => Some(time::parse_duration(text).map_err(|error| {
                Failure::usage("config_invalid", error)
                    .note(format!("timeout in {}", files.defaults()))
            })?),
            None => None,
        };
        let below = |value| Setting::new(value, files.defaults());
        let color = given.take("color", "SPARROW_COLOR", globals.color);
        Ok(Self {
            context,
            server: server(globals, given, files)?,
            namespace: given
                .text("namespace", "SPARROW_NAMESPACE", globals.namespace.as_ref())
                .or_else(|| {
                    files.pick(
                        files.project.namespace.clone(),
                        |context| context.namespace.clone(),
                        defaults.namespace.clone(),
                    )
                })
                .unwrap_or_else(|| Setting::new(BUILT_IN_NAMESPACE.to_owned(), Origin::BuiltIn)),
            tls_ca: optional(
                given
                    .take("tls_ca", "SPARROW_TLS_CA", globals.tls_ca.clone())
                    .or_else(|| files.pick(None, |context| context.tls_ca.clone(), None)),
            ),
            tls_name: optional(
                given
                    .text("tls_name", "SPARROW_TLS_NAME", globals.tls_name.as_ref())
                    .or_else(|| files.pick(None, |context| context.tls_name.clone(), None)),
            ),
            insecure: globals.insecure,
            protected,
            output: given
                .take("output", "SPARROW_OUTPUT", globals.output)
                .or_else(|| defaults.output.map(below))
                .unwrap_or_else(|| Setting::new(Format::Auto, Origin::BuiltIn)),
            time: optional(
                given
                    .take("time", "SPARROW_TIME", globals.time)
                    .or_else(|| defaults.time.map(|value| Setting::new(value, files.defaults()))),
            ),
            color: color
                .or_else(color_of_environment)
                .or_else(|| defaults.color.map(|value| Setting::new(value, files.defaults())))
                .unwrap_or_else(|| Setting::new(Color::Auto, Origin::BuiltIn)),
            ascii: given
                .take("ascii", "", globals.ascii.then_some(true))
                .or_else(|| defaults.ascii.map(|value| Setting::new(value, files.defaults())))
                .unwrap_or_else(|| Setting::new(!environment::is_utf8(), Origin::BuiltIn)),
            quiet: given
                .take("quiet", "SPARROW_QUIET", Some(globals.quiet))
                .or_else(|| defaults.quiet.map(|value| Setting::new(value, files.defaults())))
                .unwrap_or_else(|| Setting::new(0, Origin::BuiltIn)),
            no_input: given
                .take("no_input", "SPARROW_NO_INPUT", globals.no_input.then_some(true))
                .unwrap_or_else(|| Setting::new(false, Origin::BuiltIn)),
            timeout: optional(
                given
                    .take("timeout", "SPARROW_TIMEOUT", globals.timeout)
                    .or_else(|| timeout.map(|value| Setting::new(value, files.defaults()))),
            ),
            verbose: globals.verbose > 0,
            yes: globals.yes,
            columns: globals.columns.clone(),
        })
    }

    /// The deadline of a call that answers at once.
    pub fn call_timeout(&self) -> Duration {
        self.timeout.value.unwrap_or(BUILT_IN_TIMEOUT)
    }

    /// Flags that a command line needs to come back to the same place: those that were typed.
    /// The environment and the files will still be there.
    pub fn same_place(&self) -> String {
        self.same_daemon() + &self.same_namespace()
    }

    /// Of those, the one that names the namespace.
    pub fn same_namespace(&self) -> String {
        let name = typed(&self.namespace);
        name.map_or_else(String::new, |name| format!(" -n {}", shell(name)))
    }

    /// Of those, the ones that lead to the daemon.
    pub fn same_daemon(&self) -> String {
        let path = |path: &PathBuf| path.display().to_string();
        [
            ("-C", typed(&self.context).cloned().flatten()),
            ("--server", typed(&self.server).map(ToString::to_string)),
            ("--tls-ca", typed(&self.tls_ca).and_then(|ca| ca.as_ref().map(path))),
            ("--tls-name", typed(&self.tls_name).cloned().flatten()),
            ("--insecure", self.insecure.then(String::new)),
        ]
        .into_iter()
        .filter_map(|(flag, value)| match value.as_deref() {
            None => None,
            Some("") => Some(format!(" {flag}")),
            Some(value) => Some(format!(" {flag} {}", shell(value))),
        })
        .collect()
    }
}

/// The value, if a flag gave it.
fn typed<T>(setting: &Setting<T>) -> Option<&T> {
    matches!(setting.origin, Origin::Flag(_)).then_some(&setting.value)
}

fn optional<T>(setting: Option<Setting<T>>) -> Setting<Option<T>> {
    match setting {
        Some(Setting { value, origin }) => Setting::new(Some(value), origin),
        None => Setting::new(None, Origin::BuiltIn),
    }
}

fn context_name(
    globals: &Globals,
    given: &Given<'_>,
    project: &ProjectFile,
    config: &ConfigFile,
    path: Option<&Path>,
) -> Setting<Option<String>> {
    let chosen = given
        .text("context", "SPARROW_CONTEXT", globals.context.as_ref())
        .or_else(|| project.context.clone().map(|name| Setting::new(name, Origin::Project)))
        .or_else(|| {
            let origin = Origin::Defaults(path.map(Path::to_owned).unwrap_or_default());
            config.current.clone().map(|name| Setting::new(name, origin))
        });
    match chosen {
        Some(Setting { value, origin }) if value == "none" => Setting::new(None, origin),
        chosen => optional(chosen),
    }
}

fn found_context(config: &ConfigFile, name: &str, origin: &Origin) -> Result<Context> {
    let found = config.context(name).cloned();
    Ok(found.map_err(|failure| failure.note(format!("it is named by {origin}")))?)
}

fn server(globals: &Globals, given: &Given<'_>, files: &Files) -> Result<Setting<Server>> {
    let text = given
        .text("server", "SPARROW_SERVER", globals.server.as_ref())
        .or_else(|| {
            files.pick(
                files.project.server.clone(),
                |context| context.server.clone(),
                files.config.defaults.server.clone(),
            )
        })
        .unwrap_or_else(|| Setting::new(BUILT_IN_SERVER.to_owned(), Origin::BuiltIn));
    match text.value.parse() {
        Ok(server) => Ok(Setting::new(server, text.origin)),
        Err(error) => Err(Failure::usage("invalid_server", error)
            .note(format!("it comes from {}", text.origin))
            .into()),
    }
}

/// The conventions that other programs follow too.
pub fn color_of_environment() -> Option<Setting<Color>> {
    let setting = |value, name| Some(Setting::new(value, Origin::Environment(name)));
    if environment::var("NO_COLOR").is_some() {
        return setting(Color::Never, "NO_COLOR");
    }
    if environment::var("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return setting(Color::Always, "CLICOLOR_FORCE");
    }
    if environment::var("TERM").is_some_and(|value| value == "dumb") {
        return setting(Color::Never, "TERM");
    }
    if environment::var("CLICOLOR").is_some_and(|value| value == "0") {
        return setting(Color::Never, "CLICOLOR");
    }
    None
}
