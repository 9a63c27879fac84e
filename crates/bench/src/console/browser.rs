//! The owner's browser: a session of the console, made as the sign-in page's script makes it.

use anyhow::{Context, anyhow, ensure};
use serde_json::{Value, json};

use crate::http::Connection;
use crate::requests::{Request, Service};

/// A browser that is signed in.
pub(super) struct Browser {
    pub(super) service: Service,
    /// What its forms carry.
    csrf: String,
}

impl Browser {
    /// Exchanges the token of a client for a session.
    pub(super) async fn new(service: &Service, token: &str) -> anyhow::Result<Self> {
        let stranger = service.browsing("application/json", "");
        let request = Request::new("POST", "/session".to_owned(), Some(&json!({"accessToken": token})), &[200]);
        let mut connection = Connection::new(service.address);
        let answer = connection.exchange(&stranger.bytes(&request)).await?;
        request.judge(answer.status, answer.body).map_err(|error| anyhow!(error))?;
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next()).context("no cookie")?;
        let said: Value = serde_json::from_slice(answer.body)?;
        let csrf = said.get("csrf").and_then(Value::as_str).context("no csrf")?.to_owned();
        Ok(Self { service: service.browsing("application/x-www-form-urlencoded", cookie), csrf })
    }

    /// A browser of somebody who is not signed in.
    pub(super) fn stranger(&self) -> Self {
        Self { service: self.service.browsing("", ""), csrf: String::new() }
    }

    /// Sends a form.
    pub(super) async fn send(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &self.csrf).extend_pairs(fields);
        let request = Request::form(path.to_owned(), form.finish());
        let mut connection = Connection::new(self.service.address);
        let status = connection.exchange(&self.service.bytes(&request)).await?.status;
        ensure!(status == 303, "{path}: {status} instead of 303");
        Ok(())
    }

    /// The text of a page.
    pub(super) async fn text(&self, path: &str) -> anyhow::Result<String> {
        Ok(String::from_utf8_lossy(&get(&self.service, path).await?).into_owned())
    }

    /// What of a file comes over the wire, and its text.
    pub(super) async fn file(&self, path: &str) -> anyhow::Result<(usize, String)> {
        let compressed = get(&self.service, path).await?.len();
        let plain = get(&self.service.speaking("", ""), path).await?;
        Ok((compressed, String::from_utf8_lossy(&plain).into_owned()))
    }
}

async fn get(service: &Service, path: &str) -> anyhow::Result<Vec<u8>> {
    let mut connection = Connection::new(service.address);
    let answer = connection.exchange(&service.bytes(&Request::get(path.to_owned()))).await?;
    ensure!(answer.status == 200, "{path}: {}", answer.status);
    Ok(answer.body.to_vec())
}
