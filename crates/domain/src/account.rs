//! Accounts: a person's login, and the wrapped keys that only their own client opens.

use crate::{AccountId, EmailAddress, KdfSettings, Refusal, Timestamp};
use std::fmt;
use uuid::Uuid;

/// A person's login. What is secret is ciphertext, or a hash of a hash: none of it opens anything here. `Debug` prints none
/// of it all the same.
#[derive(Clone, PartialEq, Eq)]
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

/// A login to be made, as the person's client made it. `Debug` prints nothing secret.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The address.
    pub email: EmailAddress,
    /// Whether a mail to the address was answered.
    pub email_verified: bool,
    /// The person's name.
    pub name: Option<String>,
    /// As in [`Account::password_hash`].
    pub password_hash: String,
    /// The hint.
    pub password_hint: Option<String>,
    /// How the client makes the master key.
    pub kdf: KdfSettings,
    /// The person's keys.
    pub keys: AccountKeys,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("id", &self.id).field("email", &self.email).finish_non_exhaustive()
    }
}

impl fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAccount").field("email", &self.email).finish_non_exhaustive()
    }
}

impl Account {
    /// Longest name, in characters.
    pub const NAME_MAX_LENGTH: usize = 50;
    /// Longest hint, in characters.
    pub const HINT_MAX_LENGTH: usize = 50;

    /// A new account. Refuses key derivation that is too weak or too costly, and overlong texts; a blank one is none.
    pub fn new(new: NewAccount, id: AccountId, security_stamp: Uuid, now: Timestamp) -> Result<Self, Refusal> {
        let NewAccount { email, email_verified, name, password_hash, password_hint, kdf, keys } = new;
        kdf.check()?;
        Ok(Self {
            id,
            email,
            email_verified,
            name: text_of("name", name, Self::NAME_MAX_LENGTH)?,
            password_hash,
            password_hint: text_of("masterPasswordHint", password_hint, Self::HINT_MAX_LENGTH)?,
            kdf,
            keys,
            user_key_id: None,
            security_stamp,
            must_change_password: false,
            avatar_color: None,
            created_at: now,
            revised_at: now,
        })
    }

    /// What the master key is salted with: the address, trimmed, in lower case.
    pub fn salt(&self) -> &str {
        self.email.key()
    }

    /// Takes a name; a blank one is none.
    pub fn rename(&mut self, name: Option<String>) -> Result<(), Refusal> {
        self.name = text_of("name", name, Self::NAME_MAX_LENGTH)?;
        Ok(())
    }

    /// Takes a hint; a blank one is none.
    pub fn set_hint(&mut self, hint: Option<String>) -> Result<(), Refusal> {
        self.password_hint = text_of("masterPasswordHint", hint, Self::HINT_MAX_LENGTH)?;
        Ok(())
    }

    /// Takes a color, `#rrggbb`, or none.
    pub fn set_avatar_color(&mut self, color: Option<String>) -> Result<(), Refusal> {
        let is_color = |color: &str| {
            let digits = color.strip_prefix('#').unwrap_or_default();
            digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        };
        if color.as_deref().is_some_and(|color| !is_color(color)) {
            return Err(Refusal::InvalidSetting("avatarColor is not of the form #rrggbb.".to_owned()));
        }
        self.avatar_color = color;
        Ok(())
    }

    /// Takes the name of the user key, which stays the same as long as the key: 32 hex digits.
    pub fn name_user_key(&mut self, id: &str) -> Result<(), Refusal> {
        let id = id.to_ascii_lowercase();
        if id.len() != 32 || !id.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(Refusal::InvalidSetting("userKeyId is not 32 hex digits.".to_owned()));
        }
        if self.user_key_id.as_ref().is_some_and(|known| *known != id) {
            return Err(Refusal::InvalidSetting("The user key has another id already.".to_owned()));
        }
        self.user_key_id = Some(id);
        Ok(())
    }
}

fn text_of(field: &'static str, text: Option<String>, limit: usize) -> Result<Option<String>, Refusal> {
    let text = text.filter(|text| !text.trim().is_empty());
    match text {
        Some(text) if text.chars().count() > limit => Err(Refusal::TooLong { field, limit }),
        text => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new() -> NewAccount {
        NewAccount {
            email: EmailAddress::parse("Dora@Example.com").unwrap(),
            email_verified: true,
            name: Some(" ".to_owned()),
            password_hash: "$argon2id$".to_owned(),
            password_hint: None,
            kdf: KdfSettings::DEFAULT,
            keys: AccountKeys {
                wrapped_user_key: String::new(),
                public_key: String::new(),
                wrapped_private_key: String::new(),
            },
        }
    }

    fn make(new: NewAccount) -> Result<Account, Refusal> {
        Account::new(new, AccountId::from_uuid(Uuid::nil()), Uuid::nil(), Timestamp::from_micros(0))
    }

    #[test]
    fn texts_and_settings_of_a_new_account_are_bounded() {
        let account = make(new()).unwrap();
        assert_eq!((account.name.as_deref(), account.salt()), (None, "dora@example.com"));
        let long = |length| Some("é".repeat(length));
        assert!(make(NewAccount { name: long(50), password_hint: long(50), ..new() }).is_ok());
        assert!(matches!(make(NewAccount { name: long(51), ..new() }), Err(Refusal::TooLong { field: "name", .. })));
        assert!(make(NewAccount { password_hint: long(51), ..new() }).is_err());
        assert!(make(NewAccount { kdf: KdfSettings::Pbkdf2 { iterations: 5_000 }, ..new() }).is_err());
    }

    #[test]
    fn what_is_secret_is_not_printed() {
        let secret = NewAccount { password_hint: Some("maiden name".to_owned()), ..new() };
        let printed = format!("{secret:?} {:?}", make(secret.clone()).unwrap());
        assert!(
            printed.contains("example.com") && !printed.contains("maiden") && !printed.contains("argon2id"),
            "{printed}"
        );
    }

    #[test]
    fn colors_are_colors() {
        let mut account = make(new()).unwrap();
        for bad in ["", "red", "#12345", "#1234567", "#12345g", "12345678", "#ääa"] {
            assert!(account.set_avatar_color(Some(bad.to_owned())).is_err(), "{bad}");
        }
        account.set_avatar_color(Some("#0aF1b2".to_owned())).unwrap();
        account.set_avatar_color(None).unwrap();
        assert_eq!(account.avatar_color, None);
    }

    #[test]
    fn a_user_key_is_named_once() {
        let mut account = make(new()).unwrap();
        for bad in ["", "0123456789abcdef0123456789abcde", "g123456789abcdef0123456789abcdef"] {
            assert!(account.name_user_key(bad).is_err(), "{bad}");
        }
        account.name_user_key("0123456789ABCDEF0123456789abcdef").unwrap();
        account.name_user_key("0123456789abcdef0123456789abcdef").unwrap();
        assert!(account.name_user_key("1123456789abcdef0123456789abcdef").is_err());
        assert_eq!(account.user_key_id.as_deref(), Some("0123456789abcdef0123456789abcdef"));
    }
}
