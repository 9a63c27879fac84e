//! A device, as clients read it.

use crate::api_json::date;
use domain::Device;
use serde_json::{Value, json};

pub(super) fn device(device: &Device) -> Value {
    json!({
        "id": device.id,
        "name": device.name,
        "type": device.device_type.number(),
        "identifier": device.identifier,
        "creationDate": date(device.created_at),
        "lastActivityDate": date(device.last_seen_at),
        "isTrusted": false,
        "encryptedUserKey": null,
        "encryptedPublicKey": null,
        "devicePendingAuthRequest": null,
        "object": "device",
    })
}
