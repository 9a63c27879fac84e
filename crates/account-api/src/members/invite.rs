//! `POST /api/organizations/{organization}/users/invite`: people are invited by mail.

use super::access_body;
use crate::AccountApi;
use crate::access_body::AccessBody;
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::ids;
use application::InviteMembers;
use axum::extract::{Request, State};
use domain::{EmailAddress, GroupId, Permissions};
use serde::Deserialize;

/// Most people that are invited at once.
const MOST: usize = 500;

#[derive(Deserialize)]
struct Invitations {
    emails: Vec<String>,
    #[serde(rename = "type")]
    role: i64,
    permissions: Option<Permissions>,
    #[serde(default)]
    groups: Option<Vec<String>>,
    #[serde(default)]
    collections: Option<Vec<AccessBody>>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<(), ApiError> {
    let sent: Invitations = body::read(request, USUAL_LIMIT).await?;
    if sent.emails.is_empty() || sent.emails.len() > MOST {
        return Err(ApiError::invalid(format!("emails must hold between 1 and {MOST} addresses.")));
    }
    let (groups, collections) = (sent.groups.unwrap_or_default(), sent.collections.unwrap_or_default());
    body::require_few_rows(sent.emails.len(), groups.len() + collections.len())?;
    let emails = sent.emails.iter().map(|text| EmailAddress::require(text.trim())).collect::<Result<Vec<_>, _>>()?;
    let role = access_body::role(sent.role)?;
    call.require_invitations(&api, emails.len())?;
    let invite = InviteMembers {
        call: call.command(&api),
        organization_id: call.organization.id,
        emails,
        role,
        permissions: access_body::permissions(role, sent.permissions),
        groups: ids("groups", &groups, GroupId::parse)?,
        collections: access_body::collections(&collections)?,
    };
    api.application.run(invite).await?;
    Ok(())
}
