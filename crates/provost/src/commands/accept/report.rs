//! What happens next.

use super::join::Joined;
use crate::options::quoted;
use crate::output::{self, printable};
use account_client::{Invitation, Session};
use std::path::Path;

/// Tells somebody who has joined what others do now, and what they can do themselves.
pub(super) fn tell(
    joined: Joined,
    invitation: &Invitation,
    session: &Session,
    ca_cert: Option<&Path>,
) -> anyhow::Result<()> {
    let email = printable(session.credentials().email());
    let organization = printable(&invitation.organization_name);
    let server = session.client().server();
    match joined {
        Joined::Founded => founded(&organization, &email, server, ca_cert),
        Joined::Waits => {
            let phrase = session.own_phrase()?;
            output::line(&format!(
                "\
You have accepted the invitation to {organization}, as {email}. An owner or admin confirms you next.

Your fingerprint phrase, to be compared with what they see, over another way than mail:

    {phrase}

Once you are confirmed, a Bitwarden client shows what is shared with you:
"
            ));
        }
    }
    if let Some(file) = ca_cert {
        output::line(&format!("    export NODE_EXTRA_CA_CERTS={}", quoted(&file.to_string_lossy())));
    }
    output::line(&format!("    bw config server {}\n    bw login {}", quoted(server), quoted(&email)));
    if server.starts_with("http://") {
        output::line("\nBitwarden's clients take https alone; this server was reached by plain http.");
    }
    Ok(())
}

fn founded(organization: &str, email: &str, server: &str, ca_cert: Option<&Path>) {
    let trust = ca_cert.map(|file| format!(" --ca-cert {}", quoted(&file.to_string_lossy()))).unwrap_or_default();
    output::line(&format!(
        "\
You are the first owner of {organization}, as {email}. The organization's keys were made on this machine; the server has them
only sealed for you. Nobody else can open what will be shared, and nobody can bring the keys back if you lose your master
password: let a second owner join soon.

Whoever accepts an invitation now waits for you to confirm them:

    provost confirm --server {}{trust} --email {}

A Bitwarden client shows what is shared:
",
        quoted(server),
        quoted(email)
    ));
}
