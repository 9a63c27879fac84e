//! `/session`: an access token of the client API becomes a session of the console.

use crate::Console;
use crate::cookie::SessionCookie;
use crate::error::PageError;
use crate::form::require_own;
use crate::layout::PageResult;
use crate::script_call::answer;
use crate::session::Session;
use crate::visit::Visit;
use application::{AccessClaims, FindSignedIn, StartBrowserSession};
use axum::extract::{Request, State};
use axum::http::header;
use domain::{BrowserSession, BrowserSessionId};
use serde::Deserialize;
use serde_json::json;

/// Most bytes of a body.
const LIMIT: usize = 16 * 1024;

/// `GET /session`: who is signed in, and what the script's own calls carry as `X-CSRF`.
pub(crate) async fn show(State(console): State<Console>, request: Request) -> PageResult {
    let (parts, _) = request.into_parts();
    let found = Session::find(&parts, &console).await?;
    Ok(answer(&found.map_or(json!({"signedIn": false}), |session| {
        json!({
            "signedIn": true,
            "accountId": session.account.id,
            "email": session.account.email.text(),
            "csrf": session.cookie.csrf(),
        })
    })))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Exchange {
    access_token: String,
}

/// `POST /session`: begins a session for the device of an access token.
pub(crate) async fn begin(State(console): State<Console>, visit: Visit, request: Request) -> PageResult {
    let (parts, body) = request.into_parts();
    require_own(&visit, &parts.headers)?;
    let body = http_kit::read_json(&parts.headers, body, LIMIT).await.map_err(|_| PageError::BadForm)?;
    let exchange: Exchange = serde_json::from_value(body).map_err(|_| PageError::BadForm)?;
    let refused = || PageError::Refused(visit.t.say("sign-in-refused").to_string());
    let session = session_of(&console, &exchange.access_token).await?.ok_or_else(refused)?;
    let cookie = SessionCookie::generate(session.account_id, session.id, console.application.entropy());
    let start = StartBrowserSession { session, digest: cookie.digest() };
    if !console.application.run(start).await? {
        return Err(refused());
    }
    let mut response = answer(&json!({"signedIn": true, "csrf": cookie.csrf()}));
    if let Some(set) = cookie.set(visit.is_secure()) {
        response.headers_mut().append(header::SET_COOKIE, set);
    }
    Ok(response)
}

/// A session to be begun; none where the token is no good.
async fn session_of(console: &Console, token: &str) -> Result<Option<BrowserSession>, PageError> {
    let application = &console.application;
    let now = application.now();
    let claims = AccessClaims::read(application.tokens(), now, token).filter(AccessClaims::is_of_sign_in);
    let Some(claims) = claims else { return Ok(None) };
    let Some((account_id, device_id)) = claims.account_and_device() else { return Ok(None) };
    let device_identifier = claims.device.clone();
    let find = FindSignedIn { id: account_id, device_identifier: device_identifier.clone(), device_id };
    let account = application.read(&find).await?.filter(|account| account.security_stamp == claims.sstamp);
    Ok(account.map(|account| BrowserSession {
        account_id,
        id: BrowserSessionId::from_uuid(application.fresh_uuid()),
        security_stamp: account.security_stamp,
        device_identifier,
        device_id,
        created_at: now,
        last_seen_at: now,
        verified_at: None,
        expires_at: now.after(BrowserSession::LIFE),
    }))
}
