//! Codes by mail.

use super::Application;
use crate::commands::store_code::StoreCode;
use crate::commands::take_code::TakeCode;
use crate::mail::Letter;
use domain::{AccountId, CodePurpose, EmailAddress};
use std::time::Duration;
use storage::StorageError;

/// How long a mailed code is good.
pub const CODE_LIFETIME: Duration = Duration::from_mins(10);

impl Application {
    /// Mails a new code of six digits to an address; the one before is good no longer. False where that was mailed a
    /// moment ago: then it stays, and nothing is mailed.
    ///
    /// # Errors
    /// Where the database fails. Whether the mail came nobody learns.
    pub async fn mail_code(
        &self,
        account_id: AccountId,
        purpose: CodePurpose,
        address: &EmailAddress,
        letter: impl FnOnce(&str) -> Letter,
    ) -> Result<bool, StorageError> {
        let code = format!("{:06}", u64::from_be_bytes(self.0.entropy.bytes()) % 1_000_000);
        let digest = self.0.data_key.code_digest(account_id, purpose, &code);
        let (now, address_key) = (self.now(), address.key().to_owned());
        let expires_at = now.after(CODE_LIFETIME);
        let store = StoreCode { account_id, purpose, digest, address: address_key, now, expires_at };
        let is_stored = self.run(store).await?;
        if is_stored {
            self.mailer().send_soon(self.compose(address, letter(&code)), expires_at);
        }
        Ok(is_stored)
    }

    /// Takes a code that somebody shows: the folded address that it was mailed to, or none where it is no good.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn take_code(
        &self,
        account_id: AccountId,
        purpose: CodePurpose,
        code: &str,
    ) -> Result<Option<String>, StorageError> {
        let digest = self.0.data_key.code_digest(account_id, purpose, code.trim());
        self.run(TakeCode { account_id, purpose, digest, now: self.now() }).await
    }
}
