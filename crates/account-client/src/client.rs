//! The connection to a server.

use crate::ClientError;
use crate::answer::Answer;
use reqwest::{Certificate, Method, RequestBuilder, Url, redirect};
use serde_json::Value;
use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;
use uuid::Uuid;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// For a whole answer. The sync of a large vault on a slow line is the longest.
const TIMEOUT: Duration = Duration::from_mins(1);
/// What a SCIM endpoint says to a call that it does not know (RFC 7644 §3.12).
const SCIM_ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// A server, as one device sees it. Clones share their connections and are the same device.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    /// Without a slash at the end.
    base: String,
    pub(crate) device: Uuid,
}

impl Client {
    /// A client of the server with this base URL: `/api` and `/identity` are below it. Certificates are checked against
    /// the authorities of the machine and against `ca_pem`, one or more certificates in PEM.
    ///
    /// # Errors
    /// [`ClientError::Url`] for plain HTTP to another machine, since what is sent opens the account;
    /// [`ClientError::Certificate`].
    pub fn new(base: &str, ca_pem: Option<&[u8]>) -> Result<Self, ClientError> {
        let url = checked(base).map_err(|reason| ClientError::Url(shown(base), reason))?;
        // Whoever comes first installs it; every program here has the same one.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let builder = reqwest::Client::builder()
            // Sooner than servers close connections, so that no call is put on one that is about to be closed.
            .pool_idle_timeout(Duration::from_secs(20))
            .user_agent(concat!("provost/", env!("CARGO_PKG_VERSION")))
            // A redirected login would carry the password's hash to another place.
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT);
        let extra = Certificate::from_pem_bundle(ca_pem.unwrap_or_default());
        let extra = extra.map_err(|error| ClientError::Certificate(innermost(&error)))?;
        if ca_pem.is_some() && extra.is_empty() {
            return Err(ClientError::Certificate("there is none in it".to_owned()));
        }
        // Without TLS no authority is needed, and a bare container has none.
        let builder = if url.scheme() == "http" { builder.tls_certs_only([]) } else { builder.tls_certs_merge(extra) };
        let http = builder.build().map_err(|error| ClientError::Certificate(innermost(&error)))?;
        Ok(Self { http, base: url.as_str().trim_end_matches('/').to_owned(), device: Uuid::new_v4() })
    }

    /// The base URL.
    pub fn server(&self) -> &str {
        &self.base
    }

    /// Looks who answers there, before anything is sent that a stranger should not see.
    ///
    /// # Errors
    /// [`ClientError::Unreachable`]; [`ClientError::Stranger`] where it is no server of this API.
    pub async fn identify(&self) -> Result<(), ClientError> {
        let answer = self.send(&Method::GET, "/api/config", |request| request).await?;
        if answer.status == 429 || answer.status >= 500 {
            return answer.accepted().map(drop);
        }
        if answer.status == 200 && answer.body.get("object").is_some_and(|object| object == "config") {
            return Ok(());
        }
        let schemas = answer.body.get("schemas").and_then(Value::as_array);
        let speaks_scim = schemas.is_some_and(|schemas| schemas.iter().any(|schema| schema == SCIM_ERROR));
        Err(ClientError::Stranger { server: self.base.clone(), speaks_scim })
    }

    /// Another device of the same server.
    #[must_use]
    pub fn another_device(&self) -> Self {
        Self { device: Uuid::new_v4(), ..self.clone() }
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Answer, ClientError> {
        self.send(&Method::POST, path, |request| request.json(body)).await
    }

    /// Sends a request and reads the whole answer, whatever its status.
    pub(crate) async fn send(
        &self,
        method: &Method,
        path: &str,
        fill: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer, ClientError> {
        let request = self.http.request(method.clone(), format!("{}{path}", self.base));
        let request = request.header("Accept", "application/json").header("Device-Identifier", self.device.to_string());
        let unreachable =
            |error: reqwest::Error| ClientError::Unreachable { server: self.base.clone(), cause: innermost(&error) };
        let response = fill(request).send().await.map_err(unreachable)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(unreachable)?;
        let path = path.split('?').next().unwrap_or_default();
        Ok(Answer::new(format!("{method} {path}"), status, &body))
    }
}

fn checked(base: &str) -> Result<Url, &'static str> {
    let url = Url::parse(base).map_err(|_| "it should look like https://vault.example.com")?;
    let is_here = || {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    };
    match url.scheme() {
        "https" => {}
        "http" if is_here() => {}
        "http" => return Err("what is sent there opens the account: it must begin with https://"),
        _ => return Err("it must begin with https://"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it must not contain a user or a password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("it must end before ? and #");
    }
    Ok(url)
}

/// The URL for an error's text, without what might be a password in it.
fn shown(base: &str) -> String {
    match (base.split_once("://"), base.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://…@{rest}"),
        _ => base.to_owned(),
    }
}

/// What stands at the bottom of an error: the outer layers only say that something failed, and repeat URLs.
fn innermost(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "it took too long".to_owned();
    }
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for base in
            ["http://127.0.0.1:8080", "http://localhost:8080/", "http://[::1]:80", "https://vault.example.com/base/"]
        {
            let client = Client::new(base, None).unwrap();
            assert!(!client.server().ends_with('/'));
        }
        for base in
            ["http://vault.example.com", "http://10.0.0.1", "ftp://localhost", "vault.example.com", "", "https://"]
        {
            assert!(matches!(Client::new(base, None), Err(ClientError::Url(..))), "{base}");
        }
    }

    #[test]
    fn a_password_in_the_url_is_refused_and_not_repeated() {
        let error = Client::new("https://olga:hunter2@vault.example.com", None).unwrap_err().to_string();
        assert!(error.contains("user or a password") && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_file_without_certificates_is_refused() {
        let refused = Client::new("https://localhost", Some(b"not a certificate"));
        assert!(matches!(refused, Err(ClientError::Certificate(_))));
    }
}
