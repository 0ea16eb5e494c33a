//! The two streams. Data is written to stdout and its errors are kept; talk goes to stderr and is
//! never worth failing for.

use std::io::{self, IsTerminal, Write};

use super::{
    Format, Listing, Noun, Screen,
    json::Object,
    noun::{Column, Place},
    style::Tone,
    text,
    view::View,
};
use crate::{
    args::shared::Frame,
    clock,
    error::{Failure, Result, Stop},
    exit::Exit,
};

pub struct Printer {
    pub view: View,
    out: Box<dyn Write>,
}

impl Printer {
    pub fn new(view: View) -> Self {
        let stdout = io::stdout().lock();
        // A terminal, and whoever reads a stream, is to see a line when it is there.
        let out: Box<dyn Write> = if stdout.is_terminal() {
            Box::new(stdout)
        } else {
            Box::new(io::BufWriter::with_capacity(64 * 1024, stdout))
        };
        Self { view, out }
    }

    /// Bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.out.write_all(bytes)?)
    }

    pub fn line(&mut self, line: &str) -> Result<()> {
        self.out.write_all(line.as_bytes())?;
        Ok(self.out.write_all(b"\n")?)
    }

    pub fn flush(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }

    /// A list, written while it comes.
    pub fn list<T: Noun>(&mut self, frame: Frame) -> Result<Listing<'_, T>> {
        Listing::begin(self, frame)
    }

    /// One object: a screen for people, its columns otherwise.
    pub fn one<T: Noun>(
        &mut self,
        item: &T,
        screen: impl FnOnce(&mut Screen<'_>, &T),
    ) -> Result<()> {
        // A command that waited shows its answer now, not when it was started.
        self.view.now = clock::now();
        let columns = T::columns();
        let chosen = choose(&self.view, &columns)?;
        match self.view.format {
            Format::Table if self.view.columns.is_none() => {
                let mut lines = Screen::new(&self.view);
                screen(&mut lines, item);
                let lines = lines.finish();
                self.raw(lines.as_bytes())
            }
            Format::Json | Format::Jsonl => {
                let line = to_json(&Object { item, columns: &chosen })?;
                self.line(&line)
            }
            _ => {
                let mut listing = self.list::<T>(Frame::default())?;
                listing.push(item)?;
                listing.finish(None)?;
                Ok(())
            }
        }
    }

    /// Refuses columns that a `T` does not have; where `?` asks for their names, these are all that is
    /// written.
    pub fn check_columns<T: Noun>(&self) -> Result<()> {
        choose(&self.view, &T::columns()).map(|_| ())
    }

    /// Whether the data of this run holds a column that is there on demand.
    pub fn shows(&self, name: &str) -> bool {
        match (self.view.format, &self.view.columns) {
            (Format::Name, _) | (Format::Tsv, None) => false,
            (_, Some(columns)) => columns.iter().any(|column| column == name),
            (Format::Auto | Format::Table | Format::Json | Format::Jsonl, None) => true,
        }
    }

    /// What a person should know: not with `-qq`.
    pub fn say(&self, text: impl AsRef<str>) {
        if self.view.quiet < 2 {
            talk(text.as_ref());
        }
    }

    /// What may help: not with `-q`.
    pub fn hint(&self, text: impl AsRef<str>) {
        if self.view.quiet < 1 {
            let hint = self.view.err.paint(Tone::Muted, &format!("hint: {}", text.as_ref()));
            talk(&hint);
        }
    }

    pub fn warn(&self, text: impl AsRef<str>) {
        if self.view.quiet < 2 {
            let word = self.view.err.paint(Tone::Warn, "warning:");
            talk(&format!("{word} {}", text.as_ref()));
        }
    }
}

/// A line on stderr; if stderr is gone, nobody is there to be told.
pub fn talk(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

pub fn to_json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map(text::json).map_err(|error| {
        Failure::new(Exit::Failed, "output_failed", "cannot write JSON")
            .note(error.to_string())
            .into()
    })
}

/// The columns of this run: those asked for, or the noun's own for this form.
pub fn choose<'a, T: Noun>(view: &View, columns: &'a [Column<T>]) -> Result<Vec<&'a Column<T>>> {
    let Some(asked) = &view.columns else {
        let json = matches!(view.format, Format::Json | Format::Jsonl);
        return Ok(columns
            .iter()
            .filter(|column| json || column.place != Place::OnDemand)
            .collect());
    };
    let names = || columns.iter().map(|column| column.name);
    if asked.iter().any(|name| name == "?") {
        let mut out = io::stdout().lock();
        for name in names() {
            writeln!(out, "{name}")?;
        }
        return Err(Stop::Ended(Exit::Ok));
    }
    let find = |name: &String| {
        columns.iter().find(|column| column.name == name).ok_or_else(|| {
            let failure = Failure::usage("unknown_column", format!("no column {name:?}"));
            match closest(name, names()) {
                Some(near) => failure.hint(format!("did you mean {near}? all: --columns '?'")),
                None => failure.hint("list them: --columns '?'"),
            }
        })
    };
    Ok(asked.iter().map(find).collect::<Result<Vec<_>, Failure>>()?)
}

fn closest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// The text of a failure on stderr, in the form asked for.
pub fn failure(failure: &Failure, as_json: bool, color: bool) {
    if as_json {
        talk(&text::json(failure.json().to_string()));
        return;
    }
    let human = failure.human();
    let palette = super::style::Palette { color, ascii: true };
    let mut lines = human.lines();
    if let Some(first) = lines.next() {
        let (head, rest) = first.split_once(": ").unwrap_or((first, ""));
        talk(&format!("{}: {rest}", palette.paint(Tone::Bad, head)));
    }
    lines.for_each(talk);
}

/// For cells that hold text of others.
pub fn cell(text: &str) -> String {
    text::printable(text).into_owned()
}
