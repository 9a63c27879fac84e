//! Errors as RFC 7644 §3.12 puts them on the wire.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::urn;

/// What kind of refusal a 400 (or a 409) is: RFC 7644 §3.12, table 9, and RFC 9865 §2.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScimType {
    /// The filter does not parse, or compares what cannot be compared.
    InvalidFilter,
    /// The request asks for more than the service provider is willing to do.
    TooMany,
    /// A value is in use by another resource.
    Uniqueness,
    /// The change contradicts the mutability of its target.
    Mutability,
    /// The body is no JSON, or is not shaped like the message it should be.
    InvalidSyntax,
    /// The path of a PATCH operation does not parse or points where nothing can be.
    InvalidPath,
    /// The path of a PATCH operation yields no attribute that could be changed.
    NoTarget,
    /// A value is missing, of the wrong type, or not acceptable.
    InvalidValue,
    /// The protocol version is not supported.
    InvalidVers,
    /// The request carries something in its URI that must not be there.
    Sensitive,
    /// The cursor was not made by this service provider (RFC 9865).
    InvalidCursor,
    /// The cursor is too old (RFC 9865).
    ExpiredCursor,
    /// The count is not acceptable (RFC 9865).
    InvalidCount,
}

impl ScimType {
    /// The keyword on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidVers => "invalidVers",
            Self::Sensitive => "sensitive",
            Self::InvalidCursor => "invalidCursor",
            Self::ExpiredCursor => "expiredCursor",
            Self::InvalidCount => "invalidCount",
        }
    }

    /// The status that goes with it: 409 for `uniqueness`, 400 for all others.
    pub const fn status(self) -> u16 {
        match self {
            Self::Uniqueness => 409,
            _ => 400,
        }
    }
}

impl fmt::Display for ScimType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A refusal: status, keyword and what to do about it, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{status} {}: {detail}", scim_type.map_or("error", ScimType::as_str))]
pub struct ScimError {
    /// The HTTP status, as a number.
    pub status: u16,
    /// The keyword, where the RFC has one.
    pub scim_type: Option<ScimType>,
    /// What is wrong and what would be right, for a person to read.
    pub detail: String,
}

impl ScimError {
    /// An error without a keyword, for a status such as 404 or 501.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        Self { status, scim_type: None, detail: detail.into() }
    }

    /// An error with a keyword and the status that goes with it.
    pub fn typed(scim_type: ScimType, detail: impl Into<String>) -> Self {
        Self { status: scim_type.status(), scim_type: Some(scim_type), detail: detail.into() }
    }

    /// 400 `invalidFilter`.
    pub fn invalid_filter(detail: impl Into<String>) -> Self {
        Self::typed(ScimType::InvalidFilter, detail)
    }

    /// 400 `tooMany`.
    pub fn too_many(detail: impl Into<String>) -> Self {
        Self::typed(ScimType::TooMany, detail)
    }

    /// 409 `uniqueness`.
    pub fn uniqueness(detail: impl Into<String>) -> Self {
        Self::typed(ScimType::Uniqueness, detail)
    }

    /// 400 `mutability`.
    pub fn mutability(detail: impl Into<String>) -> Self {
        Self::typed(ScimType::Mutability, detail)
    }

    /// 400 `invalidSyntax`.
    pub fn invalid_syntax(detail: impl Into<String>) -> Self {
        Self::typed(ScimType::InvalidSyntax, detail)
    }

    /// 400 `invalidPath`.
    pub fn invalid_path(detail: impl Into<String>) -> Self {
        Self::typed(ScimType::InvalidPath, detail)
    }

    /// 400 `noTarget`.
    pub fn no_target(detail: impl Into<String>) -> Self {
        Self::typed(ScimType::NoTarget, detail)
    }

    /// 400 `invalidValue`.
    pub fn invalid_value(detail: impl Into<String>) -> Self {
        Self::typed(ScimType::InvalidValue, detail)
    }

    /// 404, for a resource that is not there.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(404, detail)
    }

    /// 412, for a version that is not the current one (RFC 7644 §3.14).
    pub fn precondition_failed(detail: impl Into<String>) -> Self {
        Self::new(412, detail)
    }

    /// The error message of RFC 7644 §3.12; `status` is a string there.
    pub fn to_value(&self) -> Value {
        let mut body = Map::new();
        body.insert("schemas".to_owned(), json!([urn::ERROR]));
        if let Some(scim_type) = self.scim_type {
            body.insert("scimType".to_owned(), scim_type.as_str().into());
        }
        body.insert("detail".to_owned(), self.detail.as_str().into());
        body.insert("status".to_owned(), self.status.to_string().into());
        Value::Object(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_is_a_string_and_the_keyword_is_there_only_if_it_has_one() {
        assert_eq!(
            ScimError::uniqueness("userName is in use").to_value(),
            json!({"schemas": [urn::ERROR], "scimType": "uniqueness", "detail": "userName is in use", "status": "409"})
        );
        assert_eq!(ScimError::not_found("no such user").to_value().get("scimType"), None);
    }

    #[test]
    fn displays_for_a_log_line() {
        assert_eq!(ScimError::no_target("nothing matches").to_string(), "400 noTarget: nothing matches");
        assert_eq!(ScimError::not_found("no such user").to_string(), "404 error: no such user");
    }
}
