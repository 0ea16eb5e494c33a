//! A list while it is written: rows go out as they come, except to a table, which needs to see
//! them all to know its widths.

use super::{
    Format, Noun, Printer,
    json::{Object, SCHEMA},
    noun::Column,
    printer::{choose, to_json},
    style::Tone,
    table::{self, Layout},
};
use crate::{
    args::shared::{Frame, Window},
    error::Result,
    time,
};

/// The window as it was understood: `--since 1h` is a moment here.
fn json_window(window: Window) -> serde_json::Value {
    serde_json::json!({
        "since": window.since.map(time::iso),
        "until": window.until.map(time::iso),
    })
}

pub struct Listing<'p, T> {
    printer: &'p mut Printer,
    frame: Frame,
    columns: Vec<Column<T>>,
    /// Places of the chosen columns among `columns`.
    chosen: Vec<usize>,
    rows: Vec<Vec<String>>,
    count: u64,
}

impl<'p, T: Noun> Listing<'p, T> {
    pub fn begin(printer: &'p mut Printer, frame: Frame) -> Result<Self> {
        let columns = T::columns();
        let chosen = choose(&printer.view, &columns)?
            .into_iter()
            .filter_map(|chosen| columns.iter().position(|column| column.name == chosen.name))
            .collect();
        if printer.view.format == Format::Json {
            let window = match frame.window {
                Some(window) => format!("\"window\":{},", to_json(&json_window(window))?),
                None => String::new(),
            };
            let kinds = T::KINDS;
            let head = format!("{{\"schema\":{SCHEMA},\"kind\":\"{kinds}\",{window}\"items\":[");
            printer.raw(head.as_bytes())?;
        }
        Ok(Self { printer, frame, columns, chosen, rows: Vec::new(), count: 0 })
    }

    fn chosen(&self) -> Vec<&Column<T>> {
        self.chosen.iter().map(|at| &self.columns[*at]).collect()
    }

    pub fn push(&mut self, item: &T) -> Result<()> {
        let chosen = self.chosen();
        let view = &self.printer.view;
        match view.format {
            Format::Table | Format::Auto => {
                let row = chosen.iter().map(|column| view.human(&(column.get)(item))).collect();
                self.rows.push(row);
            }
            Format::Tsv => {
                let fields: Vec<String> =
                    chosen.iter().map(|column| view.field(&(column.get)(item))).collect();
                self.printer.line(&fields.join("\t"))?;
            }
            Format::Name => {
                let handle = super::text::printable(item.handle()).into_owned();
                if !handle.is_empty() {
                    self.printer.line(&handle)?;
                }
            }
            Format::Json | Format::Jsonl => {
                let object = to_json(&Object { item, columns: &chosen })?;
                if view.format == Format::Jsonl {
                    self.printer.line(&object)?;
                } else {
                    let comma = if self.count > 0 { ",\n" } else { "\n" };
                    self.printer.raw(format!("{comma}{object}").as_bytes())?;
                }
            }
        }
        self.count += 1;
        Ok(())
    }

    /// Writes what is still kept, and the end; tells how many there were.
    pub fn finish(mut self, next_cursor: Option<&str>) -> Result<u64> {
        match self.printer.view.format {
            Format::Json => {
                let cursor = to_json(&next_cursor)?;
                let newline = if self.count > 0 { "\n" } else { "" };
                self.printer.line(&format!("{newline}],\"next_cursor\":{cursor}}}"))?;
            }
            Format::Table | Format::Auto if self.count > 0 => self.table()?,
            _ => {}
        }
        self.printer.flush()?;
        Ok(self.count)
    }

    fn table(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        let chosen = self.chosen();
        let view = &self.printer.view;
        let content = table::widths(&chosen, &rows);
        let layout = Layout::fit(&chosen, &content, view.width, view.columns.is_none());
        let mut lines = Vec::with_capacity(rows.len() + 1);
        if let Some(window) = self.frame.window.filter(|_| !self.frame.no_header)
            && let Some(words) = window.words()
        {
            lines.push(view.out.paint(Tone::Muted, &words));
        }
        if !self.frame.no_header {
            lines.push(layout.header(&chosen, view.out));
        }
        for row in &rows {
            let cells: Vec<String> = layout.shown.iter().map(|at| row[*at].clone()).collect();
            lines.push(layout.line(&chosen, &cells, view.out));
        }
        for line in lines {
            self.printer.line(&line)?;
        }
        self.printer.flush()?;
        if !layout.dropped.is_empty() {
            let missing = layout.dropped.join(", ");
            self.printer.hint(format!("too narrow for {missing}; see --columns or -o json"));
        }
        Ok(())
    }
}
