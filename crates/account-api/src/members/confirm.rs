//! `POST …/users/{member}/confirm` and `POST …/users/confirm`: an admin's client hands the organization's key over.

use super::outcomes;
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, require_enc_string};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::MemberPath;
use application::ConfirmMembers;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::MemberId;
use serde::Deserialize;
use vault_crypto::EncryptionType;

/// Keys of some thousand members.
const LIMIT: usize = 2 * 1024 * 1024;

/// `defaultUserCollectionName` is for a policy that this server does not have, and is not read.
#[derive(Deserialize)]
struct Key {
    key: String,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<MemberKey>,
}

#[derive(Deserialize)]
struct MemberKey {
    id: String,
    key: String,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    MemberPath(id): MemberPath,
    request: Request,
) -> Result<(), ApiError> {
    let Key { key } = body::read(request, LIMIT).await?;
    require_enc_string("key", &key, EncryptionType::RsaOaepSha1)?;
    let confirm =
        ConfirmMembers { call: call.command(&api), organization_id: call.organization.id, keys: vec![(id, key)] };
    outcomes::of_one(api.application.run(confirm).await?)
}

pub(crate) async fn handle_several(
    State(api): State<AccountApi>,
    call: OrganizationCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let Keys { keys } = body::read(request, LIMIT).await?;
    for entry in &keys {
        require_enc_string("key", &entry.key, EncryptionType::RsaOaepSha1)?;
    }
    let known = keys.into_iter().filter_map(|entry| Some((MemberId::parse(&entry.id)?, entry.key)));
    let keys = outcomes::unique(known)?;
    let confirm = ConfirmMembers { call: call.command(&api), organization_id: call.organization.id, keys };
    Ok(ApiJson(outcomes::of_several(api.application.run(confirm).await?)))
}
