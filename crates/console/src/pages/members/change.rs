//! `/organizations/{organization}/members/change`: something is done to several members, after a look at what it would do.

use super::list_address::ListAddress;
use crate::Console;
use crate::asked::Asked;
use crate::error::PageError;
use crate::flash::{Flash, see_other};
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use crate::verified_form;
use application::{
    Call, CommandError, FindSelectedMembers, MemberAction, MemberChangePreview, MemberOutcomes, PreviewMemberChange,
    PreviewedMember, ReinviteMembers, RemoveMembers, RestoreMembers, RevokeMembers, Seats,
};
use askama::Template;
use axum::extract::State;
use domain::{MemberId, MemberRole, MemberStatus, OrganizationId, Refusal};
use http_kit::RetryAfter;
use std::collections::HashMap;

/// Most members at once.
pub(super) const MOST: usize = 500;
/// Members whose change can be taken back on the next page: their ids have to fit into a cookie.
const UNDONE: usize = 20;

/// An action with its words: in the address, and the texts.
struct Action {
    word: &'static str,
    kind: MemberAction,
    question: &'static str,
    explanation: &'static str,
    button: &'static str,
    done: &'static str,
    is_dangerous: bool,
    /// The word of the action that takes it back.
    undo: Option<&'static str>,
}

static ACTIONS: [Action; 4] = [
    Action {
        word: "invite",
        kind: MemberAction::Invite,
        question: "change-invite",
        explanation: "change-invite-why",
        button: "change-invite-go",
        done: "change-invite-done",
        is_dangerous: false,
        undo: None,
    },
    Action {
        word: "revoke",
        kind: MemberAction::Revoke,
        question: "change-revoke",
        explanation: "change-revoke-why",
        button: "change-revoke-go",
        done: "change-revoke-done",
        is_dangerous: true,
        undo: Some("restore"),
    },
    Action {
        word: "restore",
        kind: MemberAction::Restore,
        question: "change-restore",
        explanation: "change-restore-why",
        button: "change-restore-go",
        done: "change-restore-done",
        is_dangerous: false,
        undo: Some("revoke"),
    },
    Action {
        word: "remove",
        kind: MemberAction::Remove,
        question: "change-remove",
        explanation: "change-remove-why",
        button: "change-remove-go",
        done: "change-remove-done",
        is_dangerous: true,
        undo: None,
    },
];

#[derive(Template)]
#[template(path = "members/change.html")]
struct Preview {
    t: Texts,
    layout: Layout,
    path: String,
    back: String,
    action: &'static Action,
    changed: usize,
    seats: Seats,
    seats_after: i64,
    owners: i64,
    owners_after: i64,
    break_glass: usize,
    mails: usize,
    is_cut: bool,
    fields: Vec<(&'static str, String)>,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "members/changed.html")]
struct Results {
    t: Texts,
    layout: Layout,
    path: String,
    back: String,
    action: &'static Action,
    done: usize,
    undone: Vec<String>,
    rows: Vec<Row>,
}

/// What becomes of a member, or became of them.
struct Row {
    id: String,
    name: String,
    email: String,
    before: Option<MemberStatus>,
    outcome: Outcome,
}

enum Outcome {
    Becomes(MemberStatus),
    Goes,
    Stays(String),
}

/// What is asked for: an action, members, and the list that it came from.
struct Choice {
    action: &'static Action,
    ids: Vec<MemberId>,
    list: ListAddress,
    /// Whether it was everybody in the list.
    is_all: bool,
}

/// What would happen.
pub(crate) async fn preview(State(console): State<Console>, session: OrganizationSession, asked: Asked) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let list = ListAddress::of(&asked);
    let path = session.path("/members");
    let Some(action) = ACTIONS.iter().find(|action| action.word == asked.get("action")) else {
        return Ok(see_other(&list.href(&path)));
    };
    let is_all = asked.has("all");
    let ids = chosen(&console, &session, &list, is_all, asked.all("member")).await?;
    if ids.is_empty() {
        return Ok(Flash::bad("change-nobody").then(&list.href(&path)));
    }
    let choice = Choice { action, ids, list, is_all };
    let found = look(&console, &session, &choice).await?;
    let t = session.t();
    let layout = session.layout(t.say(action.question).with("n", found.changed), Entry::Members);
    page(&Preview::new(t, layout, path, choice, found))
}

/// Does it.
pub(crate) async fn make(State(console): State<Console>, session: OrganizationSession, form: Form) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let word = form.get("action");
    let action = ACTIONS.iter().find(|action| action.word == word).ok_or(PageError::BadForm)?;
    let list = ListAddress::read(form.get("list"));
    let ids = chosen(&console, &session, &list, false, form.all("member")).await?;
    if ids.is_empty() {
        return Err(PageError::BadForm);
    }
    let choice = Choice { action, ids, list, is_all: false };
    let before = look(&console, &session, &choice).await?;
    if needs_password(action.kind, &before)
        && let Some(ask) = verified_form::ask(&console, &session.person, &form)?
    {
        return Ok(ask);
    }
    if action.kind == MemberAction::Invite
        && let Err(RetryAfter(wait)) =
            console.limits.check_invitations(session.organization.id.uuid(), choice.ids.len())
    {
        let back = choice.list.href(&session.path("/members"));
        return Ok(Flash::bad("members-too-many-invitations").with("n", wait).then(&back));
    }
    let outcomes = run(&console, session.command(&console), session.organization.id, &choice).await?;
    answer(&session, choice, before.rows, outcomes)
}

