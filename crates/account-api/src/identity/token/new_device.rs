//! A device that never signed in shows a code that was mailed to the person, where the installation wants that.

use super::error::TokenRefusal;
use super::form::TokenForm;
use crate::AccountApi;
use crate::call::Caller;
use application::mail::letters::NewDeviceCode;
use application::{CODE_LIFETIME, ListDevices};
use domain::{Account, CodePurpose, Device};

/// Asks for the code. The first device of all is let in: whoever has just made an account has read its mail.
pub(super) async fn check(
    api: &AccountApi,
    caller: &Caller,
    form: &TokenForm,
    account: &Account,
    device: &Device,
) -> Result<(), TokenRefusal> {
    if !api.verify_new_devices || !api.application.mailer().is_on() {
        return Ok(());
    }
    if api.application.read(&ListDevices(account.id)).await?.is_empty() {
        return Ok(());
    }
    let Some(code) = form.get("newDeviceOtp") else {
        mail_code(api, caller, account, &device.name).await?;
        return Err(TokenRefusal::NewDevice);
    };
    match api.application.take_code(account.id, CodePurpose::NewDevice, code).await? {
        Some(_) => Ok(()),
        None => Err(TokenRefusal::WrongNewDeviceCode),
    }
}

/// Mails a code; one that was mailed a moment ago is as good.
pub(crate) async fn mail_code(
    api: &AccountApi,
    caller: &Caller,
    account: &Account,
    device: &str,
) -> Result<(), application::StorageError> {
    let address = caller.address.to_string();
    let letter =
        |code: &str| NewDeviceCode { code, lifetime: CODE_LIFETIME, device, client_address: Some(&address) }.into();
    api.application.mail_code(account.id, CodePurpose::NewDevice, &account.email, letter).await.map(drop)
}
