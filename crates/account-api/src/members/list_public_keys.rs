//! `POST /api/organizations/{organization}/users/public-keys`: the public keys of members who have accepted, to confirm
//! several at once.

use super::outcomes::IdsBody;
use crate::AccountApi;
use crate::api_json::{ApiJson, list};
use crate::body::{self, USUAL_LIMIT};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use application::{FindMemberDetails, MemberDetails};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::MemberStatus;
use serde_json::{Value, json};

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    if !call.member.may(|permissions| permissions.manage_users) {
        return Err(ApiError::not_found());
    }
    let body: IdsBody = body::read(request, USUAL_LIMIT).await?;
    let query = FindMemberDetails { organization_id: call.organization.id, ids: body.read()? };
    let found = api.application.read(&query).await?;
    let entry = |details: &MemberDetails| -> Option<Value> {
        let person = details.person.as_ref()?;
        (details.member.status == MemberStatus::Accepted).then(|| {
            json!({
                "id": details.member.id,
                "userId": person.id,
                "key": person.public_key,
                "object": "organizationUserPublicKeyResponseModel",
            })
        })
    };
    Ok(ApiJson(list(&found.iter().filter_map(entry).collect::<Vec<_>>())))
}
