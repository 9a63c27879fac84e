//! People and collections, with keys that stay unlocked and a list that stays open.

use super::chromium::{Chromium, Tab};
use super::signed_in;
use crate::confirm::people::People;
use serde_json::json;
use testkit::app::Engine;

/// What a tab shows must be there without another unlocking.
fn is_locked(tab: Tab<'_>) -> bool {
    tab.run("document.querySelector('dialog#unlock').open") == true
}

#[tokio::test]
async fn collections_are_made_and_renamed_after_one_unlocking() {
    let people = People::new(Engine::Sqlite, true).await;
    let chromium = Chromium::at(people.client.server());
    let olga = signed_in(&chromium, &people);
    olga.reload();
    olga.click("link", "Collections");
    olga.finds("heading", "Collections");
    olga.fill("Name", "Kitchen");
    olga.click("button", "Make collection");
    olga.fill("Master password", &people.password());
    olga.click("button", "Unlock");
    olga.sees("The collection was made.");
    olga.finds("heading", "Kitchen");
    olga.click("link", "Collections");
    olga.finds("link", "Kitchen");
    olga.fill("Name", "Garage");
    olga.click("button", "Make collection");
    olga.finds("heading", "Garage");
    olga.fill("Name", "Cellar");
    olga.click_on("form[data-encrypts] button");
    olga.sees("Saved.");
    olga.finds("heading", "Cellar");
    olga.click("link", "Collections");
    olga.finds("link", "Cellar");
    olga.finds("link", "Kitchen");
    assert!(!is_locked(olga));
    assert_eq!(olga.run("document.querySelectorAll('tr b[data-encrypted]').length"), 3);
    // Where nothing comes back, it is said, and what was typed stays.
    olga.run("XMLHttpRequest.prototype.send = function () { this.dispatchEvent(new ProgressEvent('error')); }");
    olga.fill("Name", "Attic");
    olga.click("button", "Make collection");
    olga.sees("The server cannot be reached.");
    // htmx says it in the browser's console, too.
    assert!(olga.complaints().iter().all(|one| one.as_str().unwrap().starts_with("htmx:")));
    assert_eq!(olga.run("document.querySelectorAll('body > form').length"), 0);
    assert_eq!(olga.run("document.querySelector('form[data-encrypts] input:not([type=hidden])').value"), "Attic");
    let stored = people.place.stored_text();
    assert!(!stored.contains("Kitchen") && !stored.contains("Cellar"), "a name is stored in clear");
}

#[tokio::test]
async fn who_is_sent_by_a_directory_appears_in_the_list_that_is_open() {
    let people = People::new(Engine::Postgres, true).await;
    let chromium = Chromium::at(people.client.server());
    let olga = signed_in(&chromium, &people);
    olga.click("link", "Members");
    olga.finds("heading", "Members");
    olga.rests();
    people.provision("dora@example.com");
    olga.reads("tr", "dora@example.com");
    olga.reads("#counts .tabs a", "Invited1");

    // Neither what is typed nor what is chosen is disturbed; the numbers follow, and the rows do once it is over.
    olga.ticks("Choose dora@example.com");
    people.provision("emil@example.com");
    olga.reads("#counts .tabs a", "Invited2");
    assert_eq!(olga.run("document.querySelectorAll('input[name=member]:checked').length"), 1);
    assert_eq!(olga.run("document.querySelectorAll('tbody tr').length"), 2);
    olga.click_on("input[name=member]:checked");
    olga.click("heading", "Members");
    olga.reads("tr", "emil@example.com");
    olga.fill("Name, address or external id", "@example.com");
    olga.reads("#results", "2 of 2");
    people.provision("fatima@example.com");
    olga.reads("tr", "fatima@example.com");
    assert_eq!(olga.run("document.querySelector('input[name=search]').value"), "@example.com");
    // A link of what came later leads on as any other does, and the keys stay.
    olga.run("window.isSame = true; undefined");
    olga.click("link", "fatima@example.com");
    olga.finds("heading", "fatima@example.com");
    assert_eq!(olga.run("window.isSame ?? null"), true);
}

#[tokio::test]
async fn all_who_wait_are_confirmed_but_one_who_was_revoked_meanwhile() {
    let people = People::new(Engine::Sqlite, true).await;
    let mut sessions = Vec::new();
    for name in ["dora", "emil", "fatima", "goran"] {
        sessions.push(people.provisioned(&format!("{name}@example.com")).await);
    }
    let chromium = Chromium::at(people.client.server());
    let olga = signed_in(&chromium, &people);
    olga.click("link", "Members");
    olga.click("link", "Confirm 4");
    olga.rests();
    assert_eq!(
        olga.run("[...document.querySelectorAll('[data-phrase]')].filter((e) => e.textContent.includes('-')).length"),
        4
    );
    // What the line of the progress says, one after another.
    olga.run(
        "window.told = []; const line = document.querySelector('[data-progress-text]'); \
         new MutationObserver(() => window.told.push(line.textContent)).observe(line, {childList: true}); undefined",
    );
    let members = people.owner.members(people.organization.id).await.unwrap();
    let emil = members.iter().find(|member| member.email == "emil@example.com").unwrap().id;
    let active = json!({"op": "replace", "path": "active", "value": false});
    let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [active]});
    let mut scim = people.server.client().trusting(&people.place.data().join("ca.pem"));
    scim.succeed("PATCH", &format!("/Users/{emil}"), Some(&patch));
    olga.click("button", "Confirm the chosen people");
    olga.sees("3 of 4 confirmed.");
    let told = olga.run("window.told").to_string();
    assert!(told.contains("Confirming 0 of 4 …") && told.contains("Confirming 4 of 4 …"), "{told}");
    let row = |name: &str| olga.text(&format!("tr[data-member]:has-text('{name}@example.com') [data-outcome]"));
    for name in ["dora", "fatima", "goran"] {
        assert_eq!(row(name), "Confirmed", "{name}");
    }
    assert!(!row("emil").is_empty() && row("emil") != "Confirmed", "{}", row("emil"));
    assert!(row("emil").contains(' '), "words are shown, and no code: {}", row("emil"));
    for (at, session) in sessions.iter().enumerate() {
        assert_eq!(people.has_key(session).await, at != 1, "{at}");
    }
}
