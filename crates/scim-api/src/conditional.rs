//! Versions of resources (RFC 7644 §3.14).

use crate::error::ApiError;
use axum::http::{HeaderMap, HeaderName, header};
use domain::Refusal;
use scim_protocol::{EntityTag, EntityTagCondition};

/// `If-Match` and `If-None-Match`: what the resource must be, and must not be, for a change to happen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Precondition {
    wanted: Option<EntityTagCondition>,
    unwanted: Option<EntityTagCondition>,
}

impl Precondition {
    /// The condition of a request.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, ApiError> {
        Ok(Self { wanted: condition(headers, header::IF_MATCH)?, unwanted: condition(headers, header::IF_NONE_MATCH)? })
    }

    /// The condition of a bulk operation, which carries a version.
    pub(crate) fn of_version(version: Option<&str>) -> Result<Self, ApiError> {
        Ok(Self { wanted: version.map(EntityTagCondition::parse).transpose()?, unwanted: None })
    }

    /// Refuses with 412 where the resource has another version.
    pub(crate) fn check(&self, current: &EntityTag) -> Result<(), ApiError> {
        let lacks_wanted = self.wanted.as_ref().is_some_and(|condition| !condition.includes(current));
        let is_unwanted = self.unwanted.as_ref().is_some_and(|condition| condition.includes(current));
        if lacks_wanted || is_unwanted {
            return Err(Refusal::VersionMismatch { current: current.to_string() }.into());
        }
        Ok(())
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
