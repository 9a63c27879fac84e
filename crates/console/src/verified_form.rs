//! Forms that do something for which the master password is asked once more.

use crate::Console;
use crate::error::PageError;
use crate::form::Form;
use crate::layout::{Layout, page};
use crate::session::Session;
use crate::texts::Texts;
use askama::Template;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::response::{IntoResponse as _, Response};

/// A [`Form`] of somebody who proved in the last five minutes to know the master password. Whoever did not is asked for it, on
/// a page that then sends the same form again.
#[derive(Clone)]
pub(crate) struct VerifiedForm(pub(crate) Form);

/// The page that asks.
#[derive(Template)]
#[template(path = "verify.html")]
struct Verify {
    t: Texts,
    layout: Layout,
    email: String,
    action: String,
    fields: Vec<(String, String)>,
}

impl FromRequest<Console> for VerifiedForm {
    type Rejection = Response;

    async fn from_request(request: Request, console: &Console) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let session = Session::from_request_parts(&mut parts, console).await.map_err(PageError::into_response)?;
        let form = Form::read(&session, &parts.headers, body).await.map_err(PageError::into_response)?;
        match ask(console, &session, &form) {
            Ok(None) => Ok(Self(form)),
            Ok(Some(page)) => Err(page),
            Err(error) => Err(error.into_response()),
        }
    }
}

/// The page that asks for the master password before a form of ours is done; none where it was proved just now. For handlers
/// that ask only for some of what they do.
pub(crate) fn ask(console: &Console, session: &Session, form: &Form) -> Result<Option<Response>, PageError> {
    if session.browser.is_verified(console.application.now()) {
        return Ok(None);
    }
    let csrf = session.cookie.csrf();
    let t = session.t();
    let verify = Verify {
        t,
        layout: Layout { csrf, ..Layout::public(&session.visit, t.say("verify-title")) },
        email: session.account.email.text().to_owned(),
        action: session.visit.target.clone(),
        fields: form.fields().cloned().collect(),
    };
    page(&verify).map(Some)
}
