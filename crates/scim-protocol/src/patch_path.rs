//! The path of a PATCH operation: RFC 7644 §3.5.2, figure 7.

use std::fmt;

use crate::attribute::AttributePath;
use crate::error::ScimError;
use crate::filter::{Filter, FilterError};
use crate::filter_parser::{MAX_FILTER_LENGTH, Parser};
use crate::quirk;

/// What a PATCH operation changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatchPath {
    /// An attribute, or a sub-attribute of one.
    Attribute(AttributePath),
    /// Those values of a multi-valued attribute that fulfill a filter, or a sub-attribute of each.
    Value {
        /// The multi-valued attribute.
        attribute: AttributePath,
        /// Which of its values.
        filter: Filter,
        /// The sub-attribute, where the path names one.
        sub_attribute: Option<String>,
    },
    /// The object of an extension, named by its URN alone.
    Schema(String),
}

impl PatchPath {
    /// Reads a path.
    ///
    /// # Errors
    /// `invalidPath` with the byte offset, brackets included.
    ///
    /// ```
    /// use scim_protocol::PatchPath;
    ///
    /// let path = PatchPath::parse(r#"emails[type eq "work"].value"#)?;
    /// assert!(matches!(path, PatchPath::Value { .. }));
    /// # Ok::<(), scim_protocol::ScimError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, ScimError> {
        Self::read(text).map_err(|error| {
            let shown: String = text.chars().take(200).collect();
            ScimError::invalid_path(format!("The path {shown:?} does not parse {error}."))
        })
    }

    fn read(text: &str) -> Result<Self, FilterError> {
        let text = text.trim_end_matches(' ');
        if text.len() > MAX_FILTER_LENGTH {
            return Err(FilterError { offset: MAX_FILTER_LENGTH, expected: "the end of the path".to_owned() });
        }
        if quirk::is_schema_urn(text.trim_start_matches(' ')) {
            return Ok(Self::Schema(text.trim_start_matches(' ').to_owned()));
        }
        let mut parser = Parser::new(text);
        parser.lexer.blanks();
        let attribute = parser.lexer.attribute_path()?;
        let path = if parser.lexer.peek() == Some('[') {
            let filter = parser.value_filter(&attribute)?;
            let named = parser.lexer.peek() == Some('.');
            let sub_attribute = if named { Some(parser.sub_attribute()?.to_owned()) } else { None };
            Self::Value { attribute, filter, sub_attribute }
        } else {
            Self::Attribute(attribute)
        };
        if parser.lexer.at_end() { Ok(path) } else { Err(parser.lexer.expected("the end of the path")) }
    }
}

impl fmt::Display for PatchPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(path) => path.fmt(formatter),
            Self::Schema(urn) => formatter.write_str(urn),
            Self::Value { attribute, filter, sub_attribute } => {
                write!(formatter, "{attribute}[{filter}]")?;
                match sub_attribute {
                    Some(name) => write!(formatter, ".{name}"),
                    None => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ScimType, urn};

    #[test]
    fn takes_every_form_and_prints_it() {
        for (text, expected) in [
            ("displayName", "displayName"),
            ("name.familyName", "name.familyName"),
            ("members", "members"),
            (r#"members[value eq "2819c223"]"#, r#"members[value eq "2819c223"]"#),
            ("members[value EQ 2819c223]", r#"members[value eq "2819c223"]"#),
            (
                r#"members[value eq "1" or value eq "2"].displayName"#,
                r#"members[value eq "1" or value eq "2"].displayName"#,
            ),
            (r#"addresses[type eq "work"].streetAddress"#, r#"addresses[type eq "work"].streetAddress"#),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            ),
            (
                r#"urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq "work"].value"#,
                r#"urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq "work"].value"#,
            ),
            (" title ", "title"),
        ] {
            assert_eq!(PatchPath::parse(text).unwrap().to_string(), expected);
        }
        for bare in [urn::ENTERPRISE_USER, "urn:scim:schemas:extension:enterprise:1.0"] {
            assert_eq!(PatchPath::parse(bare).unwrap(), PatchPath::Schema(bare.to_owned()));
        }
    }

    #[test]
    fn refuses_with_invalid_path_and_the_offset() {
        for (text, offset) in [
            (" ", "byte 0"),
            ("emails[", "byte 7"),
            ("emails[]", "byte 7"),
            (r#"emails[type eq "work""#, "byte 21"),
            (r#"emails[type eq "work"]value"#, "byte 22"),
            (r#"emails[type eq "work"]."#, "byte 23"),
            (r#"emails[type eq "work"].a.b"#, "byte 23"),
            (r#"name.x[type eq "work"]"#, "byte 6"),
            ("emails]", "byte 6"),
            ("a b", "byte 1"),
            ("a/b", "byte 1"),
            ("emails[type near 5]", "byte 12"),
        ] {
            let error = PatchPath::parse(text).expect_err(text);
            assert_eq!(error.scim_type, Some(ScimType::InvalidPath), "{text}");
            assert!(error.detail.contains(offset), "{text}: {error}");
        }
    }
}
