//! Proving a master password without a token: for a sign-in, and for what people ask for in the middle of one.

use crate::AccountApi;
use crate::call::Caller;
use crate::error::ApiError;
use application::{FindSignIn, PasswordHashingError, StorageError};
use domain::{Account, Actor, EventType, SecretDigest};
use http_kit::client_address::network_of;
use http_kit::{Attempt, RetryAfter};

/// What a person shows.
pub(crate) struct SignIn<'s> {
    /// The address, as typed.
    pub(crate) email: &'s str,
    /// The hash that the client makes of the master password.
    pub(crate) password: &'s str,
    /// The name that the device gave itself.
    pub(crate) device_identifier: &'s str,
}

/// A person who knows the master password.
pub(crate) struct Proven<'a> {
    pub(crate) account: Account,
    /// Whether the device signed in before.
    pub(crate) is_known_device: bool,
    /// Ends as whatever else is asked for ends.
    pub(crate) attempt: Attempt<'a, [u8; 32]>,
}

/// Why nobody is let in.
pub(crate) enum Unproven {
    /// The password is wrong, or nobody has the address: the two are told by nothing.
    Wrong,
    /// Too much was wrong before.
    Wait(RetryAfter),
    /// Something failed.
    Failed(ApiError),
}

impl From<StorageError> for Unproven {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<PasswordHashingError> for Unproven {
    fn from(error: PasswordHashingError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Unproven> for ApiError {
    fn from(unproven: Unproven) -> Self {
        match unproven {
            Unproven::Wrong => Self::invalid(WRONG),
            Unproven::Wait(wait) => Self::too_many_requests(wait),
            Unproven::Failed(error) => error,
        }
    }
}

/// Clients know these very words.
pub(crate) const WRONG: &str = "Username or password is incorrect. Try again.";

/// Takes a master password. Wrong ones make the next attempts of the same network at the same address wait, longer and
/// longer; a device that signed in before waits for its own wrong ones alone, so that no stranger can lock it out.
pub(crate) async fn prove<'a>(api: &'a AccountApi, caller: &Caller, shown: SignIn<'_>) -> Result<Proven<'a>, Unproven> {
    let application = &api.application;
    let email_key = domain::fold(shown.email.trim());
    let device_identifier = shown.device_identifier.to_owned();
    let found = application.read(&FindSignIn { email_key: email_key.clone(), device_identifier }).await?;
    let is_known_device = found.as_ref().is_some_and(|(_, is_known)| *is_known);
    let who = if is_known_device {
        format!("device {}", shown.device_identifier)
    } else {
        format!("network {}", network_of(caller.address))
    };
    let guess = SecretDigest::of(format!("{who} at {email_key}").as_bytes());
    let attempt = api.limits.guess(*guess.as_bytes(), caller.address, application.now()).map_err(Unproven::Wait)?;

    // Counted before it is checked, which takes a while and a turn: whoever asks a thousand times at once shall neither
    // guess a thousand times nor keep the others waiting.
    let tried =
        if is_known_device { None } else { Some(api.limits.try_sign_in(caller.address).map_err(Unproven::Wait)?) };
    let known_hash = found.as_ref().map(|(account, _)| account.password_hash.as_str());
    let is_right = application.passwords().verify(shown.password, known_hash).await?;
    match found {
        Some((account, _)) if is_right => {
            if let Some(tried) = tried {
                tried.was_right();
            }
            Ok(Proven { account, is_known_device, attempt })
        }
        found => {
            attempt.failed();
            if let Some((account, _)) = found {
                note_failure(api, caller, account, EventType::AccountFailedSignIn);
            }
            Err(Unproven::Wrong)
        }
    }
}

/// Writes down, after the answer, that somebody failed to sign in as this person. Nobody knows who it was.
pub(crate) fn note_failure(api: &AccountApi, caller: &Caller, account: Account, event_type: EventType) {
    let call = caller.command(api, Actor::Account(account.id));
    api.application.note_failed_sign_in(call, account, event_type);
}
