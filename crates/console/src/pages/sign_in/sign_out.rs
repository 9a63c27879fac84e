//! `POST /sign-out`: ends the session.

use crate::Console;
use crate::cookie::SessionCookie;
use crate::flash::see_other;
use crate::form::Form;
use crate::layout::PageResult;
use crate::session::Session;
use application::BrowserSessionUse;
use axum::extract::State;
use axum::http::header;

pub(crate) async fn handle(State(console): State<Console>, session: Session, _: Form) -> PageResult {
    session.note(&console, BrowserSessionUse::Ended).await?;
    let mut response = see_other("/sign-in");
    if let Some(cookie) = SessionCookie::remove(session.visit.is_secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
