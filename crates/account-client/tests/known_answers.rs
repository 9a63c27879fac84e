//! The client against a server that answers what real ones were recorded to answer, with keys that are known.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on fails")]

use account_client::{
    Client, ClientError, Credentials, LoginCodes, Method, SecondFactor, Session, TwoStepProvider, Uuid,
};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;
use vault_crypto::{FingerprintPhrase, KdfSettings, OrganizationKey, PrivateKey, SymmetricKey};

const OWNER: usize = 0;
const MEMBER: usize = 1;
/// Five thousand rounds: quick.
const FEW: usize = 2;
const ORGANIZATION: Uuid = Uuid::from_u128(10);
const MEMBERSHIP: Uuid = Uuid::from_u128(11);

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../vault-crypto/tests/data/crypto-vectors.json")).unwrap()
}

fn account(place: usize) -> Value {
    vectors()["accounts"][place].clone()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("no text in {field}"))
}

/// A server that answers with a function of `METHOD /path` and body, and remembers what it was asked.
struct Fake {
    client: Client,
    asked: Arc<Mutex<Vec<(String, String)>>>,
    _tasks: JoinSet<()>,
}

impl Fake {
    async fn start(answer: impl Fn(&str, &str) -> (u16, Value) + Send + Sync + 'static) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (asked.clone(), Arc::new(answer));
        let router = Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let request = format!("{method} {}", uri.path());
            let token = headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
            let body = String::from_utf8(body.to_vec()).unwrap();
            seen.lock().unwrap().push((request.clone(), body.clone()));
            let (status, answer) = answer(&request, token.as_deref().unwrap_or(&body));
            async move { (StatusCode::from_u16(status).unwrap(), answer.to_string()) }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { client: Client::new(&url, None).unwrap(), asked, _tasks: tasks }
    }

    /// The bodies that came for a request.
    fn bodies(&self, request: &str) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(found, _)| found == request).map(|(_, body)| body.clone()).collect()
    }

    async fn log_in(&self, account: &Value) -> Result<Session, ClientError> {
        self.client.log_in(text(account, "email"), text(account, "password")).await
    }
}

fn kdf(account: &Value) -> Value {
    let kdf = &account["kdf"];
    json!({"kdfType": kdf["kdfType"], "iterations": kdf["iterations"], "memory": kdf["memory"], "parallelism": kdf["parallelism"]})
}

/// A token for an account; `name` tells tokens apart.
fn token(account: &Value, name: &str) -> Value {
    let claims =
        json!({"sub": Uuid::from_u128(1), "email": text(account, "saltIsTheTrimmedLowercasedEmail"), "jti": name});
    let kdf = kdf(account);
    json!({
        "access_token": format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims.to_string())),
        "expires_in": 7200,
        "token_type": "Bearer",
        "refresh_token": format!("refresh-{name}"),
        "Key": account["masterKeyWrappedUserKey"],
        "PrivateKey": account["wrappedPrivateKey"],
        "AccountKeys": {"publicKeyEncryptionKeyPair": {
            "wrappedPrivateKey": account["wrappedPrivateKey"], "publicKey": account["publicKey_spki_b64"],
        }},
        "UserDecryptionOptions": {"MasterPasswordUnlock": {
            "Kdf": {
                "KdfType": kdf["kdfType"], "Iterations": kdf["iterations"],
                "Memory": kdf["memory"], "Parallelism": kdf["parallelism"],
            },
            "MasterKeyEncryptedUserKey": account["masterKeyWrappedUserKey"],
            "Salt": account["saltIsTheTrimmedLowercasedEmail"],
        }},
    })
}

fn prelogin(account: &Value) -> (u16, Value) {
    (200, json!({"kdfSettings": kdf(account), "salt": null}))
}

/// A server that lets one account in, whatever the password.
async fn open_door(place: usize) -> Fake {
    let account = account(place);
    Fake::start(move |request, _| match request {
        "POST /identity/accounts/prelogin/password" => prelogin(&account),
        "POST /identity/connect/token" => (200, token(&account, "only")),
        _ => (404, json!({"message": "Resource not found."})),
    })
    .await
}

#[tokio::test]
async fn both_kinds_of_derivation_log_in_and_unlock() {
    for place in [OWNER, MEMBER, FEW] {
        let account = account(place);
        let fake = open_door(place).await;
        let session = fake.log_in(&account).await.unwrap();
        assert_eq!(session.keys().public_key().unwrap().to_string(), text(&account, "publicKey_spki_b64"));
        let form = fake.bodies("POST /identity/connect/token").remove(0);
        let hash: String = form_value(&form, "password");
        assert_eq!(hash, text(&account, "masterPasswordHash_b64"));
        assert_eq!(form_value(&form, "username"), text(&account, "saltIsTheTrimmedLowercasedEmail"));
        assert_eq!(form_value(&form, "scope"), "api offline_access");
        assert!(!form.contains("twoFactor") && !form.contains("newDeviceOtp"), "{form}");
    }
}

