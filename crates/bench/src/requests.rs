//! The requests, as identity providers send them.

use std::net::SocketAddr;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

/// A ciphertext of the right form.
pub(crate) const SEALED: &str =
    "2.EZJnDTycvmI2llBlMZl7QA==|+Zp9wQQ6YW+rwmJjklrBCQ==|GdgHp+tGiPDtRPPPzhIYBGU92aoxWtjTrC5uLPIVwK0=";

/// One request and the answer that is right.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    /// Behind the SCIM base URL.
    pub(crate) path: String,
    pub(crate) body: Option<String>,
    statuses: &'static [u16],
    /// Must stand in the body.
    contains: &'static str,
}

impl Request {
    pub(crate) fn new(method: &'static str, path: String, body: Option<&Value>, statuses: &'static [u16]) -> Self {
        Self { method, path, body: body.map(Value::to_string), statuses, contains: "" }
    }

    /// A GET of this path.
    pub(crate) fn get(path: String) -> Self {
        Self::new("GET", path, None, &[200])
    }

    /// A POST of a form.
    pub(crate) fn form(path: String, body: String) -> Self {
        Self { body: Some(body), ..Self::new("POST", path, None, &[200]) }
    }

    /// The same where these answers are right.
    pub(crate) fn refused(self, statuses: &'static [u16]) -> Self {
        Self { statuses, ..self }
    }

    /// An error that tells what came instead of the expected answer.
    pub(crate) fn judge(&self, status: u16, body: &[u8]) -> Result<(), String> {
        let text = || String::from_utf8_lossy(body.get(..300).unwrap_or(body)).into_owned();
        let wanted = self.contains.as_bytes();
        if !self.statuses.contains(&status) {
            Err(format!("{} {}: {status} {}", self.method, self.path, text()))
        } else if !wanted.is_empty() && !body.windows(wanted.len()).any(|window| window == wanted) {
            Err(format!("{} {}: no {} in {}", self.method, self.path, self.contains, text()))
        } else {
            Ok(())
        }
    }
}

/// Where requests go.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    prefix: String,
    /// What every request says of who asks, and what is wanted.
    headers: String,
    /// Of bodies.
    media: &'static str,
}

impl Service {
    /// From a URL on a loopback address, as the service prints it.
    pub(crate) fn new(url: &str, key: &str) -> anyhow::Result<Self> {
        let rest = url.trim_end_matches('/').strip_prefix("http://").with_context(|| format!("{url}: not http://"))?;
        let (host, prefix) =
            rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
        let address: SocketAddr = host.replace("localhost", "127.0.0.1").parse().with_context(|| url.to_owned())?;
        ensure!(address.ip().is_loopback(), "{url}: only this machine is measured");
        let media = "application/scim+json";
        Ok(Self { address, prefix, headers: bearer(key, media), media })
    }

    /// The same with bodies of another kind, under another key.
    pub(crate) fn speaking(&self, media: &'static str, key: &str) -> Self {
        Self { media, headers: bearer(key, media), ..self.clone() }
    }

    /// The same as a browser with this cookie reads pages, and sends bodies of this kind.
    pub(crate) fn browsing(&self, media: &'static str, cookie: &str) -> Self {
        let said = "Accept: text/html\r\nAccept-Encoding: br\r\nSec-Fetch-Site: same-origin";
        Self { media, headers: format!("Cookie: {cookie}\r\n{said}\r\n"), ..self.clone() }
    }

    /// The request as it goes over the wire.
    pub(crate) fn bytes(&self, request: &Request) -> Vec<u8> {
        let body = request.body.as_deref().unwrap_or_default();
        let (prefix, headers, address) = (&self.prefix, &self.headers, self.address);
        let head = format!("{} {prefix}{} HTTP/1.1\r\nHost: {address}\r\n", request.method, request.path);
        let media = self.media;
        let length = if request.body.is_some() {
            format!("Content-Type: {media}\r\nContent-Length: {}\r\n", body.len())
        } else {
            String::new()
        };
        [&head, headers, &length, "\r\n", body].concat().into_bytes()
    }
}

fn bearer(key: &str, media: &str) -> String {
    format!("Authorization: Bearer {key}\r\nAccept: {media}\r\n")
}

/// What its SCIM client calls a member.
pub(crate) fn user_name(member: usize) -> String {
    format!("member-{member:07}@example.com")
}

