//! `GET /api/sync`: everything that the person can see, in one answer.

use crate::AccountApi;
use crate::api_json::ApiJson;
use crate::api_query::ApiQuery;
use crate::call::AccountCall;
use crate::collections::representation::details;
use crate::error::ApiError;
use crate::folders::folder;
use crate::items::representation::items;
use crate::organizations::profile_organization;
use crate::policies::policy;
use crate::profile::profile;
use application::{ReadVault, Vault};
use axum::extract::State;
use axum::response::IntoResponse;
use domain::Account;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Parameters {
    /// `true` in any letter case.
    exclude_domains: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sync {
    profile: Value,
    folders: Vec<Value>,
    collections: Vec<Value>,
    policies: Vec<Value>,
    ciphers: Vec<Box<RawValue>>,
    domains: Option<Value>,
    sends: [(); 0],
    user_decryption: Value,
    object: &'static str,
}

pub(crate) async fn handle(
    State(api): State<AccountApi>,
    call: AccountCall,
    ApiQuery(parameters): ApiQuery<Parameters>,
) -> Result<impl IntoResponse, ApiError> {
    let vault = api.application.read(&ReadVault(call.account.id)).await?.ok_or_else(ApiError::unauthorized)?;
    let without_domains = parameters.exclude_domains.is_some_and(|text| text.eq_ignore_ascii_case("true"));
    // A large vault takes a while to write.
    let written = tokio::task::spawn_blocking(move || {
        answer(&vault, without_domains).map(ApiJson).map(IntoResponse::into_response)
    });
    written.await.map_err(|_| ApiError::stopping())?
}

fn answer(vault: &Vault, without_domains: bool) -> Result<Sync, ApiError> {
    let account = &vault.account;
    let organizations: Vec<Value> =
        vault.memberships.iter().map(|membership| profile_organization(account.id, membership)).collect();
    Ok(Sync {
        profile: profile(account, vault.has_two_step, &organizations),
        folders: vault.folders.iter().map(folder).collect(),
        collections: vault.collections.iter().map(details).collect(),
        policies: vault.policies.iter().map(policy).collect(),
        ciphers: items(&vault.items)?,
        domains: (!without_domains).then(domains),
        sends: [],
        user_decryption: user_decryption(account),
        object: "sync",
    })
}

/// Clients fill in logins for whatever is at one place; which places are one is not kept here.
fn domains() -> Value {
    json!({"equivalentDomains": [], "globalEquivalentDomains": [], "object": "domains"})
}

/// With `userKeyId` a client asks for nothing more after a login.
fn user_decryption(account: &Account) -> Value {
    let kdf = account.kdf;
    json!({
        "masterPasswordUnlock": {
            "kdf": {
                "kdfType": kdf.kdf_type(),
                "iterations": kdf.iterations(),
                "memory": kdf.memory(),
                "parallelism": kdf.parallelism(),
            },
            "masterKeyEncryptedUserKey": account.keys.wrapped_user_key,
            "masterKeyWrappedUserKey": account.keys.wrapped_user_key,
            "salt": account.salt(),
            "containedKeyId": account.user_key_id,
        },
        "userKeyId": account.user_key_id,
    })
}
