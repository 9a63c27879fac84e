//! Requests as they stand on the wire, for what no good client sends.

use reqwest::Method;
use serde_json::Value;
use testkit::app::App;

/// Status and body of an answer; null where the body is empty.
pub(crate) type Answer = (u16, Value);

/// Sends JSON, with an access token or without.
pub(crate) async fn send(app: &App, method: Method, path: &str, token: Option<&str>, body: Option<&Value>) -> Answer {
    let mut request = reqwest::Client::new().request(method, format!("{}{path}", app.origin));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.json(body);
    }
    read(request.send().await.unwrap()).await
}

/// Posts JSON without a token.
pub(crate) async fn post(app: &App, path: &str, body: &Value) -> Answer {
    send(app, Method::POST, path, None, Some(body)).await
}

/// Asks for a token.
pub(crate) async fn token(app: &App, form: &[(&str, &str)]) -> Answer {
    let url = format!("{}/identity/connect/token", app.origin);
    read(reqwest::Client::new().post(url).form(form).send().await.unwrap()).await
}

/// Asks for a token with a password.
pub(crate) async fn password_grant(app: &App, email: &str, hash: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![
        ("grant_type", "password"),
        ("scope", "api offline_access"),
        ("client_id", "cli"),
        ("deviceType", "25"),
        ("deviceIdentifier", "00920ffb-8194-4423-a19e-d616a671395c"),
        ("deviceName", "linux"),
        ("username", email),
        ("password", hash),
    ];
    form.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    form.extend_from_slice(more);
    token(app, &form).await
}

/// Asks for new tokens.
pub(crate) async fn refresh_grant(app: &App, refresh_token: &str) -> Answer {
    token(app, &[("grant_type", "refresh_token"), ("client_id", "cli"), ("refresh_token", refresh_token)]).await
}

async fn read(answer: reqwest::Response) -> Answer {
    let status = answer.status().as_u16();
    let bytes = answer.bytes().await.unwrap();
    (status, if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() })
}