/// A user as Entra ID sends it with its default mapping, about 800 bytes.
pub(crate) fn user(member: usize) -> Value {
    let name = user_name(member);
    json!({
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        ],
        "externalId": format!("external-{member:07}"), "userName": name, "active": true,
        "displayName": format!("Given {member} Family"),
        "emails": [{"primary": true, "type": "work", "value": name}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": format!("Given {member} Family"), "givenName": "Given", "familyName": format!("Family {member}")},
        "title": "Engineer", "preferredLanguage": "en-US",
        "phoneNumbers": [{"primary": true, "type": "work", "value": "+49 30 1234567"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
            "department": "Engineering", "employeeNumber": format!("{member}"),
        },
    })
}

pub(crate) fn create(member: usize) -> Request {
    Request::new("POST", "/Users".to_owned(), Some(&user(member)), &[201])
}

/// How a look-up names the member.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    UserName,
    ExternalId,
    Email,
}

/// A filter that finds exactly one member, or none.
pub(crate) fn look_up(key: Key, member: usize, hit: bool) -> Request {
    let prefix = if hit { "" } else { "no-" };
    let filter = match key {
        Key::UserName => format!("userName%20eq%20%22{prefix}{}%22", user_name(member)),
        Key::ExternalId => format!("externalId%20eq%20%22{prefix}external-{member:07}%22"),
        Key::Email => {
            format!("emails%5Btype%20eq%20%22work%22%5D.value%20eq%20%22{prefix}{}%22", user_name(member))
        }
    };
    let contains = if hit { "\"totalResults\":1" } else { "\"totalResults\":0" };
    Request { contains, ..Request::get(format!("/Users?filter={filter}")) }
}

pub(crate) fn get_user(id: &str) -> Request {
    Request { contains: "\"userName\"", ..Request::get(format!("/Users/{id}")) }
}

fn patch(path: String, operation: &Value) -> Request {
    let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]});
    Request::new("PATCH", path, Some(&body), &[200, 204])
}

pub(crate) fn set_active(id: &str, active: bool) -> Request {
    patch(format!("/Users/{id}"), &json!({"op": "Replace", "path": "active", "value": active}))
}

pub(crate) fn set_display_name(id: &str, name: &str) -> Request {
    patch(format!("/Users/{id}"), &json!({"op": "Replace", "path": "displayName", "value": name}))
}

pub(crate) fn create_group(name: &str) -> Request {
    let schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"];
    let group = json!({"schemas": schemas, "displayName": name, "externalId": format!("external-{name}")});
    Request::new("POST", "/Groups".to_owned(), Some(&group), &[201])
}

pub(crate) fn add_members(group: &str, ids: &[String]) -> Request {
    let members: Vec<Value> = ids.iter().map(|id| json!({"value": id})).collect();
    patch(format!("/Groups/{group}"), &json!({"op": "Add", "path": "members", "value": members}))
}

pub(crate) fn remove_member(group: &str, id: &str) -> Request {
    patch(format!("/Groups/{group}"), &json!({"op": "Remove", "path": format!("members[value eq \"{id}\"]")}))
}

pub(crate) fn find_group(name: &str) -> Request {
    let path = format!("/Groups?excludedAttributes=members&filter=displayName%20eq%20%22{name}%22");
    Request { contains: "\"totalResults\":1", ..Request::get(path) }
}

/// A collection that these members of an organization reach.
pub(crate) fn create_collection(organization: &str, users: &Value) -> Request {
    let body = json!({"name": SEALED, "externalId": null, "groups": [], "users": users});
    Request::new("POST", format!("/api/organizations/{organization}/collections"), Some(&body), &[200])
}

/// A page of 100 members.
pub(crate) fn page(number: usize) -> Request {
    let path = format!("/Users?startIndex={}&count=100", number * 100 + 1);
    Request { contains: "\"userName\"", ..Request::get(path) }
}

/// The `id` of a created resource.
pub(crate) fn id_of(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    body.get("id")?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_goes_out_whole() {
        let service = Service::new("http://127.0.0.1:44559/v2/org/", "key").unwrap();
        let text = String::from_utf8(service.bytes(&set_active("7", false))).unwrap();
        assert!(
            text.starts_with(
                "PATCH /v2/org/Users/7 HTTP/1.1\r\nHost: 127.0.0.1:44559\r\nAuthorization: Bearer key\r\n"
            ),
            "{text}"
        );
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.ends_with(&format!("Content-Length: {}", body.len())), "{text}");
        assert!(Service::new("http://192.0.2.1:1/v2", "key").is_err());
    }

    #[test]
    fn a_wrong_answer_is_an_error() {
        let request = look_up(Key::UserName, 1, true);
        assert!(request.judge(200, b"{\"totalResults\":1}").is_ok());
        assert!(request.judge(200, b"{\"totalResults\":0}").is_err());
        assert!(request.judge(500, b"{\"totalResults\":1}").is_err());
    }
}
