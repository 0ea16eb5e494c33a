//! The command line of sparrowd: its grammar here, what each command does in a file of its own.

mod config;
mod dev;
mod healthcheck;
mod keys;
mod migrate;
mod serve;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{self as configuration, Environment, MigrateMode, Profile, Sources};
use crate::telemetry::Chain;

/// The exit codes, stable: systemd restarts after some and not after others.
pub mod exit {
    pub const STOPPED: u8 = 0;
    pub const FAILED: u8 = 1;
    pub const BUG: u8 = 70;
    /// Database or port not available: worth another try.
    pub const UNAVAILABLE: u8 = 75;
    /// Configuration or schema refused: another try changes nothing.
    pub const REFUSED: u8 = 78;
}

const EXIT_STATUS: &str = "\
Exit status: 0 stopped, 1 failed, 2 usage, 70 bug, 75 database or port not available (worth a
restart), 78 configuration or schema refused (not worth one).";

/// Webhook delivery over PostgreSQL: an application pushes an event once, sparrowd delivers it to
/// every webhook subscribed to it, retries, and records every attempt.
#[derive(Debug, Parser)]
#[command(name = "sparrowd", version, max_term_width = 80, after_help = EXIT_STATUS)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the daemon on your PostgreSQL
    #[command(after_help = "\
Example: DATABASE_URL=postgres://sparrow@db/sparrow sparrowd serve --migrate auto")]
    Serve(Serve),
    /// Run on a private PostgreSQL, on loopback: for development, no other set-up
    #[command(after_help = "\
Example: sparrowd dev --echo

HTTP_PORT and GRPC_PORT move its doors, XDG_DATA_HOME its data. With DATABASE_URL or --postgres it
uses that database instead of one of its own.")]
    Dev(Dev),
    /// Look at the schema and bring it up to date
    Migrate {
        #[command(subcommand)]
        command: Migrate,
    },
    /// Check and show the configuration
    Config {
        #[command(subcommand)]
        command: Config,
    },
    /// Make the master keys that seal webhooks' secrets
    Keys {
        #[command(subcommand)]
        command: Keys,
    },
    /// Ask the daemon on this machine how it is, for scripts and containers
    #[command(after_help = "Exit status: 0 well, 1 not.\n\nExample: sparrowd healthcheck --ready")]
    Healthcheck(Healthcheck),
    /// Print the version
    #[command(after_help = "Example: sparrowd version -o json")]
    Version {
        #[arg(short, long, value_enum, default_value = "text")]
        output: VersionFormat,
    },
}

#[derive(Debug, Clone, Default, Args)]
pub struct ConfigFile {
    /// Configuration file [default: /etc/sparrow/sparrowd.toml, if there]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub file: ConfigFile,
    /// What to do about the schema at start [default: check]
    #[arg(long, value_enum, value_name = "MODE")]
    pub migrate: Option<MigrateMode>,
}

#[derive(Debug, Args)]
pub struct Dev {
    /// Configuration file [default: none]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Use this database instead of a private one
    #[arg(long, value_name = "URL", conflicts_with = "fresh")]
    pub postgres: Option<String>,
    /// Throw the private database away and start with an empty one
    #[arg(long)]
    pub fresh: bool,
    /// Run a receiver too, which answers as its path says: /200 /500 /slow /flaky
    #[arg(long)]
    pub echo: bool,
}

#[derive(Debug, Subcommand)]
pub enum Migrate {
    /// Say what is applied and what is pending
    #[command(
        after_help = "Exit status: 0 up to date, 78 not.\n\nExample: sparrowd migrate status"
    )]
    Status(ConfigFile),
    /// Show what `up` would do
    #[command(after_help = "Example: sparrowd migrate plan --sql | less")]
    Plan {
        #[command(flatten)]
        file: ConfigFile,
        /// Print the statements themselves
        #[arg(long)]
        sql: bool,
    },
    /// Apply what is pending
    #[command(after_help = "Example: sparrowd migrate up --lock-timeout 1s")]
    Up {
        #[command(flatten)]
        file: ConfigFile,
        /// Give up on a lock after this long, rather than stall whoever holds it
        #[arg(long, value_name = "DURATION", default_value = "3s", value_parser = duration)]
        lock_timeout: std::time::Duration,
    },
    /// Check that what was applied is what this binary carries
    #[command(after_help = "Exit status: 0 it is, 78 not.\n\nExample: sparrowd migrate verify")]
    Verify(ConfigFile),
}

