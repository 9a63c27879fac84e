//! What happens next.

use crate::options::quoted;
use crate::output::{self, printable};
use account_client::{Invitation, Session};
use std::path::Path;

/// Tells somebody who has joined what others do now, and what they can do themselves.
pub(super) fn joined(invitation: &Invitation, session: &Session, ca_cert: Option<&Path>) -> anyhow::Result<()> {
    let email = printable(session.credentials().email());
    let organization = printable(&invitation.organization_name);
    let (phrase, server) = (session.own_phrase()?, session.client().server());
    output::line(&format!(
        "\
You have accepted the invitation to {organization}, as {email}. An owner or admin confirms you next.

Your fingerprint phrase, to be compared with what they see, over another way than mail:

    {phrase}

Once you are confirmed, a Bitwarden client shows what is shared with you:
"
    ));
    if let Some(file) = ca_cert {
        output::line(&format!("    export NODE_EXTRA_CA_CERTS={}", quoted(&file.to_string_lossy())));
    }
    output::line(&format!("    bw config server {}\n    bw login {}", quoted(server), quoted(&email)));
    if server.starts_with("http://") {
        output::line("\nBitwarden's clients take https alone; this server was reached by plain http.");
    }
    Ok(())
}
