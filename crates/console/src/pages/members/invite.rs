//! `/organizations/{organization}/members/invite`: several people are invited, after a look at what that would do.

use super::role_fields::RoleFields;
use crate::Console;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use crate::verified_form;
use application::{CommandError, InvitationPreview, InviteMembers, ListGroupNames, PreviewInvitation, Seats};
use askama::Template;
use axum::extract::State;
use domain::{EmailAddress, GroupId, Member, MemberRole, MemberStatus, Permissions, fold};
use http_kit::RetryAfter;
use std::collections::HashSet;

/// Most people that are invited at once.
const MOST: usize = 500;
/// Groups to choose from.
const GROUPS: u16 = 500;

#[derive(Template)]
#[template(path = "members/invite.html")]
struct Invite {
    t: Texts,
    layout: Layout,
    path: String,
    emails: String,
    fields: RoleFields,
    groups: Vec<GroupChoice>,
    problem: Option<String>,
}

struct GroupChoice {
    id: String,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "members/invite_preview.html")]
struct Preview {
    t: Texts,
    layout: Layout,
    path: String,
    /// Whether it is done, and not only looked at.
    is_done: bool,
    invited: usize,
    role: MemberRole,
    groups: Vec<String>,
    seats: Seats,
    seats_after: i64,
    refusal: Option<String>,
    fields: Vec<(&'static str, String)>,
    rows: Vec<Row>,
}

/// An address, and who has it already.
struct Row {
    email: String,
    holder: Option<Holder>,
}

struct Holder {
    id: String,
    name: String,
    status: MemberStatus,
}

/// What a form asks for.
struct Wanted {
    text: String,
    emails: Vec<EmailAddress>,
    role: MemberRole,
    permissions: Permissions,
    groups: Vec<GroupId>,
}

pub(crate) async fn show(State(console): State<Console>, session: OrganizationSession) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let wanted = Wanted::nobody();
    ask(&console, &session, &wanted, None).await
}

pub(crate) async fn send(State(console): State<Console>, session: OrganizationSession, form: Form) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let (wanted, problem) = Wanted::read(session.t(), &form);
    if problem.is_some() {
        return ask(&console, &session, &wanted, problem).await;
    }
    match form.get("step") {
        "send" => invite(&console, &session, wanted, &form).await,
        "edit" => ask(&console, &session, &wanted, None).await,
        _ => {
            let found = look(&console, &session, &wanted).await?;
            preview(&console, &session, &wanted, found, false).await
        }
    }
}

/// The empty form, or the one that cannot be done yet.
async fn ask(console: &Console, session: &OrganizationSession, wanted: &Wanted, problem: Option<String>) -> PageResult {
    let t = session.t();
    let groups = groups(console, session).await?.into_iter();
    let groups =
        groups.map(|(id, name)| GroupChoice { is_chosen: wanted.groups.contains(&id), id: id.to_string(), name });
    page(&Invite {
        t,
        layout: session.layout(t.say("invite-title"), Entry::Members),
        path: session.path("/members"),
        emails: wanted.text.clone(),
        fields: RoleFields::new(t, &session.authority(), &session.organization, wanted.role, wanted.permissions),
        groups: groups.collect(),
        problem,
    })
}

/// The groups that this person may put others into.
async fn groups(
    console: &Console,
    session: &OrganizationSession,
) -> Result<Vec<(GroupId, String)>, application::StorageError> {
    if session.require(|permissions| permissions.manage_groups).is_err() {
        return Ok(Vec::new());
    }
    console.application.read(&ListGroupNames { organization_id: session.organization.id, limit: GROUPS }).await
}

async fn look(
    console: &Console,
    session: &OrganizationSession,
    wanted: &Wanted,
) -> Result<InvitationPreview, CommandError> {
    let preview = PreviewInvitation {
        organization_id: session.organization.id,
        by: session.authority(),
        emails: wanted.emails.clone(),
        role: wanted.role,
        permissions: wanted.permissions,
    };
    console.application.read(&preview).await
}

async fn preview(
    console: &Console,
    session: &OrganizationSession,
    wanted: &Wanted,
    found: InvitationPreview,
    is_done: bool,
) -> PageResult {
    let t = session.t();
    let names = groups(console, session).await?;
    let name = |id: &GroupId| names.iter().find(|(known, _)| known == id).map(|(_, name)| name.clone());
    let title = if is_done { t.say("invite-done-title") } else { t.say("invite-preview-title") };
    page(&Preview {
        t,
        layout: session.layout(title.with("n", found.invited), Entry::Members),
        path: session.path("/members"),
        is_done,
        invited: found.invited,
        role: wanted.role,
        groups: wanted.groups.iter().filter_map(name).collect(),
        seats: found.seats,
        seats_after: found.seats.used + i64::try_from(found.invited).unwrap_or_default(),
        refusal: found.refusal.map(|refusal| refusal.to_string()),
        fields: wanted.fields(),
        rows: found.rows.into_iter().map(Row::of).collect(),
    })
}

async fn invite(console: &Console, session: &OrganizationSession, wanted: Wanted, form: &Form) -> PageResult {
    if wanted.role == MemberRole::Owner
        && let Some(ask) = verified_form::ask(console, &session.person, form)?
    {
        return Ok(ask);
    }
    let before = look(console, session, &wanted).await?;
    if let Err(RetryAfter(wait)) = console.limits.check_invitations(session.organization.id.uuid(), before.invited) {
        return Ok(Flash::bad("members-too-many-invitations").with("n", wait).then(&session.path("/members/invite")));
    }
    let invite = InviteMembers {
        call: session.command(console),
        organization_id: session.organization.id,
        emails: wanted.emails.clone(),
        role: wanted.role,
        permissions: wanted.permissions,
        groups: wanted.groups.clone(),
        collections: Vec::new(),
    };
    match console.application.run(invite).await {
        Ok(ids) if ids.len() == wanted.emails.len() => {
            let path = session.path("/members?tab=invited&sort=-created");
            Ok(Flash::good("change-invite-done").with("n", ids.len()).then(&path))
        }
        Ok(_) => preview(console, session, &wanted, before, true).await,
        Err(CommandError::Refused(refusal)) => ask(console, session, &wanted, Some(refusal.to_string())).await,
        Err(error) => Err(error.into()),
    }
}