/// Owners are touched, and several are removed, only by somebody who has just proved who they are.
fn needs_password(action: MemberAction, preview: &MemberChangePreview) -> bool {
    let is_owner = |row: &PreviewedMember| row.member.as_ref().is_some_and(|member| member.role == MemberRole::Owner);
    preview.rows.iter().any(is_owner) || (action == MemberAction::Remove && preview.rows.len() > 1)
}

/// The members that were named, or all that the list shows: as many as can be changed at once.
pub(super) async fn chosen(
    console: &Console,
    session: &OrganizationSession,
    list: &ListAddress,
    is_all: bool,
    named: impl Iterator<Item = &str>,
) -> Result<Vec<MemberId>, PageError> {
    if !is_all {
        return Ok(named.filter_map(MemberId::parse).take(MOST).collect());
    }
    let limit = u16::try_from(MOST).unwrap_or(u16::MAX);
    let find = FindSelectedMembers { organization_id: session.organization.id, selection: list.selection(), limit };
    Ok(console.application.read(&find).await?)
}

async fn look(
    console: &Console,
    session: &OrganizationSession,
    choice: &Choice,
) -> Result<MemberChangePreview, CommandError> {
    let preview = PreviewMemberChange {
        organization_id: session.organization.id,
        by: session.authority(),
        ids: choice.ids.clone(),
        action: choice.action.kind,
        now: console.application.now(),
    };
    console.application.read(&preview).await
}

async fn run(
    console: &Console,
    call: Call,
    organization_id: OrganizationId,
    choice: &Choice,
) -> Result<MemberOutcomes, CommandError> {
    let ids = choice.ids.clone();
    match choice.action.kind {
        MemberAction::Invite | MemberAction::Confirm => {
            console.application.run(ReinviteMembers { call, organization_id, ids }).await
        }
        MemberAction::Revoke => console.application.run(RevokeMembers { call, organization_id, ids }).await,
        MemberAction::Restore => console.application.run(RestoreMembers { call, organization_id, ids }).await,
        MemberAction::Remove => console.application.run(RemoveMembers { call, organization_id, ids }).await,
    }
}

/// Back to where it began, where all is well; else what became of whom.
fn answer(
    session: &OrganizationSession,
    choice: Choice,
    before: Vec<PreviewedMember>,
    outcomes: MemberOutcomes,
) -> PageResult {
    let Choice { action, list, .. } = choice;
    let (t, path) = (session.t(), session.path("/members"));
    let done: Vec<String> =
        outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(id, _)| id.to_string()).collect();
    if done.len() == outcomes.len() && done.len() <= UNDONE {
        let mut flash = Flash::good(action.done).with("n", done.len());
        if let Some(undo) = action.undo {
            flash = flash.undo(format!("{path}/change"), undo_fields(undo, &done));
        }
        let back = match done.as_slice() {
            [only] if action.kind != MemberAction::Remove => format!("{path}/{only}"),
            _ => list.href(&path),
        };
        return Ok(flash.then(&back));
    }
    let outcomes: HashMap<MemberId, Result<(), Refusal>> = outcomes.into_iter().collect();
    let rows = before.into_iter().map(|row| {
        let outcome = outcomes.get(&row.id).cloned().unwrap_or(Err(Refusal::MemberNotFound));
        let became = row.outcome.clone().ok().flatten();
        Row::of(PreviewedMember { outcome: outcome.map(|()| became), ..row })
    });
    page(&Results {
        layout: session.layout(t.say("changed-title").with("done", done.len()).with("all", rows.len()), Entry::Members),
        t,
        back: list.href(&path),
        path,
        action,
        done: done.len(),
        rows: rows.collect(),
        undone: done,
    })
}

