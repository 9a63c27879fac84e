//! Groups, as pages without script.

use crate::browser::Browser;
use crate::office::Office;
use crate::support::start;
use account_client::MemberRole;
use application::{CreateGroup, NewGroup};
use domain::{Actor, CaseInsensitiveText, ExternalId, GroupProfile, Origin, ScimKeyId};
use testkit::app::{App, Engine};

/// The page of a new group.
async fn make(browser: &mut Browser, office: &Office, name: &str) -> String {
    let page = browser.get(&office.path("/groups")).await;
    let next = browser.submit(&page, &office.path("/groups"), &[("name", name)]).await;
    next.location.unwrap_or_else(|| panic!("{}", next.text))
}

/// A group as a directory makes it.
async fn provisioned(app: &App, office: &Office, name: &str) {
    let key = ScimKeyId::from_uuid(account_client::Uuid::from_u128(1));
    let call = app.application.call(Actor::Scim(key), Origin::Scim, None, None);
    let external_id = ExternalId::parse("dir-1").unwrap();
    let profile = GroupProfile { name: CaseInsensitiveText::new(name), external_id, attributes: None };
    let members = vec![domain::MemberId::from_uuid(office.owner_id().await)];
    let (organization_id, new) = (office.organization_id(), NewGroup { profile, members });
    app.application.run(CreateGroup { call, organization_id, new, with_members: false }).await.unwrap();
}

#[tokio::test]
async fn a_group_is_made_filled_emptied_and_removed() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        office.invited(&app, "sam@example.test", MemberRole::User).await;
        let mut browser = office.browser(&app).await;
        browser.get(&office.path("/groups")).await.shows("No groups yet");
        let path = make(&mut browser, &office, "<b>Crew</b>").await;
        let page = browser.get(&path).await;
        page.shows("The group &#60;b&#62;Crew&#60;/b&#62; was made.").shows("Nobody is in this group");
        let page = browser.get(&format!("{path}?find=sam@")).await;
        let id = page.text.split(r#"name="add" value=""#).nth(1).unwrap().split('"').next().unwrap();
        browser.submit(&page, &format!("{path}/members"), &[("add", id)]).await;
        let page = browser.get(&path).await;
        page.shows("1 person joined the group.").shows(&format!(r#"<input type="hidden" name="remove" value="{id}">"#));
        page.shows("sam@example.test").shows("Console");
        browser.get(&office.path("/groups")).await.shows(">1<");
        browser.submit(&page, &format!("{path}/members"), &[("remove", id)]).await;
        let page = browser.get(&path).await;
        page.shows("1 person left the group.").shows(r#"action="/organizations/"#);
        browser.submit(&page, &format!("{path}/members"), &[("remove", id)]).await;
        browser.get(&path).await.shows("Nothing changed: that was so already.");
        let page = browser.get(&format!("{path}/delete")).await;
        page.shows("Nobody is in this group.");
        let next = browser.submit(&page, &format!("{path}/delete"), &[]).await;
        assert_eq!(next.location, Some(office.path("/groups")));
        browser.get(&office.path("/groups")).await.shows("The group was deleted.").shows("No groups yet");
        assert_eq!(browser.get(&path).await.status, 404);
    }
}

#[tokio::test]
async fn a_group_of_the_directory_says_that_changes_do_not_last() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        provisioned(&app, &office, "Engineering").await;
        let mut browser = office.browser(&app).await;
        let list = browser.get(&office.path("/groups?search=ENGI")).await;
        list.shows("Engineering").shows("Directory");
        browser.get(&office.path("/groups?search=nothing")).await.shows("No group is found");
        let path = list.link(&office.path("/groups/"));
        let page = browser.get(&path).await;
        page.shows("The directory named this group").shows("dir-1").shows("Whom the directory put here");
        browser.submit(&page, &path, &[("name", "Builders")]).await;
        browser.get(&path).await.shows("Saved.").shows(r#"value="Builders""#);
        browser.get(&format!("{path}/delete")).await.shows("The directory knows this group.");
        let owner = office.path(&format!("/members/{}?tab=access", office.owner_id().await));
        browser.get(&owner).await.shows("Builders").shows("its next sync does so again");
        browser.submit(&page, &path, &[("name", " ")]).await;
        browser.get(&path).await.shows("Not done.").shows(r#"value="Builders""#);
    }
}

#[tokio::test]
async fn a_group_is_given_a_collection_and_loses_it() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        let path = make(&mut browser, &office, "Crew").await;
        let page = browser.get(&path).await;
        page.shows("Reaches none yet.").shows("data-encrypted=\"2.");
        let choices = page.text.split(r#"name="add-collection""#).nth(1).unwrap();
        let id = choices.split(r#"<option value=""#).nth(2).unwrap().split('"').next().unwrap();
        let access = format!("{path}/access");
        browser.submit(&page, &access, &[("add-collection", id), ("add-access", "view-hidden")]).await;
        let page = browser.get(&path).await;
        page.shows("Saved.").shows(r#"<option value="view-hidden" selected>"#);
        assert!(!page.text.contains("add-collection"), "there is no other one");
        let (field, was) = (format!("collection-{id}"), format!("was-collection-{id}"));
        page.shows(&format!(r#"name="{was}" value="view-hidden""#));
        browser.submit(&page, &access, &[(&field, "manage"), (&was, "view-hidden")]).await;
        browser.get(&path).await.shows(r#"<option value="manage" selected>"#);
        // What nobody touched on a page stays as it is now.
        browser.submit(&page, &access, &[(&field, "view-hidden"), (&was, "view-hidden")]).await;
        browser.get(&path).await.shows(r#"<option value="manage" selected>"#);
        browser.submit(&page, &access, &[(&field, "none"), (&was, "manage")]).await;
        browser.get(&path).await.shows("Reaches none yet.");
        assert_eq!(browser.submit(&page, &access, &[(&field, "all")]).await.status, 400);
        for (wrong, value) in [("x", "edit"), (id, "all")] {
            let sent = browser.submit(&page, &access, &[("add-collection", wrong), ("add-access", value)]).await;
            assert!([400, 404].contains(&sent.status), "{wrong} {value}: {sent:?}");
        }
        let unknown = "collection-00000000-0000-0000-0000-000000000001";
        let page = browser.submit(&page, &access, &[(unknown, "edit")]).await;
        assert!(page.status == 404 || page.status == 303, "{page:?}");
    }
}

#[tokio::test]
async fn groups_of_another_organization_are_not_there() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let path = make(&mut office.browser(&app).await, &office, "Crew").await;
    let other = Office::open(&app, "other@example.test").await;
    let mut browser = other.browser(&app).await;
    assert_eq!(browser.get(&path).await.status, 404);
    let own = path.replace(&office.path(""), &other.path(""));
    assert_eq!(browser.get(&own).await.status, 404);
    let page = browser.get("/account").await;
    for rest in ["", "/members", "/access", "/delete"] {
        for path in [&path, &own] {
            let sent = browser.submit(&page, &format!("{path}{rest}"), &[("name", "Taken")]).await;
            assert_eq!(sent.status, 404, "{path}{rest}");
        }
    }
    office.browser(&app).await.get(&path).await.shows(r#"value="Crew""#);
}
