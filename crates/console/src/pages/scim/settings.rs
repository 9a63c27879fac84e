//! `/organizations/{organization}/settings/scim`: whether an identity provider provisions, with what, and how it is set up.

use super::ScimSession;
use super::connection::Connection;
use super::panel::Panel;
use super::setup::{self, Guide, Values};
use crate::Console;
use crate::asked::Asked;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use application::{ChangeOrganization, CommandError, FindLastImport, ListScimKeys, OrganizationChange, RevealScimKey};
use askama::Template;
use axum::extract::State;
use domain::{KeyScope, ScimKeyId, ScimKeyRecord, ScimSettings, Timestamp};
use std::time::Duration;

/// How long after a directory import it is warned of: two directories that decide about the same people undo what the other
/// one does.
const LATELY: Duration = Duration::from_hours(7 * 24);

#[derive(Template)]
#[template(path = "scim/settings.html")]
struct Settings {
    t: Texts,
    layout: Layout,
    /// The path of the page.
    own: String,
    scim: ScimSettings,
    /// When a directory import last made somebody, if that was lately.
    imported_at: Option<Timestamp>,
    /// Whether the plan has SCIM.
    is_in_plan: bool,
    url: String,
    keys: Vec<KeyRow>,
    ended: Vec<KeyRow>,
    panel: Panel,
    /// The chosen provider.
    chosen: &'static str,
    guide: Option<Guide>,
    /// The key that is shown.
    asked: Option<ScimKeyId>,
}

/// A key in the list.
struct KeyRow {
    key: ScimKeyRecord,
    /// The key itself, where it is shown.
    shown: Option<String>,
    /// Whether its revocation may be taken back.
    may_return: bool,
}

impl KeyRow {
    /// The text of what the key may be used for.
    const fn scope(&self) -> &'static str {
        match self.key.scope {
            KeyScope::Read => "scim-scope-read",
            KeyScope::Users => "scim-scope-users",
            KeyScope::UsersAndGroups => "scim-scope-all",
        }
    }
}

impl Settings {
    /// The providers to choose from.
    fn choices() -> impl Iterator<Item = (&'static str, &'static str)> {
        setup::choices()
    }
}

/// `key` is the key to show, if the master password was proved a moment ago; `idp` the provider whose guide is shown.
pub(crate) async fn show(
    State(console): State<Console>,
    ScimSession(session): ScimSession,
    asked: Asked,
) -> PageResult {
    let (t, organization) = (session.t(), &session.organization);
    let own = session.path("/settings/scim");
    let url = format!("{}/v2/{}", console.scim_url, organization.id);
    let panel = Panel::read(&console, &session, t).await?;
    let shown = shown_key(&console, &session, asked.get("key")).await?;
    let records = console.application.read(&ListScimKeys(organization.id)).await?;
    let now = console.application.now();
    let imported_at = console.application.read(&FindLastImport(organization.id)).await?;
    let row = |key: ScimKeyRecord| KeyRow {
        shown: shown.as_ref().filter(|(id, _)| *id == key.id).map(|(_, key)| key.clone()),
        may_return: key.may_return(now),
        key,
    };
    let (keys, mut ended): (Vec<_>, Vec<_>) = records.into_iter().rev().partition(|key| key.is_live(now));
    // Who makes many keys need not see them all for ever.
    ended.truncate(20);
    let caller = match &panel.connection {
        Connection::Works { provider, .. } => Some(provider.as_deref()),
        _ => None,
    };
    let chosen = setup::choose(asked.get("idp"), caller.flatten());
    let key = shown.as_ref().map(|(_, key)| key.as_str());
    let is_connected = caller.is_some_and(|caller| setup::may_be(chosen, caller));
    let guide = setup::guide(chosen, &Values { url: &url, key, is_connected });
    page(&Settings {
        t,
        layout: session.layout(t.say("scim-title"), Entry::Scim),
        own,
        scim: organization.scim,
        imported_at: imported_at.filter(|at| *at > now.before(LATELY)),
        is_in_plan: organization.plan.has_directory_features(),
        keys: keys.into_iter().map(row).collect(),
        ended: ended.into_iter().map(row).collect(),
        panel,
        chosen,
        guide,
        asked: shown.as_ref().map(|(id, _)| *id),
        url,
    })
}

