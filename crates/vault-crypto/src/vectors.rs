//! Known answers, made apart from this code and accepted by the official client: three accounts and an organization.

use base64::Engine;
use serde_json::Value;

use crate::enc_string::BASE64;
use crate::{
    AuthenticationHash, EncString, FingerprintPhrase, KdfSettings, MasterKey, OrganizationKey, PrivateKey, PublicKey,
    SymmetricKey, UserKey, salt_of_email,
};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../tests/data/crypto-vectors.json")).unwrap()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("no text in {field}"))
}

fn hex(value: &Value, field: &str) -> Vec<u8> {
    let text = text(value, field);
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn enc_string(value: &Value, field: &str) -> EncString {
    text(value, field).parse().unwrap()
}

fn key(value: &Value, field: &str) -> SymmetricKey {
    SymmetricKey::from_bytes(&hex(value, field)).unwrap()
}

fn public_key(account: &Value) -> PublicKey {
    text(account, "publicKey_spki_b64").parse().unwrap()
}

fn private_key(account: &Value) -> PrivateKey {
    PrivateKey::unwrap(&enc_string(account, "wrappedPrivateKey"), &key(account, "userKey")).unwrap()
}

fn number(value: &Value) -> Option<u32> {
    value.as_u64().map(|number| number.try_into().unwrap())
}

fn settings(account: &Value) -> KdfSettings {
    let kdf = &account["kdf"];
    let kdf_type = number(&kdf["kdfType"]).unwrap().try_into().unwrap();
    let (memory, parallelism) = (number(&kdf["memory"]), number(&kdf["parallelism"]));
    KdfSettings::from_parts(kdf_type, number(&kdf["iterations"]).unwrap(), memory, parallelism).unwrap()
}

#[test]
fn passwords_make_keys() {
    for account in vectors()["accounts"].as_array().unwrap() {
        let (email, password) = (text(account, "email"), text(account, "password"));
        let salt = salt_of_email(email);
        assert_eq!(salt, text(account, "saltIsTheTrimmedLowercasedEmail"));
        let master_key = MasterKey::derive(password, &salt, &settings(account)).unwrap();
        assert_eq!(master_key.0.to_vec(), hex(account, "masterKey"), "{email}");
        let hash = master_key.authentication_hash(password).unwrap();
        assert_eq!(hash.reveal(), text(account, "masterPasswordHash_b64"), "{email}");
        let stretched = [hex(account, "stretchedEncKey"), hex(account, "stretchedMacKey")].concat();
        assert_eq!(master_key.stretch().unwrap().reveal(), stretched, "{email}");
        let user_key = UserKey::unwrap(&enc_string(account, "masterKeyWrappedUserKey"), &master_key).unwrap();
        assert_eq!(*user_key.symmetric_key(), key(account, "userKey"), "{email}");
    }
}

#[test]
fn wrapping_under_the_same_iv_makes_the_same_text() {
    for account in vectors()["accounts"].as_array().unwrap() {
        let iv = hex(account, "iv").try_into().unwrap();
        let stretched = [hex(account, "stretchedEncKey"), hex(account, "stretchedMacKey")].concat();
        let stretched = SymmetricKey::from_bytes(&stretched).unwrap();
        let wrapped = stretched.encrypt_with_iv(&hex(account, "userKey"), iv).unwrap();
        assert_eq!(wrapped.to_string(), text(account, "masterKeyWrappedUserKey"));
        let private_key = BASE64.decode(text(account, "privateKey_pkcs8_b64")).unwrap();
        let wrapped = key(account, "userKey").encrypt_with_iv(&private_key, iv).unwrap();
        assert_eq!(wrapped.to_string(), text(account, "wrappedPrivateKey"));
    }
}

#[test]
fn pairs_are_read_and_written_byte_for_byte() {
    for account in vectors()["accounts"].as_array().unwrap() {
        let pkcs8 = BASE64.decode(text(account, "privateKey_pkcs8_b64")).unwrap();
        let private = private_key(account);
        assert_eq!(private.reveal_pkcs8().unwrap().reveal(), pkcs8);
        assert_eq!(private.public_key().unwrap(), public_key(account));
        assert_eq!(public_key(account).to_string(), text(account, "publicKey_spki_b64"));
    }
}

#[test]
fn the_organization_is_open_to_whom_it_was_sealed_for() {
    let vectors = vectors();
    let organization = &vectors["organisation"];
    let expected = OrganizationKey::from(key(organization, "orgKey"));
    for (place, field) in [(0, "wrappedForOwner"), (1, "wrappedForMember")] {
        let private = private_key(&vectors["accounts"][place]);
        assert_eq!(OrganizationKey::open(&enc_string(organization, field), &private), Ok(expected.clone()), "{field}");
    }
    let stranger = private_key(&vectors["accounts"][2]);
    assert!(OrganizationKey::open(&enc_string(organization, "wrappedForMember"), &stranger).is_err());

    let name = &organization["collectionName"];
    let opened = expected.symmetric_key().decrypt(&enc_string(name, "enc")).unwrap();
    assert_eq!(opened.reveal_text(), Some(text(name, "plain")));

    let member = private_key(&vectors["accounts"][1]);
    let sealed = expected.seal_for(&member.public_key().unwrap()).unwrap();
    assert_eq!(OrganizationKey::open(&sealed, &member), Ok(expected));
}

/// The phrases are what version 2026.9.0 of the official client says of these keys.
#[test]
fn phrases_are_those_of_the_official_client() {
    let vectors = vectors();
    let accounts = vectors["accounts"].as_array().unwrap();
    let expected = [
        "muppet-sustained-compile-hatchling-visiting",
        "cosigner-stole-remote-grinning-detective",
        "molar-encode-setting-variable-slacker",
    ];
    assert_eq!(accounts.len(), expected.len());
    for (account, expected) in accounts.iter().zip(expected) {
        let phrase = FingerprintPhrase::new("a09726a0-9590-49d1-a5f5-afe300b6a515", &public_key(account)).unwrap();
        assert_eq!(phrase.to_string(), expected);
    }
}

#[test]
fn an_account_can_be_recovered_with_the_key_of_the_organization() {
    let organization = PrivateKey::generate().unwrap();
    let user_key = UserKey::generate().unwrap();
    let sealed = user_key.seal_for_recovery(&organization.public_key().unwrap()).unwrap();
    assert_eq!(UserKey::recover(&sealed, &organization), Ok(user_key));
}

#[test]
fn another_password_does_not_unlock() {
    let vectors = vectors();
    let account = &vectors["accounts"][2];
    let wrong = MasterKey::derive("pass phrase with u", text(account, "email"), &settings(account)).unwrap();
    assert_eq!(
        UserKey::unwrap(&enc_string(account, "masterKeyWrappedUserKey"), &wrong),
        Err(crate::CryptoError::Decryption)
    );
}

#[test]
fn debug_shows_no_secret() {
    let vectors = vectors();
    let account = &vectors["accounts"][2];
    let password = text(account, "password");
    let master_key = MasterKey::derive(password, text(account, "email"), &settings(account)).unwrap();
    let hash: AuthenticationHash = master_key.authentication_hash(password).unwrap();
    let symmetric = key(account, "userKey");
    let plaintext = symmetric.decrypt(&enc_string(account, "wrappedPrivateKey")).unwrap();
    for (shown, expected) in [
        (format!("{master_key:?}"), "MasterKey(…)"),
        (format!("{hash:?}"), "AuthenticationHash(…)"),
        (format!("{symmetric:?}"), "SymmetricKey(…)"),
        (format!("{:?}", UserKey::from(symmetric.clone())), "UserKey(SymmetricKey(…))"),
        (format!("{:?}", OrganizationKey::from(symmetric)), "OrganizationKey(SymmetricKey(…))"),
        (format!("{:?}", private_key(account)), "PrivateKey(…)"),
        (format!("{plaintext:?}"), "Plaintext(…)"),
    ] {
        assert_eq!(shown, expected);
    }
}
