//! What the browser makes, this side opens, and the other way round: the scripts of the console and `vault-crypto` are two
//! implementations of one thing.

use account_client::{AccountKeys, Credentials, NewAccount, NewOrganization};
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::{Command, Stdio};
use testkit::installed::BwProgram;
use vault_crypto::{EncString, FingerprintPhrase, KdfSettings, OrganizationKey, PrivateKey, UserKey};

const ACCOUNT: &str = "a09726a0-9590-49d1-a5f5-afe300b6a515";
const PASSWORD: &str = "pass phrase with ü";

/// Hands a question to the script and reads its answer.
fn browser(question: &Value) -> Value {
    let node = BwProgram::here().node();
    assert!(node.exists(), "{} is missing: `cargo xtask test` installs it", node.display());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/js/exchange.mjs");
    let mut child = Command::new(node).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(question.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the script failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer}"))
}

fn sealed(value: &Value, pointer: &str) -> EncString {
    text(value, pointer).parse().unwrap_or_else(|error| panic!("{pointer}: {error}"))
}

fn exchange(kdf: KdfSettings, fields: &Value) {
    let email = "Dora@Example.test";
    let account = NewAccount::generate(email, PASSWORD, kdf).unwrap();
    let organization = NewOrganization::generate(account.public_key()).unwrap();
    let other = PrivateKey::generate().unwrap();
    let mut shared = organization.creation("Acme", email);
    shared["id"] = json!("219f952e-67f9-475e-8a7a-61e6c172c443");
    let answer = browser(&json!({
        "login": {"email": email, "password": PASSWORD, "kdf": fields},
        "account": {
            "id": ACCOUNT,
            "wrappedUserKey": account.wrapped_user_key().to_string(),
            "wrappedPrivateKey": account.wrapped_private_key().to_string(),
        },
        "organization": shared,
        "other": {"publicKey": other.public_key().unwrap().to_string()},
    }));
    opened_there(&answer["opened"], &account, &organization);
    opens_here(&answer["made"], &account, &organization, &other);
}

fn opened_there(opened: &Value, account: &NewAccount, organization: &NewOrganization) {
    let phrase = FingerprintPhrase::new(ACCOUNT, account.public_key()).unwrap();
    let expected = json!({
        "hash": account.credentials().authentication_hash().reveal(),
        "userKey": account.keys().user_key.symmetric_key().reveal(),
        "publicKey": account.public_key().to_string(),
        "organizationKey": organization.key.symmetric_key().reveal(),
        "organizationPublicKey": organization.public_key.to_string(),
        "collectionName": "Default collection",
        "phrase": phrase.to_string(),
    });
    assert_eq!(*opened, expected);
}

fn opens_here(made: &Value, account: &NewAccount, organization: &NewOrganization, other: &PrivateKey) {
    // A registration: of the same login, but with keys of its own.
    let credentials = account.credentials();
    let hash = text(made, "/registration/masterPasswordHash");
    assert_eq!(hash, credentials.authentication_hash().reveal());
    let wrapped = sealed(made, "/registration/userSymmetricKey");
    let private_key = sealed(made, "/registration/userAsymmetricKeys/encryptedPrivateKey");
    let keys = AccountKeys::unlock(credentials, &wrapped, &private_key).unwrap();
    assert_eq!(keys.public_key().unwrap().to_string(), text(made, "/registration/userAsymmetricKeys/publicKey"));
    assert_ne!(keys.user_key, account.keys().user_key);

    // A change of address and password.
    let next = Credentials::derive("New@example.test", "another pass phrase", credentials.kdf(), None).unwrap();
    assert_eq!(text(made, "/passwordChange/newMasterPasswordHash"), next.authentication_hash().reveal());
    let user_key = UserKey::unwrap(&sealed(made, "/passwordChange/key"), next.master_key()).unwrap();
    assert_eq!(user_key, account.keys().user_key);

    // A new organization.
    let key = account.keys().open_organization(text(made, "/firstKeys/key")).unwrap();
    let name = key.symmetric_key().decrypt(&sealed(made, "/firstKeys/collectionName")).unwrap();
    assert_eq!(name.reveal_text(), Some("Grüße 🔑"));
    let pair = PrivateKey::unwrap(&sealed(made, "/firstKeys/keys/encryptedPrivateKey"), key.symmetric_key()).unwrap();
    assert_eq!(pair.public_key().unwrap().to_string(), text(made, "/firstKeys/keys/publicKey"));

    // A confirmation and an enrollment in account recovery.
    let confirmed = OrganizationKey::open(&sealed(made, "/confirmation"), other).unwrap();
    assert_eq!(confirmed, organization.key);
    let private_key = &organization.wrapped_private_key;
    let pair = PrivateKey::unwrap(private_key, organization.key.symmetric_key()).unwrap();
    assert_eq!(UserKey::recover(&sealed(made, "/recovery"), &pair).as_ref(), Ok(&account.keys().user_key));

    // A name under a key that was made here.
    let name = organization.key.symmetric_key().decrypt(&sealed(made, "/name")).unwrap();
    assert_eq!(name.reveal_text(), Some("Kennwörter"));
}

#[test]
fn the_browser_and_this_side_open_each_others_keys_with_pbkdf2() {
    let fields = json!({"kdfType": 0, "iterations": 5_000, "memory": null, "parallelism": null});
    exchange(KdfSettings::Pbkdf2Sha256 { iterations: 5_000 }, &fields);
}

#[test]
fn the_browser_and_this_side_open_each_others_keys_with_argon2id() {
    let fields = json!({"kdfType": 1, "iterations": 2, "memory": 16, "parallelism": 3});
    exchange(KdfSettings::Argon2id { iterations: 2, memory: 16, parallelism: 3 }, &fields);
}
