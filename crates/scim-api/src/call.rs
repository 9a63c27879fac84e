//! Who calls: the key in the header must be one of the organization in the path.

use crate::ScimApi;
use crate::error::{ApiError, Explanation};
use crate::notes::Notes;
use crate::trace::Heading;
use application::{Call, FindOrganization, ScimScope};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use domain::{Actor, OrganizationId, Origin, ScimKey, ScimKeyDigest};
use http_kit::{ClientAddress, PublicOrigin, RequestId, bearer_key};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// A request that was let in. The organization comes from its key.
#[derive(Clone)]
pub(crate) struct ScimCall {
    pub(crate) scope: Arc<ScimScope>,
    /// The absolute base URI, `https://host/v2/{organization}`.
    pub(crate) base: String,
    pub(crate) notes: Notes,
    digest: ScimKeyDigest,
    address: IpAddr,
    request_id: Option<RequestId>,
    heading: Option<Arc<Heading>>,
}

impl ScimCall {
    /// One operation of this request: it has notes, and an entry in the trace, of its own.
    pub(crate) fn part(&self, method: &str, path: &str) -> Self {
        let notes = Notes::default();
        notes.scope(&self.scope);
        let heading = self.heading.as_ref().map(|heading| Arc::new(heading.part(method, path)));
        Self { notes, heading, ..self.clone() }
    }

    /// Writes the trace's entry of a part.
    pub(crate) fn keep_part(&self, api: &ScimApi, status: u16, explanation: Option<&Explanation>) {
        if let Some(heading) = &self.heading {
            heading.write(api, self.notes.take(), status, explanation);
        }
    }

    pub(crate) fn organization_id(&self) -> OrganizationId {
        self.scope.organization.id
    }

    /// The context of a command.
    pub(crate) fn command(&self, api: &ScimApi) -> Call {
        let request_id = self.request_id.as_ref().map(ToString::to_string);
        let actor = Actor::Scim(self.scope.key.id);
        api.application.call(actor, Origin::Scim, Some(self.address.to_string()), request_id)
    }

    /// Refuses a key that has ended since the request's head was read: a body may take its time.
    pub(crate) async fn require_live(&self, api: &ScimApi) -> Result<(), ApiError> {
        match api.application.authenticate(self.organization_id(), &self.digest).await? {
            Some(_) => Ok(()),
            None => Err(ApiError::unauthorized()),
        }
    }

    /// Refuses a key that may not change users.
    pub(crate) fn require_users(&self) -> Result<(), ApiError> {
        if self.scope.key.scope.writes_users() { Ok(()) } else { Err(ApiError::forbidden("users")) }
    }

    /// Refuses a key that may not change groups.
    pub(crate) fn require_groups(&self) -> Result<(), ApiError> {
        if self.scope.key.scope.writes_groups() { Ok(()) } else { Err(ApiError::forbidden("groups")) }
    }
}

impl FromRequestParts<ScimApi> for ScimCall {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &ScimApi) -> Result<Self, ApiError> {
        let address =
            parts.extensions.get::<ClientAddress>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |found| found.0);
        let organization_id = organization_in_path(parts, api).await;
        let notes = parts.extensions.get::<Notes>().cloned().unwrap_or_default();
        let key = bearer_key(&parts.headers).ok().and_then(|key| ScimKey::parse(key.reveal()));
        let digest = key.map(|key| key.digest());
        let scope = match (organization_id, &digest) {
            (Some(id), Some(digest)) => api.application.authenticate(id, digest).await?,
            _ => None,
        };
        let (Some(scope), Some(digest)) = (scope, digest) else {
            return Err(refuse(api, address, organization_id, &notes).await?);
        };
        notes.scope(&scope);
        if let Err(wait) = api.limits.check_key(scope.key.id.uuid()) {
            api.metrics.rate_limited("key");
            return Err(ApiError::too_many_requests(wait, "Too many requests with this key."));
        }
        let agent = parts.headers.get(USER_AGENT);
        api.application.note_key_use(
            &scope,
            || address.to_string(),
            || agent.and_then(|agent| agent.to_str().ok()).map(|agent| agent.chars().take(300).collect()),
        );
        let origin = parts.extensions.get::<PublicOrigin>().map_or("", PublicOrigin::as_str);
        let base = format!("{origin}{}/v2/{}", api.mount, scope.organization.id);
        let request_id = parts.extensions.get::<RequestId>().cloned();
        let heading = parts.extensions.get::<Arc<Heading>>().cloned();
        Ok(Self { scope, base, notes, digest, address, request_id, heading })
    }
}

async fn organization_in_path(parts: &mut Parts, api: &ScimApi) -> Option<OrganizationId> {
    let params = RawPathParams::from_request_parts(parts, api).await.ok()?;
    params.iter().find(|(name, _)| *name == "organization").and_then(|(_, id)| OrganizationId::parse(id))
}

/// The answer to a wrong key. A right one is let in however many wrong ones come from its address: behind one proxy
/// many organizations call, and 256 bits are not guessed.
async fn refuse(
    api: &ScimApi,
    address: IpAddr,
    organization_id: Option<OrganizationId>,
    notes: &Notes,
) -> Result<ApiError, ApiError> {
    if let Err(wait) = api.limits.check_address(address) {
        api.metrics.rate_limited("address");
        return Ok(ApiError::too_many_requests(wait, "Too many wrong keys came from this address."));
    }
    api.limits.record_bad_key(address);
    api.metrics.auth_failure("scim");
    if let Some(id) = organization_id
        && api.application.read(&FindOrganization(id)).await?.is_some()
    {
        notes.refused_organization(id);
    }
    Ok(ApiError::unauthorized())
}
