//! What to do about an error of the client.

use account_client::ClientError;
use anyhow::anyhow;

/// The error in its own words, and the next step.
pub(crate) fn explained(error: ClientError) -> anyhow::Error {
    let step = match &error {
        ClientError::Unreachable { cause, .. } if cause.to_lowercase().contains("certificate") => {
            "If the server has a certificate of your own authority, name the authority's with --ca-cert"
        }
        ClientError::Unreachable { .. } => "Check --server, and that the server runs",
        ClientError::Answer { .. } => {
            "Check --server: it is the URL under which people open their vault, without a path"
        }
        ClientError::Refused { message, .. } if message.to_lowercase().contains("password") => {
            "Check the address and the master password"
        }
        ClientError::Refused { status: 404, .. } => {
            "Check --server; or this account may not manage the organization's members any more"
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
    let words = error.to_string();
    anyhow!("{}. {step}", words.trim_end_matches('.'))
}
