//! `/organizations/{organization}/settings/scim/keys/{key}/rotate`: replaces a key without stopping the sync.

use super::KeySession;
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::texts::Texts;
use crate::verified_form::VerifiedForm;
use application::{CommandError, RotateScimKey};
use askama::Template;
use axum::extract::State;
use domain::{ScimKey, ScimKeyRecord};
use std::time::Duration;

/// The overlaps to choose from, in hours.
const OVERLAPS: [u64; 4] = [0, 1, 24, 168];

#[derive(Template)]
#[template(path = "scim/rotate.html")]
struct Rotate {
    t: Texts,
    layout: Layout,
    key: ScimKeyRecord,
    back: String,
}

pub(crate) async fn show(State(console): State<Console>, KeySession { session, key }: KeySession) -> PageResult {
    if !key.is_live(console.application.now()) {
        return Err(PageError::NotFound);
    }
    let t = session.t();
    let layout = session.layout(t.say("scim-rotate-title").with("name", &key.name), Entry::Scim);
    page(&Rotate { t, layout, key, back: session.path("/settings/scim") })
}

pub(crate) async fn handle(
    State(console): State<Console>,
    KeySession { session, key }: KeySession,
    VerifiedForm(form): VerifiedForm,
) -> PageResult {
    let hours = form.get("hours").parse().ok().filter(|hours| OVERLAPS.contains(hours)).ok_or(PageError::BadForm)?;
    let rotate = RotateScimKey {
        call: session.command(&console),
        organization_id: session.organization.id,
        id: key.id,
        overlap: Duration::from_hours(hours),
        key: ScimKey::generate(console.application.entropy()),
    };
    let settings = session.path("/settings/scim");
    match console.application.run(rotate).await {
        Ok(made) => Ok(Flash::good("scim-key-rotated")
            .with("name", made.record.name)
            .then(&format!("{settings}?key={}", made.record.id))),
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
    fn a_name_is_escaped() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let key = sample_key("<img src=x onerror=alert(1)>");
        let layout = Layout::sample("Rotate");
        let html = Rotate { t, layout, key, back: "/x".to_owned() }.render().unwrap();
        assert!(!html.contains("<img") && html.contains("24 hours"), "{html}");
    }
}