impl Wanted {
    const fn nobody() -> Self {
        Self {
            text: String::new(),
            emails: Vec::new(),
            role: MemberRole::User,
            permissions: Permissions::NONE,
            groups: Vec::new(),
        }
    }

    /// What the form asks for, and why that cannot be done, if it cannot.
    fn read(t: Texts, form: &Form) -> (Self, Option<String>) {
        let (role, permissions) = RoleFields::read(form).unwrap_or((MemberRole::User, Permissions::NONE));
        let text = form.get("emails").to_owned();
        let groups = form.all("group").filter_map(GroupId::parse).collect();
        let (mut emails, mut seen, mut problem) = (Vec::new(), HashSet::new(), None);
        for part in addresses(&text) {
            match EmailAddress::require(part) {
                Ok(email) if seen.insert(fold(email.text())) => emails.push(email),
                Ok(_) => {}
                Err(refusal) => problem = problem.or(Some(refusal.to_string())),
            }
        }
        let many = match emails.len() {
            0 => Some(t.say("invite-nobody").to_string()),
            1..=MOST => None,
            _ => Some(t.say("invite-too-many").with("n", MOST).to_string()),
        };
        (Self { text, emails, role, permissions, groups }, problem.or(many))
    }

    /// The fields of a form that asks for the same.
    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![("emails", self.text.clone())];
        fields.extend(RoleFields::fields(self.role, self.permissions));
        fields.extend(self.groups.iter().map(|id| ("group", id.to_string())));
        fields
    }
}

impl Row {
    fn of((email, holder): (EmailAddress, Option<Member>)) -> Self {
        let holder = holder.map(|member| Holder {
            id: member.id.to_string(),
            name: member.label().to_owned(),
            status: member.status,
        });
        Self { email: email.text().to_owned(), holder }
    }
}

/// The addresses in a text that people paste: on lines, or between commas, semicolons or blanks, alone or as mail programs
/// write them, `Dora Doe <dora@example.com>`.
fn addresses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for piece in text.split([',', ';', '\r', '\n']) {
        match piece.rsplit_once('<') {
            Some((_, rest)) => found.push(rest.split('>').next().unwrap_or(rest).trim()),
            None => found.extend(piece.split_whitespace()),
        }
    }
    found.retain(|address| !address.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    const T: fn() -> Texts = || Texts::sample(Timestamp::from_micros(0));

    #[test]
    fn addresses_are_taken_as_people_paste_them() {
        let text = "a@x.y, Dora Doe <dora@x.y>;\r\n  b@x.y c@x.y\t\n\n\"Doe, Max\" <max@x.y>";
        assert_eq!(addresses(text), ["a@x.y", "dora@x.y", "b@x.y", "c@x.y", "\"Doe", "max@x.y"]);
        assert_eq!(addresses(" \n,; "), Vec::<&str>::new());
    }

    fn sample(rows: Vec<Row>, refusal: Option<String>) -> String {
        let preview = Preview {
            t: T(),
            layout: Layout::sample("Send one invitation?"),
            path: "/members".to_owned(),
            is_done: false,
            invited: usize::from(refusal.is_none()),
            role: MemberRole::User,
            groups: vec!["<b>".to_owned()],
            seats: Seats { limit: Some(5), used: 2, foreseen: 2 },
            seats_after: 3,
            refusal,
            fields: vec![("emails", "dora@example.test".to_owned())],
            rows,
        };
        preview.render().unwrap()
    }

    #[test]
    fn the_preview_says_what_will_be() {
        let known = Holder {
            id: "m".to_owned(),
            name: "<img src=x onerror=alert(1)>".to_owned(),
            status: MemberStatus::Invited,
        };
        let html = sample(
            vec![
                Row { email: "dora@example.test".to_owned(), holder: None },
                Row { email: "x".repeat(10_000), holder: Some(known) },
            ],
            None,
        );
        for shown in ["2 → 3", "name=\"step\" value=\"send\"", "&#60;img src=x", "dora@example.test"] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
        assert!(!html.contains("<img") && !html.contains("<b></"), "{html}");
    }

    #[test]
    fn what_is_refused_cannot_be_sent() {
        let html = sample(Vec::new(), Some("All 5 seats are taken.".to_owned()));
        assert!(html.contains("All 5 seats are taken.") && !html.contains("value=\"send\""), "{html}");
    }

    #[test]
    fn the_form_keeps_what_was_typed() {
        let invite = Invite {
            t: T(),
            layout: Layout::sample("Invite people"),
            path: "/members".to_owned(),
            emails: "</textarea><script>".to_owned(),
            fields: RoleFields { roles: Vec::new(), permissions: Vec::new() },
            groups: vec![GroupChoice { id: "g".to_owned(), name: "Staff".to_owned(), is_chosen: true }],
            problem: Some("Nobody is named.".to_owned()),
        };
        let html = invite.render().unwrap();
        for shown in ["&#60;/textarea&#62;&#60;script&#62;", "Nobody is named.", "value=\"g\" checked"] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
    }
}
