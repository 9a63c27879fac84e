//! What is in a login.

use crate::bounded::Bounded;
use crate::sealed_text::{Date, SealedText};
use serde::{Deserialize, Serialize};

/// `login` of a body, and of the answer.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Login {
    /// Older clients read the first of `uris` here, and send it here where there are none.
    uri: Option<SealedText<10_000>>,
    uris: Option<Vec<LoginUri>>,
    username: Option<SealedText<1_000>>,
    password: Option<SealedText<5_000>>,
    password_revision_date: Option<Date>,
    totp: Option<SealedText<1_000>>,
    autofill_on_page_load: Option<bool>,
    fido2_credentials: Option<Vec<Fido2Credential>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LoginUri {
    uri: Option<SealedText<10_000>>,
    uri_checksum: Option<SealedText<1_000>>,
    #[serde(rename = "match")]
    /// How it is compared: 0 domain, 1 host, 2 beginning, 3 exact, 4 regular expression, 5 never.
    matching: Option<Bounded<0, 5>>,
}

/// A passkey.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fido2Credential {
    credential_id: SealedText<1_000>,
    key_type: SealedText<1_000>,
    key_algorithm: SealedText<1_000>,
    key_curve: SealedText<1_000>,
    key_value: SealedText<5_000>,
    rp_id: SealedText<1_000>,
    rp_name: Option<SealedText<1_000>>,
    user_handle: Option<SealedText<1_000>>,
    user_name: Option<SealedText<1_000>>,
    user_display_name: Option<SealedText<1_000>>,
    counter: SealedText<1_000>,
    discoverable: SealedText<1_000>,
    creation_date: Date,
}

impl Login {
    /// As it is answered: both shapes say the same.
    pub(super) fn normalized(mut self) -> Self {
        let first = self.uris.as_ref().map(|uris| uris.first().and_then(|uri| uri.uri.clone()));
        match first {
            Some(first) => self.uri = first,
            None => {
                self.uris =
                    self.uri.clone().map(|uri| vec![LoginUri { uri: Some(uri), uri_checksum: None, matching: None }]);
            }
        }
        self
    }
}
