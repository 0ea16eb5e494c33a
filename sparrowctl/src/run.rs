//! One run from the arguments to the exit code.

use std::{ffi::OsString, panic::PanicHookInfo};

use clap::{CommandFactory as _, FromArgMatches as _, error::ErrorKind};

use crate::{
    args::{Cli, Command, Globals, globals::ErrorFormat},
    commands,
    config::{Settings, color_of_environment, environment},
    error::{Failure, Result, Stop},
    exit::Exit,
    output::{Color, Format, printer},
    session::Session,
};

/// Runs a command line; everything is said when it returns.
pub fn run(arguments: Vec<OsString>) -> Exit {
    let arguments = with_help(arguments);
    let as_json = asks_for_json(&arguments);
    let matches = match Cli::command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return refuse(&error, as_json),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return refuse(&error, as_json),
    };
    let mut manner = Manner::asked_for(&cli.globals);
    let ended = execute(cli, &matches, &mut manner);
    match ended {
        Ok(exit) => exit,
        Err(stop) => {
            if let Stop::Failed(failure) = &stop {
                let color = manner.color.applies(console::Term::stderr().is_term());
                printer::failure(failure, manner.as_json, color);
            }
            stop.exit()
        }
    }
}

/// How a failure is written.
struct Manner {
    as_json: bool,
    color: Color,
}

impl Manner {
    /// As far as flags and environment say; the files are not read yet.
    fn asked_for(globals: &Globals) -> Self {
        let color = globals.color.or_else(|| Some(color_of_environment()?.value));
        Self {
            as_json: globals.error_format == Some(ErrorFormat::Json),
            color: color.unwrap_or(Color::Auto),
        }
    }
}

fn execute(cli: Cli, matches: &clap::ArgMatches, manner: &mut Manner) -> Result<Exit> {
    let explicit = cli.globals.error_format;
    let follows = |format: Option<Format>| {
        explicit.is_none() && matches!(format, Some(Format::Json | Format::Jsonl))
    };
    manner.as_json |= follows(cli.globals.output);
    // These answer whatever the configuration holds.
    match &cli.command {
        Command::Completion(args) => return commands::completion::run(args),
        Command::Version(_) => return commands::version::run(cli.globals.output),
        _ => {}
    }
    let settings = Settings::resolve(&cli.globals, matches)?;
    manner.as_json |= follows(Some(settings.output.value));
    manner.color = settings.color.value;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
            Failure::new(Exit::Failed, "no_runtime", "cannot start").note(error.to_string())
        })?;
    let mut session = Session::new(settings);
    let explicit_globals: Globals = cli.globals;
    let ended =
        runtime.block_on(commands::dispatch(&mut session, cli.command, &explicit_globals, matches));
    // A reader of stdin may still be blocked in its thread; nobody waits for it.
    runtime.shutdown_background();
    let exit = ended?;
    session.out.flush()?;
    Ok(exit)
}

/// `help NOUN VERB` and `NOUN help VERB` are `NOUN VERB --help`: many type them, though the grammar
/// has no such commands.
fn with_help(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if !arguments.iter().any(|word| word == "help") {
        return arguments;
    }
    let command = Cli::command();
    let is_noun = |word: &OsString| {
        word.to_str()
            .and_then(|word| command.find_subcommand(word))
            .is_some_and(clap::Command::has_subcommands)
    };
    let noun = arguments.iter().skip(1).position(is_noun);
    let after_noun = noun.map_or(1, |at| at + 2);
    let place = [1, after_noun]
        .into_iter()
        .find(|at| arguments.get(*at).is_some_and(|word| word == "help"));
    if let Some(at) = place {
        arguments.remove(at);
        arguments.push("--help".into());
    }
    arguments
}

/// What clap has to say: help on stdout, errors on stderr.
fn refuse(error: &clap::Error, as_json: bool) -> Exit {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => Exit::Ok,
            Err(error) => match Stop::from(error) {
                Stop::PipeClosed => Exit::Ok,
                _ => Exit::Failed,
            },
        };
    }
    if as_json && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let text = error.render().to_string();
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let message = lines.next().unwrap_or_default().trim_start_matches("error: ");
        let failure =
            lines.fold(Failure::usage("usage", message), |failure, line| failure.note(line.trim()));
        printer::failure(&failure, true, false);
    } else {
        let _ = error.print();
    }
    Exit::Usage
}

/// Whether errors are to be JSON, for a command line that can't be parsed.
fn asks_for_json(arguments: &[OsString]) -> bool {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let pair = |flag: &str, value: &str| words.windows(2).any(|pair| pair == [flag, value]);
    let json = ["json", "jsonl"];
    json.iter().any(|value| {
        pair("-o", value)
            || pair("--output", value)
            || words.contains(&format!("-o{value}").as_str())
            || words.contains(&format!("--output={value}").as_str())
    }) || pair("--error-format", "json")
        || words.contains(&"--error-format=json")
        || environment::var("SPARROW_OUTPUT").is_some_and(|value| json.contains(&value.as_str()))
}

/// A defect: say so, and what to send to whom.
pub fn report_panic(panic: &PanicHookInfo<'_>) {
    let what = panic.payload_as_str().unwrap_or("no message");
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    printer::talk(&format!(
        "error[bug]: sparrowctl {} failed at {place}\n  = {what}\n  hint: this is a defect; please \
         report these lines with the command you ran",
        env!("CARGO_PKG_VERSION")
    ));
}
