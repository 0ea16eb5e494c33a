//! How things are shown. Data goes to stdout, talk to stderr.
//!
//! A noun says once which columns it has ([`noun`]); table, tsv, json, jsonl and name are all made
//! from that. Screens of one object ([`screen`]) are for people and exist beside it. Colours and
//! glyphs have one home ([`style`]), and text that others wrote passes [`text::printable`] before
//! it reaches a terminal.

pub mod json;
pub mod listing;
pub mod noun;
pub mod printer;
pub mod screen;
pub mod style;
pub mod table;
pub mod text;
pub mod view;

use std::{io, path::Path};

use clap::ValueEnum;
use serde::Deserialize;

pub use listing::Listing;
pub use noun::{Align, Column, Noun, Value, col};
pub use printer::{Printer, talk};
pub use screen::Screen;
pub use style::{Mark, Tone};
pub use view::View;

/// The form of data on stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// table on a terminal, tsv elsewhere
    Auto,
    /// Aligned columns and screens, for people
    Table,
    /// One document
    Json,
    /// One object per line
    Jsonl,
    /// Tab-separated columns
    Tsv,
    /// Ids (namespaces: names), one per line
    Name,
}

/// How a time is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeStyle {
    /// 5m 02s ago
    Relative,
    /// RFC 3339 in UTC
    Iso,
    /// In this machine's time zone
    Local,
    /// Seconds since 1970
    Unix,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// For a stream that leads to a terminal or elsewhere.
    pub const fn applies(self, is_term: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => is_term,
        }
    }
}

/// Writes a file whole: whoever reads it sees the old one or the new one.
pub fn replace_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    std::fs::write(&beside, content)?;
    std::fs::rename(&beside, path)
}