fn undo_fields(word: &str, ids: &[String]) -> Vec<(String, String)> {
    let members = ids.iter().map(|id| ("member".to_owned(), id.clone()));
    std::iter::once(("action".to_owned(), word.to_owned())).chain(members).collect()
}

impl Preview {
    fn new(t: Texts, layout: Layout, path: String, choice: Choice, found: MemberChangePreview) -> Self {
        let Choice { action, ids, list, is_all } = choice;
        let back = list.href(&path);
        let query = list.href("").trim_start_matches('?').to_owned();
        let mut fields = vec![("action", action.word.to_owned()), ("list", query)];
        // Only whom it would change: the rest is told here.
        let changed = found.rows.iter().filter(|row| row.outcome.is_ok());
        fields.extend(changed.map(|row| ("member", row.id.to_string())));
        Self {
            t,
            layout,
            path,
            back,
            action,
            changed: found.changed,
            seats: found.seats,
            seats_after: found.seats_after,
            owners: found.owners,
            owners_after: found.owners_after,
            break_glass: found.break_glass,
            mails: found.mails,
            is_cut: is_all && ids.len() >= MOST,
            fields,
            rows: found.rows.into_iter().map(Row::of).collect(),
        }
    }
}

impl Row {
    fn of(row: PreviewedMember) -> Self {
        let PreviewedMember { id, member, outcome } = row;
        let outcome = match outcome {
            Ok(Some(status)) => Outcome::Becomes(status),
            Ok(None) => Outcome::Goes,
            Err(refusal) => Outcome::Stays(refusal.to_string()),
        };
        let text = |text: fn(&domain::Member) -> &str| member.as_ref().map_or("", text).to_owned();
        Self {
            id: id.to_string(),
            name: text(domain::Member::label),
            email: text(|member| member.profile.email.text()),
            before: member.as_ref().map(|member| member.status),
            outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    fn sample(word: &str, outcome: Outcome, name: &str) -> Preview {
        let row = Row {
            id: "m1".to_owned(),
            name: name.to_owned(),
            email: "dora@example.test".to_owned(),
            before: Some(MemberStatus::Confirmed),
            outcome,
        };
        Preview {
            t: Texts::sample(Timestamp::from_micros(0)),
            layout: Layout::sample("Really?"),
            path: "/members".to_owned(),
            back: "/members?tab=confirmed".to_owned(),
            action: ACTIONS.iter().find(|action| action.word == word).unwrap(),
            changed: 1,
            seats: Seats { limit: Some(3_500), used: 3_215, foreseen: 3_215 },
            seats_after: 3_214,
            owners: 2,
            owners_after: 1,
            break_glass: 1,
            mails: 0,
            is_cut: false,
            fields: vec![
                ("action", word.to_owned()),
                ("list", "tab=confirmed".to_owned()),
                ("member", "m1".to_owned()),
            ],
            rows: vec![row],
        }
    }

    #[test]
    fn a_preview_says_what_is_lost() {
        let html = sample("revoke", Outcome::Becomes(MemberStatus::Revoked), "<img src=x onerror=alert(1)>");
        let html = html.render().unwrap();
        for shown in [
            "3,215 → 3,214 of 3,500",
            "2 → 1",
            "One of them is flagged break-glass",
            r#"name="list" value="tab=confirmed""#,
            r#"<button class="button danger" type="submit">Revoke</button>"#,
            "&#60;img src=x onerror=alert(1)&#62;",
        ] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
        assert!(!html.contains("<img"), "{html}");
    }

    #[test]
    fn a_preview_that_changes_nothing_has_no_button() {
        let preview = sample("remove", Outcome::Stays("The last owner.".to_owned()), &"x".repeat(10_000));
        let html = Preview { changed: 0, seats_after: 3_215, ..preview }.render().unwrap();
        assert!(html.contains("The last owner.") && html.contains("3,215, as before"), "{html}");
        assert!(!html.contains("<button class=\"button danger\""), "{html}");
    }

    #[test]
    fn results_can_be_taken_back() {
        let Preview { t, layout, path, back, action, rows, .. } = sample("revoke", Outcome::Goes, "Dora");
        let undone = vec!["m1".to_owned(), "m2".to_owned()];
        let html = Results { t, layout, path, back, action, done: 2, undone, rows }.render().unwrap();
        for shown in [r#"value="restore""#, r#"value="m2""#, "2 people were revoked.", "Removed"] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
    }
}
