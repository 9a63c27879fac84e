//! The guide is for everybody.

use crate::browser::Browser;
use crate::support::start;
use testkit::app::Engine;

#[tokio::test]
async fn the_guide_is_read_without_a_session() {
    let app = start(Engine::Sqlite).await;
    let mut browser = Browser::new(&app);
    browser.follow("/guide").await.shows("<h1>Start here</h1>");
    let page = browser.get("/guide/okta").await;
    page.shows("<h1>Okta</h1>").shows(r#"<a href="/guide/okta" aria-current="page" class="below">Okta</a>"#);
    page.shows(r#"href="/guide/set-up""#);
    assert!(!page.text.contains("style="));
    for path in
        ["/guide/nothing", "/guide/okta.md", "/guide/SUMMARY", "/guide/..%2FSUMMARY", "/guide/%FF", "/guide/%00"]
    {
        let page = browser.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        page.shows("<html");
    }
}
