//! How an attribute is named: RFC 7644 §3.10.

use std::fmt;

use crate::filter::FilterError;
use crate::lexer::Lexer;

/// The name of an attribute, such as `userName`, `emails.value` or
/// `urn:ietf:params:scim:schemas:core:2.0:User:name.familyName`.
///
/// Two paths are equal when they are so in any letter case.
///
/// ```
/// use scim_protocol::AttributePath;
///
/// let path = AttributePath::parse("Emails.VALUE")?;
/// assert_eq!(path, AttributePath::parse("emails.value")?);
/// assert_eq!(path.sub_attribute.as_deref(), Some("VALUE"));
/// # Ok::<(), scim_protocol::FilterError>(())
/// ```
#[derive(Debug, Clone)]
pub struct AttributePath {
    /// The URN before the name, where there is one.
    pub schema: Option<String>,
    /// The attribute.
    pub name: String,
    /// The sub-attribute, where the path names one.
    pub sub_attribute: Option<String>,
}

impl AttributePath {
    /// Reads a path. The error says where it stops being one.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut lexer = Lexer::new(text);
        let path = lexer.attribute_path()?;
        if lexer.at_end() { Ok(path) } else { Err(lexer.expected("the end of the attribute name")) }
    }

    /// The path of an attribute without URN and sub-attribute.
    pub fn named(name: impl Into<String>) -> Self {
        Self { schema: None, name: name.into(), sub_attribute: None }
    }
}

impl PartialEq for AttributePath {
    fn eq(&self, other: &Self) -> bool {
        let same = |left: &Option<String>, right: &Option<String>| match (left, right) {
            (Some(left), Some(right)) => left.eq_ignore_ascii_case(right),
            (None, None) => true,
            _ => false,
        };
        same(&self.schema, &other.schema)
            && self.name.eq_ignore_ascii_case(&other.name)
            && same(&self.sub_attribute, &other.sub_attribute)
    }
}

impl Eq for AttributePath {}

impl fmt::Display for AttributePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(formatter, "{schema}:")?;
        }
        formatter.write_str(&self.name)?;
        match &self.sub_attribute {
            Some(sub_attribute) => write!(formatter, ".{sub_attribute}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_urns_and_sub_attributes_apart() {
        for (text, schema, name, sub_attribute) in [
            ("userName", None, "userName", None),
            ("$ref", None, "$ref", None),
            ("name.givenName", None, "name", Some("givenName")),
            ("x-y_1", None, "x-y_1", None),
            (
                "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName",
                Some("urn:ietf:params:scim:schemas:core:2.0:User"),
                "name",
                Some("givenName"),
            ),
            ("URN:x:a", Some("URN:x"), "a", None),
        ] {
            let path = AttributePath::parse(text).unwrap();
            assert_eq!(
                (path.schema.as_deref(), &*path.name, path.sub_attribute.as_deref()),
                (schema, name, sub_attribute)
            );
            assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_no_name() {
        for (text, offset) in [
            ("", 0),
            ("1st", 0),
            ("a..b", 0),
            ("a.b.c", 0),
            ("a.", 0),
            (".a", 0),
            ("a b", 1),
            ("a[b]", 1),
            ("x:a", 0),
            ("urn:x:", 0),
            ("é", 0),
        ] {
            assert_eq!(AttributePath::parse(text).unwrap_err().offset, offset, "{text}");
        }
    }
}
