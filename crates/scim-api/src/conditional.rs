//! Versions of resources (RFC 7644 §3.14).

use crate::error::ApiError;
use axum::http::{HeaderMap, HeaderName, header};
use domain::Refusal;
use scim_protocol::{EntityTag, EntityTagCondition};

/// `If-Match`: what the resource must be for a change to happen.
#[derive(Debug, Clone, Default)]
pub(crate) struct IfMatch(Option<EntityTagCondition>);

impl IfMatch {
    /// The condition of a request.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, ApiError> {
        condition(headers, header::IF_MATCH).map(Self)
    }

    /// The condition of a bulk operation, which carries a version.
    pub(crate) fn of_version(version: Option<&str>) -> Result<Self, ApiError> {
        Ok(Self(version.map(EntityTagCondition::parse).transpose()?))
    }

    /// Refuses with 412 where the resource has another version.
    pub(crate) fn check(&self, current: &EntityTag) -> Result<(), ApiError> {
        match &self.0 {
            Some(condition) if !condition.includes(current) => {
                Err(Refusal::VersionMismatch { current: current.to_string() }.into())
            }
            _ => Ok(()),
        }
    }
}

/// Whether `If-None-Match` names the version that the client would get.
pub(crate) fn is_known(headers: &HeaderMap, current: &EntityTag) -> Result<bool, ApiError> {
    Ok(condition(headers, header::IF_NONE_MATCH)?.is_some_and(|condition| condition.includes(current)))
}

fn condition(headers: &HeaderMap, name: HeaderName) -> Result<Option<EntityTagCondition>, ApiError> {
    let values: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    if values.is_empty() { Ok(None) } else { Ok(Some(EntityTagCondition::parse(&values.join(", "))?)) }
}
