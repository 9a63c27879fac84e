//! What a handler tells the provisioning trace.

use application::ScimScope;
use domain::{Change, GroupId, MemberId, OrganizationId};
use parking_lot::Mutex;
use serde_json::Value;
use std::io::{self, Write};
use std::sync::Arc;

/// Longest body that the trace keeps, in bytes.
const BODY_KEPT: usize = 4096;

/// Notes on one request, shared between the trace and the handler.
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<Noted>>);

/// What was noted.
#[derive(Default)]
pub(crate) struct Noted {
    pub(crate) organization_id: Option<OrganizationId>,
    pub(crate) scope: Option<Arc<ScimScope>>,
    pub(crate) request: Option<String>,
    pub(crate) member_id: Option<MemberId>,
    pub(crate) group_id: Option<GroupId>,
    pub(crate) rule: Option<String>,
    pub(crate) changes: Vec<Change>,
    strangers: Vec<String>,
}

impl Notes {
    /// The organization that the request was let into.
    pub(crate) fn scope(&self, scope: &Arc<ScimScope>) {
        let mut noted = self.0.lock();
        noted.organization_id = Some(scope.organization.id);
        noted.scope = Some(Arc::clone(scope));
    }

    /// An organization that exists and whose key was not shown.
    pub(crate) fn refused_organization(&self, id: OrganizationId) {
        self.0.lock().organization_id = Some(id);
    }

    /// The request's body, without passwords.
    pub(crate) fn request(&self, body: &Value) {
        self.0.lock().request = Some(masked(body));
    }

    /// The member that the request is about.
    pub(crate) fn member(&self, id: MemberId) {
        self.0.lock().member_id = Some(id);
    }

    /// The group that the request is about.
    pub(crate) fn group(&self, id: GroupId) {
        self.0.lock().group_id = Some(id);
    }

    /// The rule that matched or decided.
    pub(crate) fn rule(&self, rule: impl Into<String>) {
        self.0.lock().rule = Some(rule.into());
    }

    /// A value that was sent as a member and cannot be one.
    pub(crate) fn stranger(&self, value: String) {
        self.0.lock().strangers.push(value);
    }

    /// Takes the values that could not be members.
    pub(crate) fn take_strangers(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().strangers)
    }

    /// What changed.
    pub(crate) fn changes(&self, changes: &[Change]) {
        self.0.lock().changes.extend_from_slice(changes);
    }

    /// Takes the notes.
    pub(crate) fn take(&self) -> Noted {
        std::mem::take(&mut *self.0.lock())
    }
}

/// The body as text, cut where it is long; values named `password`, and filters on it, are masked.
fn masked(body: &Value) -> String {
    let mut kept = Kept(Vec::with_capacity(512));
    let complete = if mentions_password(body) {
        let mut body = body.clone();
        mask(&mut body);
        serde_json::to_writer(&mut kept, &body).is_ok()
    } else {
        serde_json::to_writer(&mut kept, body).is_ok()
    };
    let mut text = String::from_utf8_lossy(&kept.0).into_owned();
    if !complete {
        text.push('…');
    }
    text
}

/// A writer that is full after a few kilobytes.
struct Kept(Vec<u8>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = BODY_KEPT.saturating_sub(self.0.len()).min(bytes.len());
        if room == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.extend_from_slice(bytes.get(..room).unwrap_or_default());
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_password(key: &str) -> bool {
    key.len() >= 8 && key.to_ascii_lowercase().ends_with("password")
}

/// Whether this is a filter that asks for a password, and so holds one.
pub(crate) fn is_secret_filter(name: &str, value: &str) -> bool {
    name.eq_ignore_ascii_case("filter") && value.to_ascii_lowercase().contains("password")
}

fn is_secret(key: &str, value: &Value) -> bool {
    is_password(key) || value.as_str().is_some_and(|text| is_secret_filter(key, text))
}

fn mentions_password(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.iter().any(|(key, value)| is_secret(key, value) || mentions_password(value)),
        // A PATCH names the attribute in its path.
        Value::Array(list) => list.iter().any(mentions_password),
        Value::String(text) => is_password(text),
        _ => false,
    }
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let path_is_password = object.values().any(|value| value.as_str().is_some_and(is_password));
            for (key, value) in object.iter_mut() {
                if is_secret(key, value) || (path_is_password && key.eq_ignore_ascii_case("value")) {
                    *value = Value::String("(masked)".to_owned());
                } else {
                    mask(value);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(mask),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn passwords_are_masked_wherever_they_stand() {
        for body in [
            json!({"userName": "a", "password": "secret-1"}),
            json!({"urn:ietf:params:scim:schemas:core:2.0:User:password": "secret-1"}),
            json!({"Operations": [{"op": "replace", "path": "password", "value": "secret-1"}]}),
            json!({"Operations": [{"op": "replace", "value": {"Password": "secret-1"}}]}),
            json!({"Operations": [{"method": "POST", "data": {"password": {"x": "secret-1"}}}]}),
            json!({"Filter": "userName pr and passWord sw \"secret-1\""}),
        ] {
            assert!(!masked(&body).contains("secret-1"), "{body}");
        }
        assert_eq!(masked(&json!({"a": "x"})), r#"{"a":"x"}"#);
    }

    #[test]
    fn a_long_body_is_cut() {
        let text = masked(&json!({"a": "ä".repeat(10_000)}));
        assert!(text.len() < BODY_KEPT + 10 && text.ends_with('…'));
    }
}
