//! Aligned columns. A table that is too wide for its terminal loses columns in the order that its
//! noun fixes, and then cuts those that may be cut.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint::Absolute, ContentArrangement, Row, Table, Width, presets,
};
use console::measure_text_width;

use super::{
    noun::{Align, Column, Place},
    style::{Palette, Tone},
    text,
};

/// Between two columns.
const GAP: usize = 2;
const PADDING: u16 = 2;

/// The columns that fit, and their widths.
#[derive(Debug)]
pub struct Layout {
    /// Places of the columns shown, among those given.
    pub shown: Vec<usize>,
    widths: Vec<usize>,
    /// Names of those that did not fit.
    pub dropped: Vec<&'static str>,
}

impl Layout {
    /// Fits columns whose content is this wide into a line.
    pub fn fit<T>(columns: &[&Column<T>], content: &[usize], line: usize, may_drop: bool) -> Self {
        let mut shown: Vec<usize> = (0..columns.len()).collect();
        let mut dropped = Vec::new();
        let width = |shown: &[usize]| {
            let gaps = GAP * shown.len().saturating_sub(1);
            shown.iter().map(|at| least(columns[*at], content[*at])).sum::<usize>() + gaps
        };
        while may_drop && width(&shown) > line {
            let rank = |at: &usize| match columns[*at].place {
                Place::Droppable(rank) => Some(rank),
                Place::Always | Place::OnDemand => None,
            };
            let Some(next) = shown.iter().copied().filter(|at| rank(at).is_some()).max_by_key(rank)
            else {
                break;
            };
            shown.retain(|at| *at != next);
            dropped.push(columns[next].name);
        }
        let mut widths: Vec<usize> = shown.iter().map(|at| content[*at]).collect();
        let gaps = GAP * shown.len().saturating_sub(1);
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(line);
        // What can spare most gives first, so that no column is cut to the bone beside a wide one.
        let least: Vec<usize> =
            shown.iter().zip(&widths).map(|(at, width)| least(columns[*at], *width)).collect();
        while excess > 0 {
            let spare = |n: &usize| widths[*n].saturating_sub(least[*n]);
            let Some(widest) = (0..widths.len()).max_by_key(spare).filter(|n| spare(n) > 0) else {
                break;
            };
            widths[widest] -= 1;
            excess -= 1;
        }
        Self { shown, widths, dropped }
    }

    pub fn header<T>(&self, columns: &[&Column<T>], palette: Palette) -> String {
        let cells: Vec<String> =
            self.shown.iter().map(|at| palette.paint(Tone::Muted, columns[*at].header)).collect();
        self.line(columns, &cells, palette)
    }

    /// One line of cells, given in the order of [`Layout::shown`].
    pub fn line<T>(&self, columns: &[&Column<T>], cells: &[String], palette: Palette) -> String {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        let (mut row, mut widths) = (Row::new(), Vec::with_capacity(cells.len()));
        for ((at, width), cell) in self.shown.iter().zip(&self.widths).zip(cells) {
            let cut = if columns[*at].elastic.is_some() { *width } else { usize::MAX };
            let cell = text::cut(cell, cut, palette.ascii);
            // What may not be cut goes beyond its column rather than onto a second line.
            widths.push(measure_text_width(&cell).max(*width));
            let alignment = match columns[*at].align {
                Align::Left => CellAlignment::Left,
                Align::Right => CellAlignment::Right,
            };
            row.add_cell(Cell::new(cell).set_alignment(alignment));
        }
        table.add_row(row);
        for (column, width) in table.column_iter_mut().zip(widths) {
            let width = u16::try_from(width + GAP).unwrap_or(u16::MAX);
            column.set_padding((0, PADDING)).set_constraint(Absolute(Width::Fixed(width)));
        }
        table.trim_fmt()
    }
}

fn least<T>(column: &Column<T>, content: usize) -> usize {
    column.elastic.map_or(content, |least| least.min(content)).max(column.header.len().min(content))
}

/// The width that each column's content takes, header included.
pub fn widths<T>(columns: &[&Column<T>], rows: &[Vec<String>]) -> Vec<usize> {
    columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let widest =
                rows.iter().filter_map(|row| row.get(at)).map(|cell| measure_text_width(cell));
            widest.max().unwrap_or(0).max(measure_text_width(column.header))
        })
        .collect()
}
