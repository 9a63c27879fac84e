//! A browser without script: it keeps cookies, follows nothing by itself, and sends forms as pages have them.

use crate::support::OPERATOR;
use account_client::{Client, NewAccount, RegistrationProof, Session};
use application::{FindAccountByEmail, UpdateAccount};
use domain::Account;
use regex::Regex;
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;
use testkit::app::App;
use vault_crypto::KdfSettings;

/// The master password of everybody here.
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// The least that may be chosen, since tests have many accounts.
const KDF: KdfSettings = KdfSettings::Argon2id { iterations: 2, memory: 16, parallelism: 1 };

/// A browser.
pub(crate) struct Browser {
    origin: String,
    cookies: BTreeMap<String, String>,
}

/// A page that it was shown.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    /// Where it is sent on.
    pub(crate) location: Option<String>,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Page {
    /// What its forms carry to prove that they are of this session.
    pub(crate) fn csrf(&self) -> String {
        let field = Regex::new(r#"<meta name="csrf" content="([^"]*)">"#).unwrap();
        field.captures(&self.text).unwrap_or_else(|| panic!("no csrf in {}", self.text))[1].to_owned()
    }

    /// Fails unless the page shows this.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) -> &Self {
        assert!(self.text.contains(text), "{text} is missing in {} {}", self.status, self.text);
        self
    }

    /// The first address, or whatever else stands between quotes, that begins so.
    #[track_caller]
    pub(crate) fn link(&self, start: &str) -> String {
        let at = self.text.find(start).unwrap_or_else(|| panic!("no {start} in {}", self.text));
        self.text[at..].split('"').next().unwrap().to_owned()
    }
}

impl Browser {
    /// One that nobody used.
    pub(crate) fn new(app: &App) -> Self {
        Self { origin: app.origin.clone(), cookies: BTreeMap::new() }
    }

    /// One in which this person is signed in: an access token of their client is exchanged as the sign-in page does it.
    pub(crate) async fn of(app: &App, session: &Session) -> Self {
        let mut browser = Self::new(app);
        let token = session.access_token().await;
        let answer = browser.exchange(token.reveal()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        browser
    }

    /// One in which this person signs in anew, however long ago they made their account.
    pub(crate) async fn anew(app: &App, email: &str) -> Self {
        let client = Client::new(&app.origin, None).unwrap();
        Self::of(app, &client.log_in(email, PASSWORD).await.unwrap()).await
    }

    /// Exchanges an access token for a session.
    pub(crate) async fn exchange(&mut self, token: &str) -> Page {
        self.call("/session", None, &json!({"accessToken": token})).await
    }

    /// Opens a page by a link of the same site.
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        let request = self.request(Method::GET, path).header("accept", "text/html,*/*;q=0.8");
        self.send(request).await
    }

    /// Opens a page, and whatever pages it leads to.
    pub(crate) async fn follow(&mut self, path: &str) -> Page {
        let mut page = self.get(path).await;
        for _ in 0..5 {
            let Some(location) = page.location.clone() else { return page };
            page = self.get(&location).await;
        }
        panic!("{path} leads round in circles")
    }

    /// Sends a form of the page at `path`, without whatever that page adds to it; the proof of the session is of `from`.
    pub(crate) async fn submit(&mut self, from: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post(path, &from.csrf(), fields).await
    }

    /// Sends a form with this proof of the session.
    pub(crate) async fn post(&mut self, path: &str, csrf: &str, fields: &[(&str, &str)]) -> Page {
        let mut fields = fields.to_vec();
        fields.push(("csrf", csrf));
        let request = self.request(Method::POST, path).header("origin", &self.origin).form(&fields);
        self.send(request).await
    }

    /// Proves the master password, as the page does that asks for it: forms that want that are taken for five minutes.
    pub(crate) async fn verify(&mut self, app: &App, session: &Session) {
        let proof = proof_of(app, session).await;
        let who: Value = serde_json::from_str(&self.get("/session").await.text).unwrap();
        let answer = self.call("/session/verified", who["csrf"].as_str(), &json!({"token": proof})).await;
        assert_eq!(answer.status, 204, "{answer:?}");
    }

    /// A call of the page's script.
    pub(crate) async fn call(&mut self, path: &str, csrf: Option<&str>, body: &Value) -> Page {
        let request =
            self.request(Method::POST, path).header("origin", &self.origin).header("accept", "application/json");
        let request = request.json(body);
        self.send(if let Some(csrf) = csrf { request.header("x-csrf", csrf) } else { request }).await
    }

    /// A request with the cookies, for what no page sends.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        client.request(method, format!("{}{path}", self.origin)).header("cookie", cookies.join("; "))
    }

    /// Sends a request and keeps the cookies of its answer.
    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Page {
        let answer: Response = request.send().await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(rest.contains("HttpOnly") && rest.contains("SameSite=Strict") && rest.contains("Path=/"), "{rest}");
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (answer.status(), answer.headers().clone());
        let location = headers.get("location").map(|location| location.to_str().unwrap().to_owned());
        assert_eq!(location.is_some(), status == StatusCode::SEE_OTHER);
        // A stream goes on for ever.
        let is_stream = headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let text = if is_stream { String::new() } else { answer.text().await.unwrap() };
        Page { status: status.as_u16(), location, headers, text }
    }

    /// The cookies that it keeps.
    pub(crate) fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }
}

/// Makes an account and signs in with a client.
pub(crate) async fn sign_up(app: &App, email: &str) -> Session {
    let client = Client::new(&app.origin, None).unwrap();
    let account = NewAccount::generate(email, PASSWORD, KDF).unwrap();
    let token = client.send_verification_email(email, Some("Dora Doe")).await.unwrap().unwrap();
    client.register(&account, &RegistrationProof::EmailVerification { token }).await.unwrap();
    client.log_in(email, PASSWORD).await.unwrap()
}

/// The same, for the address of whoever runs the installation, to which a mail was answered.
pub(crate) async fn sign_up_operator(app: &App) -> Session {
    let session = sign_up(app, OPERATOR).await;
    let account = app.application.read(&FindAccountByEmail(OPERATOR.to_owned())).await.unwrap().unwrap();
    let edit = |account: &mut Account| {
        account.email_verified = true;
        Ok::<(), Infallible>(())
    };
    let update = UpdateAccount { call: app.application.system_call(), id: account.id, edit };
    app.application.run(update).await.unwrap();
    session
}

/// What the client API gives for a right master password.
pub(crate) async fn proof_of(app: &App, session: &Session) -> String {
    let email = session.profile().await.unwrap().email;
    let credentials = Client::new(&app.origin, None).unwrap().credentials(&email, PASSWORD).await.unwrap();
    let body = json!({"masterPasswordHash": credentials.authentication_hash().reveal()});
    let answer = session.call(Method::POST, "/api/accounts/verify-password", Some(&body)).await.unwrap();
    answer["userVerificationToken"].as_str().unwrap().to_owned()
}

/// What a stream has sent until this is in it.
pub(crate) async fn until(stream: &mut reqwest::Response, text: &str) -> String {
    let mut seen = String::new();
    let read = async {
        while !seen.contains(text) {
            let chunk = stream.chunk().await.unwrap();
            let chunk = chunk.unwrap_or_else(|| panic!("the stream ended before {text}: {seen}"));
            seen.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    };
    tokio::time::timeout(Duration::from_secs(20), read).await.unwrap();
    seen
}
