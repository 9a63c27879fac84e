//! `/account/email`: another address. The master key is salted with it, so that the script makes the keys anew.

use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::session::Session;
use crate::texts::Texts;
use askama::Template;

#[derive(Template)]
#[template(path = "account/email.html")]
struct EmailPage {
    t: Texts,
    layout: Layout,
    email: String,
}

pub(crate) async fn handle(session: Session) -> PageResult {
    let t = session.t();
    let email = session.account.email.text().to_owned();
    page(&EmailPage { t, layout: session.layout(t.say("email-title"), Entry::Email), email })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn the_address_is_escaped() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let email = "\"<img src=x>\"@example.com".to_owned();
        let html = EmailPage { t, layout: Layout::sample("E-mail address"), email }.render().unwrap();
        assert!(!html.contains("<img") && html.contains(r#"data-module="account" data-do="email""#), "{html}");
    }
}
