//! Who calls: a person, by an access token.

use crate::AccountApi;
use crate::error::ApiError;
use application::{AccessClaims, Call, FindSignedIn};
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use domain::{Account, Actor, DeviceType, Origin, Timestamp};
use http_kit::{ClientAddress, RequestId, bearer_key};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// How long an access token is good. Official clients ask for a new one some minutes before.
pub(crate) const ACCESS_TOKEN_LIFE: Duration = Duration::from_hours(1);

/// Where a request comes from.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) address: IpAddr,
    pub(crate) device_type: DeviceType,
    pub(crate) request_id: Option<String>,
}

impl Caller {
    /// Reads what the plumbing and the client's headers say.
    pub(crate) fn of(parts: &Parts) -> Self {
        let unknown = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        Self {
            address: parts.extensions.get::<ClientAddress>().map_or(unknown, |found| found.0),
            device_type: device_type(&parts.headers),
            request_id: parts.extensions.get::<RequestId>().map(ToString::to_string),
        }
    }

    /// The context of a command by this actor.
    pub(crate) fn command(&self, api: &AccountApi, actor: Actor) -> Call {
        let mut call =
            api.application.call(actor, Origin::Console, Some(self.address.to_string()), self.request_id.clone());
        call.device_type = self.device_type;
        call
    }
}

impl FromRequestParts<AccountApi> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AccountApi) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

fn device_type(headers: &HeaderMap) -> DeviceType {
    let number = headers.get("device-type").and_then(|value| value.to_str().ok()?.trim().parse().ok());
    number.and_then(DeviceType::from_number).unwrap_or(DeviceType::UNKNOWN_BROWSER)
}

/// A call by a person who is signed in. The account and the device are read anew for every call, so
/// that what was withdrawn is no good.
#[derive(Debug, Clone)]
pub(crate) struct AccountCall {
    pub(crate) account: Account,
    pub(crate) caller: Caller,
}

impl AccountCall {
    /// The context of a command.
    pub(crate) fn command(&self, api: &AccountApi) -> Call {
        self.caller.command(api, Actor::Account(self.account.id))
    }

    async fn authenticate(parts: &Parts, api: &AccountApi, now: Timestamp) -> Result<Self, ApiError> {
        let token = bearer_key(&parts.headers).map_err(|_| ApiError::unauthorized())?;
        let claims = AccessClaims::read(api.application.tokens(), now, token.reveal());
        let claims = claims.ok_or_else(ApiError::unauthorized)?;
        let (id, device_id) = claims.account_and_device().ok_or_else(ApiError::unauthorized)?;
        let find = FindSignedIn { id, device_identifier: claims.device, device_id };
        let account = api.application.read(&find).await?.ok_or_else(ApiError::unauthorized)?;
        if account.security_stamp != claims.sstamp {
            return Err(ApiError::unauthorized());
        }
        Ok(Self { account, caller: Caller::of(parts) })
    }
}

impl FromRequestParts<AccountApi> for AccountCall {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &AccountApi) -> Result<Self, ApiError> {
        Self::authenticate(parts, api, api.application.now()).await
    }
}
