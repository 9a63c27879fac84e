//! `/organizations/{organization}/provisioning/{entry}`: one call, with all that is kept of it.

use super::curl::curl;
use crate::Console;
use crate::error::PageError;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::pages::scim::ScimSession;
use crate::path_id;
use crate::rail::Entry as RailEntry;
use crate::show::{call, clipped, millis};
use crate::texts::{Phrase, Texts};
use application::{ListScimKeys, TraceEntry, TraceRow};
use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use domain::{Change, Permissions, ScimKeyRecord};
use serde_json::Value;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "provisioning/entry.html")]
struct Entry {
    t: Texts,
    layout: Layout,
    back: String,
    told: Phrase,
    call: TraceEntry,
    sent: Option<String>,
    answered: Option<String>,
    changes: Vec<Change>,
    key: Option<ScimKeyRecord>,
    member: Option<Named>,
    group: Option<Named>,
    /// How long it took, in milliseconds.
    millis: String,
    curl: Option<String>,
}

/// Somebody or something with a name and, where the reader may see it, a page.
struct Named {
    name: String,
    href: Option<String>,
}

impl Entry {
    /// The tone of its status.
    const fn tone(&self) -> &'static str {
        if self.call.status < 400 { "good" } else { "bad" }
    }
}

/// The id of a call in the path.
pub(crate) struct CallId(Uuid);

impl FromRequestParts<Console> for CallId {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        path_id::read(parts, console, "entry", |text| Uuid::parse_str(text).ok()).await.map(Self)
    }
}

pub(crate) async fn handle(
    State(console): State<Console>,
    ScimSession(session): ScimSession,
    CallId(id): CallId,
) -> PageResult {
    let organization_id = session.organization.id;
    let row = console.application.trace_entry(organization_id, id).await?.ok_or(PageError::NotFound)?;
    let keys = match row.entry.scim_key_id {
        Some(_) => console.application.read(&ListScimKeys(organization_id)).await?,
        None => Vec::new(),
    };
    let key = keys.into_iter().find(|key| row.entry.scim_key_id == Some(key.id));
    page(&Entry::of(&console, &session, row, key))
}

impl Entry {
    fn of(console: &Console, session: &OrganizationSession, row: TraceRow, key: Option<ScimKeyRecord>) -> Self {
        let t = session.t();
        let told = call(t, &row);
        let TraceRow { entry, member, group } = row;
        let member_id = entry.member_id.map(|id| id.to_string());
        let group_id = entry.group_id.map(|id| id.to_string());
        Self {
            t,
            layout: session.layout(t.say("provisioning-call"), RailEntry::Provisioning),
            back: session.path("/provisioning"),
            told,
            sent: entry.request.as_deref().map(pretty),
            answered: entry.answer.as_deref().filter(|answer| !answer.is_empty()).map(pretty),
            changes: entry.changes.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default(),
            key,
            member: named(session, member_id, member, "/members", |may| may.manage_users),
            group: named(session, group_id, group, "/groups", |may| may.manage_groups),
            millis: millis(entry.micros),
            curl: curl(&entry, &session.person.visit.origin, &console.scim_url),
            // What decided a call that failed is often the cause itself.
            call: TraceEntry { rule: entry.rule.clone().filter(|rule| entry.cause.as_ref() != Some(rule)), ..entry },
        }
    }
}

/// Whom or what a call was about. Who is gone has an id and no name.
fn named(
    session: &OrganizationSession,
    id: Option<String>,
    name: Option<String>,
    list: &str,
    permission: fn(&Permissions) -> bool,
) -> Option<Named> {
    let id = id?;
    let has_page = name.is_some() && session.member.may(permission);
    let href = has_page.then(|| session.path(&format!("{list}/{id}")));
    Some(Named { name: name.map_or(id, |name| clipped(&name)), href })
}

/// JSON with its members on lines of their own; what is none stays as it is.
fn pretty(text: &str) -> String {
    let parsed: Result<Value, _> = serde_json::from_str(text);
    parsed.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::scim::settings::tests::sample_key;
    use crate::show::sample_call;

    const IMAGE: &str = "<img src=x onerror=alert(1)>";

    fn sample(text: &str) -> String {
        let row = sample_call("PATCH", &format!("/v2/x/Users/{text}"), 409, Some(text));
        let t = Texts::sample(row.entry.occurred_at);
        let told = call(t, &row);
        let text = || Some(text.to_owned());
        let entry = TraceEntry { cause: text(), fix: text(), rule: text(), agent: text(), ..row.entry };
        let page = Entry {
            t,
            layout: Layout::sample("A call"),
            back: "/x".to_owned(),
            told,
            sent: text(),
            answered: text(),
            changes: vec![Change { field: "title".to_owned(), before: None, after: text() }],
            key: Some(sample_key(IMAGE)),
            member: Some(Named { name: IMAGE.to_owned(), href: Some("/y".to_owned()) }),
            group: None,
            millis: millis(entry.micros),
            curl: curl(&entry, "https://main.example", "https://scim.example"),
            call: entry,
        };
        page.render().unwrap()
    }

    #[test]
    fn whatever_is_sent_is_escaped_however_long() {
        for text in [IMAGE.to_owned(), "ü".repeat(10_000)] {
            let html = sample(&text);
            assert!(!html.contains("<img") && html.contains("$SCIM_KEY"), "{html}");
        }
    }

    #[test]
    fn bodies_are_shown_for_people() {
        assert_eq!(pretty(r#"{"a":1}"#), "{\n  \"a\": 1\n}");
        assert_eq!(pretty(r#"{"a":1…"#), r#"{"a":1…"#);
    }
}
