//! `/account/two-step`: a second step at the sign-in. Its secrets are shown to the script alone, for the master password.

use crate::Console;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::session::Session;
use crate::texts::Texts;
use askama::Template;
use axum::extract::State;

#[derive(Template)]
#[template(path = "account/two_step.html")]
struct TwoStep {
    t: Texts,
    layout: Layout,
    email: String,
    is_on: bool,
}

pub(crate) async fn handle(State(console): State<Console>, session: Session) -> PageResult {
    let is_on = console.application.two_step(session.account.id).await?.is_on();
    let t = session.t();
    let email = session.account.email.text().to_owned();
    page(&TwoStep { t, layout: session.layout(t.say("two-step-title"), Entry::TwoStep), email, is_on })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn whether_it_is_on_is_said_before_anything_is_shown() {
        let html = |is_on| {
            let t = Texts::sample(Timestamp::from_micros(0));
            let (layout, email) = (Layout::sample("Two-step login"), "dora@example.com".to_owned());
            TwoStep { t, layout, email, is_on }.render().unwrap()
        };
        assert!(html(true).contains(r#"<span class="badge good">On</span>"#));
        assert!(html(false).contains(r#"<span class="badge ">Off</span>"#));
        for part in ["app-on", "app-off", "mail-on", "mail-off", "recovery"] {
            assert!(html(false).contains(&format!(r#"data-when="{part}""#)), "{part}");
        }
    }
}
