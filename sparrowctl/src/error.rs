//! How a command can end other than well, and how a failure reads.
//!
//! A [`Failure`] has a stable code, one sentence, details and a hint. It is shown once, at the
//! edge: for people as lines, for programs as one JSON object; on stderr either way.

use std::{
    borrow::Cow,
    io,
    ops::{Deref, DerefMut},
};

use serde_json::{Map, Value, json};

use crate::{exit::Exit, output::text::printable};

pub type Result<T, E = Stop> = std::result::Result<T, E>;

/// Why a command stopped before its end.
#[derive(Debug)]
pub enum Stop {
    Failed(Failure),
    /// The reader of stdout went away: nothing is left to do, and nothing is wrong.
    PipeClosed,
    /// All has been said already.
    Ended(Exit),
}

/// What went wrong, for people and programs. In a box, since results carry it everywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure(Box<Told>);

/// What a failure tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub exit: Exit,
    pub code: Cow<'static, str>,
    pub message: String,
    /// Lines that explain the message.
    pub notes: Vec<String>,
    pub hint: Option<String>,
    pub retryable: bool,
    pub details: Map<String, Value>,
}

impl Failure {
    pub fn new(exit: Exit, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self(Box::new(Told {
            exit,
            code: code.into(),
            message: message.into(),
            notes: Vec::new(),
            hint: None,
            retryable: false,
            details: Map::new(),
        }))
    }

    /// Something wrong with how the command was written.
    pub fn usage(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, code, message)
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.details.insert(key.to_owned(), value.into());
        self
    }

    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }

    /// Lines for people, without control characters that a message may have brought along.
    pub fn human(&self) -> String {
        use std::fmt::Write as _;
        let mut out = format!("error[{}]: {}\n", printable(&self.code), printable(&self.message));
        for note in &self.notes {
            let _ = writeln!(out, "  = {}", printable(note));
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(out, "  hint: {}", printable(hint));
        }
        out
    }

    /// One object for programs.
    pub fn json(&self) -> Value {
        let mut details = self.details.clone();
        if !self.notes.is_empty() {
            details.entry("notes").or_insert_with(|| self.notes.clone().into());
        }
        json!({ "error": {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "details": details,
            "retryable": self.retryable,
            "exit_code": self.exit.code(),
        }})
    }
}

impl Deref for Failure {
    type Target = Told;

    fn deref(&self) -> &Told {
        &self.0
    }
}

impl DerefMut for Failure {
    fn deref_mut(&mut self) -> &mut Told {
        &mut self.0
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What goes wrong while writing data to stdout.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::PipeClosed;
        }
        Failure::new(Exit::Failed, "output_failed", "cannot write to standard output")
            .note(error.to_string())
            .into()
    }
}

impl Stop {
    pub fn exit(&self) -> Exit {
        match self {
            Self::Failed(failure) => failure.exit,
            Self::PipeClosed => Exit::Ok,
            Self::Ended(exit) => *exit,
        }
    }
}
