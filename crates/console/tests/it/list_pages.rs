//! Pages of lists: whatever number an address has, a page comes.

use crate::office::Office;
use crate::support::start;
use testkit::app::Engine;

const NUMBERS: [&str; 8] =
    ["0", "-1", "2", "9999999999", "18446744073709551615", "99999999999999999999999", "1.5", "%00x"];

#[tokio::test]
async fn any_number_of_a_page_is_answered_with_one_that_there_is() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        let page = browser.get(&office.path("/groups")).await;
        let group = browser.submit(&page, &office.path("/groups"), &[("name", "Crew")]).await.location.unwrap();
        let lists = ["/members", "/groups", "/collections", "/events", "/outbox", "/provisioning"];
        let lists: Vec<String> = lists.into_iter().map(|list| office.path(list)).chain([group]).collect();
        for list in &lists {
            for number in NUMBERS {
                for parameter in ["page", "before"] {
                    let address = format!("{list}?{parameter}={number}");
                    let page = browser.get(&address).await;
                    assert!([200, 303].contains(&page.status), "{address}: {page:?}");
                }
            }
        }
        for number in NUMBERS {
            for (list, row) in
                [("/members", "owner@example.test"), ("/groups", "Crew"), ("/collections", "data-encrypted")]
            {
                browser.get(&office.path(&format!("{list}?page={number}"))).await.shows(row);
            }
            browser
                .get(&office.path(&format!("/members?search=owner&page={number}")))
                .await
                .shows("owner@example.test");
        }
    }
}
