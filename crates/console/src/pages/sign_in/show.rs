//! `/sign-in`: the page on which a browser proves who uses it.
//!
//! It has no route of its own that takes a password: the script derives the hash, asks the client API for a token as any
//! client does, and exchanges that for a session.

use crate::flash::{is_own_path, see_other};
use crate::layout::{Layout, PageResult, page};
use crate::session::Session;
use crate::texts::Texts;
use crate::visit::Visit;
use crate::{Console, error::PageError};
use askama::Template;
use axum::extract::{Request, State};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "sign_in/show.html")]
struct SignIn {
    t: Texts,
    layout: Layout,
    /// Where to go then.
    back: String,
    /// The address, if a link brought it.
    email: String,
}

pub(crate) async fn handle(State(console): State<Console>, visit: Visit, request: Request) -> PageResult {
    let (parts, _) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let mut asked: HashMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let back = asked.remove("return").filter(|path| is_own_path(path)).unwrap_or_else(|| "/".to_owned());
    if Session::find(&parts, &console).await.map_err(PageError::from)?.is_some() {
        return Ok(see_other(&back));
    }
    let t = visit.t;
    let email = asked.remove("email").unwrap_or_default();
    page(&SignIn { t, layout: Layout::public(&visit, t.say("sign-in-title")), back, email })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn whatever_a_link_brings_is_escaped() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let email = "\"><img src=x onerror=alert(1)>".to_owned();
        let html = SignIn { t, layout: Layout::sample("Sign in"), back: "/".to_owned(), email }.render().unwrap();
        assert!(!html.contains("<img") && html.contains("&#60;img src=x"), "{html}");
    }
}
