//! The server's own hash of what clients send for a master password: Argon2id with a random salt, in PHC form.
//!
//! It takes tens of milliseconds and mebibytes by design. It therefore runs off the async workers, a few at a time, so
//! that a storm of sign-ins neither takes the memory nor the threads that other calls need.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::Entropy;
use std::sync::Arc;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Memory in KiB, passes and lanes: OWASP's first recommendation for Argon2id.
const PARAMS: (u32, u32, u32) = (19 * 1024, 2, 1);

/// Why nothing was hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordHashingError {
    /// The work was cut off: the server is stopping.
    #[error("the server is stopping")]
    Stopped,
    /// The library refused, which it does not for the lengths that come here.
    #[error("hashing failed")]
    Failed,
}

/// Hashes a few at a time.
#[derive(Debug, Clone)]
pub struct PasswordHashing {
    turns: Arc<Semaphore>,
    entropy: Entropy,
    /// Compared with where there is no account, so that an unknown address takes as long as a known one.
    dummy: Arc<str>,
}

impl PasswordHashing {
    /// As many at a time as there are processors, less one that stays for other calls.
    pub(crate) fn new(entropy: Entropy) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let dummy = hash(&[0; 32], &entropy.bytes()).unwrap_or_default();
        Self { turns: Arc::new(Semaphore::new(processors.saturating_sub(1).max(1))), entropy, dummy: dummy.into() }
    }

    /// The PHC text of a hash of this secret.
    ///
    /// # Errors
    /// [`PasswordHashingError`].
    pub async fn hash(&self, secret: &str) -> Result<String, PasswordHashingError> {
        let salt = self.entropy.bytes();
        let secret = Zeroizing::new(secret.to_owned());
        let work = move || hash(secret.as_bytes(), &salt).ok_or(PasswordHashingError::Failed);
        self.in_turn(work).await?
    }

    /// Whether the secret is the one that was hashed. Where nothing was (`None`), the answer is no, as late as otherwise.
    ///
    /// # Errors
    /// [`PasswordHashingError`].
    pub async fn verify(&self, secret: &str, hashed: Option<&str>) -> Result<bool, PasswordHashingError> {
        let expected: Arc<str> = hashed.map_or_else(|| Arc::clone(&self.dummy), Arc::from);
        let known = hashed.is_some();
        let secret = Zeroizing::new(secret.to_owned());
        self.in_turn(move || {
            let fits = PasswordHash::new(&expected)
                .is_ok_and(|expected| argon2().verify_password(secret.as_bytes(), &expected).is_ok());
            fits && known
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordHashingError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| PasswordHashingError::Stopped)?;
        let worker = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        worker.await.map_err(|_| PasswordHashingError::Stopped)
    }
}

fn argon2() -> Argon2<'static> {
    let (memory, passes, lanes) = PARAMS;
    let params = Params::new(memory, passes, lanes, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(secret: &[u8], salt: &[u8; 16]) -> Option<String> {
    let hashed: PasswordHash = argon2().hash_password_with_salt(secret, salt).ok()?;
    Some(hashed.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_same_secret_fits_and_no_other_does() {
        let hashing = PasswordHashing::new(Entropy::seeded(1));
        let hashed = hashing.hash("secret").await.unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert_ne!(hashing.hash("secret").await.unwrap(), hashed);
        assert!(hashing.verify("secret", Some(&hashed)).await.unwrap());
        assert!(!hashing.verify("Secret", Some(&hashed)).await.unwrap());
        assert!(!hashing.verify("secret", None).await.unwrap());
        assert!(!hashing.verify("secret", Some("no hash")).await.unwrap());
    }
}
