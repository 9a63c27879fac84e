//! How to make the master key, for whoever asks.

use crate::support::start;
use serde_json::{Value, json};
use testkit::app::Engine;

#[tokio::test]
async fn an_unknown_address_is_answered_like_a_known_one() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        for path in ["/identity/accounts/prelogin", "/identity/accounts/prelogin/password"] {
            let url = format!("{}{path}", app.origin);
            let answer = reqwest::Client::new().post(url).json(&json!({"email": " Nobody@Example.test "})).send().await;
            let body: Value = answer.unwrap().json().await.unwrap();
            assert_eq!(body["kdfSettings"]["kdfType"], body["kdf"]);
            assert_eq!(body["salt"], "nobody@example.test");
        }
    }
}
