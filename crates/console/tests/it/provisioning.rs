//! The provisioning log as somebody reads it.

use crate::browser::Browser;
use crate::office::Office;
use crate::scim::{call, happen};
use crate::support::{SCIM_URL, start};
use account_client::MemberRole;
use application::TraceEntry;
use domain::MemberId;
use serde_json::json;
use std::time::Duration;
use testkit::app::Engine;

/// The calls that a page lists, by what follows the path of the log in their links.
fn listed(text: &str, office: &Office) -> usize {
    text.matches(&format!(r#"<td class="told"><a href="{}/"#, office.path("/provisioning"))).count()
}

#[tokio::test]
async fn calls_are_listed_and_narrowed() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        let own = office.path("/provisioning");
        browser.get(&own).await.shows("<h1>Provisioning log</h1>").shows("Nobody has called yet");
        let ines = office.invited(&app, "ines@example.test", MemberRole::User).await.0;
        let about = |entry: TraceEntry| TraceEntry { member_id: Some(MemberId::from_uuid(ines)), ..entry };
        happen(&app, about(call(&app, &office, "POST", "/Users", 201))).await;
        let entra = Some("Entra ID".to_owned());
        happen(&app, TraceEntry { provider: entra, ..call(&app, &office, "POST", "/Users", 409) }).await;
        happen(&app, call(&app, &office, "GET", "/Users", 500)).await;
        let page = browser.get(&own).await;
        page.shows("Created ines@example.test").shows("2 calls failed in the last seven days");
        assert_eq!(listed(&page.text, &office), 3);
        for (query, count) in [
            ("?outcome=ok", 1),
            ("?outcome=refused", 1),
            ("?outcome=failed", 1),
            ("?idp=Entra+ID", 1),
            ("?idp=Okta", 2),
            ("?idp=Okta&outcome=refused", 0),
            ("?person=ines", 1),
            (&*format!("?person={ines}"), 1),
            ("?person=nobody-at-all", 0),
            ("?outcome=%3Cb%3E&idp=&person=&before=nonsense", 3),
        ] {
            let page = browser.get(&format!("{own}{query}")).await;
            assert_eq!((page.status, listed(&page.text, &office)), (200, count), "{query}");
        }
        browser.get(&format!("{own}?person=nobody-at-all")).await.shows("Nobody here goes by that");
        browser.get(&format!("{own}?idp=Okta&outcome=refused")).await.shows("No call fits");
        let page = browser.get(&format!("{own}?person=example.test")).await;
        page.shows("Several people fit").shows(&format!("{own}?person={ines}"));
    }
}

#[tokio::test]
async fn older_calls_are_a_link_away() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let mut browser = office.browser(&app).await;
    for _ in 0..60 {
        app.clock.advance(Duration::from_millis(2));
        app.application.trace().write(call(&app, &office, "GET", "/Users", 404));
    }
    app.application.trace().flush().await;
    let page = browser.get(&office.path("/provisioning?outcome=refused")).await;
    assert_eq!(listed(&page.text, &office), 50);
    let older = page.text.split(r#"<a class="button" href=""#).last().unwrap().split('"').next().unwrap();
    let older = older.replace("&#38;", "&");
    assert!(older.contains("outcome=refused"), "{older}");
    let page = browser.get(&older).await;
    assert_eq!(listed(&page.text, &office), 10);
    assert!(!page.text.contains("Older calls"));
}

#[tokio::test]
async fn causes_stand_together_with_what_to_do() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        let causes = office.path("/provisioning?tab=causes");
        browser.get(&causes).await.shows("Nothing failed");
        for name in ["dora", "emil"] {
            let refused = TraceEntry {
                cause: Some(format!("A member with userName \"{name}\" exists already.")),
                fix: Some("Match by userName.".to_owned()),
                ..call(&app, &office, "POST", "/Users", 409)
            };
            app.clock.advance(Duration::from_secs(1));
            happen(&app, refused).await;
        }
        let page = browser.get(&causes).await;
        page.shows("2 times").shows("Match by userName.").shows("&#34;emil&#34; exists already");
        assert!(!page.text.contains("dora"), "one example is enough");
        app.clock.advance(Duration::from_hours(8 * 24));
        Browser::anew(&app, "owner@example.test").await.get(&causes).await.shows("Nothing failed");
    }
}

