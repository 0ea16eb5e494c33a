//! The look: what a tone and a mark mean on a terminal, in colour or not, in Unicode or ASCII.
//! State is never shown by colour alone.

use console::Style;

/// What a piece of text says, not how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Warn,
    Bad,
    /// Less important than what stands beside it.
    Muted,
    /// What the eye should find first.
    Strong,
}

/// A sign before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Healthy,
    Degraded,
    Failing,
    Unknown,
    Paused,
    Done,
    Failed,
    Dead,
    Waiting,
    Sent,
    Received,
    Rule,
}

impl Mark {
    const fn glyphs(self) -> (&'static str, &'static str) {
        match self {
            Self::Healthy => ("●", "OK"),
            Self::Degraded => ("◐", "DEG"),
            Self::Failing => ("○", "FAIL"),
            Self::Unknown => ("·", "?"),
            Self::Paused => ("‖", "PAUS"),
            Self::Done => ("✓", "+"),
            Self::Failed => ("✗", "x"),
            Self::Dead => ("☠", "DEAD"),
            Self::Waiting => ("…", ".."),
            Self::Sent => ("▶", ">"),
            Self::Received => ("◀", "<"),
            Self::Rule => ("──", "--"),
        }
    }
}

/// How one stream is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Palette {
    pub color: bool,
    pub ascii: bool,
}

impl Palette {
    pub const fn mark(self, mark: Mark) -> &'static str {
        let (unicode, ascii) = mark.glyphs();
        if self.ascii { ascii } else { unicode }
    }

    pub fn paint(self, tone: Tone, text: &str) -> String {
        let style = match tone {
            _ if !self.color => return text.to_owned(),
            Tone::Plain => return text.to_owned(),
            Tone::Good => Style::new().green(),
            Tone::Warn => Style::new().yellow(),
            Tone::Bad => Style::new().red(),
            Tone::Muted => Style::new().dim(),
            Tone::Strong => Style::new().bold(),
        };
        style.force_styling(true).apply_to(text).to_string()
    }
}
