//! The second step of a sign-in.

use super::error::TokenRefusal;
use super::form::TokenForm;
use crate::AccountApi;
use crate::call::Caller;
use crate::remember_token::RememberToken;
use application::{CodeOutcome, DisableTwoStep, TakeAuthenticatorCode, TwoStep};
use domain::{Account, Actor, CodePurpose, Device, EmailAddress, TwoStepProvider};
use serde_json::{Map, Value, json};

/// A second step that was done, or is not asked for.
pub(super) struct SecondStep {
    /// What lets the device in without one from now on.
    pub(super) remember: Option<RememberToken>,
    /// Whether there was one at all: a new device is then no matter.
    pub(super) was_done: bool,
}

/// Asks for a second step where the person has one.
pub(super) async fn check(
    api: &AccountApi,
    caller: &Caller,
    form: &TokenForm,
    account: &Account,
    (device, is_known_device): (&Device, bool),
) -> Result<SecondStep, TokenRefusal> {
    let two_step = api.application.two_step(account.id).await?;
    if !two_step.is_on() {
        return Ok(SecondStep { remember: None, was_done: false });
    }
    let asked = || TokenRefusal::TwoStepRequired(providers(&two_step));
    let Some(code) = form.get("twoFactorToken") else { return Err(asked()) };
    let provider = form.get("twoFactorProvider").and_then(|number| number.trim().parse().ok());
    let is_right = match provider.and_then(TwoStepProvider::from_number) {
        Some(TwoStepProvider::Authenticator) if two_step.authenticator.is_some() => {
            let (call, id) = (caller.command(api, Actor::Account(account.id)), account.id);
            let take = TakeAuthenticatorCode { call, id, code: code.to_owned(), is_known_device };
            match api.application.run(take).await? {
                CodeOutcome::Wait(wait) => return Err(TokenRefusal::Wait(wait.into())),
                outcome => outcome == CodeOutcome::Right,
            }
        }
        Some(TwoStepProvider::Email) if two_step.email.is_some() => {
            api.application.take_code(account.id, CodePurpose::TwoStepLogin, code).await?.is_some()
        }
        // A device that is remembered no longer is asked anew.
        Some(TwoStepProvider::Remember) => {
            let is_remembered = RememberToken::check(api, account, device, code).await?;
            return if is_remembered { Ok(SecondStep { remember: None, was_done: true }) } else { Err(asked()) };
        }
        Some(TwoStepProvider::RecoveryCode) => return recover(api, caller, account, code).await,
        _ => false,
    };
    if !is_right {
        return Err(TokenRefusal::WrongCode);
    }
    let remember = form.get("twoFactorRemember").is_some_and(|value| matches!(value.trim(), "1" | "true" | "True"));
    let remember = remember.then(|| RememberToken::generate(api, account, device)).flatten();
    Ok(SecondStep { remember, was_done: true })
}

/// The recovery code stands for every second step, once: it switches them all off.
async fn recover(api: &AccountApi, caller: &Caller, account: &Account, code: &str) -> Result<SecondStep, TokenRefusal> {
    if !crate::two_factor::recover::is_right(api, account, code).await? {
        return Err(TokenRefusal::WrongCode);
    }
    let call = caller.command(api, Actor::Account(account.id));
    let disable = DisableTwoStep { call, account: account.clone(), provider: None };
    if !api.application.run(disable).await? {
        return Err(TokenRefusal::WrongPassword);
    }
    Ok(SecondStep { remember: None, was_done: true })
}

/// `TwoFactorProviders2`: what may be shown, each with what a client needs for it.
fn providers(two_step: &TwoStep) -> Map<String, Value> {
    let mut providers = Map::new();
    if two_step.authenticator.is_some() {
        providers.insert(TwoStepProvider::Authenticator.number().to_string(), Value::Null);
    }
    if let Some(email) = &two_step.email {
        providers.insert(TwoStepProvider::Email.number().to_string(), json!({"Email": redacted(email)}));
    }
    providers
}

/// Enough of an address for its owner to know it by: `do***@example.com`.
fn redacted(email: &EmailAddress) -> String {
    let (local, domain) = email.key().rsplit_once('@').unwrap_or_default();
    let shown = if local.chars().count() > 4 { 2 } else { 1 };
    format!("{}***@{domain}", local.chars().take(shown).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_to_its_owner_alone() {
        let redacted = |text| redacted(&EmailAddress::parse(text).unwrap());
        assert_eq!(redacted("Dora.Doe@example.com"), "do***@example.com");
        assert_eq!(redacted("dora@example.com"), "d***@example.com");
        assert_eq!(redacted("é@example.com"), "é***@example.com");
    }
}
