//! `POST /organizations/{organization}/members/{member}/break-glass`: an owner keeps a member out of the directory's reach.

use super::member_path::MemberPath;
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use crate::verified_form::VerifiedForm;
use application::SetBreakGlass;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

pub(crate) async fn change(
    State(console): State<Console>,
    session: OrganizationSession,
    member: MemberPath,
    form: Result<VerifiedForm, Response>,
) -> Response {
    // Whoever may not is not asked for a password first.
    let answer = match (session.require_owner(), form) {
        (Err(error), _) => Err(error),
        (Ok(()), Err(response)) => Ok(response),
        (Ok(()), Ok(form)) => set(&console, &session, member, form).await,
    };
    answer.unwrap_or_else(PageError::into_response)
}

async fn set(
    console: &Console,
    session: &OrganizationSession,
    MemberPath(id): MemberPath,
    VerifiedForm(form): VerifiedForm,
) -> PageResult {
    let is_break_glass = form.is_set("flag");
    let (call, organization_id) = (session.command(console), session.organization.id);
    console.application.run(SetBreakGlass { call, organization_id, id, is_break_glass }).await?;
    let (path, done) = (session.path(&format!("/members/{id}")), is_break_glass);
    let flash = if done { Flash::good("member-break-glass-set") } else { Flash::good("member-break-glass-taken") };
    let fields = if done { Vec::new() } else { vec![("flag".to_owned(), "1".to_owned())] };
    Ok(flash.undo(format!("{path}/break-glass"), fields).then(&format!("{path}?tab=access")))
}
