//! What the other tests rely on: that the browser sees what a page must not do.

use super::chromium::Chromium;
use crate::confirm::people::People;
use testkit::app::Engine;

#[tokio::test]
async fn a_password_on_its_way_out_is_seen_however_it_is_written() {
    let people = People::new(Engine::Sqlite, true).await;
    let chromium = Chromium::at(people.client.server());
    let olga = chromium.tab("olga");
    olga.go("/sign-in");
    olga.rests();
    let password = "one mountain & \"nine\" lämps";
    olga.fill("Master password", password);
    for sent in [
        "{method: 'POST', body: typed}",
        "{method: 'POST', body: JSON.stringify({typed})}",
        "{method: 'POST', body: new URLSearchParams({typed})}",
    ] {
        let script = format!("(async (typed) => {{ await fetch('/api/config', {sent}) }})({password:?})");
        olga.run(&script);
        let complaints = olga.complaints();
        assert!(
            complaints.len() == 1 && complaints[0].as_str().unwrap().contains("sent a secret"),
            "{sent}: {complaints:?}"
        );
    }
    olga.run(&format!(
        "(async (typed) => {{ await fetch('/api/config?' + encodeURIComponent(typed)) }})({password:?})"
    ));
    assert_eq!(olga.complaints().len(), 1, "in the address");
}
