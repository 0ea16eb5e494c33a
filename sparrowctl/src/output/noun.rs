//! What a noun looks like: its columns, once, for every form of output.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::value::RawValue;

use super::style::{Mark, Tone};

/// One thing that lists and screens show.
pub trait Noun: Sized {
    /// Its word, as `kind` in json: `dead_letter`.
    const KIND: &'static str;
    /// The word for several, as `kind` of a list: `dead_letters`.
    const KINDS: &'static str;

    fn columns() -> Vec<Column<Self>>;

    /// What `-o name` prints, and what commands take as an argument.
    fn handle(&self) -> &str;
}

/// Where a table puts a column's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// When a column is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Always,
    /// Left out of a table that is too narrow; the highest number first.
    Droppable(u8),
    /// In json, and where `--columns` names it.
    OnDemand,
}

#[derive(Debug)]
pub struct Column<T> {
    /// As json and `--columns` name it.
    pub name: &'static str,
    /// As a table's first line has it.
    pub header: &'static str,
    pub align: Align,
    pub place: Place,
    /// May be cut in a table on a terminal, down to this width.
    pub elastic: Option<usize>,
    pub get: fn(&T) -> Value,
}

/// A column that is always there.
pub const fn col<T>(name: &'static str, header: &'static str, get: fn(&T) -> Value) -> Column<T> {
    Column { name, header, align: Align::Left, place: Place::Always, elastic: None, get }
}

impl<T> Column<T> {
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.align = Align::Right;
        self
    }

    #[must_use]
    pub const fn droppable(mut self, rank: u8) -> Self {
        self.place = Place::Droppable(rank);
        self
    }

    #[must_use]
    pub const fn on_demand(mut self) -> Self {
        self.place = Place::OnDemand;
        self
    }

    #[must_use]
    pub const fn elastic(mut self, least: usize) -> Self {
        self.elastic = Some(least);
        self
    }
}

/// What a column holds. Each form of output writes it in its own way.
#[derive(Debug, Clone)]
pub enum Value {
    None,
    /// May come from anyone.
    Text(String),
    Number(u64),
    /// A count that may have stopped early.
    AtLeast(u64, bool),
    Time(Timestamp),
    /// A time that a table shows as the time of day.
    ClockTime(Timestamp),
    /// Milliseconds in tsv and json, with decimals where there are any.
    Duration(Duration),
    Flag(bool),
    State(&'static str, Mark, Tone),
    Toned(String, Tone),
    List(Vec<String>),
    Numbers(Vec<u64>),
    /// JSON kept as it is, digit for digit.
    Json(Box<RawValue>),
    /// An object with fields of its own.
    Nested(Vec<(&'static str, Value)>),
    /// An object whose keys others chose.
    Map(Vec<(String, Value)>),
    /// Objects.
    Items(Vec<Vec<(&'static str, Value)>>),
}

impl Value {
    /// Nothing where a text is empty.
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::None } else { Self::Text(text.to_owned()) }
    }

    pub fn number(number: impl Into<u64>) -> Self {
        Self::Number(number.into())
    }

    pub fn time(at: Option<prost_types::Timestamp>) -> Self {
        at.and_then(crate::time::from_wire).map_or(Self::None, Self::Time)
    }

    pub fn duration(duration: Option<prost_types::Duration>) -> Self {
        duration.and_then(crate::time::duration_from_wire).map_or(Self::None, Self::Duration)
    }
}
