//! `POST /api/organizations/{organization}/users/{member}/accept-init`: the first owner of an organization that an operator
//! made joins, and their client brings its keys.

use super::accept::read_invitation;
use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT, require_enc_string};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::organizations::KeysBody;
use crate::path_id::{MemberPath, OrganizationPath};
use application::{FirstKeys, InitializeOrganization};
use axum::extract::{Request, State};
use serde::Deserialize;
use vault_crypto::EncryptionType;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Initialization {
    token: String,
    key: String,
    keys: KeysBody,
    collection_name: Option<String>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    person: AccountCall,
    OrganizationPath(organization_id): OrganizationPath,
    MemberPath(member_id): MemberPath,
    request: Request,
) -> Result<(), ApiError> {
    let sent: Initialization = body::read(request, USUAL_LIMIT).await?;
    let invitation = read_invitation(&api, organization_id, member_id, &sent.token)?;
    require_enc_string("key", &sent.key, EncryptionType::RsaOaepSha1)?;
    if let Some(name) = &sent.collection_name {
        require_enc_string("collectionName", name, EncryptionType::AesCbc256HmacSha256)?;
    }
    let keys = FirstKeys { sealed_key: sent.key, pair: sent.keys.read()?, collection_name: sent.collection_name };
    api.application.run(InitializeOrganization { call: person.command(&api), invitation, keys }).await?;
    Ok(())
}