/// The key that is asked for, in clear: only while the proof of the master password counts. The event log says who saw it.
async fn shown_key(
    console: &Console,
    session: &OrganizationSession,
    asked: &str,
) -> Result<Option<(ScimKeyId, String)>, PageError> {
    let Some(id) = ScimKeyId::parse(asked) else { return Ok(None) };
    if !session.person.browser.is_verified(console.application.now()) {
        return Ok(None);
    }
    let reveal = RevealScimKey { call: session.command(console), organization_id: session.organization.id, id };
    match console.application.run(reveal).await {
        Ok(Ok(key)) => Ok(Some((id, key.reveal().to_owned()))),
        Ok(Err(error)) => {
            tracing::error!(%error, key = %id, "a SCIM key cannot be shown");
            Ok(None)
        }
        Err(CommandError::Refused(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn save(State(console): State<Console>, ScimSession(session): ScimSession, form: Form) -> PageResult {
    let before = session.organization.scim;
    let change = ChangeOrganization {
        call: session.command(&console),
        organization_id: session.organization.id,
        change: OrganizationChange {
            scim_enabled: Some(form.is_set("enabled")),
            invite_users_after_provisioning: Some(form.is_set("invite")),
            directory_is_authoritative: Some(form.is_set("authoritative")),
            ..OrganizationChange::default()
        },
    };
    let own = session.path("/settings/scim");
    let after = match console.application.run(change).await {
        Ok(organization) => organization.scim,
        Err(CommandError::Refused(refusal)) => return Ok(Flash::refused(&refusal).then(&own)),
        Err(error) => return Err(error.into()),
    };
    let said = match (before.enabled, after.enabled) {
        (false, true) => Flash::good("scim-switched-on"),
        (true, false) => Flash::good("scim-switched-off"),
        _ => Flash::good("scim-saved"),
    };
    Ok(if before == after { said.then(&own) } else { said.undo(own.clone(), fields(before)).then(&own) })
}

/// The form's fields for these settings.
fn fields(scim: ScimSettings) -> Vec<(String, String)> {
    let set = [
        ("enabled", scim.enabled),
        ("invite", scim.invite_users_after_provisioning),
        ("authoritative", scim.directory_is_authoritative),
    ];
    set.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| (name.to_owned(), "on".to_owned())).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::pages::scim::panel;
    use domain::OrganizationId;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);
    const IMAGE: &str = "<img src=x onerror=alert(1)>";

    /// A key of this name, for samples.
    pub(crate) fn sample_key(name: &str) -> ScimKeyRecord {
        ScimKeyRecord {
            organization_id: OrganizationId::from_uuid(Uuid::nil()),
            id: ScimKeyId::from_uuid(Uuid::from_u128(5)),
            name: name.to_owned(),
            visible_prefix: "pvscim_8kQ2ab".to_owned(),
            scope: KeyScope::UsersAndGroups,
            created_at: NOW,
            expires_at: None,
            revoked_at: None,
            replaced_at: None,
            last_used_at: Some(NOW),
            last_used_address: Some("203.0.113.7".to_owned()),
            last_used_agent: Some(IMAGE.to_owned()),
        }
    }

    fn sample(keys: Vec<KeyRow>, key: Option<&str>) -> Settings {
        let t = Texts::sample(NOW);
        let url = "https://scim.example/v2/0192".to_owned();
        let values = Values { url: &url, key, is_connected: true };
        Settings {
            t,
            layout: Layout::sample("SCIM provisioning"),
            own: "/organizations/x/settings/scim".to_owned(),
            scim: ScimSettings { enabled: true, ..ScimSettings::default() },
            imported_at: None,
            is_in_plan: true,
            keys,
            ended: Vec::new(),
            panel: panel::tests::sample(t),
            chosen: "okta",
            guide: setup::guide("okta", &values),
            asked: None,
            url,
        }
    }

    fn row(name: &str, shown: Option<&str>) -> KeyRow {
        KeyRow { key: sample_key(name), shown: shown.map(str::to_owned), may_return: false }
    }

    #[test]
    fn without_keys_it_says_what_a_key_is_for() {
        let html = sample(Vec::new(), None).render().unwrap();
        assert!(html.contains("No key yet") && html.contains("https://scim.example/v2/0192"), "{html}");
        assert!(!html.contains(r#"type="checkbox" name="enabled" value="on">"#), "SCIM is on: {html}");
    }

    #[test]
    fn a_recent_import_is_warned_of() {
        let html = Settings { imported_at: Some(NOW), ..sample(Vec::new(), None) }.render().unwrap();
        assert!(html.contains("A directory import made members"), "{html}");
    }

    #[test]
    fn names_and_agents_are_escaped_however_long() {
        for name in [IMAGE.to_owned(), "x".repeat(10_000)] {
            let html = sample(vec![row(&name, None)], None).render().unwrap();
            assert!(!html.contains("<img") && html.contains("pvscim_8kQ2ab"), "{html}");
        }
    }

    #[test]
    fn a_key_is_shown_where_it_was_asked_for_and_nowhere_else() {
        let secret = "pvscim_8kQ2abSECRET";
        let html = sample(vec![row("Okta", Some(secret))], Some(secret)).render().unwrap();
        assert_eq!(html.matches(&format!("{secret}</code>")).count(), 2, "in the list and in the guide: {html}");
        assert!(!sample(vec![row("Okta", None)], None).render().unwrap().contains("SECRET"));
    }

    #[test]
    fn what_is_saved_can_be_sent_again() {
        let on = ScimSettings { enabled: true, ..ScimSettings::default() };
        let names: Vec<String> = fields(on).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["enabled", "invite"]);
    }
}
