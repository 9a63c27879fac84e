//! Collections, as pages without script.

use crate::browser::Browser;
use crate::office::Office;
use crate::support::start;
use account_client::MemberRole;
use serde_json::json;
use testkit::app::Engine;

#[tokio::test]
async fn one_person_is_given_a_collection() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        office.invited(&app, "sam@example.test", MemberRole::User).await;
        let mut browser = office.browser(&app).await;
        let path = browser.get(&office.path("/collections")).await.link(&office.path("/collections/"));
        let access = format!("{path}/access");
        browser.get(&format!("{path}?find=somebody")).await.shows("Nobody is found.");
        let page = browser.get(&format!("{path}?find=sam@")).await;
        let id = page.text.split(r#"name="add-member" value=""#).nth(1).unwrap().split('"').next().unwrap();
        browser.submit(&page, &access, &[("add-member", id), ("add-access", "view")]).await;
        let page = browser.get(&path).await;
        page.shows("sam@example.test").shows(r#"<option value="view" selected>"#);

        // A page that was opened before sends along what nobody touched there: that stays as others set it meanwhile.
        let (field, was) = (format!("member-{id}"), format!("was-member-{id}"));
        browser.submit(&page, &access, &[(&was, "view"), (&field, "edit-hidden")]).await;
        browser.submit(&page, &access, &[(&was, "view"), (&field, "view")]).await;
        browser.get(&path).await.shows(r#"<option value="edit-hidden" selected>"#);
        browser.submit(&page, &access, &[(&was, "edit-hidden"), (&field, "none")]).await;
        assert!(!browser.get(&path).await.text.contains("sam@example.test"));

        // Neither is somebody of another organization let in, nor what is no id.
        let other = Office::open(&app, "other@example.test").await;
        let foreign = other.owner_id().await.to_string();
        browser.submit(&page, &access, &[("add-member", &foreign), ("add-access", "view")]).await;
        browser.get(&path).await.shows("is not one of this organization");
        let wrong = browser.submit(&page, &access, &[("add-member", "x"), ("add-access", "view")]).await;
        assert_eq!(wrong.status, 404);
    }
}

#[tokio::test]
async fn who_may_not_see_people_cannot_look_for_them() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let keeper = office.confirmed(&app, "keeper@example.test", MemberRole::Custom).await;
    office.permit(keeper.id, &json!({"editAnyCollection": true})).await;
    let mut browser = Browser::of(&app, &keeper.session).await;
    let path = browser.get(&office.path("/collections")).await.link(&office.path("/collections/"));
    let page = browser.get(&format!("{path}?find=owner@")).await;
    page.shows("Who reaches it");
    assert!(!page.text.contains("owner@example.test") && !page.text.contains("Give it to people"), "{}", page.text);
}
