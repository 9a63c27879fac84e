//! What a person sees and changes of their own account.

use crate::people::sign_up;
use crate::support::start;
use account_client::Method;
use serde_json::json;
use testkit::app::Engine;

#[tokio::test]
async fn a_person_takes_another_name() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let session = sign_up(&app, "dora@example.test").await;
        let before = session.revision_date().await.unwrap();
        let put =
            async |name: &str| session.call(Method::PUT, "/api/accounts/profile", Some(&json!({"name": name}))).await;
        let answer = put("Dora D.").await.unwrap();
        assert_eq!((answer["name"].as_str(), answer["object"].as_str()), (Some("Dora D."), Some("profile")));
        assert!(session.revision_date().await.unwrap() > before);
        assert!(put(&"x".repeat(51)).await.is_err());
        assert_eq!(session.profile().await.unwrap().name.as_deref(), Some("Dora D."));
        assert_eq!(put(" ").await.unwrap()["name"], json!(null));
    }
}

#[tokio::test]
async fn a_person_reads_their_keys_and_sends_no_others() {
    let app = start(Engine::Sqlite).await;
    let session = sign_up(&app, "dora@example.test").await;
    let keys = session.call(Method::GET, "/api/accounts/keys", None).await.unwrap();
    let public_key = session.keys().public_key().unwrap().to_string();
    assert_eq!(keys["publicKey"], public_key);
    let same = json!({"publicKey": public_key, "encryptedPrivateKey": keys["privateKey"]});
    session.call(Method::POST, "/api/accounts/keys", Some(&same)).await.unwrap();
    let other = json!({"publicKey": "AAAA", "encryptedPrivateKey": keys["privateKey"]});
    assert!(session.call(Method::POST, "/api/accounts/keys", Some(&other)).await.is_err());
}
