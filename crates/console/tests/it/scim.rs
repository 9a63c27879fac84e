//! Provisioning as somebody sets it up: the switch, the keys, the guide, the calls as they come.

use crate::browser::{Browser, Page, until};
use crate::office::Office;
use crate::support::{SCIM_URL, start};
use account_client::{MemberRole, Method};
use application::{ListScimKeys, ProvisionMember, TraceEntry};
use domain::{CaseInsensitiveText, EmailAddress, MemberProfile, NewMember, Origin, ScimKey, ScimKeyRecord};
use regex::Regex;
use serde_json::json;
use std::time::Duration;
use testkit::app::{App, Engine};

/// A call of an identity provider, as the SCIM endpoint writes it down.
pub(crate) fn call(app: &App, office: &Office, method: &str, path: &str, status: u16) -> TraceEntry {
    TraceEntry {
        organization_id: office.organization_id(),
        id: app.application.fresh_uuid(),
        occurred_at: app.application.now(),
        scim_key_id: None,
        request_id: "r1".to_owned(),
        address: "203.0.113.7".to_owned(),
        agent: Some("Okta SCIM Client 1.0.0".to_owned()),
        provider: Some("Okta".to_owned()),
        method: method.to_owned(),
        target: format!("/v2/{}{path}", office.organization.id),
        request: None,
        status,
        answer: None,
        member_id: None,
        group_id: None,
        rule: None,
        changes: None,
        cause: None,
        fix: None,
        micros: 1_200,
    }
}

/// Has it written down.
pub(crate) async fn happen(app: &App, entry: TraceEntry) {
    app.application.trace().write(entry);
    app.application.trace().flush().await;
}

/// An organization whose owner is at the settings of provisioning, which have this path.
async fn at_settings(engine: Engine) -> (App, Office, Browser, String) {
    let app = start(engine).await;
    let office = Office::open(&app, "owner@example.test").await;
    let browser = office.browser(&app).await;
    let own = office.path("/settings/scim");
    (app, office, browser, own)
}

async fn keys(app: &App, office: &Office) -> Vec<ScimKeyRecord> {
    app.application.read(&ListScimKeys(office.organization_id())).await.unwrap()
}

/// The key that a page shows.
fn key_on(page: &Page) -> Option<ScimKey> {
    let found = Regex::new(r#"<code id="scim-key">([^<]*)</code>"#).unwrap();
    Some(ScimKey::parse(&found.captures(&page.text)?[1]).unwrap())
}

#[tokio::test]
async fn scim_is_switched_on_and_off_and_back() {
    for engine in Engine::ALL {
        let (app, office, mut browser, own) = at_settings(engine).await;
        let page = browser.get(&own).await;
        page.shows("<h1>SCIM provisioning</h1>").shows("No key yet").shows("SCIM is switched off");
        page.shows(&format!("{SCIM_URL}/v2/{}", office.organization.id));
        let saved = browser.submit(&page, &own, &[("enabled", "on"), ("authoritative", "on")]).await;
        let scim = office.now(&app).await.scim;
        assert!(scim.enabled && !scim.invite_users_after_provisioning && scim.directory_is_authoritative);
        let page = browser.follow(&saved.location.unwrap()).await;
        page.shows("SCIM is on.").shows("Waiting for the first call").shows("Undo");
        // What the undo sends is what was set before.
        let undone = browser.submit(&page, &own, &[("invite", "on")]).await;
        browser.follow(&undone.location.unwrap()).await.shows("SCIM is off.");
        let scim = office.now(&app).await.scim;
        assert!(!scim.enabled && scim.invite_users_after_provisioning && !scim.directory_is_authoritative);
    }
}

#[tokio::test]
async fn a_directory_import_is_warned_of_for_a_week() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let profile = MemberProfile {
            user_name: CaseInsensitiveText::new("ines@example.test"),
            email: EmailAddress::parse("ines@example.test").unwrap(),
            other_email_keys: Vec::new(),
            external_id: None,
            display_name: None,
            attributes: None,
        };
        let (call, organization_id) = (app.application.system_call(), office.organization_id());
        let new = NewMember { profile, active: true, origin: Origin::Connector };
        app.application.run(ProvisionMember { call, organization_id, new }).await.unwrap();
        let own = office.path("/settings/scim");
        office.browser(&app).await.get(&own).await.shows("A directory import made members here");
        app.clock.advance(Duration::from_hours(7 * 24));
        let page = Browser::anew(&app, "owner@example.test").await.get(&own).await;
        assert!(!page.shows("SCIM URL").text.contains("A directory import"));
    }
}

