//! A call of an identity provider in a sentence.

use super::clipped::clipped;
use crate::texts::{Phrase, Texts};
use application::{TraceEntry, TraceRow};
use domain::{Change, MemberStatus};

/// What a call is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    People,
    Groups,
    Bulk,
    /// What the server can do.
    Capabilities,
    Other,
}

/// What a call does with what it is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Create,
    Read,
    LookUp,
    List,
    Change,
    Revoke,
    Restore,
    /// It sends what is there already.
    Repeat,
    Remove,
    Other,
}

/// What the identity provider did, or tried to do, with names in place of ids.
pub(crate) fn call(t: Texts, row: &TraceRow) -> Phrase {
    let entry = &row.entry;
    let address = Address::of(entry);
    let deed = address.deed(entry);
    if entry.status >= 400 {
        return refused(t, row, &address, deed);
    }
    let what = || address.filter.clone().unwrap_or_default();
    let person = || row.member.as_deref().map_or_else(|| t.say("call-somebody").to_string(), clipped);
    let group = || row.group.as_deref().map_or_else(|| t.say("call-some-group").to_string(), clipped);
    match (address.kind, deed) {
        (Kind::People, Deed::Create) => t.say("call-person-created").with("who", person()),
        (Kind::People, Deed::Read) => t.say("call-person-read").with("who", person()),
        (Kind::People, Deed::LookUp) => t.say("call-person-looked-up").with("what", what()),
        (Kind::People, Deed::List) => t.say("call-people-listed"),
        (Kind::People, Deed::Change) => t.say("call-person-changed").with("who", person()),
        (Kind::People, Deed::Revoke) => t.say("call-person-revoked").with("who", person()),
        (Kind::People, Deed::Restore) => t.say("call-person-restored").with("who", person()),
        (Kind::People, Deed::Repeat) => t.say("call-person-same").with("who", person()),
        (Kind::People, Deed::Remove) => t.say("call-person-removed").with("who", person()),
        (Kind::Groups, Deed::Create) => t.say("call-group-created").with("who", group()),
        (Kind::Groups, Deed::Read) => t.say("call-group-read").with("who", group()),
        (Kind::Groups, Deed::LookUp) => t.say("call-group-looked-up").with("what", what()),
        (Kind::Groups, Deed::List) => t.say("call-groups-listed"),
        (Kind::Groups, Deed::Change | Deed::Revoke | Deed::Restore) => t.say("call-group-changed").with("who", group()),
        (Kind::Groups, Deed::Repeat) => t.say("call-group-same").with("who", group()),
        (Kind::Groups, Deed::Remove) => t.say("call-group-removed").with("who", group()),
        (Kind::Bulk, _) => t.say("call-bulk"),
        (Kind::Capabilities, _) => t.say("call-capabilities"),
        _ => other(t, entry),
    }
}

/// A call that was not done.
fn refused(t: Texts, row: &TraceRow, address: &Address, deed: Deed) -> Phrase {
    let name = match address.kind {
        Kind::People => row.member.as_deref().map_or_else(|| t.say("call-somebody").to_string(), clipped),
        Kind::Groups => row.group.as_deref().map_or_else(|| t.say("call-some-group").to_string(), clipped),
        _ => return other(t, &row.entry),
    };
    match deed {
        Deed::Create => t.say("call-not-created").with("who", name),
        Deed::Change | Deed::Revoke | Deed::Restore | Deed::Repeat => t.say("call-not-changed").with("who", name),
        Deed::Remove => t.say("call-not-removed").with("who", name),
        Deed::Read => t.say("call-not-read").with("who", name),
        Deed::LookUp | Deed::List => t.say("call-not-listed"),
        Deed::Other => other(t, &row.entry),
    }
}

fn other(t: Texts, entry: &TraceEntry) -> Phrase {
    t.say("call-other").with("method", &entry.method).with("path", clipped(path_of(&entry.target)))
}

/// Where a call went.
struct Address {
    kind: Kind,
    has_id: bool,
    filter: Option<String>,
}

impl Address {
    fn of(entry: &TraceEntry) -> Self {
        let path = path_of(&entry.target);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<String> = path.split('/').map(str::to_ascii_lowercase).collect();
        let place = |name: &str| parts.iter().position(|part| part == name);
        let kinds = [
            ("users", Kind::People),
            ("groups", Kind::Groups),
            ("bulk", Kind::Bulk),
            ("serviceproviderconfig", Kind::Capabilities),
            ("schemas", Kind::Capabilities),
            ("resourcetypes", Kind::Capabilities),
        ];
        let found = kinds.iter().find_map(|(name, kind)| Some((place(name)?, *kind)));
        let (at, kind) = found.unwrap_or((parts.len(), Kind::Other));
        let after = parts.get(at + 1).filter(|part| !part.is_empty());
        let mut parameters = form_urlencoded::parse(query.as_bytes());
        let filter = parameters.find(|(name, _)| name.eq_ignore_ascii_case("filter"));
        Self {
            kind,
            has_id: after.is_some_and(|part| part != ".search"),
            filter: filter.map(|(_, value)| clipped(&value)),
        }
    }

