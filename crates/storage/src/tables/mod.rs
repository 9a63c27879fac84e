//! The tables: statements and the mapping of rows, one file each.

use crate::Statement;

/// The statements of every table.
pub(crate) static STATEMENTS: &[&[&Statement]] = &[];
