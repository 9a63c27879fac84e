//! What is told about members: lines for people, or JSON for scripts.

use crate::output::{self, printable};
use account_client::{Member, MemberKey, MemberStatus};
use serde_json::{Map, Value, json};
use vault_crypto::FingerprintPhrase;

/// How results are printed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report {
    json: bool,
}

impl Report {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Somebody waits, and this is the key that the server hands out for them.
    pub(crate) fn waiting(self, member: &Member, key: &MemberKey) {
        if self.json {
            return print("waiting", member, json!({"fingerprint": key.phrase.to_string()}));
        }
        output::line(&named(member));
        for (title, value) in [
            ("role", member.role.to_string()),
            ("came by", origin(member)),
            ("member", member.id.to_string()),
            ("fingerprint", key.phrase.to_string()),
        ] {
            output::line(&format!("    {title:<13}{}", printable(&value)));
        }
    }

    /// Somebody was confirmed with the key of this phrase.
    pub(crate) fn confirmed(self, member: &Member, phrase: &FingerprintPhrase) {
        if self.json {
            return print("confirmed", member, json!({"fingerprint": phrase.to_string()}));
        }
        let (role, origin) = (member.role, printable(&origin(member)));
        output::line(&format!("Confirmed {}, {role}, {origin}, fingerprint {phrase}", named(member)));
    }

    /// The server refused.
    pub(crate) fn refused(self, member: &Member, message: &str) {
        if self.json {
            return print("refused", member, json!({"message": message}));
        }
        output::line(&format!("Not confirmed: {}: {}", named(member), printable(message)));
    }

    /// Somebody else was quicker.
    pub(crate) fn no_longer_waiting(self, member: &Member, status: Option<MemberStatus>) {
        let words = match status {
            Some(MemberStatus::Confirmed) => "has been confirmed in the meantime",
            Some(MemberStatus::Revoked) => "has been revoked in the meantime",
            Some(_) => "does not wait any more",
            None => "has been removed in the meantime",
        };
        if self.json {
            return print("noLongerWaiting", member, json!({"message": words}));
        }
        output::line(&format!("{} {words}", named(member)));
    }

    /// Somebody waits whom no rule lets in.
    pub(crate) fn passed_over(self, member: &Member) {
        if self.json {
            return print("passedOver", member, json!({"message": "the rules do not match"}));
        }
        let (role, origin) = (member.role, printable(&origin(member)));
        output::line(&format!("Left waiting, since the rules do not match: {}, {role}, {origin}", named(member)));
    }
}

fn print(result: &str, member: &Member, more: Value) {
    let mut line = Map::new();
    line.insert("result".to_owned(), json!(result));
    let fields = json!({
        "memberId": member.id,
        "userId": member.user_id,
        "email": member.email,
        "name": member.name,
        "role": member.role.to_string(),
        "origin": member.origin,
        "externalId": member.external_id,
    });
    for object in [fields, more] {
        line.extend(object.as_object().cloned().unwrap_or_default());
    }
    output::line(&Value::Object(line).to_string());
}

/// Name and address.
pub(crate) fn named(member: &Member) -> String {
    match member.name.as_deref().filter(|name| !name.trim().is_empty() && *name != member.email) {
        Some(name) => printable(&format!("{name} <{}>", member.email)),
        None => printable(&member.email),
    }
}

fn origin(member: &Member) -> String {
    let words = match member.origin.as_deref() {
        Some("scim") => "SCIM",
        Some("import") => "directory import",
        Some("console") => "an invitation by hand",
        Some("publicApi") => "the Public API",
        Some(other) => other,
        None if member.external_id.is_some() => "a directory",
        None => "unknown way",
    };
    match member.external_id.as_deref() {
        Some(id) => format!("{words} (externalId {id})"),
        None => words.to_owned(),
    }
}
