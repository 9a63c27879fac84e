//! What a person reaches, changed on their page.

use crate::browser::Browser;
use crate::office::Office;
use crate::support::start;
use account_client::MemberRole;
use serde_json::json;
use testkit::app::Engine;

#[tokio::test]
async fn a_person_joins_a_group_and_leaves_it() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let (sam, _) = office.invited(&app, "sam@example.test", MemberRole::User).await;
        let mut browser = office.browser(&app).await;
        let page = browser.get(&office.path("/groups")).await;
        let group = browser.submit(&page, &office.path("/groups"), &[("name", "<b>Crew</b>")]).await.location.unwrap();
        let group = group.rsplit('/').next().unwrap();
        let base = office.path(&format!("/members/{sam}"));
        let (part, path) = (format!("{base}?tab=access"), format!("{base}/groups"));
        let page = browser.get(&part).await;
        page.shows("In no group.").shows(&format!(r#"<option value="{group}">&#60;b&#62;Crew"#));
        assert_eq!(browser.submit(&page, &path, &[("join", group)]).await.location.as_deref(), Some(&*part));
        let page = browser.get(&part).await;
        page.shows("The person is in the group now.").shows("Undo");
        page.shows(&format!(r#"name="leave" value="{group}""#));
        assert!(!page.text.contains(r#"name="join""#), "there is no other group: {}", page.text);
        browser.submit(&page, &path, &[("leave", group)]).await;
        browser.get(&part).await.shows("The person is no longer in the group.").shows("In no group.");
        browser.submit(&page, &path, &[("leave", group)]).await;
        browser.get(&part).await.shows("Nothing changed: that was so already.");
        for (wrong, status) in [("x", 400), ("00000000-0000-0000-0000-000000000001", 404)] {
            assert_eq!(browser.submit(&page, &path, &[("join", wrong)]).await.status, status, "{wrong}");
        }
    }
}

#[tokio::test]
async fn a_person_is_given_a_collection_and_loses_it() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let (sam, _) = office.invited(&app, "sam@example.test", MemberRole::User).await;
        let mut browser = office.browser(&app).await;
        let base = office.path(&format!("/members/{sam}"));
        let (part, path) = (format!("{base}?tab=access"), format!("{base}/collections"));
        let page = browser.get(&part).await;
        let choices = page.text.split(r#"name="add-collection""#).nth(1).unwrap();
        let id = choices.split(r#"<option value=""#).nth(2).unwrap().split('"').next().unwrap();
        browser.submit(&page, &path, &[("add-collection", id), ("add-access", "view")]).await;
        let page = browser.get(&part).await;
        page.shows("What the person reaches was changed.").shows(r#"<option value="view" selected>"#);
        let (field, was) = (format!("collection-{id}"), format!("was-collection-{id}"));
        page.shows(&format!(r#"name="{field}" value="none""#)).shows(&format!(r#"name="{was}" value="view""#));
        browser.submit(&page, &path, &[(&field, "manage"), (&was, "view")]).await;
        browser.get(&part).await.shows(r#"<option value="manage" selected>"#);
        // What nobody touched on a page stays as it is now.
        browser.submit(&page, &path, &[(&field, "view"), (&was, "view")]).await;
        browser.get(&part).await.shows(r#"<option value="manage" selected>"#).shows("Nothing changed");
        browser.submit(&page, &path, &[(&field, "none"), (&was, "manage")]).await;
        browser.get(&part).await.shows("Reaches none");
        let wrong = [("add-collection", "x"), ("add-access", "view")];
        assert_eq!(browser.submit(&page, &path, &wrong).await.status, 404);
        assert_eq!(browser.submit(&page, &path, &[(&field, "all")]).await.status, 400);
    }
}

#[tokio::test]
async fn who_may_not_give_it_is_not_offered_it() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let (sam, _) = office.invited(&app, "sam@example.test", MemberRole::User).await;
    let keeper = office.confirmed(&app, "keeper@example.test", MemberRole::Custom).await;
    office.permit(keeper.id, &json!({"manageUsers": true})).await;
    let mut owner = office.browser(&app).await;
    let page = owner.get(&office.path("/groups")).await;
    let group = owner.submit(&page, &office.path("/groups"), &[("name", "Crew")]).await.location.unwrap();
    let collection = owner.get(&office.path("/collections")).await.link(&office.path("/collections/"));
    let last = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let (group, collection) = (last(&group), last(&collection));

    let mut browser = Browser::of(&app, &keeper.session).await;
    let base = office.path(&format!("/members/{sam}"));
    let page = browser.get(&format!("{base}?tab=access")).await;
    assert!(!page.text.contains(r#"name="join""#) && !page.text.contains(r#"name="add-collection""#), "{}", page.text);
    assert_eq!(browser.submit(&page, &format!("{base}/groups"), &[("join", &group)]).await.status, 404);
    let fields = [("add-collection", collection.as_str()), ("add-access", "view")];
    browser.submit(&page, &format!("{base}/collections"), &fields).await;
    let page = browser.get(&format!("{base}?tab=access")).await;
    page.shows("Not done.").shows("In no group.").shows("Reaches none");
    // Who edits every collection gives each of them, without having been given any.
    office.permit(keeper.id, &json!({"manageUsers": true, "editAnyCollection": true})).await;
    let mut browser = Browser::of(&app, &keeper.session).await;
    let page = browser.get(&format!("{base}?tab=access")).await;
    page.shows(r#"name="add-collection""#).shows(&collection);
    browser.submit(&page, &format!("{base}/collections"), &fields).await;
    browser.get(&format!("{base}?tab=access")).await.shows("What the person reaches was changed.");
}
