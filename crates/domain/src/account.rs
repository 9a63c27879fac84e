//! Accounts: a person's login, and the wrapped keys that only their own client opens.

use crate::{AccountId, EmailAddress, KdfSettings, Timestamp};
use uuid::Uuid;

/// A person's login. What is secret is ciphertext, or a hash of a hash: none of it opens anything here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its identifier.
    pub id: AccountId,
    /// The address the person signs in with; its folded form is the salt of the master key.
    pub email: EmailAddress,
    /// Whether a mail to the address was answered.
    pub email_verified: bool,
    /// The person's name, 1 to 50 characters.
    pub name: Option<String>,
    /// Argon2id, in PHC form, of the hash that the client makes of the master password.
    pub password_hash: String,
    /// What the person wrote down to remember the master password by.
    pub password_hint: Option<String>,
    /// How the client makes the master key.
    pub kdf: KdfSettings,
    /// The person's keys.
    pub keys: AccountKeys,
    /// The name that clients give the user key: 32 hex digits. None until a client said it.
    pub user_key_id: Option<String>,
    /// Changes with the master password and whatever else ends all sign-ins: tokens name it.
    pub security_stamp: Uuid,
    /// Whether an administrator reset the master password, so that the person must choose another.
    pub must_change_password: bool,
    /// A color, `#rrggbb`.
    pub avatar_color: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the person's own things last changed.
    pub revised_at: Timestamp,
}

/// The keys of an account, as the client wrapped them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountKeys {
    /// The user key under the stretched master key: an `EncString` of type 2.
    pub wrapped_user_key: String,
    /// The public key, SPKI DER in base64.
    pub public_key: String,
    /// The private key, PKCS#8 DER, under the user key: an `EncString` of type 2.
    pub wrapped_private_key: String,
}

impl Account {
    /// Longest name, in characters.
    pub const NAME_MAX_LENGTH: usize = 50;
    /// Longest hint, in characters.
    pub const HINT_MAX_LENGTH: usize = 50;
}
