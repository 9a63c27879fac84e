//! `POST /api/accounts/resend-new-device-otp`: another code for a device that is new. No token is needed.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::Caller;
use crate::error::ApiError;
use crate::identity::token::new_device;
use crate::sign_in::{SignIn, prove};
use axum::extract::{Request, State};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResendNewDeviceOtp {
    email: String,
    master_password_hash: String,
}

pub(crate) async fn handle(State(api): State<AccountApi>, caller: Caller, request: Request) -> Result<(), ApiError> {
    let body: ResendNewDeviceOtp = body::read(request, USUAL_LIMIT).await?;
    let shown = SignIn { email: &body.email, password: &body.master_password_hash, device_identifier: "" };
    let proven = prove(&api, &caller, shown).await?;
    if api.verify_new_devices {
        api.require_mail()?;
        new_device::mail_code(&api, &caller, &proven.account, "").await?;
    }
    Ok(())
}
