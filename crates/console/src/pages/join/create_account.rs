//! `/create-account`: an account with keys that are made in the browser. `/finish-signup` is what the mail that verifies an
//! address calls it.

use crate::Console;
use crate::asked::Asked;
use crate::layout::{Layout, PageResult, page};
use crate::texts::Texts;
use crate::visit::Visit;
use askama::Template;
use axum::extract::State;

#[derive(Template)]
#[template(path = "join/create_account.html")]
struct CreateAccount {
    t: Texts,
    layout: Layout,
    /// The address that the link was mailed to.
    email: String,
    /// What proves that; empty where the address is still to be asked for.
    token: String,
    /// Whether an account can be made by this page.
    is_open: bool,
}

pub(crate) async fn handle(State(console): State<Console>, visit: Visit, asked: Asked) -> PageResult {
    let t = visit.t;
    page(&CreateAccount {
        t,
        layout: Layout::public(&visit, t.say("create-account-title")),
        email: asked.get("email").to_owned(),
        token: asked.get("token").to_owned(),
        is_open: console.is_registration_open || !asked.get("token").is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    fn html(email: &str, token: &str) -> String {
        let t = Texts::sample(Timestamp::from_micros(0));
        let layout = Layout::sample("Create your account");
        CreateAccount { t, layout, email: email.to_owned(), token: token.to_owned(), is_open: true }.render().unwrap()
    }

    #[test]
    fn it_asks_for_the_address_or_takes_that_of_the_link() {
        assert!(html("", "").contains(r#"<section class="card" data-step="address">"#));
        let by_link = html("dora@example.com", "a.b.c");
        assert!(by_link.contains(r#"<section class="card" data-step="address" hidden>"#), "{by_link}");
        assert!(by_link.contains(r#"data-token="a.b.c" data-email="dora@example.com""#), "{by_link}");
    }

    #[test]
    fn whatever_a_link_brings_is_escaped() {
        let hostile = "\"><img src=x onerror=alert(1)>".repeat(400);
        assert!(!html(&hostile, &hostile).contains("<img"));
    }
}
