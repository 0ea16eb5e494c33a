//! A tail's records on stdout. Its table can't wait to see all rows, so its columns are as wide as
//! what they usually hold.

use sparrow_proto::v1::Attempt;

use crate::{
    args::shared::Frame,
    clock,
    error::Result,
    nouns::attempt::AttemptRow,
    output::{
        Column, Format, Noun,
        json::{Object, SCHEMA},
        printer::{choose, to_json},
        table::Layout,
    },
    session::Session,
};

/// What a column usually holds, in characters.
fn usual_width(column: &Column<AttemptRow>) -> usize {
    match column.name {
        "started_at" | "next" => 12,
        "webhook" | "type" => 14,
        "try" => 5,
        "total_ms" => 6,
        "result" => 22,
        name if name.ends_with("id") => 30,
        _ => 14,
    }
}

pub(super) struct Records {
    columns: Vec<Column<AttemptRow>>,
    chosen: Vec<usize>,
    layout: Layout,
    no_header: bool,
    is_open: bool,
    count: u64,
}

impl Records {
    pub(super) fn new(session: &Session, no_header: bool) -> Result<Self> {
        let columns = AttemptRow::columns();
        let view = &session.out.view;
        let chosen = choose(view, &columns)?;
        let usual = |column: &&Column<AttemptRow>| usual_width(column).max(column.header.len());
        let widths: Vec<usize> = chosen.iter().map(usual).collect();
        let layout = Layout::fit(&chosen, &widths, view.width, view.columns.is_none());
        let places = chosen
            .iter()
            .filter_map(|chosen| columns.iter().position(|column| column.name == chosen.name))
            .collect();
        Ok(Self { columns, chosen: places, layout, no_header, is_open: false, count: 0 })
    }

    fn chosen(&self) -> Vec<&Column<AttemptRow>> {
        self.chosen.iter().map(|at| &self.columns[*at]).collect()
    }

    /// What comes before the first record; only once the stream stands, so that a tail that never
    /// stood leaves stdout empty.
    pub(super) fn open(&mut self, session: &mut Session) -> Result<()> {
        if std::mem::replace(&mut self.is_open, true) {
            return Ok(());
        }
        match session.out.view.format {
            Format::Table if !self.no_header => {
                let header = self.layout.header(&self.chosen(), session.out.view.out);
                session.out.line(&header)?;
                if !self.layout.dropped.is_empty() {
                    let missing = self.layout.dropped.join(", ");
                    session
                        .out
                        .hint(format!("too narrow for {missing}; see --columns or -o jsonl"));
                }
            }
            Format::Json => {
                let kinds = AttemptRow::KINDS;
                let head = format!("{{\"schema\":{SCHEMA},\"kind\":\"{kinds}\",\"items\":[");
                session.out.raw(head.as_bytes())?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether stdout holds a beginning, which needs an end.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    pub(super) fn attempt(&mut self, session: &mut Session, attempt: Attempt) -> Result<()> {
        // A tail lasts; what it says of times is of the moment at which it says it.
        session.out.view.now = clock::now();
        let row = AttemptRow(attempt);
        let chosen = self.chosen();
        match session.out.view.format {
            Format::Table | Format::Auto => {
                let view = &session.out.view;
                let shown = self.layout.shown.iter().map(|at| chosen[*at]);
                let cells: Vec<String> =
                    shown.map(|column| view.human(&(column.get)(&row))).collect();
                let line = self.layout.line(&chosen, &cells, view.out);
                session.out.line(&line)?;
            }
            Format::Json => {
                let object = to_json(&Object { item: &row, columns: &chosen })?;
                self.element(session, &object)?;
            }
            Format::Jsonl => {
                let object = to_json(&Object { item: &row, columns: &chosen })?;
                session.out.line(&object)?;
            }
            Format::Tsv | Format::Name => {
                let mut listing = session.out.list::<AttemptRow>(Frame::default())?;
                listing.push(&row)?;
                listing.finish(None)?;
            }
        }
        Ok(())
    }

    fn element(&mut self, session: &mut Session, object: &str) -> Result<()> {
        let comma = if self.count > 0 { ",\n" } else { "\n" };
        self.count += 1;
        session.out.raw(format!("{comma}{object}").as_bytes())
    }

    /// Something that was not kept long enough: told among the records, and to people.
    pub(super) fn gap(&mut self, session: &mut Session, reason: &str, cursor: &str) -> Result<()> {
        let object = to_json(&serde_json::json!({
            "schema": SCHEMA, "kind": "gap", "reason": reason, "cursor": cursor,
        }))?;
        match session.out.view.format {
            Format::Json => self.element(session, &object)?,
            Format::Jsonl => session.out.line(&object)?,
            _ => {}
        }
        let reason = crate::output::printer::cell(reason);
        session.out.warn(format!("a gap: {reason}"));
        Ok(())
    }

    pub(super) fn finish(
        &mut self,
        session: &mut Session,
        cursor: Option<&str>,
        shown: u64,
    ) -> Result<()> {
        self.open(session)?;
        match session.out.view.format {
            Format::Json => {
                let newline = if self.count > 0 { "\n" } else { "" };
                let cursor = to_json(&cursor)?;
                session.out.line(&format!("{newline}],\"next_cursor\":{cursor}}}"))?;
            }
            Format::Jsonl => {
                let end = serde_json::json!({
                    "schema": SCHEMA, "kind": "end", "cursor": cursor, "shown": shown,
                });
                session.out.line(&to_json(&end)?)?;
            }
            _ => {}
        }
        session.out.flush()
    }
}
