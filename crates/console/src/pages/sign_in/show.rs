//! `/sign-in`: the page on which a browser proves who uses it.
//!
//! It has no route of its own that takes a password: the script derives the hash, asks the client API for a token as any
//! client does, and exchanges that for a session.

use crate::asked::Asked;
use crate::flash::{is_own_path, see_other};
use crate::layout::{Layout, PageResult, page};
use crate::session::Session;
use crate::texts::Texts;
use crate::visit::Visit;
use crate::{Console, error::PageError};
use askama::Template;
use axum::extract::{Request, State};

#[derive(Template)]
#[template(path = "sign_in/show.html")]
struct SignIn {
    t: Texts,
    layout: Layout,
    /// Where to go then.
    back: String,
    /// The address, if a link brought it.
    email: String,
    /// What was done that ended the session.
    after: Option<&'static str>,
    /// Whether everybody may make an account.
    is_registration_open: bool,
}

pub(crate) async fn handle(State(console): State<Console>, visit: Visit, request: Request) -> PageResult {
    let (parts, _) = request.into_parts();
    let asked = Asked::read(parts.uri.query().unwrap_or_default());
    let back = Some(asked.get("return")).filter(|path| is_own_path(path)).unwrap_or("/").to_owned();
    if Session::find(&parts, &console).await.map_err(PageError::from)?.is_some() {
        return Ok(see_other(&back));
    }
    let t = visit.t;
    let email = asked.get("email").to_owned();
    let after = match asked.get("after") {
        "password" => Some("sign-in-after-password"),
        "email" => Some("sign-in-after-email"),
        "delete" => Some("sign-in-after-delete"),
        _ => None,
    };
    let layout = Layout::public(&visit, t.say("sign-in-title"));
    page(&SignIn { t, layout, back, email, after, is_registration_open: console.is_registration_open })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn whatever_a_link_brings_is_escaped() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let email = "\"><img src=x onerror=alert(1)>".to_owned();
        let (layout, back) = (Layout::sample("Sign in"), "/".to_owned());
        let html = SignIn { t, layout, back, email, after: None, is_registration_open: true }.render().unwrap();
        assert!(!html.contains("<img") && html.contains("&#60;img src=x"), "{html}");
    }
}
