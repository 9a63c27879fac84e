//! The form that asks for a token.

use super::error::TokenRefusal;
use axum::body;
use axum::extract::Request;
use domain::{AccountId, Device, DeviceId, DeviceType, Timestamp};
use std::collections::HashMap;
use uuid::Uuid;

/// Most bytes of a form.
const LIMIT: usize = 16 * 1024;

/// The fields of the form. Not printed: some are secrets.
pub(super) struct TokenForm(HashMap<String, String>);

impl TokenForm {
    pub(super) async fn read(request: Request) -> Result<Self, TokenRefusal> {
        let bytes = body::to_bytes(request.into_body(), LIMIT)
            .await
            .map_err(|_| TokenRefusal::invalid_request("The form is incomplete, or larger than 16 KiB."))?;
        let fields: HashMap<_, _> = form_urlencoded::parse(&bytes).into_owned().collect();
        // Not every database takes it in a text.
        if fields.values().any(|value| value.contains('\0')) {
            return Err(TokenRefusal::invalid_request("The form holds a NUL character."));
        }
        Ok(Self(fields))
    }

    /// A field that is there and not blank.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.trim().is_empty())
    }

    pub(super) fn require(&self, name: &str) -> Result<&str, TokenRefusal> {
        self.get(name).ok_or_else(|| TokenRefusal::invalid_request(&format!("{name} is missing.")))
    }

    /// The device that asks.
    pub(super) fn device(&self, account_id: AccountId, id: Uuid, now: Timestamp) -> Result<Device, TokenRefusal> {
        let number = self.get("deviceType").and_then(|number| number.trim().parse().ok());
        let device_type = number.and_then(DeviceType::from_number).unwrap_or(DeviceType::UNKNOWN_BROWSER);
        let name = self.get("deviceName").unwrap_or_default();
        let (id, identifier) = (DeviceId::from_uuid(id), self.require("deviceIdentifier")?);
        Device::new(account_id, id, identifier, name, device_type, now)
            .map_err(|refusal| TokenRefusal::invalid_request(&refusal.to_string()))
    }
}
