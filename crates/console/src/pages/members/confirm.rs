//! `/organizations/{organization}/members/confirm`: the organization's key is handed to those who accepted. The browser does
//! that; the page only says who they are.

use super::change::{MOST, chosen};
use super::list_address::ListAddress;
use crate::Console;
use crate::asked::Asked;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::show::avatar;
use crate::texts::Texts;
use application::{FindSelectedMembers, MemberAction, MemberSelection, PreviewMemberChange, PreviewedMember};
use askama::Template;
use axum::extract::State;
use domain::{MemberRole, MemberStatus, Timestamp};

/// Members whose phrases a page compares, where nobody was chosen.
const SHOWN: u16 = 100;

#[derive(Template)]
#[template(path = "members/confirm.html")]
struct Confirm {
    t: Texts,
    layout: Layout,
    path: String,
    organization: String,
    server: String,
    email: String,
    has_more: bool,
    rows: Vec<Row>,
}

/// A member who waits, or cannot be confirmed.
struct Row {
    id: String,
    name: String,
    email: String,
    initials: String,
    role: MemberRole,
    since: Timestamp,
    /// Why the member cannot be confirmed.
    refusal: Option<String>,
}

pub(crate) async fn show(State(console): State<Console>, session: OrganizationSession, asked: Asked) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let (list, named) = (ListAddress::of(&asked), asked.all("member"));
    let mut ids = chosen(&console, &session, &list, asked.has("all"), named).await?;
    let mut limit = MOST;
    if ids.is_empty() {
        limit = usize::from(SHOWN);
        let selection = MemberSelection { status: Some(MemberStatus::Accepted), ..MemberSelection::default() };
        let find = FindSelectedMembers { organization_id: session.organization.id, selection, limit: SHOWN + 1 };
        ids = console.application.read(&find).await?;
    }
    let has_more = ids.len() > limit;
    ids.truncate(limit);
    let preview = PreviewMemberChange {
        organization_id: session.organization.id,
        by: session.authority(),
        ids,
        action: MemberAction::Confirm,
        now: console.application.now(),
    };
    let found = console.application.read(&preview).await?;
    let t = session.t();
    page(&Confirm {
        t,
        layout: session.layout(t.say("confirm-title"), Entry::Members),
        path: session.path("/members"),
        organization: session.organization.id.to_string(),
        server: session.person.visit.origin.clone(),
        email: session.person.account.email.text().to_owned(),
        has_more,
        rows: found.rows.into_iter().filter_map(Row::of).collect(),
    })
}

impl Row {
    /// None where there is no such member.
    fn of(row: PreviewedMember) -> Option<Self> {
        let PreviewedMember { member, outcome, .. } = row;
        let member = member?;
        Some(Self {
            id: member.id.to_string(),
            initials: avatar(member.label()),
            name: member.label().to_owned(),
            email: member.profile.email.text().to_owned(),
            role: member.role,
            since: member.revised_at,
            refusal: outcome.err().map(|refusal| refusal.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(rows: Vec<Row>) -> String {
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        let confirm = Confirm {
            t: Texts::sample(now),
            layout: Layout::sample("Confirm"),
            path: "/members".to_owned(),
            organization: "o".to_owned(),
            server: "https://id.example".to_owned(),
            email: "olga@example.test".to_owned(),
            has_more: false,
            rows,
        };
        confirm.render().unwrap()
    }

    fn row(name: &str, refusal: Option<&str>) -> Row {
        Row {
            id: "m".to_owned(),
            name: name.to_owned(),
            email: "dora@example.test".to_owned(),
            initials: "D".to_owned(),
            role: MemberRole::User,
            since: Timestamp::from_micros(0),
            refusal: refusal.map(str::to_owned),
        }
    }

    #[test]
    fn who_waits_has_a_phrase_and_a_box() {
        let html = sample(vec![row("<img src=x onerror=alert(1)>", None)]);
        for shown in ["data-member=\"m\"", "data-phrase", "data-choose ", "&#60;img src=x onerror=alert(1)&#62;"] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
        assert!(!html.contains("<img"), "{html}");
        assert!(html.contains("provost confirm --server https://id.example --email olga@example.test"), "{html}");
    }

    #[test]
    fn who_cannot_be_confirmed_has_the_reason_alone() {
        let html = sample(vec![row("Dora", Some("Not yet."))]);
        assert!(html.contains("Not yet.") && !html.contains("data-phrase"), "{html}");
    }

    #[test]
    fn where_nobody_waits_it_says_what_comes_here() {
        assert!(sample(Vec::new()).contains("Nobody waits"));
    }
}