#[derive(Debug, Subcommand)]
pub enum Config {
    /// Report every problem of the configuration, with its place
    #[command(after_help = "\
Exit status: 0 none, 78 some.\n\nExample: sparrowd config check ./sparrowd.toml")]
    Check {
        /// The file to check instead of the usual one
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Print the configuration in force
    #[command(after_help = "Example: sparrowd config show --origin")]
    Show {
        #[command(flatten)]
        file: ConfigFile,
        /// Say for each value where it comes from
        #[arg(long)]
        origin: bool,
    },
    /// Print a file with every key, its default and what it does
    #[command(after_help = "Example: sparrowd config default > /etc/sparrow/sparrowd.toml")]
    Default,
}

#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Make a key file; never replaces one
    #[command(after_help = "Example: sparrowd keys init --key-file /etc/sparrow/keys")]
    Init {
        #[command(flatten)]
        file: ConfigFile,
        /// Where to, instead of secrets.key_file
        #[arg(long, value_name = "FILE")]
        key_file: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct Healthcheck {
    #[command(flatten)]
    pub file: ConfigFile,
    /// Ask whether it can work, not only whether it lives
    #[arg(long)]
    pub ready: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VersionFormat {
    Text,
    Json,
}

/// How a command that did not succeed ends: what is said, and with which code.
#[derive(Debug)]
struct Failed {
    code: u8,
    message: String,
}

impl Failed {
    fn new(code: u8, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    fn because(code: u8, error: &(dyn std::error::Error + 'static)) -> Self {
        Self::new(code, Chain(error).to_string())
    }
}

impl From<configuration::ConfigError> for Failed {
    fn from(error: configuration::ConfigError) -> Self {
        Self::new(exit::REFUSED, error.to_string())
    }
}

/// Runs the command and says how the process is to end.
pub fn run(cli: Cli, environment: Environment) -> ExitCode {
    let done = match cli.command {
        Command::Serve(serve) => serve::run(serve, environment),
        Command::Dev(dev) => dev::run(dev, environment),
        Command::Migrate { command } => migrate::run(command, environment),
        Command::Config { command } => config::run(command, environment),
        Command::Keys { command: Keys::Init { file, key_file } } => {
            keys::init(file, key_file, environment)
        }
        Command::Healthcheck(healthcheck) => healthcheck::run(healthcheck, environment),
        Command::Version { output } => version(output),
    };
    match done {
        Ok(()) => ExitCode::from(exit::STOPPED),
        Err(failed) => {
            // Where stderr is gone, nobody is there to be told.
            drop(writeln!(io::stderr(), "error: {}", failed.message));
            ExitCode::from(failed.code)
        }
    }
}

/// What `serve` and the commands beside it read their configuration from.
fn sources(file: ConfigFile, environment: Environment) -> Sources {
    Sources { profile: Profile::Serve, file: file.config, environment, flags: Vec::new() }
}

/// Prints data, for people and scripts.
fn print(text: &str) -> Result<(), Failed> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failed::new(exit::FAILED, format!("can't write: {error}")))
        }
        _ => Ok(()),
    }
}

/// Runs a command that waits for something.
fn block_on<T>(future: impl Future<Output = Result<T, Failed>>) -> Result<T, Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failed::because(exit::FAILED, &error))?;
    let done = runtime.block_on(future);
    // A thread that hangs in a system call does not hold up the end.
    runtime.shutdown_timeout(std::time::Duration::from_millis(200));
    done
}

fn version(output: VersionFormat) -> Result<(), Failed> {
    let version = env!("CARGO_PKG_VERSION");
    let schema = crate::store::migrate::newest();
    print(&match output {
        VersionFormat::Text => format!("sparrowd {version} (schema {schema})\n"),
        VersionFormat::Json => format!(
            "{}\n",
            serde_json::json!({ "schema": 1, "version": version, "database_schema": schema })
        ),
    })
}

fn duration(text: &str) -> Result<std::time::Duration, String> {
    crate::domain::retry::parse_duration(text)
        .ok_or_else(|| "no duration such as 500ms, 3s or 1m".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }
}