    fn deed(&self, entry: &TraceEntry) -> Deed {
        match entry.method.as_str() {
            "GET" | "HEAD" if self.has_id => Deed::Read,
            "GET" | "HEAD" if self.filter.is_some() => Deed::LookUp,
            "GET" | "HEAD" => Deed::List,
            "POST" if entry.target.to_ascii_lowercase().contains("/.search") => Deed::List,
            "POST" => Deed::Create,
            "PUT" | "PATCH" => change(entry.changes.as_deref()),
            "DELETE" => Deed::Remove,
            _ => Deed::Other,
        }
    }
}

/// Path and query of a call; of a part of a bulk call, its own.
fn path_of(target: &str) -> &str {
    let Some((_, part)) = target.split_once(" · ") else { return target };
    part.split_once(' ').map_or(part, |(_, path)| path)
}

/// What a list of changes comes to.
fn change(changes: Option<&str>) -> Deed {
    let changes: Vec<Change> = changes.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let status = changes.iter().find(|change| change.field == "status");
    let is_revoked = |side: fn(&Change) -> &Option<String>| {
        status.and_then(|change| side(change).as_deref()) == Some(MemberStatus::Revoked.name())
    };
    match (changes.is_empty(), is_revoked(|change| &change.before), is_revoked(|change| &change.after)) {
        (true, ..) => Deed::Repeat,
        (_, _, true) => Deed::Revoke,
        (_, true, _) => Deed::Restore,
        _ => Deed::Change,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use domain::{OrganizationId, Timestamp};
    use uuid::Uuid;

    /// A call, for samples.
    pub(crate) fn sample(method: &str, target: &str, status: u16, member: Option<&str>) -> TraceRow {
        let entry = TraceEntry {
            organization_id: OrganizationId::from_uuid(Uuid::nil()),
            id: Uuid::from_u128(7),
            occurred_at: Timestamp::from_micros(1_767_225_600_000_000),
            scim_key_id: None,
            request_id: "r1".to_owned(),
            address: "203.0.113.7".to_owned(),
            agent: Some("Okta SCIM Client 1.0.0".to_owned()),
            provider: Some("Okta".to_owned()),
            method: method.to_owned(),
            target: target.to_owned(),
            request: None,
            status,
            answer: None,
            member_id: None,
            group_id: None,
            rule: None,
            changes: None,
            cause: None,
            fix: None,
            micros: 1_200,
        };
        TraceRow { entry, member: member.map(str::to_owned), group: None }
    }

    #[test]
    fn a_call_is_told_in_a_sentence() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let revoked = r#"[{"field":"status","before":"Confirmed","after":"Revoked"}]"#;
        let restored = r#"[{"field":"status","before":"Revoked","after":"Confirmed"}]"#;
        for (method, target, status, changes, told) in [
            ("POST", "/v2/x/Users", 201, None, "Created Dora"),
            ("GET", "/v2/x/Users?filter=userName+eq+%22a%22", 200, None, "Looked up userName eq \"a\""),
            ("GET", "/v2/x/users/1", 200, None, "Read Dora"),
            ("GET", "/scim/v2/x/Users?startIndex=1", 200, None, "Listed people"),
            ("PATCH", "/v2/x/Users/1", 200, Some(revoked), "Revoked Dora"),
            ("PUT", "/v2/x/Users/1", 200, Some(restored), "Restored Dora"),
            ("PUT", "/v2/x/Users/1", 200, None, "Sent Dora again; nothing was different"),
            ("DELETE", "/v2/x/Users/1", 204, None, "Removed Dora"),
            ("POST", "/v2/x/Users", 409, None, "Could not create Dora"),
            ("POST", "/v2/x/Users/.search", 200, None, "Listed people"),
            ("DELETE", "/v2/x/Groups/1", 204, None, "Removed a group"),
            ("PATCH", "/v2/x/Groups/1", 404, None, "Could not change a group"),
            ("POST", "/v2/x/Bulk", 200, None, "Sent several changes at once"),
            ("POST", "/v2/x/Bulk · POST /Users", 201, None, "Created Dora"),
            ("GET", "/v2/x/Schemas", 200, None, "Asked what this server can do"),
            ("TRACE", "/v2/x/Nothing", 405, None, "TRACE /v2/x/Nothing"),
        ] {
            let mut row = sample(method, target, status, Some("Dora"));
            row.entry.changes = changes.map(str::to_owned);
            assert_eq!(call(t, &row).to_string(), told, "{method} {target}");
        }
    }

    #[test]
    fn a_long_name_is_cut() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let told = call(t, &sample("POST", "/v2/x/Users", 201, Some(&"ü".repeat(10_000)))).to_string();
        assert!(told.chars().count() < 100 && told.ends_with('…'), "{told}");
    }
}
