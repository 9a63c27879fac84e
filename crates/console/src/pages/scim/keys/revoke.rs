//! `/organizations/{organization}/settings/scim/keys/{key}/revoke`: ends a key at once.

use super::KeySession;
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::texts::Texts;
use crate::verified_form::VerifiedForm;
use application::{CommandError, ListScimKeys, RevokeScimKey};
use askama::Template;
use axum::extract::State;
use domain::ScimKeyRecord;

#[derive(Template)]
#[template(path = "scim/revoke.html")]
struct Revoke {
    t: Texts,
    layout: Layout,
    key: ScimKeyRecord,
    /// Whether no other key lets anybody in.
    is_last: bool,
    back: String,
}

pub(crate) async fn show(State(console): State<Console>, KeySession { session, key }: KeySession) -> PageResult {
    let now = console.application.now();
    if !key.is_live(now) {
        return Err(PageError::NotFound);
    }
    let keys = console.application.read(&ListScimKeys(session.organization.id)).await?;
    let t = session.t();
    page(&Revoke {
        t,
        layout: session.layout(t.say("scim-revoke-title").with("name", &key.name), Entry::Scim),
        is_last: !keys.iter().any(|other| other.id != key.id && other.is_live(now)),
        key,
        back: session.path("/settings/scim"),
    })
}

pub(crate) async fn handle(
    State(console): State<Console>,
    KeySession { session, key }: KeySession,
    _: VerifiedForm,
) -> PageResult {
    let (organization_id, id) = (session.organization.id, key.id);
    let revoke = RevokeScimKey { call: session.command(&console), organization_id, id };
    let settings = session.path("/settings/scim");
    match console.application.run(revoke).await {
        Ok(revoked) => Ok(Flash::good("scim-key-revoked")
            .with("name", revoked.name)
            .undo(format!("{settings}/keys/{id}/restore"), Vec::new())
            .then(&settings)),
        Err(CommandError::Refused(refusal)) => Ok(Flash::refused(&refusal).then(&settings)),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::scim::settings::tests::sample_key;
    use domain::Timestamp;

    #[test]
    fn it_says_what_stops() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let of = |is_last| {
            let (key, layout) = (sample_key("<b>Okta"), Layout::sample("Revoke"));
            Revoke { t, layout, key, is_last, back: "/x".to_owned() }.render().unwrap()
        };
        assert!(of(true).contains("the last key") && !of(false).contains("the last key"));
        assert!(!of(true).contains("<b>Okta"));
    }
}
