//! Whether the time of an answer tells who has an account.

use crate::mailbox::Mailbox;
use crate::office::Office;
use crate::support::{Setup, start_with};
use account_api::Registration;
use account_client::MemberRole;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::app::{App, Engine};

const KNOWN: &str = "dora@example.test";
const UNKNOWN: &str = "nora@example.test";

/// How many answers are measured, and how far their middles may lie apart. The short form finds what is much slower; a
/// machine that is busy with other tests lets no more be said.
fn precision() -> (usize, f64) {
    if testkit::long() { (200, 0.10) } else { (16, 0.50) }
}

/// A request about an address.
type Ask<'a> = &'a dyn Fn(&str) -> reqwest::RequestBuilder;

/// Measures answers about the two addresses side by side, so that whatever else the machine does befalls both. Which comes
/// first follows the Thue–Morse sequence: were it strictly one and then the other, something that befalls each second
/// request (two threads take turns at hashing, and one of them gets its memory anew each time) would befall only one.
/// Their statuses and bodies, which are to be the same, are compared.
async fn middles(ask: Ask<'_>, samples: usize) -> (Duration, Duration) {
    let mut times: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
    let mut seen: [Option<(u16, Value)>; 2] = [None, None];
    for round in 0..samples * 2 {
        let which = (round.count_ones() % 2) as usize;
        let request = ask([KNOWN, UNKNOWN][which]);
        let started = Instant::now();
        let answer = request.send().await.unwrap();
        let (status, body) = (answer.status().as_u16(), answer.bytes().await.unwrap());
        times[which].push(started.elapsed());
        let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
        seen[which] = Some((status, without_address(body)));
        // What is done after an answer shall not be in the time of the next.
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    assert_eq!(seen[0], seen[1]);
    let [known, unknown] = times;
    (middle(known), middle(unknown))
}

/// The mean of the middle half. A median would jump between the two values that are usual here.
fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    let half = &times[times.len() / 4..times.len() - times.len() / 4];
    half.iter().sum::<Duration>() / u32::try_from(half.len()).unwrap()
}

/// A salt is the address that was asked about, and settings are everybody's own.
fn without_address(mut body: Value) -> Value {
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|name, _| name != "salt" && !name.starts_with("kdf"));
    }
    body
}

/// Refuses a difference that is there each time: one that goes away when it is measured again is noise.
async fn assert_alike(what: &str, ask: Ask<'_>) {
    let (samples, allowed) = precision();
    let mut found = Vec::new();
    for _ in 0..5 {
        let (known, unknown) = middles(ask, samples).await;
        let (slow, fast) = (known.max(unknown).as_secs_f64(), known.min(unknown).as_secs_f64());
        if slow <= fast * (1.0 + allowed) {
            return;
        }
        found.push((known, unknown));
    }
    panic!("{what}: known and unknown addresses took {found:?}");
}

async fn check(engine: Engine) {
    let mailbox = Mailbox::new();
    let setup = Setup { mail: mailbox.options(), ..Setup::default() };
    let app = start_with(engine, setup).await;
    let office = Office::open(&app, "olga@example.test").await;
    office.confirmed(&app, KNOWN, MemberRole::User).await;
    let http = reqwest::Client::new();
    let post = |path: &str, body: Value| http.post(format!("{}{path}", app.origin)).json(&body);

    assert_alike("prelogin", &|email| post("/identity/accounts/prelogin/password", json!({"email": email}))).await;
    let wrong_password = |email: &str| {
        let form = [("grant_type", "password"), ("username", email), ("password", "x"), ("deviceIdentifier", "new")];
        http.post(format!("{}/identity/connect/token", app.origin)).form(&form)
    };
    assert_alike("a wrong password", &wrong_password).await;
    let login_code =
        |email: &str| post("/api/two-factor/send-email-login", json!({"email": email, "masterPasswordHash": "x"}));
    assert_alike("a code of a wrong password", &login_code).await;
    assert_alike("the hint", &|email| post("/api/accounts/password-hint", json!({"email": email}))).await;
}

async fn check_registration(app: &App) {
    let http = reqwest::Client::new();
    let verify = |email: &str| {
        let url = format!("{}/identity/accounts/register/send-verification-email", app.origin);
        http.post(url).json(&json!({"email": email, "name": "Dora"}))
    };
    assert_alike("registration", &verify).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn addresses_with_and_without_accounts_are_answered_alike_on_sqlite() {
    check(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn addresses_with_and_without_accounts_are_answered_alike_on_postgresql() {
    check(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn registration_answers_alike() {
    for engine in Engine::ALL {
        let mailbox = Mailbox::new();
        let setup = Setup { registration: Registration::Open, mail: mailbox.options(), ..Setup::default() };
        let app = start_with(engine, setup).await;
        crate::people::register_by_mail(&app, &mailbox, KNOWN).await;
        check_registration(&app).await;
    }
}
