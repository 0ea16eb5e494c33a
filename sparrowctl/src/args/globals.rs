//! Flags that stand before or after any noun, each with its environment variable.

use std::{path::PathBuf, time::Duration};

use clap::{ArgAction, Args, builder::FalseyValueParser};

use super::values;
use crate::output::{Color, Format, TimeStyle};

const CONNECTION: &str = "Connection";
const OUTPUT: &str = "Output";
const BEHAVIOUR: &str = "Behaviour";

#[derive(Debug, Clone, Args)]
pub struct Globals {
    /// Use this context of ctl.toml; `none` uses no context
    #[arg(
        short = 'C',
        long,
        global = true,
        value_name = "NAME",
        env = "SPARROW_CONTEXT",
        hide_env_values = true,
        help_heading = CONNECTION
    )]
    pub context: Option<String>,
    /// Work in this namespace
    #[arg(
        short,
        long,
        global = true,
        value_name = "NAME",
        env = "SPARROW_NAMESPACE",
        hide_env_values = true,
        help_heading = CONNECTION
    )]
    pub namespace: Option<String>,
    /// Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "SPARROW_SERVER",
        hide_env_values = true,
        help_heading = CONNECTION
    )]
    pub server: Option<String>,
    /// Trust the certificates in this PEM file instead of the system's
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "SPARROW_TLS_CA",
        hide_env_values = true,
        help_heading = CONNECTION
    )]
    pub tls_ca: Option<PathBuf>,
    /// Expect this name in the daemon's certificate
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        env = "SPARROW_TLS_NAME",
        hide_env_values = true,
        help_heading = CONNECTION
    )]
    pub tls_name: Option<String>,
    /// Accept any certificate; prints a warning each time
    #[arg(long, global = true, conflicts_with = "tls_ca", help_heading = CONNECTION)]
    pub insecure: bool,
    /// Give up after this long: a call (30s unless told) or, where a command waits, the wait
    #[arg(
        long,
        global = true,
        value_name = "DURATION",
        env = "SPARROW_TIMEOUT",
        hide_env_values = true,
        value_parser = values::duration,
        help_heading = CONNECTION
    )]
    pub timeout: Option<Duration>,

    /// Write data in this form; `auto` is table on a terminal and tsv elsewhere
    #[arg(
        short,
        long,
        global = true,
        value_name = "FORMAT",
        env = "SPARROW_OUTPUT",
        hide_env_values = true,
        value_enum,
        help_heading = OUTPUT
    )]
    pub output: Option<Format>,
    /// Show these columns, in this order; `?` lists them
    #[arg(
        long,
        global = true,
        value_name = "A,B",
        value_delimiter = ',',
        help_heading = OUTPUT
    )]
    pub columns: Option<Vec<String>>,
    /// Show times like this (relative in tables, iso elsewhere)
    #[arg(
        long,
        global = true,
        value_name = "STYLE",
        env = "SPARROW_TIME",
        hide_env_values = true,
        value_enum,
        help_heading = OUTPUT
    )]
    pub time: Option<TimeStyle>,
    /// When to colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        env = "SPARROW_COLOR",
        hide_env_values = true,
        value_enum,
        help_heading = OUTPUT
    )]
    pub color: Option<Color>,
    /// Use ASCII instead of symbols
    #[arg(long, global = true, help_heading = OUTPUT)]
    pub ascii: bool,
    /// How errors are written: as lines, or as one JSON object as with -o json and -o jsonl
    #[arg(long, global = true, value_name = "FORMAT", value_enum, help_heading = OUTPUT)]
    pub error_format: Option<ErrorFormat>,
    /// No hints and progress; twice: nothing but data and errors
    #[arg(
        short,
        long,
        global = true,
        action = ArgAction::Count,
        env = "SPARROW_QUIET",
        hide_env_values = true,
        help_heading = OUTPUT
    )]
    pub quiet: u8,
    /// Say on stderr which daemon and namespace are used and why
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = OUTPUT)]
    pub verbose: u8,

    /// Answer yes where a command asks
    #[arg(short, long, global = true, help_heading = BEHAVIOUR)]
    pub yes: bool,
    /// Never ask; what needs confirmation then ends with exit code 13
    #[arg(
        long,
        global = true,
        env = "SPARROW_NO_INPUT",
        hide_env_values = true,
        value_parser = FalseyValueParser::new(),
        help_heading = BEHAVIOUR
    )]
    pub no_input: bool,
}

/// How errors are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ErrorFormat {
    /// Lines for people
    Human,
    /// One object
    Json,
}
