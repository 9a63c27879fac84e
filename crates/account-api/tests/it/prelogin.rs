//! How to make the master key, for whoever asks.

use crate::http::post;
use crate::people::register;
use crate::support::start;
use serde_json::json;
use testkit::app::Engine;

#[tokio::test]
async fn an_unknown_address_is_answered_like_a_known_one() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        register(&app, "dora@example.test").await;
        for path in ["/identity/accounts/prelogin", "/identity/accounts/prelogin/password"] {
            let (status, known) = post(&app, path, &json!({"email": " Dora@Example.test"})).await;
            assert_eq!((status, &known["salt"], &known["kdfMemory"]), (200, &json!("dora@example.test"), &json!(16)));
            let (status, unknown) = post(&app, path, &json!({"email": " Nobody@Example.test "})).await;
            assert_eq!((status, &unknown["salt"]), (200, &json!("nobody@example.test")));
            assert_eq!(unknown["kdfSettings"]["kdfType"], unknown["kdf"]);
            assert_eq!(unknown["kdfSettings"]["iterations"], unknown["kdfIterations"]);
            let again = post(&app, path, &json!({"email": "nobody@example.test"})).await.1;
            assert_eq!(unknown, again);
            let names = |answer: &serde_json::Value| answer.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&known), names(&unknown));
        }
    }
}

#[tokio::test]
async fn unknown_addresses_have_the_settings_that_accounts_have() {
    let app = start(Engine::Sqlite).await;
    let mut kinds = std::collections::BTreeSet::new();
    for number in 0..40 {
        let email = format!("user{number}@example.test");
        let answer = post(&app, "/identity/accounts/prelogin/password", &json!({"email": email})).await.1;
        kinds.insert(answer["kdf"].as_i64().unwrap());
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), [0, 1]);
}
