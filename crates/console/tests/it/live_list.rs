//! A list of members that stays open.

use crate::browser::until;
use crate::office::Office;
use crate::support::start;
use account_client::{MemberRole, Method};
use testkit::app::Engine;

#[tokio::test]
async fn a_list_is_told_what_changes_until_the_session_ends() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        let page = browser.get(&office.path("/members?tab=invited")).await;
        let address = page.link(&office.path("/members/live?")).replace("&#38;", "&");
        assert!(address.contains("tab=invited&seen="), "{address}");
        let mut stream = browser.request(Method::GET, &address).send().await.unwrap();
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        office.invited(&app, "zoe@example.test", MemberRole::User).await;
        let told = until(&mut stream, "data: </div>\n\n").await;
        assert!(told.contains("zoe@example.test") && !told.contains("owner@example.test"), "{told}");
        assert!(
            told.contains(r#"data-live="counts""#) && told.contains(r#"Invited<span class="num">1</span>"#),
            "{told}"
        );
        // Who comes back with the address of before is told what they missed.
        let mut again = browser.request(Method::GET, &address).send().await.unwrap();
        until(&mut again, "zoe@example.test").await;
        browser.submit(&page, "/sign-out", &[]).await;
        until(&mut stream, "event: over").await;
        assert_eq!(stream.chunk().await.unwrap(), None);
    }
}
