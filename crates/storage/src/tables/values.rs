//! VALUES lists of a few fixed lengths, so that writing many rows needs few statements and few texts.

use std::fmt::Write;

/// The lengths of VALUES lists, longest first.
const LENGTHS: [usize; 3] = [256, 16, 1];
/// The lengths of IN lists, which can be filled up: a page of a hundred rows takes two of them.
const LIST_LENGTHS: [usize; 5] = [1, 4, 16, 64, 256];

/// The longest of a short IN list, and the longest that is looked up with the rows of another table.
pub(super) const SHORT: usize = 64;
pub(super) const SHORTEST: usize = 16;

/// Cuts `rows` into stretches of the fixed lengths.
pub(super) fn stretches<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let length = LENGTHS.into_iter().find(|length| *length <= rows.len())?;
        let (stretch, rest) = rows.split_at_checked(length)?;
        rows = rest;
        Some(stretch)
    })
}

/// Cuts `values` into IN lists of the fixed lengths; the last one is filled up with its last value.
pub(super) fn lists<T: Copy>(values: &[T]) -> impl Iterator<Item = Vec<T>> {
    values.chunks(if values.len() > 128 { 256 } else { 64 }).map(|chunk| {
        let length = LIST_LENGTHS.into_iter().find(|length| *length >= chunk.len()).unwrap_or(chunk.len());
        let filling = chunk.last().into_iter().cycle().take(length - chunk.len());
        chunk.iter().chain(filling).copied().collect()
    })
}

/// The same for rows so small that PostgreSQL would read a whole table rather than look more of them up.
pub(super) fn short_lists<T: Copy>(values: &[T], longest: usize) -> impl Iterator<Item = Vec<T>> {
    values.chunks(longest).flat_map(lists)
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
#[derive(Clone)]
pub(crate) struct Generated {
    pub(crate) name: String,
    pub(crate) cost: crate::Cost,
    pub(crate) sql: String,
}

#[cfg(test)]
impl Generated {
    /// A text with a VALUES list of each length.
    pub(super) fn with_values(name: &str, text: fn(usize) -> String) -> Vec<Self> {
        Self::of(name, crate::Cost::Write, text, &LENGTHS)
    }

    /// A text with an IN list of each length.
    pub(super) fn with_list(name: &str, cost: crate::Cost, text: fn(usize) -> String) -> Vec<Self> {
        Self::of(name, cost, text, &LIST_LENGTHS)
    }

    /// A text with an IN list of each length that is short.
    pub(super) fn with_short_list(
        name: &str,
        cost: crate::Cost,
        longest: usize,
        text: fn(usize) -> String,
    ) -> Vec<Self> {
        let lengths: Vec<usize> = LIST_LENGTHS.into_iter().filter(|length| *length <= longest).collect();
        Self::of(name, cost, text, &lengths)
    }

    fn of(name: &str, cost: crate::Cost, text: fn(usize) -> String, lengths: &[usize]) -> Vec<Self> {
        let of = |length: &usize| Self { name: format!("{name} of {length}"), cost, sql: text(*length) };
        lengths.iter().map(of).collect()
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
    fn lists_hold_all_values_and_are_filled_up() {
        for (values, lengths) in [
            (0, &[] as &[usize]),
            (1, &[1]),
            (2, &[4]),
            (10, &[16]),
            (100, &[64, 64]),
            (300, &[256, 64]),
            (600, &[256; 3]),
        ] {
            let values: Vec<usize> = (0..values).collect();
            let lists: Vec<Vec<usize>> = lists(&values).collect();
            assert_eq!(lists.iter().map(Vec::len).collect::<Vec<_>>(), lengths);
            let mut found = lists.concat();
            found.dedup();
            assert_eq!(found, values);
        }
    }

    #[test]
    fn placeholders_are_numbered_through() {
        assert_eq!(placeholders(2, 2), "($1, $2), ($3, $4)");
        assert_eq!(numbered(2, 2), "$2, $3");
    }
}
