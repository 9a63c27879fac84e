//! `/account/delete`: the end of the account. It says what goes with it; the script proves the master password.

use crate::Console;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::session::Session;
use crate::texts::Texts;
use application::ListMemberships;
use askama::Template;
use axum::extract::State;
use domain::MemberRole;

#[derive(Template)]
#[template(path = "account/delete.html")]
struct Delete {
    t: Texts,
    layout: Layout,
    email: String,
    /// Where the person is an owner.
    owned: Vec<String>,
    /// Where else they are a member.
    others: Vec<String>,
}

pub(crate) async fn handle(State(console): State<Console>, session: Session) -> PageResult {
    let memberships = console.application.read(&ListMemberships(session.account.id)).await?;
    let (owned, others): (Vec<_>, Vec<_>) =
        memberships.into_iter().partition(|found| found.member.role == MemberRole::Owner);
    let t = session.t();
    page(&Delete {
        t,
        layout: session.layout(t.say("delete-account-title"), Entry::DeleteAccount),
        email: session.account.email.text().to_owned(),
        owned: owned.into_iter().map(|found| found.organization.name).collect(),
        others: others.into_iter().map(|found| found.organization.name).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn what_goes_with_it_is_named_and_escaped() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let (layout, email) = (Layout::sample("Delete account"), "dora@example.com".to_owned());
        let owned = vec!["<img src=x onerror=alert(1)>".to_owned()];
        let html = Delete { t, layout, email, owned, others: vec!["Acme".to_owned()] }.render().unwrap();
        assert!(!html.contains("<img") && html.contains("&#60;img") && html.contains("<li>Acme</li>"), "{html}");
        assert!(html.contains(r#"data-do="delete""#));
    }
}
