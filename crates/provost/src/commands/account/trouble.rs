//! What to do about an error of the client.

use crate::options::quoted;
use account_client::ClientError;
use anyhow::anyhow;
use std::path::Path;

/// The error in its own words, and the next step.
pub(crate) fn explained(error: ClientError) -> anyhow::Error {
    let step = match &error {
        ClientError::Unreachable { server, cause } => unreachable(server, cause),
        ClientError::Stranger { speaks_scim: true, .. } => {
            "A SCIM endpoint answers there, which is for identity providers. The main listener has another port, 8080 unless \
             the server was told another with --port"
        }
        ClientError::Stranger { server, .. } if server.starts_with("http://") => {
            "Check --server: it is the URL under which people open their vault, without a path. The main listener has the \
             port 8080 unless the server was told another with --port. Where it speaks https, begin the URL with https://"
        }
        ClientError::Stranger { .. } | ClientError::Answer { .. } => {
            "Check --server: it is the URL under which people open their vault, without a path. The main listener has the \
             port 8080 unless the server was told another with --port"
        }
        ClientError::Refused { message, .. } if message.to_lowercase().contains("password") => {
            "Check the address and the master password"
        }
        ClientError::Refused { status: 404, .. } => {
            "Check --server; or this account may not manage the organization's members: owners, admins, and custom members \
             with manageUsers do"
        }
        ClientError::Refused { status: 429, .. } => "Wait a minute, then try again",
        ClientError::TwoStepRequired { .. } | ClientError::NewDevice | ClientError::SessionEnded => {
            "Start the command again to log in anew"
        }
        ClientError::Crypto(_) => {
            "Check the master password; if it is right, the keys that the server keeps for this account were changed"
        }
        _ => return anyhow!(error),
    };
    anyhow!("{}. {step}", without_advice(&error.to_string()))
}

/// The same for the first call to a server, which shows whether the authority is the right one.
pub(crate) fn explained_at_first(error: ClientError, ca_cert: Option<&Path>) -> anyhow::Error {
    match (&error, ca_cert) {
        (ClientError::Unreachable { cause, .. }, Some(file)) if is_of_stranger(cause) => {
            let file = quoted(&file.to_string_lossy());
            anyhow!(
                "{error}. The certificate was not signed by the authority in {file}: name the file of the one that signed it \
                 with --ca-cert. A demo's own is DIR/ca.pem of its data directory"
            )
        }
        _ => explained(error),
    }
}

/// Whether a certificate is of an authority that is not trusted.
fn is_of_stranger(cause: &str) -> bool {
    ["UnknownIssuer", "BadSignature", "unknown issuer"].iter().any(|words| cause.contains(words))
}

fn unreachable(server: &str, cause: &str) -> &'static str {
    let cause = cause.to_lowercase();
    let is_about = |words: &[&str]| words.iter().any(|words| cause.contains(words));
    if is_about(&["not valid for", "notvalidforname"]) {
        "Reach the server by a name that is in its certificate, or give it a certificate for this one"
    } else if is_about(&["certificate"]) {
        "If the server has a certificate of your own authority, name the authority's with --ca-cert"
    } else if server.starts_with("https") && is_about(&["invalidcontenttype", "corrupt message"]) {
        "It does not speak https there. Begin the URL with http:// if it is on this machine; else give the server a \
         certificate (--tls-cert), or reach it by a reverse proxy that has one"
    } else if server.starts_with("http://") && is_about(&["message completed", "invalid http", "connection closed"]) {
        "If the server speaks https, begin the URL with https://"
    } else {
        "Check --server, and that the server runs"
    }
}

/// The words without the advice at their end, since better advice follows.
fn without_advice(words: &str) -> &str {
    let words = words.trim_end_matches('.');
    let shorter = ["Try again later", "Try again"].iter().find_map(|advice| words.strip_suffix(advice));
    shorter.map_or(words, |shorter| shorter.trim_end().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_given_once() {
        let refused =
            |status, message: &str| explained(ClientError::Refused { status, message: message.to_owned() }).to_string();
        assert_eq!(
            refused(400, "Username or password is incorrect. Try again."),
            "Username or password is incorrect. Check the address and the master password"
        );
        assert_eq!(
            refused(429, "Too many requests. Try again later."),
            "Too many requests. Wait a minute, then try again"
        );
    }
}
