//! `/account/password`: another master password, which the script makes keys of.

use crate::Console;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::session::Session;
use crate::show::password_demands;
use crate::texts::Texts;
use application::FindMasterPasswordPolicy;
use askama::Template;
use axum::extract::State;
use serde_json::Value;

#[derive(Template)]
#[template(path = "account/password.html")]
struct Password {
    t: Texts,
    layout: Layout,
    email: String,
    /// Whether an admin set the present one, so that another must be chosen.
    is_temporary: bool,
    /// What organizations want of it, as the script reads it; empty where they want nothing.
    policy: String,
    wanted: Vec<String>,
}

pub(crate) async fn handle(State(console): State<Console>, session: Session) -> PageResult {
    let policy = console.application.read(&FindMasterPasswordPolicy(session.account.id)).await?;
    let t = session.t();
    page(&Password {
        t,
        layout: session.layout(t.say("password-title"), Entry::Password),
        email: session.account.email.text().to_owned(),
        is_temporary: session.account.must_change_password,
        wanted: policy.as_ref().map(|policy| password_demands(t, policy)).unwrap_or_default(),
        policy: policy.map(|policy| Value::Object(policy).to_string()).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use serde_json::json;

    fn html(is_temporary: bool, policy: &Value) -> String {
        let t = Texts::sample(Timestamp::from_micros(0));
        let (layout, email) = (Layout::sample("Master password"), "dora@example.com".to_owned());
        let wanted = password_demands(t, policy.as_object().unwrap());
        Password { t, layout, email, is_temporary, policy: policy.to_string(), wanted }.render().unwrap()
    }

    #[test]
    fn what_organizations_want_is_said_and_told_to_the_script() {
        let html = html(false, &json!({"minLength": 14, "requireUpper": true, "requireNumbers": false}));
        assert!(html.contains("<li>14 characters or more</li><li>a capital letter</li></ul>"), "{html}");
        assert!(html.contains(r#"data-do="password" data-policy="{&#34;minLength&#34;:14"#), "{html}");
    }

    #[test]
    fn one_that_an_admin_set_is_replaced() {
        let html = html(true, &json!({}));
        assert!(html.contains(r#"data-do="temporary-password""#) && !html.contains("<ul"), "{html}");
    }
}
