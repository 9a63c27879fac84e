//! The link of the invitation mail.

use crate::commands::account::prompt;
use account_client::{Invitation, Secret};
use anyhow::{Context as _, bail};

/// What the link carries: the one that was given, or else the one that is typed.
pub(super) fn read(given: Option<String>) -> anyhow::Result<Invitation> {
    let is_argument = given.is_some();
    let link = match given {
        Some(link) => Secret::from(link),
        None => prompt::text("Link from the invitation mail: ")?.context("stdin has no line with the link")?,
    };
    if let Some(invitation) = Invitation::from_link(link.reveal()) {
        return Ok(invitation);
    }
    if is_argument && link.reveal().contains("organizationId=") {
        bail!(
            "the link is cut off. Put it in quotes: a shell ends a word at each &. Or leave it away, and paste it when asked"
        );
    }
    bail!(
        "this is not the link of an invitation. It is in the mail, begins with https:// and has /accept-organization?… in \
         it: copy all of it"
    )
}