#[tokio::test]
async fn a_key_is_made_and_shown_to_who_proves_the_master_password() {
    for engine in Engine::ALL {
        let (app, office, mut browser, own) = at_settings(engine).await;
        let page = browser.get(&own).await;
        let fields = [("name", "Okta <b>"), ("scope", "users"), ("days", "90")];
        let asked = browser.submit(&page, &format!("{own}/keys"), &fields).await;
        asked.shows("<h1>Master password</h1>").shows(r#"name="scope" value="users""#);
        assert!(keys(&app, &office).await.is_empty(), "nothing is made before");
        browser.verify(&app, &office.owner).await;
        let made = browser.submit(&page, &format!("{own}/keys"), &fields).await;
        let page = browser.follow(&made.location.clone().unwrap()).await;
        page.shows("Made the key “Okta &#60;b&#62;”.").shows("users, groups read-only");
        let key = key_on(&page).unwrap();
        let record = keys(&app, &office).await.remove(0);
        assert_eq!(record.visible_prefix, key.visible_prefix());
        assert_eq!(record.expires_at, Some(app.application.now().after(Duration::from_hours(90 * 24))));
        assert_eq!(page.text.matches(key.reveal()).count(), 3, "in the list and, to copy, in the guide");
        // The link alone shows nothing once the proof is old.
        app.clock.advance(Duration::from_mins(5));
        let link = made.location.unwrap();
        assert_eq!(key_on(&browser.get(&link).await), None);
        let reveal = format!("{own}/keys/{}/reveal", record.id);
        browser.submit(&page, &reveal, &[]).await.shows("<h1>Master password</h1>");
        browser.verify(&app, &office.owner).await;
        let shown = browser.submit(&page, &reveal, &[]).await;
        assert_eq!(key_on(&browser.get(&shown.location.unwrap()).await), Some(key));
        // Each time that it was shown is in the event log, and no other.
        let log = browser.get(&office.path("/events")).await;
        log.shows("looked at the SCIM key <b>Okta &#60;b&#62;</b>");
        assert_eq!(log.text.matches("looked at the SCIM key").count(), 2, "{}", log.text);
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_made_is_not_made() {
    let (app, office, mut browser, own) = at_settings(Engine::Sqlite).await;
    browser.verify(&app, &office.owner).await;
    let page = browser.get(&own).await;
    let refused = browser.submit(&page, &format!("{own}/keys"), &[("name", " ")]).await;
    browser.follow(&refused.location.unwrap()).await.shows("Not done.");
    let wrong = browser.submit(&page, &format!("{own}/keys"), &[("name", "A"), ("days", "soon")]).await;
    assert_eq!(wrong.status, 400);
    assert!(keys(&app, &office).await.is_empty());
}

#[tokio::test]
async fn a_key_is_rotated_revoked_and_taken_back() {
    for engine in Engine::ALL {
        let (app, office, mut browser, own) = at_settings(engine).await;
        let old = office.scim_key(&app).await;
        let rotate = format!("{own}/keys/{}/rotate", old.id);
        let page = browser.get(&rotate).await;
        page.shows("Rotate the key “Directory”").shows(&old.visible_prefix);
        browser.verify(&app, &office.owner).await;
        assert_eq!(browser.submit(&page, &rotate, &[("hours", "9999")]).await.status, 400);
        let rotated = browser.submit(&page, &rotate, &[("hours", "24")]).await;
        let page = browser.follow(&rotated.location.unwrap()).await;
        assert_ne!(key_on(&page).unwrap().visible_prefix(), old.visible_prefix);
        page.shows(r#"<span class="badge wait">replaced</span>"#);
        let now = app.application.now();
        assert_eq!(keys(&app, &office).await.iter().filter(|key| key.is_live(now)).count(), 2);

        let revoke = format!("{own}/keys/{}/revoke", old.id);
        let page = browser.get(&revoke).await;
        page.shows("Other keys go on working.");
        let revoked = browser.submit(&page, &revoke, &[]).await;
        let restore = format!("{own}/keys/{}/restore", old.id);
        browser.follow(&revoked.location.unwrap()).await.shows(&restore).shows("Take back");
        assert!(!keys(&app, &office).await[0].is_live(now));
        assert_eq!(browser.get(&revoke).await.status, 404, "it has ended");
        let restored = browser.submit(&page, &restore, &[]).await;
        browser.follow(&restored.location.unwrap()).await.shows("works again");
        assert!(keys(&app, &office).await[0].is_live(now));
    }
}

#[tokio::test]
async fn a_revocation_stays_after_a_while() {
    let (app, office, mut browser, own) = at_settings(Engine::Sqlite).await;
    let key = office.scim_key(&app).await;
    browser.verify(&app, &office.owner).await;
    let page = browser.get(&format!("{own}/keys/{}/revoke", key.id)).await;
    page.shows("the last key that works");
    browser.submit(&page, &format!("{own}/keys/{}/revoke", key.id), &[]).await;
    app.clock.advance(Duration::from_mins(10));
    browser.verify(&app, &office.owner).await;
    let late = browser.submit(&page, &format!("{own}/keys/{}/restore", key.id), &[]).await;
    let page = browser.follow(&late.location.unwrap()).await;
    page.shows("This key was revoked too long ago");
    assert!(!page.text.contains("Take back") && !keys(&app, &office).await[0].is_live(app.application.now()));
}

#[tokio::test]
async fn whoever_manages_provisioning_does_so_in_their_organization_alone() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let other = Office::open(&app, "other@example.test").await;
        let custom = office.confirmed(&app, "custom@example.test", MemberRole::Custom).await;
        office.permit(custom.id, &json!({"manageScim": true})).await;
        let mut browser = Browser::of(&app, &custom.session).await;
        let own = office.path("/settings/scim");
        let page = browser.get(&own).await;
        let saved = browser.submit(&page, &own, &[("enabled", "on")]).await;
        browser.follow(&saved.location.unwrap()).await.shows("SCIM is on.");
        browser.verify(&app, &custom.session).await;
        browser.submit(&page, &format!("{own}/keys"), &[("name", "Okta")]).await;
        assert_eq!(keys(&app, &office).await.len(), 1);
        // A key of somebody else's organization is nowhere.
        let foreign = other.scim_key(&app).await;
        for what in ["rotate", "revoke"] {
            assert_eq!(browser.get(&format!("{own}/keys/{}/{what}", foreign.id)).await.status, 404);
        }
        let reveal = browser.submit(&page, &format!("{own}/keys/{}/reveal", foreign.id), &[]).await;
        assert_eq!(reveal.status, 404);
        assert_eq!(key_on(&browser.get(&format!("{own}?key={}", foreign.id)).await), None);
        for path in [other.path("/settings/scim"), other.path("/settings/scim/live")] {
            assert_eq!(browser.get(&path).await.status, 404);
        }
        assert_eq!(browser.get(&office.path("/settings/api-keys")).await.status, 404, "that is for owners");
    }
}

#[tokio::test]
async fn the_guide_is_that_of_who_calls_or_is_chosen() {
    let (app, office, mut browser, own) = at_settings(Engine::Sqlite).await;
    let page = browser.get(&own).await;
    browser.submit(&page, &own, &[("enabled", "on")]).await;
    browser.get(&own).await.shows(r#"<option value="entra-id" selected>"#).shows("Tenant URL");
    browser.get(&format!("{own}?idp=jumpcloud")).await.shows("Token Key");
    happen(&app, call(&app, &office, "GET", "/Users?startIndex=1&count=2", 200)).await;
    let page = browser.get(&own).await;
    page.shows(r#"<option value="okta" selected>"#).shows("Listed people").shows("Passed: its calls come through.");
    // What one provider may do says nothing of another.
    let page = browser.get(&format!("{own}?idp=jumpcloud")).await;
    assert!(!page.shows("The result appears under").text.contains("Passed: its calls"), "{}", page.text);
    let wrong = TraceEntry {
        cause: Some("The key is unknown.".to_owned()),
        fix: Some("Copy it again.".to_owned()),
        ..call(&app, &office, "GET", "/Users", 401)
    };
    happen(&app, wrong).await;
    browser.get(&own).await.shows("The key is unknown.").shows("Copy it again.").shows("Not let in");
}

#[tokio::test]
async fn calls_are_shown_as_they_come_until_the_session_ends() {
    for engine in Engine::ALL {
        let (app, office, mut browser, own) = at_settings(engine).await;
        let page = browser.get(&own).await;
        browser.submit(&page, &own, &[("enabled", "on")]).await;
        let open = async |browser: &Browser| browser.request(Method::GET, &format!("{own}/live")).send().await.unwrap();
        let mut stream = open(&browser).await;
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        assert_eq!(stream.headers()["cache-control"], "no-store");
        assert_eq!(stream.headers()["x-accel-buffering"], "no", "nginx would keep it back");
        until(&mut stream, "Waiting for the first call").await;
        let hostile = "<img src=x>\r\nevent: over\r\n\r\n";
        let refused = TraceEntry { cause: Some(hostile.to_owned()), ..call(&app, &office, "POST", "/Users", 409) };
        happen(&app, refused).await;
        let seen = until(&mut stream, "Could not create somebody").await;
        let seen = seen + &until(&mut stream, "\n\n").await;
        assert!(!seen.contains("<img") && !seen.contains("\nevent: over"), "{seen}");
        // A few windows may listen, and no more.
        let more = [open(&browser).await, open(&browser).await, open(&browser).await];
        assert!(more.iter().all(|stream| stream.status() == 200));
        assert_eq!(open(&browser).await.status(), 204);
        browser.submit(&page, "/sign-out", &[]).await;
        until(&mut stream, "event: over").await;
        assert_eq!(stream.chunk().await.unwrap(), None);
    }
}
