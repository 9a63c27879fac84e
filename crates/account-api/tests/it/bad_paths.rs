//! Paths that hold what is no id, or no text at all.

use crate::http::send;
use crate::office::Office;
use crate::support::start;
use account_api::ROUTES;
use account_client::Method;
use serde_json::json;
use testkit::app::Engine;

#[tokio::test]
async fn what_names_nothing_is_not_found_in_the_form_that_clients_read() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "olga@example.test").await;
    let access = office.owner.access_token().await;
    let organization = office.id().to_string();
    let mut tried = 0;
    for (route, methods) in ROUTES.into_iter().flatten().filter(|(route, _)| route.contains('{')) {
        for nothing in ["%ff", "x"] {
            let named = if route.matches('{').count() > 1 {
                route.replace("{organization}", &organization)
            } else {
                (*route).to_owned()
            };
            let path: Vec<_> =
                named.split('/').map(|part| if part.starts_with('{') { nothing } else { part }).collect();
            for method in *methods {
                let body = (*method != "GET").then(|| json!({}));
                let method: Method = method.parse().unwrap();
                let path = path.join("/");
                let (status, answer) = send(&app, method.clone(), &path, Some(access.reveal()), body.as_ref()).await;
                assert_eq!((status, answer["object"].as_str()), (404, Some("error")), "{method} {path}: {answer}");
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
}