#[tokio::test]
async fn a_call_is_shown_whole_to_whoever_manages_provisioning() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let other = Office::open(&app, "other@example.test").await;
        let key = office.scim_key(&app).await;
        let entry = TraceEntry {
            scim_key_id: Some(key.id),
            request: Some(r#"{"userName":"o'neil <img src=x>"}"#.to_owned()),
            answer: Some(r#"{"detail":"no"}"#.to_owned()),
            rule: Some("found by userName".to_owned()),
            changes: Some(r#"[{"field":"title","before":null,"after":"Guide"}]"#.to_owned()),
            cause: Some("It is taken.".to_owned()),
            fix: Some("Choose another.".to_owned()),
            ..call(&app, &office, "POST", "/Users", 409)
        };
        let own = office.path(&format!("/provisioning/{}", entry.id));
        let elsewhere = other.path(&format!("/provisioning/{}", entry.id));
        happen(&app, entry).await;
        let mut browser = office.browser(&app).await;
        let page = browser.get(&own).await;
        page.shows("It is taken.").shows("Choose another.").shows("found by userName").shows("<ins>Guide</ins>");
        page.shows(&key.visible_prefix).shows("&#34;detail&#34;: &#34;no&#34;").shows("1.2 ms");
        page.shows(&format!("{SCIM_URL}/v2/{}/Users", office.organization.id)).shows("Bearer $SCIM_KEY");
        assert!(!page.text.contains("<img"));
        for missing in ["01a215d6-351c-7cd9-a8ac-d9c811c4c3e9", "nothing", "%00"] {
            assert_eq!(browser.get(&office.path(&format!("/provisioning/{missing}"))).await.status, 404, "{missing}");
        }
        assert_eq!(browser.get(&elsewhere).await.status, 404);
        let mut stranger = other.browser(&app).await;
        assert_eq!(stranger.get(&own).await.status, 404);
        assert_eq!(stranger.get(&elsewhere).await.status, 404, "it is of another organization");
        let custom = office.confirmed(&app, "custom@example.test", MemberRole::Custom).await;
        office.permit(custom.id, &json!({"manageScim": true})).await;
        let mut custom = Browser::of(&app, &custom.session).await;
        let page = custom.get(&own).await;
        assert_eq!(page.status, 200);
        // Pages of people are for whoever manages them.
        assert!(!page.text.contains("/members/"), "{}", page.text);
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_a_page_all_the_same() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        for query in ["person=%00", "person=a%00b", "idp=%00", "tab=causes&tab=x", "before=x", "outcome=7"] {
            let page = browser.get(&office.path(&format!("/provisioning?{query}"))).await;
            assert_eq!(page.status, 200, "{query}: {}", page.text);
        }
        for path in ["/settings/scim?key=%00&key=1&idp=x&idp=y", "/settings/api-keys?shown=1&shown=2"] {
            assert_eq!(browser.get(&office.path(path)).await.status, 200, "{path}");
        }
    }
}

#[tokio::test]
async fn a_whole_address_means_one_person() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        let ann = office.invited(&app, "ann@example.test", MemberRole::User).await.0;
        office.invited(&app, "joann@example.test", MemberRole::User).await;
        let about =
            TraceEntry { member_id: Some(MemberId::from_uuid(ann)), ..call(&app, &office, "GET", "/Users", 200) };
        happen(&app, about).await;
        let own = office.path("/provisioning");
        let page = browser.get(&format!("{own}?person=Ann%40example.test")).await;
        assert_eq!(listed(&page.text, &office), 1, "{}", page.text);
        // Whose names are the same are told by their addresses.
        let page = browser.get(&format!("{own}?person=ann%40")).await;
        page.shows("Several people fit").shows("joann@example.test</span>");
    }
}
