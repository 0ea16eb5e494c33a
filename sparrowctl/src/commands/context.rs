//! `context add|list|use|show`: what stands in ctl.toml, and what is in force.

use clap::{ArgMatches, parser::ValueSource};

use super::pages::{self, Empty};
use crate::{
    args::{
        Globals,
        context::{Add, List, Show, Use, Verb},
        shared::Frame,
    },
    config::{ConfigFile, Context, Origin, Server, Setting, file},
    error::{Failure, Result},
    exit::Exit,
    nouns::context::{ContextRow, SettingRow},
    output::printer::cell,
    session::Session,
    time,
};

pub fn run(
    session: &mut Session,
    verb: Verb,
    globals: &Globals,
    matches: &ArgMatches,
) -> Result<Exit> {
    match verb {
        Verb::Add(args) => add(session, args, globals, matches),
        Verb::List(args) => list(session, &args),
        Verb::Use(args) => switch(session, &args),
        Verb::Show(args) => show(session, &args),
    }
}

/// Only what stands on the command line belongs into the file: the environment is of this moment.
fn add(session: &mut Session, args: Add, globals: &Globals, matches: &ArgMatches) -> Result<Exit> {
    if args.name == "none" || args.name == "-" || args.name.is_empty() {
        let message = format!("a context can't be called {:?}", args.name);
        return Err(Failure::usage("invalid_name", message).into());
    }
    session.out.check_columns::<ContextRow>()?;
    let typed = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let server = globals.server.clone().filter(|_| typed("server"));
    if server.is_none() {
        return Err(Failure::usage("no_server", "a context needs --server URL").into());
    }
    // Checked when the settings were resolved; what is written is its plain form.
    let server: Option<Server> = server.and_then(|text| text.parse().ok());
    let context = Context {
        server: server.map(|server| server.to_string()),
        namespace: globals.namespace.clone().filter(|_| typed("namespace")),
        tls_ca: globals
            .tls_ca
            .clone()
            .filter(|_| typed("tls_ca"))
            .map(|path| std::path::absolute(&path).unwrap_or(path)),
        tls_name: globals.tls_name.clone().filter(|_| typed("tls_name")),
        protected: args.protected,
    };
    let config = ConfigFile::read(file::path().as_deref())?;
    let mut editor = file::Editor::open()?;
    if config.contexts.contains_key(&args.name) {
        let message = format!("there is a context {} already", args.name);
        let path = editor.path().display();
        return Err(Failure::new(Exit::Conflict, "context_exists", message)
            .hint(format!("take another name, or change it in {path}"))
            .into());
    }
    editor.set_context(&args.name, &context);
    let is_current = args.make_current || config.contexts.is_empty();
    if is_current {
        editor.set_current(Some(&args.name), config.current.as_deref());
    }
    editor.save()?;
    let path = editor.path().display().to_string();
    let row = ContextRow { name: args.name, context, is_current };
    session.out.one(&row, |screen, row| {
        let used = if row.is_current { ", in use" } else { "" };
        screen.done(format!("context {} written to {path}{used}", cell(&row.name)));
        if !row.is_current {
            screen.hint(&format!("use it: sparrowctl context use {}", row.name));
        }
    })?;
    Ok(Exit::Ok)
}

fn list(session: &mut Session, args: &List) -> Result<Exit> {
    let config = ConfigFile::read(file::path().as_deref())?;
    let current = session.settings.context.value.clone();
    let mut listing = session.out.list::<ContextRow>(args.frame())?;
    for (name, context) in config.contexts {
        let is_current = current.as_ref() == Some(&name);
        listing.push(&ContextRow { name, context, is_current })?;
    }
    let count = listing.finish(None)?;
    let empty = Empty {
        message: "No contexts.".to_owned(),
        hint: "sparrowctl context add NAME --server URL".to_owned(),
    };
    pages::end(&session.out, count, args.fail_empty, empty)
}

fn switch(session: &mut Session, args: &Use) -> Result<Exit> {
    session.out.check_columns::<ContextRow>()?;
    let config = ConfigFile::read(file::path().as_deref())?;
    let name =
        match args.name.as_str() {
            "-" => Some(config.previous.clone().ok_or_else(|| {
                Failure::usage("no_previous", "no context was used before this one")
            })?),
            "none" => None,
            name => Some(name.to_owned()),
        };
    if let Some(name) = &name {
        config.context(name)?;
    }
    let mut editor = file::Editor::open()?;
    editor.set_current(name.as_deref(), config.current.as_deref());
    editor.save()?;
    if let Origin::Environment(variable) = session.settings.context.origin {
        session.out.warn(format!("{variable} is set and comes before this"));
    }
    if let Origin::Environment(variable) = session.settings.server.origin {
        session.out.warn(format!("{variable} is set and comes before the context's server"));
    }
    let Some(name) = name else {
        session.out.say("no context is in use");
        return Ok(Exit::Ok);
    };
    let context = config.context(&name)?.clone();
    session.out.one(&ContextRow { name, context, is_current: true }, |screen, row| {
        screen.done(format!("using context {}", cell(&row.name)));
    })?;
    Ok(Exit::Ok)
}

fn show(session: &mut Session, args: &Show) -> Result<Exit> {
    let rows = rows(session);
    if !args.origin && session.out.view.columns.is_none() {
        session.out.view.columns = Some(vec!["name".to_owned(), "value".to_owned()]);
    }
    let mut listing = session.out.list::<SettingRow>(Frame::default())?;
    for row in &rows {
        listing.push(row)?;
    }
    listing.finish(None)?;
    Ok(Exit::Ok)
}

fn rows(session: &Session) -> Vec<SettingRow> {
    fn row<T>(
        name: &'static str,
        setting: &Setting<T>,
        text: impl Fn(&T) -> Option<String>,
    ) -> SettingRow {
        SettingRow { name, value: text(&setting.value), origin: setting.origin.to_string() }
    }
    let settings = &session.settings;
    let word = |value: &dyn std::fmt::Debug| Some(format!("{value:?}").to_lowercase());
    vec![
        row("context", &settings.context, Clone::clone),
        row("server", &settings.server, |server| Some(server.to_string())),
        row("namespace", &settings.namespace, |name| Some(name.clone())),
        row("tls-ca", &settings.tls_ca, |path| {
            path.as_ref().map(|path| path.display().to_string())
        }),
        row("tls-name", &settings.tls_name, Clone::clone),
        row("timeout", &settings.timeout, |timeout| timeout.map(time::exact)),
        row("output", &settings.output, |output| word(output)),
        row("time", &settings.time, |time| time.as_ref().and_then(|time| word(time))),
        row("color", &settings.color, |color| word(color)),
        row("ascii", &settings.ascii, |ascii| Some(ascii.to_string())),
        row("quiet", &settings.quiet, |quiet| Some(quiet.to_string())),
        row("no-input", &settings.no_input, |no_input| Some(no_input.to_string())),
    ]
}
