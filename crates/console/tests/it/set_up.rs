//! How an organization is set up: policies, roles, its name and settings, collections.

use crate::browser::{Browser, sign_up};
use crate::office::Office;
use crate::support::start;
use account_client::MemberRole;
use serde_json::json;
use testkit::app::Engine;

/// A name as a client encrypts it, by its form.
const SEALED: &str = "2.EZJnDTycvmI2llBlMZl7QA==|+Zp9wQQ6YW+rwmJjklrBCQ==|GdgHp+tGiPDtRPPPzhIYBGU92aoxWtjTrC5uLPIVwK0=";

#[tokio::test]
async fn a_policy_names_whom_it_cuts_off_and_takes_the_master_password() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        office.confirmed(&app, "user@example.test", MemberRole::User).await;
        let mut browser = office.browser(&app).await;
        let path = office.path("/policies/two-step-login");
        let page = browser.get(&path).await;
        page.shows("1 person would be revoked at once").shows("<li>Dora Doe</li>");
        let asked = browser.submit(&page, &path, &[("enabled", "true")]).await;
        asked.shows("<h1>Master password</h1>").shows(r#"<input type="hidden" name="enabled" value="true">"#);
        browser.get(&path).await.shows("Switch on");
        browser.verify(&app, &office.owner).await;
        let next = browser.submit(&page, &path, &[("enabled", "true")]).await;
        assert_eq!(next.location.as_deref(), Some(path.as_str()));
        browser.get(&path).await.shows("The policy holds from now on.").shows("Switch off");
        browser.get(&office.path("/policies")).await.shows(r#"<span class="badge good">On</span>"#);
        let members = office.owner.members(office.organization.id).await.unwrap();
        let user = members.iter().find(|member| member.email == "user@example.test").unwrap();
        assert_eq!(office.member(&app, user.id).await.status, domain::MemberStatus::Revoked);
        browser.submit(&page, &path, &[("enabled", "false")]).await;
        browser.get(&path).await.shows("The policy holds no more.");
    }
}

#[tokio::test]
async fn what_a_policy_wants_is_kept_with_what_clients_set() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        browser.verify(&app, &office.owner).await;
        let put = format!("/api/organizations/{}/policies/1", office.organization.id);
        let wanted = json!({"enabled": true, "data": {"minComplexity": 3, "minLength": 20}});
        office.owner.call(account_client::Method::PUT, &put, Some(&wanted)).await.unwrap();
        let path = office.path("/policies/master-password");
        let page = browser.get(&path).await;
        page.shows(r#"value="20""#);
        let fields = [("enabled", "true"), ("minLength", "14"), ("requireUpper", "on")];
        browser.submit(&page, &path, &fields).await;
        let policy = office.owner.call(account_client::Method::GET, &put, None).await.unwrap();
        let expected = json!({"minComplexity": 3, "minLength": 14, "requireUpper": true, "requireLower": false,
            "requireNumbers": false, "requireSpecial": false, "enforceOnLogin": false});
        assert_eq!(policy["data"], expected);
        browser.submit(&page, &office.path("/policies/account-recovery"), &[("enabled", "true")]).await;
        browser.get(&office.path("/policies/account-recovery")).await.shows("Not done.").shows("Single organization");
    }
}

#[tokio::test]
async fn roles_say_what_they_may() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    office.browser(&app).await.get(&office.path("/roles")).await.shows("Invite, confirm, revoke and remove members");
}

