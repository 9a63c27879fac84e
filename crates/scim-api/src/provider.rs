//! Which identity provider calls. Told to the trace alone: no answer depends on it.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;

/// How providers begin their user agent.
const AGENTS: [(&str, &str); 6] = [
    ("okta scim client", "Okta"),
    ("goauthentik.io", "authentik"),
    ("rauthy", "Rauthy"),
    ("sailpoint", "SailPoint"),
    ("onelogin", "OneLogin"),
    ("jumpcloud", "JumpCloud"),
];

/// The name of the provider, where its headers tell.
pub(crate) fn recognize(headers: &HeaderMap) -> Option<&'static str> {
    if headers.contains_key("adscimversion") {
        return Some("Entra ID");
    }
    let agent = headers.get(USER_AGENT)?.to_str().ok()?;
    let begins = |start: &str| agent.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    AGENTS.iter().find(|(start, _)| begins(start)).map(|(_, name)| *name)
}
