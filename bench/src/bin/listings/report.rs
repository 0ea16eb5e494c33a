//! The tables.

use super::cases::Case;
use super::{Measured, Timed, ms};

type Row = (Case, Measured);

/// Every case.
pub(super) fn each(measured: &[Row]) {
    println!("| listing | of | filter | first page | rows | a later page | rows |");
    println!("|---|---|---|---|---|---|---|");
    for (case, Measured { first, later }) in measured {
        let later = later.as_ref().map_or_else(
            || "there is only one | ".to_owned(),
            |(number, page)| format!("{number}: {} | {}", ms(page.middle), page.rows),
        );
        let Case { list, of, filter, .. } = case;
        println!("| {list} | {of} | {filter} | {} | {} | {later} |", ms(first.middle), first.rows);
    }
    println!();
}

/// Of each listing the filter with the slowest first page, and that with the slowest later one.
pub(super) fn slowest(measured: &[Row]) {
    println!("| listing | of | filters | slowest first page | slowest later page |");
    println!("|---|---|---|---|---|");
    for rows in measured.chunk_by(|a, b| (a.0.list, &a.0.of) == (b.0.list, &b.0.of)) {
        let firsts = rows.iter().map(|(case, pages)| (case, 1, &pages.first));
        let laters = rows.iter().filter_map(|(case, pages)| {
            pages.later.as_ref().map(|(number, page)| (case, *number, page))
        });
        let Case { list, of, .. } = &rows[0].0;
        let (first, later) = (worst(firsts), worst(laters));
        println!("| {list} | {of} | {} | {first} | {later} |", rows.len());
    }
}

fn worst<'a>(pages: impl Iterator<Item = (&'a Case, usize, &'a Timed)>) -> String {
    pages.max_by_key(|(_, _, page)| page.middle).map_or_else(String::new, |(case, number, page)| {
        let place = if number > 1 { format!(", page {number}") } else { String::new() };
        format!("{} ({}{place})", ms(page.middle), case.filter)
    })
}
