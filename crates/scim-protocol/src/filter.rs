//! Filters as values: RFC 7644 §3.4.2.2.

use std::fmt;

use crate::attribute::AttributePath;
use crate::error::ScimError;

/// A filter, parsed.
///
/// [`Display`](fmt::Display) prints it in canonical form, which parses to the same filter again.
///
/// ```
/// use scim_protocol::Filter;
///
/// let filter = Filter::parse(r#"(userName EQ "bjensen") and not(active eq false)"#)?;
/// assert_eq!(filter.to_string(), r#"userName eq "bjensen" and not (active eq false)"#);
/// # Ok::<(), scim_protocol::FilterError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// All of them hold; at least two.
    And(Vec<Filter>),
    /// One of them holds; at least two.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// An attribute compares with a value.
    Compare(Comparison),
    /// An attribute has a value (`pr`).
    Present(AttributePath),
    /// One value of a complex attribute fulfills a filter on its sub-attributes: `emails[type eq "work"]`.
    ///
    /// `emails[type eq "work"].value eq "x"` is read as `emails[type eq "work" and value eq "x"]`
    /// ([`Quirk::ComparisonAfterValueFilter`](crate::Quirk::ComparisonAfterValueFilter)).
    ValuePath {
        /// The multi-valued attribute.
        attribute: AttributePath,
        /// What one of its values fulfills.
        filter: Box<Filter>,
    },
}

/// `attribute operator value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The left side.
    pub path: AttributePath,
    /// The operator.
    pub operator: CompareOperator,
    /// The right side.
    pub value: Literal,
}

/// The operators of a comparison (RFC 7644 §3.4.2.2, table 3), without `pr`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOperator {
    /// `eq`
    Equal,
    /// `ne`
    NotEqual,
    /// `co`
    Contains,
    /// `sw`
    StartsWith,
    /// `ew`
    EndsWith,
    /// `gt`
    GreaterThan,
    /// `ge`
    GreaterOrEqual,
    /// `lt`
    LessThan,
    /// `le`
    LessOrEqual,
}

impl CompareOperator {
    /// Every operator, in the order of the RFC.
    pub const ALL: [Self; 9] = [
        Self::Equal,
        Self::NotEqual,
        Self::Contains,
        Self::StartsWith,
        Self::EndsWith,
        Self::GreaterThan,
        Self::GreaterOrEqual,
        Self::LessThan,
        Self::LessOrEqual,
    ];

    /// The two letters of the operator.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "eq",
            Self::NotEqual => "ne",
            Self::Contains => "co",
            Self::StartsWith => "sw",
            Self::EndsWith => "ew",
            Self::GreaterThan => "gt",
            Self::GreaterOrEqual => "ge",
            Self::LessThan => "lt",
            Self::LessOrEqual => "le",
        }
    }
}

/// The right side of a comparison, a JSON literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// Text.
    String(String),
    /// A number.
    Number(serde_json::Number),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`: no value at all.
    Null,
}

impl Literal {
    /// What it is as text: an attribute of text compares with an unquoted number as with its digits.
    /// `None` for `null`.
    pub fn as_text(&self) -> Option<String> {
        match self {
            Self::String(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Boolean(boolean) => Some(boolean.to_string()),
            Self::Null => None,
        }
    }

    /// What it is as a boolean, also when written `"True"` or `"false"`.
    pub fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(boolean) => Some(*boolean),
            Self::String(text) => crate::quirk::boolean_text(text),
            _ => None,
        }
    }
}

/// Where a filter or a path stops making sense, and what should have been there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at byte {offset}: expected {expected}")]
pub struct FilterError {
    /// The offset in bytes, from the start of the text.
    pub offset: usize,
    /// What was expected there.
    pub expected: String,
}

impl From<FilterError> for ScimError {
    fn from(error: FilterError) -> Self {
        Self::invalid_filter(format!("The filter does not parse {error}."))
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(filters) => {
                join(formatter, filters, " and ", |filter| matches!(filter, Self::And(_) | Self::Or(_)))
            }
            Self::Or(filters) => join(formatter, filters, " or ", |filter| matches!(filter, Self::Or(_))),
            Self::Not(filter) => write!(formatter, "not ({filter})"),
            Self::Compare(comparison) => comparison.fmt(formatter),
            Self::Present(path) => write!(formatter, "{path} pr"),
            Self::ValuePath { attribute, filter } => write!(formatter, "{attribute}[{filter}]"),
        }
    }
}

fn join(
    formatter: &mut fmt::Formatter<'_>,
    filters: &[Filter],
    word: &str,
    grouped: fn(&Filter) -> bool,
) -> fmt::Result {
    for (position, filter) in filters.iter().enumerate() {
        if position > 0 {
            formatter.write_str(word)?;
        }
        if grouped(filter) {
            write!(formatter, "({filter})")?;
        } else {
            fmt::Display::fmt(filter, formatter)?;
        }
    }
    Ok(())
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {}", self.path, self.operator.as_str(), self.value)
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) => write!(formatter, "{}", serde_json::Value::from(text.as_str())),
            Self::Number(number) => number.fmt(formatter),
            Self::Boolean(boolean) => boolean.fmt(formatter),
            Self::Null => formatter.write_str("null"),
        }
    }
}