fn form_value(form: &str, name: &str) -> String {
    let url = format!("http://localhost/?{form}");
    let url = url.parse::<reqwest::Url>().unwrap();
    url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned()).unwrap()
}

#[tokio::test]
async fn a_password_that_does_not_unlock_is_noticed_here_too() {
    let fake = open_door(FEW).await;
    let refused = fake.client.log_in("few@example.test", "pass phrase with u").await.unwrap_err();
    assert!(matches!(refused, ClientError::Crypto(_)), "{refused}");
}

#[tokio::test]
async fn settings_that_would_give_the_password_away_are_refused() {
    let fake = Fake::start(|_, _| {
        let weak = json!({"kdfType": 0, "iterations": 1, "memory": null, "parallelism": null});
        (200, json!({"kdfSettings": weak, "salt": null}))
    })
    .await;
    let refused = fake.client.log_in("few@example.test", "pass phrase").await.unwrap_err();
    assert!(refused.to_string().contains("iterations"), "{refused}");
    assert!(fake.bodies("POST /identity/connect/token").is_empty(), "nothing derived from it is sent");
}

#[tokio::test]
async fn who_is_confirmed_opens_the_organization() {
    let (owner, member) = (account(FEW), account(MEMBER));
    let key = OrganizationKey::generate().unwrap();
    let sealed = key.seal_for(&text(&owner, "publicKey_spki_b64").parse().unwrap()).unwrap().to_string();
    let public_key = text(&member, "publicKey_spki_b64").to_owned();
    let account_id = Uuid::from_u128(12);
    let fake = Fake::start(move |request, _| match request {
        "POST /identity/accounts/prelogin/password" => prelogin(&owner),
        "POST /identity/connect/token" => (200, token(&owner, "only")),
        "GET /api/accounts/profile" => {
            let organization = json!({"id": ORGANIZATION, "name": "Acme", "key": sealed, "status": 2, "type": 0});
            (200, json!({"id": Uuid::nil(), "email": "few@example.test", "organizations": [organization]}))
        }
        request if request == format!("GET /api/organizations/{ORGANIZATION}/users") => {
            let member =
                json!({"Id": MEMBERSHIP, "UserId": account_id, "Email": "m@example.test", "Status": 1, "Type": 2});
            (200, json!({"Data": [member], "Object": "list"}))
        }
        request if request == format!("GET /api/users/{account_id}/public-key") => {
            (200, json!({"userId": account_id, "publicKey": public_key, "object": "userKey"}))
        }
        request if request.ends_with("/confirm") => (200, Value::Null),
        _ => (404, json!({"message": "Resource not found."})),
    })
    .await;
    let session = fake.log_in(&account(FEW)).await.unwrap();
    let organization = session.organization(ORGANIZATION).await.unwrap().unwrap();
    assert_eq!(organization.key, key);
    assert!(session.organization(MEMBERSHIP).await.unwrap().is_none());
    let waiting = &session.members(ORGANIZATION).await.unwrap()[0];
    assert!(waiting.is_waiting());
    let found = session.member_key(waiting).await.unwrap();
    assert_eq!(found.phrase, FingerprintPhrase::new(&account_id.to_string(), &found.public_key).unwrap());
    session.confirm(ORGANIZATION, &organization.key, waiting.id, &found.public_key).await.unwrap();

    let path = format!("POST /api/organizations/{ORGANIZATION}/users/{MEMBERSHIP}/confirm");
    let body: Value = serde_json::from_str(&fake.bodies(&path)[0]).unwrap();
    let user_key = SymmetricKey::from_bytes(&hex(text(&member, "userKey"))).unwrap();
    let private_key = PrivateKey::unwrap(&text(&member, "wrappedPrivateKey").parse().unwrap(), &user_key).unwrap();
    let opened = OrganizationKey::open(&text(&body, "key").parse().unwrap(), &private_key).unwrap();
    assert_eq!(opened, key);
    let name = key.symmetric_key().decrypt(&text(&body, "defaultUserCollectionName").parse().unwrap()).unwrap();
    assert_eq!(name.reveal_text(), Some("My items"));
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[tokio::test]
async fn what_a_login_wants_beside_the_password_is_told_apart() {
    let account = account(FEW);
    let fake = Fake::start(move |request, form| match request {
        "POST /identity/accounts/prelogin/password" => prelogin(&account),
        _ if form.contains("newDeviceOtp=424242") => (200, token(&account, "only")),
        _ if form.contains("twoFactorToken=111111") => (
            400,
            json!({"error": "device_error", "ErrorModel": {"Message": "new device verification required", "Object": "error"}}),
        ),
        _ if form.contains("twoFactorToken") => {
            (400, json!({"error": "invalid_grant", "ErrorModel": {"Message": "Two-step token is invalid. Try again."}}))
        }
        _ => (400, json!({"error": "invalid_grant", "TwoFactorProviders2": {"0": null, "1": {"Email": "f**@x"}}})),
    })
    .await;
    let credentials = Arc::new(fake.client.credentials("few@example.test", "pass phrase with ü").await.unwrap());
    let attempt = async |second: Option<&str>, device: Option<&str>| {
        let second_factor = second.map(|code| SecondFactor {
            provider: TwoStepProvider::Authenticator,
            code: code.into(),
            remember: true,
        });
        let codes = LoginCodes { second_factor, new_device: device.map(Into::into) };
        fake.client.log_in_with(credentials.clone(), &codes).await
    };
    let ClientError::TwoStepRequired { providers } = attempt(None, None).await.unwrap_err() else { panic!("no code?") };
    assert_eq!(providers, [TwoStepProvider::Authenticator, TwoStepProvider::Email]);
    let refused = attempt(Some("000000"), None).await.unwrap_err();
    assert_eq!(refused.to_string(), "Two-step token is invalid. Try again.");
    assert!(matches!(attempt(Some("111111"), None).await, Err(ClientError::NewDevice)));
    attempt(Some("111111"), Some("424242")).await.unwrap();
    let form = fake.bodies("POST /identity/connect/token").pop().unwrap();
    assert_eq!(form_value(&form, "twoFactorRemember"), "1");
}

/// A server whose first token has run out by the time it is used. `refusal` is what it says to refresh tokens.
async fn run_out(refusal: Option<(u16, Value)>) -> (Fake, Session) {
    let account = account(FEW);
    let fake = Fake::start(move |request, sent| match request {
        "POST /identity/accounts/prelogin/password" => prelogin(&account),
        "POST /identity/connect/token" if sent.contains("grant_type=refresh_token") => {
            let refreshed = || (200, token(&account, "second"));
            refusal.clone().unwrap_or_else(refreshed)
        }
        "POST /identity/connect/token" => (200, token(&account, "first")),
        _ if sent.ends_with(text(&token(&account, "second"), "access_token")) => (200, json!(1_700_000_000_000_i64)),
        _ => (401, json!({"message": "Unauthorized"})),
    })
    .await;
    let session = fake.log_in(&self::account(FEW)).await.unwrap();
    (fake, session)
}

fn refreshes(fake: &Fake) -> usize {
    let bodies = fake.bodies("POST /identity/connect/token");
    bodies.iter().filter(|body| body.contains("refresh_token=refresh-first")).count()
}

#[tokio::test]
async fn a_token_that_ran_out_is_renewed_once_for_all_who_wait() {
    let (fake, session) = run_out(None).await;
    let session = Arc::new(session);
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        let session = session.clone();
        calls.spawn(async move { session.revision_date().await.unwrap() });
    }
    assert_eq!(calls.join_all().await, [1_700_000_000_000; 8]);
    assert_eq!(refreshes(&fake), 1);
}

