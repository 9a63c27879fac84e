//! What happens to every answer on its way out: errors become pages, flashes become cookies, headers keep browsers strict.

use crate::Console;
use crate::error::PageError;
use crate::flash::{Flash, see_other};
use crate::layout::Layout;
use crate::script_call::answer;
use crate::texts::Texts;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

/// Own scripts and styles, none of them in the page; WebAssembly for Argon2id.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    t: Texts,
    layout: Layout,
    why: String,
}

/// For a browser that came from another site: its strict cookie comes with the next request.
#[derive(Template)]
#[template(path = "continue.html")]
struct ContinuePage {
    t: Texts,
    layout: Layout,
    target: String,
}

pub(crate) async fn finish(State(console): State<Console>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visit = Visit::of(&parts, &console);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(error) = response.extensions_mut().remove::<PageError>() {
        response = error_page(&visit, &error, response.headers());
    }
    keep_flash(&visit, &mut response);
    strict(response.headers_mut());
    response
}

fn error_page(visit: &Visit, error: &PageError, headers: &HeaderMap) -> Response {
    if visit.is_script {
        return script_error(visit, error);
    }
    if *error == PageError::SignInFirst {
        return sign_in_first(visit);
    }
    let (title, _) = error.texts();
    let page = ErrorPage { t: visit.t, layout: Layout::public(visit, visit.t.say(title)), why: why(visit, error) };
    let mut answer = (error.status(), rendered(&page)).into_response();
    if let Some(allow) = headers.get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow.clone());
    }
    answer
}

/// What happened, and what to do.
fn why(visit: &Visit, error: &PageError) -> String {
    match error {
        PageError::Refused(reason) => reason.clone(),
        _ => visit.t.say(error.texts().1).to_string(),
    }
}

/// The answer to a script of ours, which shows the message.
fn script_error(visit: &Visit, error: &PageError) -> Response {
    let mut response = answer(&json!({"message": why(visit, error)}));
    *response.status_mut() = if *error == PageError::SignInFirst { StatusCode::UNAUTHORIZED } else { error.status() };
    response
}

/// Sends to the sign-in, and back to this page from there.
fn sign_in_first(visit: &Visit) -> Response {
    if visit.is_cross_site {
        let layout = Layout::public(visit, visit.t.say("continue-title"));
        return rendered(&ContinuePage { t: visit.t, layout, target: visit.target.clone() }).into_response();
    }
    let back: String = form_urlencoded::byte_serialize(visit.back.as_bytes()).collect();
    let sign_in = format!("/sign-in?return={back}");
    if visit.is_htmx {
        // A redirect would be followed by the script, and the sign-in put into the page.
        let to = HeaderValue::from_str(&sign_in).unwrap_or(HeaderValue::from_static("/sign-in"));
        return (StatusCode::NO_CONTENT, [(HeaderName::from_static("hx-redirect"), to)]).into_response();
    }
    see_other(&sign_in)
}

fn rendered(page: &impl Template) -> Html<String> {
    Html(page.render().unwrap_or_default())
}

/// Keeps what the next page says, and drops what this one has said.
fn keep_flash(visit: &Visit, response: &mut Response) {
    let cookie = match response.extensions_mut().remove::<Flash>() {
        Some(flash) => flash.set(visit.is_secure()),
        None if visit.flash.is_some() && is_page(response) => Flash::remove(visit.is_secure()),
        None => None,
    };
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

fn strict(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // A form's Origin is hidden, from ourselves too, where no referrer is sent at all.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
