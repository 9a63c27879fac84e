//! Versions of resources: entity tags, RFC 7644 §3.14 and RFC 9110 §8.8.3.

use std::fmt;

use crate::error::ScimError;

/// An entity tag, such as `W/"a330bc54f0671c9"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EntityTag {
    /// Whether it only says that two versions mean the same.
    pub weak: bool,
    /// What stands between the quotes.
    pub tag: String,
}

impl EntityTag {
    /// A weak tag; `tag` is printable ASCII without quotes and blanks.
    pub fn weak(tag: impl Into<String>) -> Self {
        Self { weak: true, tag: tag.into() }
    }

    /// Weak comparison: the tags are the same, whether or not either is weak.
    pub fn is_same(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

impl fmt::Display for EntityTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\"{}\"", if self.weak { "W/" } else { "" }, self.tag)
    }
}

/// The value of `If-Match` or `If-None-Match`.
///
/// ```
/// use scim_protocol::{EntityTag, EntityTagCondition};
///
/// let condition = EntityTagCondition::parse(r#"W/"1", "2""#)?;
/// assert!(condition.includes(&EntityTag::weak("2")));
/// assert!(!condition.includes(&EntityTag::weak("3")));
/// # Ok::<(), scim_protocol::ScimError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntityTagCondition {
    /// `*`: any version.
    Any,
    /// One of these versions.
    OneOf(Vec<EntityTag>),
}

impl EntityTagCondition {
    /// Reads a header value.
    ///
    /// # Errors
    /// `invalidValue` for anything but `*` and a list of entity tags.
    pub fn parse(header: &str) -> Result<Self, ScimError> {
        if header.trim() == "*" {
            return Ok(Self::Any);
        }
        tags(header).map(Self::OneOf).ok_or_else(|| {
            ScimError::invalid_value(
                "The version in If-Match or If-None-Match is * or a list such as W/\"1\", W/\"2\".",
            )
        })
    }

    /// Whether a version is one of these, by weak comparison.
    pub fn includes(&self, current: &EntityTag) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(tags) => tags.iter().any(|tag| tag.is_same(current)),
        }
    }
}

/// A tag may hold commas, so the list is read from the left.
fn tags(header: &str) -> Option<Vec<EntityTag>> {
    let mut rest = header.trim();
    let mut tags = Vec::new();
    loop {
        let weak = rest.starts_with("W/");
        let (tag, after) = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?.split_once('"')?;
        if tag.chars().any(|character| character <= ' ' || character == '\u{7f}') {
            return None;
        }
        tags.push(EntityTag { weak, tag: tag.to_owned() });
        let after = after.trim_start();
        if after.is_empty() {
            return Some(tags);
        }
        rest = after.strip_prefix(',')?.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lists_and_refuses_the_rest() {
        let tag = |weak, tag: &str| EntityTag { weak, tag: tag.to_owned() };
        for (header, expected) in [
            ("*", Some(EntityTagCondition::Any)),
            (r#"W/"1""#, Some(EntityTagCondition::OneOf(vec![tag(true, "1")]))),
            (r#" "1" ,W/"2,3" "#, Some(EntityTagCondition::OneOf(vec![tag(false, "1"), tag(true, "2,3")]))),
            (r#""""#, Some(EntityTagCondition::OneOf(vec![tag(false, "")]))),
            ("", None),
            ("1", None),
            (r#"w/"1""#, None),
            (r#""1"#, None),
            (r#""1","#, None),
            (r#""1" "2""#, None),
            (r#""a b""#, None),
            (r#"*, "1""#, None),
        ] {
            assert_eq!(EntityTagCondition::parse(header).ok(), expected, "{header}");
        }
        assert_eq!(EntityTag::weak("1").to_string(), r#"W/"1""#);
    }
}
