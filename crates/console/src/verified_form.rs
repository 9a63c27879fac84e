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
        if session.browser.is_verified(console.application.now()) {
            return Ok(Self(form));
        }
        let csrf = session.cookie.csrf();
        let t = session.t();
        let ask = Verify {
            t,
            layout: Layout { csrf, ..Layout::public(&session.visit, t.say("verify-title")) },
            email: session.account.email.text().to_owned(),
            action: session.visit.target.clone(),
            fields: form.fields().cloned().collect(),
        };
        Err(page(&ask).unwrap_or_else(PageError::into_response))
    }
}
