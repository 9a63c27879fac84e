//! `POST /api/organizations`: a person makes an organization of their own.

use super::{KeysBody, representation};
use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::body::{self, USUAL_LIMIT, require_enc_string};
use crate::call::AccountCall;
use crate::error::ApiError;
use application::{CreateOrganization, FirstKeys, NewOwner, OwnerAccount};
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use domain::{EmailAddress, Organization, OrganizationId};
use serde::Deserialize;
use vault_crypto::EncryptionType;

/// Who may make organizations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrganizationCreation {
    /// The operator alone, on the command line.
    #[default]
    Operators,
    /// Everybody who has an account.
    Everyone,
}

/// `planType` and the like are not read: there is no billing here, and an operator changes what needs changing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewOrganization {
    name: String,
    billing_email: String,
    key: String,
    keys: KeysBody,
    collection_name: Option<String>,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    person: AccountCall,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    if api.organization_creation == OrganizationCreation::Operators {
        return Err(ApiError::invalid(
            "Only the operator of this server makes organizations: `provost org create`. Ask for one.",
        ));
    }
    let new: NewOrganization = body::read(request, USUAL_LIMIT).await?;
    require_enc_string("key", &new.key, EncryptionType::RsaOaepSha1)?;
    if let Some(name) = &new.collection_name {
        require_enc_string("collectionName", name, EncryptionType::AesCbc256HmacSha256)?;
    }
    let keys = FirstKeys { sealed_key: new.key, pair: new.keys.read()?, collection_name: new.collection_name };
    let call = person.command(&api);
    let id = OrganizationId::from_uuid(api.application.fresh_uuid());
    let mut organization = Organization::new(id, &new.name, call.now)?;
    organization.billing_email = Some(EmailAddress::require(&new.billing_email)?.text().to_owned());
    let account = person.account;
    let owner = NewOwner {
        email: account.email,
        name: account.name.unwrap_or_default(),
        account: Some(OwnerAccount { id: account.id, keys }),
    };
    let made = api.application.run(CreateOrganization { call, organization, owner: Some(owner) }).await?;
    Ok(ApiJson(representation::organization(&made)))
}
