//! What is in cards, identities, notes and keys for SSH.

use crate::bounded::Bounded;
use crate::sealed_text::SealedText;
use serde::{Deserialize, Serialize};

type Text = Option<SealedText<1_000>>;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecureNote {
    #[serde(rename = "type")]
    kind: Bounded<0, 0>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Card {
    cardholder_name: Text,
    brand: Text,
    number: Text,
    exp_month: Text,
    exp_year: Text,
    code: Text,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identity {
    title: Text,
    first_name: Text,
    middle_name: Text,
    last_name: Text,
    address1: Text,
    address2: Text,
    address3: Text,
    city: Text,
    state: Text,
    postal_code: Text,
    country: Text,
    company: Text,
    email: Text,
    phone: Text,
    ssn: Text,
    username: Text,
    passport_number: Text,
    license_number: Text,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SshKey {
    private_key: SealedText<10_000>,
    public_key: SealedText<5_000>,
    key_fingerprint: SealedText<1_000>,
}

/// A further field. Its kind: 0 text, 1 hidden, 2 boolean, 3 linked to another field of the item.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Field {
    #[serde(rename = "type")]
    kind: Bounded<0, 3>,
    name: Text,
    value: Option<SealedText<5_000>>,
    linked_id: Option<Bounded<0, 0xffff_ffff>>,
}

/// A password that was used before.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UsedPassword {
    last_used_date: crate::sealed_text::Date,
    password: SealedText<5_000>,
}
