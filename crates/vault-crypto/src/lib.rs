//! Bitwarden's key formats, for the command line and the tests: what a client computes and the server never sees.
//!
//! A master password makes a [`MasterKey`]; stretched, it wraps the [`UserKey`], which wraps the [`PrivateKey`], which
//! opens the [`OrganizationKey`], which opens what an organization shares:
//!
//! ```
//! use vault_crypto::{FingerprintPhrase, KdfSettings, MasterKey, OrganizationKey, PrivateKey, UserKey, salt_of_email};
//!
//! # fn main() -> Result<(), vault_crypto::CryptoError> {
//! // A member registers: the server gets the three texts below, and the public key.
//! let password = "correct horse battery staple";
//! let master_key = MasterKey::derive(password, &salt_of_email("Ada@Example.test"), &KdfSettings::default())?;
//! let authentication_hash = master_key.authentication_hash(password)?;
//! let user_key = UserKey::generate()?;
//! let wrapped_user_key = user_key.wrap(&master_key)?;
//! let pair = PrivateKey::generate()?;
//! let wrapped_private_key = pair.wrap(user_key.symmetric_key())?;
//!
//! // An owner looks at the phrase and confirms: the server gets the sealed copy.
//! let organization_key = OrganizationKey::generate()?;
//! let phrase = FingerprintPhrase::new("a09726a0-9590-49d1-a5f5-afe300b6a515", &pair.public_key()?)?;
//! let sealed = organization_key.seal_for(&pair.public_key()?)?;
//!
//! // The member reads.
//! let user_key = UserKey::unwrap(&wrapped_user_key, &master_key)?;
//! let pair = PrivateKey::unwrap(&wrapped_private_key, user_key.symmetric_key())?;
//! assert_eq!(OrganizationKey::open(&sealed, &pair)?, organization_key);
//! # Ok(())
//! # }
//! ```
//!
//! No I/O, no async. Keys are wiped when dropped and never printed by `Debug`; what shows one is called `reveal`.
#![deny(missing_docs)]

mod asymmetric_key;
mod enc_string;
mod error;
mod fingerprint;
mod kdf;
mod master_key;
mod organization_key;
mod plaintext;
mod stretch;
mod symmetric_key;
mod user_key;
#[cfg(test)]
mod vectors;

pub use asymmetric_key::{PrivateKey, PublicKey};
pub use enc_string::{EncString, EncStringError, EncryptionType};
pub use error::CryptoError;
pub use fingerprint::FingerprintPhrase;
pub use kdf::{KdfSettings, KdfSettingsError};
pub use master_key::{AuthenticationHash, MasterKey, salt_of_email};
pub use organization_key::OrganizationKey;
pub use plaintext::Plaintext;
pub use symmetric_key::SymmetricKey;
pub use user_key::UserKey;
