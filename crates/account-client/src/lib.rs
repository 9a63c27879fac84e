//! A client of the client API that holds keys: it unlocks an account, and seals and opens on its owner's machine.
//!
//! What a web vault does, for programs: [`NewAccount`] makes an account's keys, [`Client::log_in`] unlocks them, and a
//! [`Session`] invites, accepts, confirms, and reads and writes items. The server gets hashes, public keys and
//! ciphertexts; everything else stays here, is wiped when dropped, and is never printed by `Debug`.
//!
//! ```no_run
//! use account_client::{Client, ClientError, NewAccount, RegistrationProof};
//! use vault_crypto::KdfSettings;
//!
//! # async fn example() -> Result<(), ClientError> {
//! let client = Client::new("https://vault.example.com", None)?;
//! let account = NewAccount::generate("olga@example.com", "correct horse", KdfSettings::default())?;
//! if let Some(token) = client.send_verification_email(account.email(), Some("Olga Owner")).await? {
//!     client.register(&account, &RegistrationProof::EmailVerification { token }).await?;
//! }
//! let session = client.log_in("olga@example.com", "correct horse").await?;
//! let organization = session.create_organization("Acme").await?;
//! for member in session.members(organization.id).await? {
//!     if member.is_waiting() {
//!         let key = session.member_key(&member).await?;
//!         println!("{}: {}", member.email, key.phrase);
//!         session.confirm(organization.id, &organization.key, member.id, &key.public_key).await?;
//!     }
//! }
//! # Ok(())
//! # }
//! ```
#![deny(missing_docs)]

mod account;
mod answer;
mod body;
mod change_email;
mod change_password;
mod client;
mod collection;
mod confirm;
mod credentials;
mod error;
mod invitation;
mod invitation_policies;
mod item;
mod kdf;
mod keys;
mod login;
mod master_password_policy;
mod member;
mod member_status;
mod new_account;
mod new_organization;
mod organization;
mod register;
mod secret;
mod session;
mod sync;
mod token;
mod two_step;

pub use account::{Profile, ProfileOrganization};
pub use client::Client;
pub use collection::{Collection, CollectionAccess};
pub use confirm::MemberKey;
pub use credentials::Credentials;
pub use error::ClientError;
pub use invitation::Invitation;
pub use invitation_policies::InvitationPolicies;
pub use item::{LoginItem, OpenItem, SealedItem};
pub use keys::AccountKeys;
pub use login::{ApiKey, LoginCodes, Prelogin, SecondFactor};
pub use master_password_policy::{MasterPasswordPolicy, PasswordDemand};
pub use member::Member;
pub use member_status::{MemberRole, MemberStatus};
pub use new_account::NewAccount;
pub use new_organization::NewOrganization;
pub use organization::UnlockedOrganization;
pub use register::RegistrationProof;
pub use reqwest::Method;
pub use secret::Secret;
pub use session::Session;
pub use sync::SyncedVault;
pub use two_step::{AuthenticatorSecret, TwoStepProvider};
pub use uuid::Uuid;
