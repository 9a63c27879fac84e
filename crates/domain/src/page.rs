//! Pages of a list.

use uuid::Uuid;

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// At the row with this number, counted from 1.
    Index(u64),
    /// After the row with this id.
    After(Uuid),
}

/// A page that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// Where it begins.
    pub start: Position,
    /// How many rows at most; 0 asks for the total alone.
    pub count: u64,
}

impl PageRequest {
    /// Rows of a page when nobody says how many.
    pub const DEFAULT_COUNT: u64 = 100;
    /// Most rows of a page.
    pub const MAX_COUNT: u64 = 1000;
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// Rows of the whole list.
    pub total: u64,
    /// The id after which the next page begins; none on the last page.
    pub next: Option<Uuid>,
}
