//! A screen: what one object looks like to a person. Lines are gathered here and printed at once.

use std::fmt::Write as _;

use super::{
    style::{Mark, Palette, Tone},
    view::View,
};

/// The width of the column of labels.
const LABEL: usize = 11;

#[derive(Debug)]
pub struct Screen<'a> {
    pub view: &'a View,
    lines: String,
}

impl<'a> Screen<'a> {
    pub fn new(view: &'a View) -> Self {
        Self { view, lines: String::new() }
    }

    pub fn palette(&self) -> Palette {
        self.view.out
    }

    pub fn paint(&self, tone: Tone, text: &str) -> String {
        self.view.out.paint(tone, text)
    }

    pub fn line(&mut self, text: impl AsRef<str>) -> &mut Self {
        let _ = writeln!(self.lines, "{}", text.as_ref().trim_end());
        self
    }

    /// `✓ registered demo`.
    pub fn done(&mut self, text: impl AsRef<str>) -> &mut Self {
        let mark = self.paint(Tone::Good, self.view.out.mark(Mark::Done));
        self.line(format!("{mark} {}", text.as_ref()))
    }

    /// An indented label and what it is; parts are set apart, and wrapped under one another where
    /// the line ends.
    pub fn field(&mut self, label: &str, parts: &[String]) -> &mut Self {
        let parts = parts.iter().filter(|part| !part.is_empty());
        let padded = format!("{label:LABEL$}");
        let mut line = format!("  {}", self.paint(Tone::Muted, &padded));
        let (start, mut used) = (LABEL + 2, LABEL + 2);
        for part in parts {
            let width = console::measure_text_width(part);
            if used > start && used + 4 + width > self.view.width {
                self.line(&line);
                line = " ".repeat(start);
                used = start;
            }
            if used > start {
                line.push_str("    ");
                used += 4;
            }
            line.push_str(part);
            used += width;
        }
        self.line(&line)
    }

    /// A block of text, indented.
    pub fn block(&mut self, text: &str) -> &mut Self {
        for line in text.lines() {
            self.line(format!("  {line}"));
        }
        self
    }

    /// `undo: sparrowctl webhook resume demo`: a command that may come next.
    pub fn next(&mut self, what: &str, command: &str) -> &mut Self {
        self.hint(&format!("{what}: {}", self.view.command(command)))
    }

    /// What may help.
    pub fn hint(&mut self, text: &str) -> &mut Self {
        if self.view.quiet == 0 {
            self.field("hint", &[text.to_owned()]);
        }
        self
    }

    pub fn finish(self) -> String {
        self.lines
    }
}
