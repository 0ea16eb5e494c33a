//! Completions and man pages, made from the grammar. What is checked in under `completions/` and
//! `man/` comes from here, and a test proves it fresh.

use clap::{Arg, ArgAction, Command};
use clap_complete::shells;
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};

use crate::{args, args::shared::Shell, exit::Exit};

/// A file and what it holds.
pub type File = (String, Vec<u8>);

pub fn completion(shell: Shell) -> Vec<u8> {
    let mut command = args::command();
    let mut out = Vec::new();
    match shell {
        Shell::Bash => clap_complete::generate(shells::Bash, &mut command, "sparrowctl", &mut out),
        Shell::Zsh => clap_complete::generate(shells::Zsh, &mut command, "sparrowctl", &mut out),
        Shell::Fish => clap_complete::generate(shells::Fish, &mut command, "sparrowctl", &mut out),
    }
    out
}

/// Everything under `completions/`.
pub fn completions() -> Vec<File> {
    vec![
        ("sparrowctl.bash".to_owned(), completion(Shell::Bash)),
        ("_sparrowctl".to_owned(), completion(Shell::Zsh)),
        ("sparrowctl.fish".to_owned(), completion(Shell::Fish)),
    ]
}

/// Everything under `man/` that is sparrowctl's: a page per command.
pub fn man_pages() -> std::io::Result<Vec<File>> {
    let mut command = args::command().disable_help_flag(true);
    command.build();
    let mut pages = Vec::new();
    walk(&command, "sparrowctl", None, &mut pages)?;
    Ok(pages)
}

fn walk(
    command: &Command,
    name: &str,
    above: Option<&str>,
    pages: &mut Vec<File>,
) -> std::io::Result<()> {
    pages.push((format!("{name}.1"), page(command, name, above)?));
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        walk(verb, &format!("{name}-{}", verb.get_name()), Some(name), pages)?;
    }
    Ok(())
}

fn page(command: &Command, name: &str, above: Option<&str>) -> std::io::Result<Vec<u8>> {
    let is_root = name == "sparrowctl";
    let examples = examples(command);
    let is_global = |arg: &Arg| arg.is_global_set();
    // Global flags are explained once, in sparrowctl(1).
    let shown = if is_root {
        command.clone()
    } else {
        command.clone().mut_args(|arg| if is_global(&arg) { arg.hide(true) } else { arg })
    };
    let shown = shown.name(name.to_owned()).display_name(name).bin_name(name.replacen('-', " ", 2));
    let man = Man::new(shown.clone().after_help("").version(None::<&str>))
        .title(name)
        .section("1")
        .source(concat!("sparrow ", env!("CARGO_PKG_VERSION")))
        .manual("sparrow");
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    if shown.get_subcommands().any(|verb| !verb.is_hide_set()) {
        man.render_subcommands_section(&mut out)?;
    }
    let mut rest = Roff::new();
    exit_status(&mut rest, is_root);
    if is_root {
        environment(&mut rest, command);
    } else {
        rest.control("SH", ["ENVIRONMENT"]);
        rest.text([roman("See "), bold("sparrowctl"), roman("(1).")]);
    }
    files(&mut rest);
    if !examples.is_empty() {
        rest.control("SH", ["EXAMPLES"]);
        rest.control("nf", []);
        for line in examples {
            rest.text([roman(line.trim())]);
        }
        rest.control("fi", []);
    }
    see_also(&mut rest, command, name, above);
    rest.to_writer(&mut out)?;
    Ok(out)
}

fn examples(command: &Command) -> Vec<String> {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    help.lines().filter(|line| line.starts_with("  ")).map(str::to_owned).collect()
}

fn exit_status(roff: &mut Roff, is_root: bool) {
    roff.control("SH", ["EXIT STATUS"]);
    if !is_root {
        roff.text([roman("0 if done; else as "), bold("sparrowctl"), roman("(1) says.")]);
        return;
    }
    for exit in Exit::ALL {
        roff.control("TP", []);
        roff.text([bold(exit.code().to_string()), roman(format!(" {}", exit.name()))]);
        roff.text([roman(exit.meaning())]);
    }
}

fn environment(roff: &mut Roff, command: &Command) {
    roff.control("SH", ["ENVIRONMENT"]);
    let mut entry = |name: &str, text: String| {
        roff.control("TP", []);
        roff.text([bold(name)]);
        roff.text([roman(text)]);
    };
    for arg in command.get_arguments() {
        if let (Some(name), Some(flag)) = (arg.get_env(), arg.get_long()) {
            let means = match arg.get_action() {
                ArgAction::Count => format!("How often --{flag} is given: 0, 1 or 2."),
                _ => format!("The same as --{flag}."),
            };
            entry(&name.to_string_lossy(), means);
        }
    }
    entry("SPARROW_CONFIG", "The path of ctl.toml.".to_owned());
    entry("NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM", "Whether to colour.".to_owned());
    entry("COLUMNS", "The width of tables that don't go to a terminal.".to_owned());
}

fn files(roff: &mut Roff) {
    roff.control("SH", ["FILES"]);
    for (path, what) in [
        ("~/.config/sparrow/ctl.toml", "Contexts and defaults."),
        ("./.sparrow.toml", "Server, context and namespace of a project."),
    ] {
        roff.control("TP", []);
        roff.text([bold(path)]);
        roff.text([roman(what)]);
    }
}

/// The pages around this one: its noun's, its verbs', the client's, the daemon's.
fn see_also(roff: &mut Roff, command: &Command, name: &str, above: Option<&str>) {
    let mut pages: Vec<String> = command
        .get_subcommands()
        .filter(|verb| !verb.is_hide_set())
        .map(|verb| format!("{name}-{}(1)", verb.get_name()))
        .collect();
    pages.extend(above.map(|above| format!("{above}(1)")));
    if above.is_some_and(|above| above != "sparrowctl") {
        pages.push("sparrowctl(1)".to_owned());
    }
    pages.push("sparrowd(8)".to_owned());
    roff.control("SH", ["SEE ALSO"]);
    roff.text([roman(pages.join(", "))]);
}
