//! Answers on stdout: tables for people, JSON for scripts.

use domain::Timestamp;
use std::io::Write as _;

/// Prints a line to stdout. A reader that went away is no error of ours.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints rows under their headings, each column as wide as its widest cell.
pub(crate) fn table(headings: &[&str], rows: &[Vec<String>]) {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(headings.get(column).map(|heading| heading.chars().count())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let print = |cells: &[&str]| {
        let padded: Vec<String> =
            cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}", width = *width)).collect();
        line(padded.join("  ").trim_end());
    };
    print(headings);
    for row in rows {
        print(&row.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

/// A moment, to the second, in UTC.
pub(crate) fn moment(time: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(time.micros()).map_or_else(|_| "-".to_owned(), |time| format!("{time:.0}"))
}

/// A moment that may not have come.
pub(crate) fn optional_moment(time: Option<Timestamp>) -> String {
    time.map_or_else(|| "-".to_owned(), moment)
}

/// The text without what would move the cursor of a terminal: names are what others chose.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}