#[tokio::test]
async fn a_session_that_was_ended_is_told_from_a_server_that_is_busy() {
    let (_fake, session) = run_out(Some((400, json!({"error": "invalid_grant"})))).await;
    assert!(matches!(session.revision_date().await, Err(ClientError::SessionEnded)));
    let (_fake, session) = run_out(Some((503, Value::Null))).await;
    assert!(session.revision_date().await.unwrap_err().is_temporary());
}

#[tokio::test]
async fn a_login_anew_needs_no_password_and_no_code_on_a_remembered_device() {
    let account = account(FEW);
    let fake = Fake::start(move |request, form| match request {
        "POST /identity/accounts/prelogin/password" => prelogin(&account),
        _ if form.contains("twoFactorToken=remembered&twoFactorProvider=5") => (200, token(&account, "second")),
        _ if form.contains("twoFactorToken=111111&twoFactorProvider=0") => {
            let mut answer = token(&account, "first");
            answer["TwoFactorToken"] = json!("remembered");
            (200, answer)
        }
        _ => (400, json!({"TwoFactorProviders2": {"0": null}})),
    })
    .await;
    let kdf = KdfSettings::Pbkdf2Sha256 { iterations: 5_000 };
    let credentials = Credentials::derive("few@example.test", "pass phrase with ü", kdf, None).unwrap();
    let second = SecondFactor { provider: TwoStepProvider::Authenticator, code: "111111".into(), remember: true };
    let codes = LoginCodes { second_factor: Some(second), new_device: None };
    let session = fake.client.log_in_with(Arc::new(credentials), &codes).await.unwrap();
    let before = session.access_token().await;
    session.renew().await.unwrap();
    assert_ne!(session.access_token().await, before);
    let shown = format!("{session:?}");
    assert!(!shown.contains(before.reveal()) && !shown.contains("remembered\""), "{shown}");
}

#[tokio::test]
async fn a_server_that_is_down_is_named_and_may_come_back() {
    let client = Client::new("http://127.0.0.1:1", None).unwrap();
    let error = client.log_in("few@example.test", "pass phrase").await.unwrap_err();
    assert!(error.is_temporary());
    assert!(error.to_string().starts_with("no answer from http://127.0.0.1:1: "), "{error}");
}