#[tokio::test]
async fn an_owner_changes_the_organization_and_nobody_else() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let path = office.path("/settings/organization");
        let mut browser = office.browser(&app).await;
        let page = browser.get(&path).await;
        page.shows(r#"value="Office""#).shows("Nobody is staged.");
        browser.submit(&page, &path, &[("name", "Bureau"), ("email", "bills@example.test")]).await;
        browser.get(&path).await.shows("Saved.").shows(r#"value="Bureau""#).shows(r#"value="bills@example.test""#);
        browser.submit(&page, &path, &[("name", ""), ("email", "")]).await;
        browser.get(&path).await.shows("Not done.").shows(r#"value="Bureau""#);
        browser.submit(&page, &path, &[("name", "Bureau"), ("email", "no address")]).await;
        browser.get(&path).await.shows("Not done.");
        browser.submit(&page, &format!("{path}/collections"), &[("limit-deletion", "on")]).await;
        browser.get(&path).await.shows(r#"name="limit-deletion" checked>"#).shows(r#"name="limit-creation">"#);
        let admin = office.confirmed(&app, "admin@example.test", MemberRole::Admin).await;
        let mut admin = Browser::of(&app, &admin.session).await;
        let own = admin.get("/account").await;
        for rest in ["", "/collections", "/delete"] {
            let sent = admin.submit(&own, &format!("{path}{rest}"), &[("name", "Taken")]).await;
            assert_eq!(sent.status, 404, "{rest}");
        }
        assert_eq!(admin.get(&path).await.status, 404);
    }
}

#[tokio::test]
async fn an_organization_goes_once_its_name_is_typed_and_the_password_shown() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let path = office.path("/settings/organization/delete");
        let mut browser = office.browser(&app).await;
        let page = browser.get(&path).await;
        page.shows("1 person is a member.");
        let asked = browser.submit(&page, &path, &[("name", "Office")]).await;
        asked.shows("<h1>Master password</h1>");
        browser.verify(&app, &office.owner).await;
        browser.submit(&page, &path, &[("name", "office")]).await;
        browser.get(&path).await.shows("That is not the organization&#39;s name.");
        let admin = office.confirmed(&app, "admin@example.test", MemberRole::Admin).await;
        let mut other = Browser::of(&app, &admin.session).await;
        let own = other.get("/account").await;
        assert_eq!(other.submit(&own, &path, &[("name", "Office")]).await.status, 404);
        let next = browser.submit(&page, &path, &[("name", "Office")]).await;
        assert_eq!(next.location.as_deref(), Some("/account"));
        browser.get("/account").await.shows("Office was deleted.").shows("You are in no organization yet.");
        assert_eq!(browser.get(&path).await.status, 404);
    }
}

#[tokio::test]
async fn a_collection_is_made_given_and_removed() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        let list = office.path("/collections");
        let page = browser.get(&list).await;
        browser.submit(&page, &list, &[("name", "Clear")]).await;
        browser.get(&list).await.shows("Names of collections are encrypted in the browser");
        let made = browser.submit(&page, &list, &[("name", SEALED)]).await.location.unwrap();
        let page = browser.get(&made).await;
        page.shows("The collection was made.").shows("data-encrypted=\"2.EZJnDTycvmI2llBlMZl7QA==");
        let group = browser.submit(&page, &office.path("/groups"), &[("name", "Crew")]).await.location.unwrap();
        let id = group.rsplit('/').next().unwrap();
        let page = browser.get(&made).await;
        page.shows(&format!(r#"<option value="{id}">Crew</option>"#));
        let member = format!("member-{}", office.owner_id().await);
        let access = format!("{made}/access");
        browser.submit(&page, &access, &[(&member, "manage"), ("add-group", id), ("add-access", "view")]).await;
        let page = browser.get(&made).await;
        page.shows("Saved.").shows(&format!(r#"name="group-{id}""#)).shows(r#"<option value="view" selected>"#);
        browser.submit(&page, &access, &[(&member, "manage"), (&format!("group-{id}"), "none")]).await;
        browser.get(&made).await.shows(&format!(r#"<option value="{id}">Crew</option>"#));
        browser.get(&format!("{made}/delete")).await.shows("No group and 1 person can reach it now.");
        browser.submit(&page, &format!("{made}/delete"), &[]).await;
        browser.get(&list).await.shows("The collection was deleted.");
        assert_eq!(browser.get(&made).await.status, 404);
    }
}

#[tokio::test]
async fn collections_of_another_organization_are_not_there() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let mut browser = office.browser(&app).await;
    let list = office.path("/collections");
    let page = browser.get(&list).await;
    let made = browser.submit(&page, &list, &[("name", SEALED)]).await.location.unwrap();
    let other = Office::open(&app, "other@example.test").await;
    let mut stranger = other.browser(&app).await;
    let page = stranger.get("/account").await;
    for path in [made.clone(), made.replace(&office.path(""), &other.path(""))] {
        assert_eq!(stranger.get(&path).await.status, 404);
        for rest in ["", "/access", "/delete"] {
            let sent = stranger.submit(&page, &format!("{path}{rest}"), &[("name", SEALED)]).await;
            assert_eq!(sent.status, 404, "{path}{rest}");
        }
    }
    let mut nobody = Browser::of(&app, &sign_up(&app, "max@example.test").await).await;
    assert_eq!(nobody.get(&list).await.status, 404);
}
