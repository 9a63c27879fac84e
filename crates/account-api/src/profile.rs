//! A person, as their own clients see them: a part of the sync, and an answer of its own.

use crate::api_json::date;
use domain::Account;
use serde_json::{Value, json};

/// The profile. `organizations` are those where the person is confirmed, as clients want them described.
pub(crate) fn profile(account: &Account, two_step: bool, organizations: &[Value]) -> Value {
    let keys = &account.keys;
    json!({
        "id": account.id,
        "name": account.name,
        "email": account.email.key(),
        "emailVerified": account.email_verified,
        "premium": true,
        "premiumFromOrganization": false,
        "culture": "en-US",
        "twoFactorEnabled": two_step,
        "key": keys.wrapped_user_key,
        "privateKey": keys.wrapped_private_key,
        "accountKeys": account_keys(account),
        "securityStamp": account.security_stamp,
        "forcePasswordReset": account.must_change_password,
        "usesKeyConnector": false,
        "verifyDevices": true,
        "avatarColor": account.avatar_color,
        "creationDate": date(account.created_at),
        "organizations": organizations,
        "providers": [],
        "providerOrganizations": [],
        "object": "profile",
    })
}

/// The person's keys, in the newer shape.
pub(crate) fn account_keys(account: &Account) -> Value {
    json!({
        "publicKeyEncryptionKeyPair": {
            "wrappedPrivateKey": account.keys.wrapped_private_key,
            "publicKey": account.keys.public_key,
            "signedPublicKey": null,
            "object": "publicKeyEncryptionKeyPair",
        },
        "signatureKeyPair": null,
        "securityState": null,
        "object": "privateKeys",
    })
}
