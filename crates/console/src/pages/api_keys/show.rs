//! `/organizations/{organization}/settings/api-keys`: with what scripts sign in to the Public API.

use super::{OwnerSession, owned_key};
use crate::Console;
use crate::asked::Asked;
use crate::layout::{Layout, PageResult, page};
use crate::rail::Entry;
use crate::texts::Texts;
use application::FindOrganizationApiKey;
use askama::Template;
use axum::extract::State;
use domain::Timestamp;

#[derive(Template)]
#[template(path = "api_keys/show.html")]
struct Show {
    t: Texts,
    layout: Layout,
    /// The path of the page.
    own: String,
    client_id: String,
    /// The secret, where it is shown.
    secret: Option<String>,
    /// When the key was made; none where there is none yet.
    made_at: Option<Timestamp>,
    /// Whether the plan has the Public API.
    is_in_plan: bool,
    /// Whether an identity provider provisions the organization, too.
    has_scim: bool,
}

/// `shown` asks for the secret, which is shown if the master password was proved a moment ago.
pub(crate) async fn handle(
    State(console): State<Console>,
    OwnerSession(session): OwnerSession,
    asked: Asked,
) -> PageResult {
    let (t, organization) = (session.t(), &session.organization);
    let made_at = console.application.read(&FindOrganizationApiKey(organization.id)).await?;
    let is_verified = session.person.browser.is_verified(console.application.now());
    let secret = if made_at.is_some() && is_verified && asked.has("shown") {
        Some(owned_key(&console, &session, false).await?)
    } else {
        None
    };
    page(&Show {
        t,
        layout: session.layout(t.say("api-keys-title"), Entry::ApiKeys),
        own: session.path("/settings/api-keys"),
        client_id: format!("organization.{}", organization.id),
        secret: secret.map(|secret| secret.reveal().to_owned()),
        made_at,
        is_in_plan: organization.plan.has_directory_features(),
        has_scim: organization.accepts_scim(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(made_at: Option<Timestamp>, secret: Option<&str>) -> String {
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        let page = Show {
            t: Texts::sample(now),
            layout: Layout::sample("API key"),
            own: "/organizations/x/settings/api-keys".to_owned(),
            client_id: "organization.0192".to_owned(),
            secret: secret.map(str::to_owned),
            made_at,
            is_in_plan: true,
            has_scim: true,
        };
        page.render().unwrap()
    }

    #[test]
    fn before_there_is_a_key_it_says_what_one_is_for() {
        let html = sample(None, None);
        assert!(html.contains("No API key yet") && !html.contains("organization.0192"), "{html}");
    }

    #[test]
    fn a_key_is_shown_where_it_was_asked_for() {
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        assert!(sample(Some(now), Some("s3cret")).contains("s3cret</code>"));
        let html = sample(Some(now), None);
        assert!(html.contains("organization.0192") && html.contains("/reveal"), "{html}");
    }
}
