//! `/organizations/{organization}/settings/api-keys/rotate`: replaces the key at once.

use super::{OwnerSession, owned_key};
use crate::Console;
use crate::flash::Flash;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::texts::Texts;
use crate::verified_form::VerifiedForm;
use askama::Template;
use axum::extract::State;

#[derive(Template)]
#[template(path = "api_keys/rotate.html")]
struct Rotate {
    t: Texts,
    layout: Layout,
    back: String,
}

pub(crate) async fn show(OwnerSession(session): OwnerSession) -> PageResult {
    let t = session.t();
    let layout = session.layout(t.say("api-keys-rotate-title"), Entry::ApiKeys);
    page(&Rotate { t, layout, back: session.path("/settings/api-keys") })
}

pub(crate) async fn handle(
    State(console): State<Console>,
    OwnerSession(session): OwnerSession,
    _: VerifiedForm,
) -> PageResult {
    owned_key(&console, &session, true).await?;
    Ok(Flash::good("api-keys-rotated").then(&session.path("/settings/api-keys?shown=1")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn it_says_what_stops() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let html = Rotate { t, layout: Layout::sample("Replace"), back: "/x".to_owned() }.render().unwrap();
        assert!(html.contains("stops working at once") && html.contains(r#"href="/x""#), "{html}");
    }
}
