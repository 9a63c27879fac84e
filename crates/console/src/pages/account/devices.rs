//! `/account/devices`: with what the person signed in, each to be signed out.

use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::session::Session;
use crate::show::device_kind;
use crate::texts::Texts;
use application::{ListDevices, RemoveDevice};
use askama::Template;
use axum::extract::State;
use domain::{BrowserSession, Device, DeviceId, Timestamp};

const PATH: &str = "/account/devices";

#[derive(Template)]
#[template(path = "account/devices.html")]
struct DevicesPage {
    t: Texts,
    layout: Layout,
    devices: Vec<OwnDevice>,
}

/// A device of the person.
struct OwnDevice {
    id: String,
    /// The text of its kind.
    kind: &'static str,
    /// What it calls itself.
    name: String,
    created_at: Timestamp,
    last_seen_at: Timestamp,
    /// Whether this is the browser that asks.
    is_this: bool,
}

impl OwnDevice {
    fn of(device: Device, session: &BrowserSession) -> Self {
        let is_this = device.id == session.device_id;
        Self {
            id: device.id.to_string(),
            kind: device_kind(device.device_type),
            name: device.name,
            created_at: device.created_at,
            last_seen_at: if is_this { session.last_seen_at } else { device.last_seen_at },
            is_this,
        }
    }
}

pub(crate) async fn show(State(console): State<Console>, session: Session) -> PageResult {
    let found = console.application.read(&ListDevices(session.account.id)).await?;
    let mut devices: Vec<OwnDevice> = found.into_iter().map(|device| OwnDevice::of(device, &session.browser)).collect();
    devices.sort_by_key(|device| (!device.is_this, std::cmp::Reverse(device.last_seen_at)));
    let t = session.t();
    page(&DevicesPage { t, layout: session.layout(t.say("devices-title"), Entry::Devices), devices })
}

/// Signs one out.
pub(crate) async fn sign_out(State(console): State<Console>, session: Session, form: Form) -> PageResult {
    let id = DeviceId::parse(form.get("device")).ok_or(PageError::NotFound)?;
    let account_id = session.account.id;
    let is_removed = console.application.run(RemoveDevice { account_id, id }).await?;
    Ok(Flash::good(if is_removed { "devices-signed-out" } else { "devices-gone" }).then(PATH))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(name: &str, is_this: bool) -> OwnDevice {
        let at = Timestamp::from_micros(0);
        let id = "5d38ed12-9b5c-4a0d-8a28-4bd0a0d2b1b6".to_owned();
        OwnDevice { id, kind: "device-firefox", name: name.to_owned(), created_at: at, last_seen_at: at, is_this }
    }

    fn html(devices: Vec<OwnDevice>) -> String {
        let t = Texts::sample(Timestamp::from_micros(60_000_000));
        DevicesPage { t, layout: Layout::sample("Devices"), devices }.render().unwrap()
    }

    #[test]
    fn each_can_be_signed_out_and_this_one_too() {
        let html = html(vec![device("firefox", true), device("linux", false)]);
        assert_eq!(html.matches(">This browser<").count(), 1);
        assert_eq!(html.matches(r#"name="device" value="5d38ed12-9b5c-4a0d-8a28-4bd0a0d2b1b6""#).count(), 1, "{html}");
        assert_eq!(html.matches(r#"action="/sign-out""#).count(), 1, "{html}");
        assert!(html.contains("1 min ago"));
    }

    #[test]
    fn names_that_devices_give_themselves_are_escaped() {
        assert!(!html(vec![device(&"<img src=x onerror=alert(1)>".repeat(400), false)]).contains("<img"));
        assert!(html(Vec::new()).contains("<h1>"));
    }
}
