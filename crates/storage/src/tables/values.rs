//! VALUES lists of a few fixed lengths, so that writing many rows needs few statements and few texts.

use std::fmt::Write;

/// The lengths in use, longest first.
const LENGTHS: [usize; 3] = [256, 16, 1];

/// Cuts `rows` into stretches of the fixed lengths.
pub(super) fn stretches<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let length = LENGTHS.into_iter().find(|length| *length <= rows.len())?;
        let (stretch, rest) = rows.split_at_checked(length)?;
        rows = rest;
        Some(stretch)
    })
}

/// `($1, $2), ($3, $4)` for two rows of two columns.
pub(super) fn placeholders(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            let separator = if column == 1 { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = write!(text, "{separator}${}", row * columns + column);
        }
        text.push(')');
    }
    text
}

/// `$2, $3, $4` for three values from number 2 on.
pub(super) fn numbered(first: usize, values: usize) -> String {
    let numbers: Vec<String> = (first..first + values).map(|number| format!("${number}")).collect();
    numbers.join(", ")
}

/// A text made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) struct Generated {
    pub(crate) name: String,
    pub(crate) cost: crate::Cost,
    pub(crate) sql: String,
}

/// A name, a cost class, and the text for a number of rows.
#[cfg(test)]
pub(super) type Generator = (&'static str, crate::Cost, fn(usize) -> String);

#[cfg(test)]
impl Generated {
    /// Each text in each of the lengths.
    pub(super) fn of_each_length(texts: &[Generator]) -> Vec<Self> {
        let of = |&(name, cost, text): &Generator| {
            LENGTHS.map(|length| Self { name: format!("{name} of {length}"), cost, sql: text(length) })
        };
        texts.iter().flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_cover_all_rows_in_order() {
        let rows: Vec<usize> = (0..256 * 2 + 16 + 3).collect();
        let lengths: Vec<usize> = stretches(&rows).map(<[usize]>::len).collect();
        assert_eq!(lengths, [256, 256, 16, 1, 1, 1]);
        assert_eq!(stretches(&rows).flatten().copied().collect::<Vec<_>>(), rows);
    }

    #[test]
    fn placeholders_are_numbered_through() {
        assert_eq!(placeholders(2, 2), "($1, $2), ($3, $4)");
        assert_eq!(numbered(2, 2), "$2, $3");
    }
}
