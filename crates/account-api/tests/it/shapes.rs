//! Answers beside those that were recorded of another server: no field is missing, and each has its type.

use crate::http::{password_grant, refresh_grant, send, token};
use crate::people::sign_up;
use crate::support::start;
use account_client::{Method, NewOrganization, Session};
use serde_json::{Value, json};
use testkit::app::{App, Engine};
use testkit::recorded_answers::{Exchange, lacking, unasked};

const OLGA: &str = "olga@example.test";
const SEALED: &str = "2.EZJnDTycvmI2llBlMZl7QA==|+Zp9wQQ6YW+rwmJjklrBCQ==|GdgHp+tGiPDtRPPPzhIYBGU92aoxWtjTrC5uLPIVwK0=";
/// What the recordings ask and this test does not: the client's own tests do.
const ELSEWHERE: [&str; 7] = [
    "POST /identity/accounts/register/send-verification-email",
    "POST /identity/accounts/register/finish",
    "POST /api/organizations/{}/users/invite",
    "POST /api/organizations/{}/users/{}/accept",
    "POST /api/organizations/{}/users/{}/confirm",
    "POST /api/accounts/key-management/user-key-id",
    "POST /events/collect",
];

/// Asks, and keeps the answers.
struct Questions<'a> {
    app: &'a App,
    session: &'a Session,
    asked: Vec<Exchange>,
}

impl Questions<'_> {
    async fn ask(&mut self, method: Method, path: &str, body: Option<Value>) -> Value {
        let access = self.session.access_token().await;
        let answer = send(self.app, method.clone(), path, Some(access.reveal()), body.as_ref()).await;
        self.keep(method.as_str(), path, "", answer)
    }

    fn keep(&mut self, method: &str, path: &str, body: &str, (status, answer): (u16, Value)) -> Value {
        assert_eq!(status, 200, "{method} {path}: {answer}");
        self.asked.push(Exchange {
            method: method.to_owned(),
            path: path.to_owned(),
            authorized: true,
            body: body.to_owned(),
            status,
            answer: answer.clone(),
        });
        answer
    }

    async fn tokens(&mut self) {
        let (path, hash) = ("/identity/connect/token", self.session.credentials().authentication_hash().reveal());
        let answer = self.keep("POST", path, "grant_type=password", password_grant(self.app, OLGA, hash, &[]).await);
        let refreshed = refresh_grant(self.app, answer["refresh_token"].as_str().unwrap()).await;
        self.keep("POST", path, "grant_type=refresh_token", refreshed);
        let key = self.session.api_key().await.unwrap();
        let form = [
            ("grant_type", "client_credentials"),
            ("scope", "api"),
            ("client_id", &key.client_id),
            ("client_secret", key.client_secret.reveal()),
            ("deviceIdentifier", "another"),
            ("deviceType", "25"),
        ];
        let answer = token(self.app, &form).await;
        self.keep("POST", path, "grant_type=client_credentials", answer);
    }
}

#[tokio::test]
async fn no_answer_lacks_what_another_server_says() {
    let app = start(Engine::Sqlite).await;
    let session = sign_up(&app, OLGA).await;
    let mut questions = Questions { app: &app, session: &session, asked: Vec::new() };
    let (get, post) = (Method::GET, Method::POST);
    questions.ask(get.clone(), "/api/config", None).await;
    questions.ask(post.clone(), "/identity/accounts/prelogin/password", Some(json!({"email": OLGA}))).await;
    questions.tokens().await;
    let new = NewOrganization::generate(&session.keys().public_key().unwrap()).unwrap();
    let made = questions.ask(post.clone(), "/api/organizations", Some(new.creation("Office", OLGA))).await;
    let organization = format!("/api/organizations/{}", made["id"].as_str().unwrap());
    let members = questions.ask(get.clone(), &format!("{organization}/users?"), None).await;
    let member = members["data"][0]["id"].as_str().unwrap();
    questions.ask(get.clone(), &format!("{organization}/users/{member}?"), None).await;
    questions.ask(get.clone(), &format!("/api/users/{}/public-key", session.account_id()), None).await;
    let hash = session.credentials().authentication_hash().reveal();
    let body = json!({"masterPasswordHash": hash, "type": 0});
    questions.ask(post.clone(), &format!("{organization}/api-key"), Some(body)).await;
    let access = json!([{"id": member, "readOnly": false, "hidePasswords": false, "manage": true}]);
    let body = json!({"name": SEALED, "externalId": null, "groups": [], "users": access});
    let collection = questions.ask(post.clone(), &format!("{organization}/collections"), Some(body)).await;
    questions.ask(get.clone(), &format!("{organization}/collections"), None).await;
    let login = json!({"username": SEALED, "password": SEALED, "uris": [{"uri": SEALED, "match": null}]});
    let field = json!([{"type": 1, "name": SEALED, "value": SEALED}]);
    let item = json!({"type": 1, "name": SEALED, "organizationId": made["id"], "login": login, "fields": field});
    let body = json!({"cipher": item, "collectionIds": [collection["id"]]});
    let shared = questions.ask(post, "/api/ciphers/create", Some(body)).await;
    questions.ask(Method::PUT, &format!("/api/ciphers/{}", shared["id"].as_str().unwrap()), Some(item)).await;
    questions.ask(get.clone(), "/api/sync?excludeDomains=true", None).await;
    questions.ask(get, "/api/accounts/revision-date", None).await;

    let lacking = lacking(&questions.asked).unwrap();
    assert!(lacking.is_empty(), "{lacking:#?}");
    let mut unasked = unasked(&questions.asked).unwrap();
    unasked.retain(|question| !ELSEWHERE.contains(&question.as_str()));
    assert_eq!(unasked, Vec::<String>::new());
}
