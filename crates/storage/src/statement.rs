//! Statements are values: a name, a text for both engines and a cost class that a test proves.

use std::fmt;

/// One SQL statement, declared with [`statements!`](crate::statements).
#[derive(Debug)]
pub struct Statement {
    /// The path of the module that declares it.
    pub module: &'static str,
    /// The name of its constant.
    pub name: &'static str,
    /// The text, the same for both engines, with parameters `$1` to `$n` in any order.
    pub sql: &'static str,
    /// What it may cost.
    pub cost: Cost,
}

/// What a statement may touch, whatever the tables have grown to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Reads the rows of one key.
    Point,
    /// Reads a stretch of one index, bounded by LIMIT or by what belongs to one key.
    Range,
    /// Reads a stretch of one index over all organizations, bounded by LIMIT: for jobs alone.
    Sweep,
    /// Reads all rows of an organization, or more.
    Scan,
    /// Changes the rows of one key.
    Write,
    /// Changes a stretch of one index.
    WriteRange,
}

impl Statement {
    /// The last part of the module's path: the table this statement is about.
    pub fn table(&self) -> &'static str {
        self.module.rsplit("::").next().unwrap_or(self.module)
    }
}

/// `member.BY_ID`, as it is listed in the catalogue.
impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table(), self.name)
    }
}

/// Every statement of the crate, in the order of the tables.
pub fn catalogue() -> impl Iterator<Item = &'static Statement> {
    crate::tables::STATEMENTS.iter().flat_map(|statements| statements.iter().copied())
}

/// Declares the statements of one table and collects them in `STATEMENTS`.
///
/// ```text
/// statements! {
///     /// One member of one organization.
///     BY_ID: Point = "SELECT name FROM member WHERE organization_id = $1 AND id = $2";
/// }
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$attribute:meta])* $name:ident: $cost:ident = $sql:expr;)*) => {
        $(
            $(#[$attribute])*
            pub(crate) static $name: $crate::Statement = $crate::Statement {
                module: module_path!(),
                name: stringify!($name),
                sql: $sql,
                cost: $crate::Cost::$cost,
            };
        )*
        /// Every statement of this table, for the catalogue.
        pub(crate) static STATEMENTS: &[&$crate::Statement] = &[$(&$name),*];
    };
}
