//! `provost accept`

mod join;
mod link;
mod report;

use super::account::{self, password::PasswordOptions, prompt};
use crate::output::printable;
use clap::{Args, ValueEnum};
use join::Joining;
use std::path::PathBuf;
use std::process::ExitCode;
use vault_crypto::KdfSettings;

/// Accept an invitation and join the organization, without a browser.
///
/// Takes the link of the invitation mail. Who has no account yet chooses a master password, and the keys of the account
/// are made here; who has one signs in with its master password. Keys and master password never leave this process: the
/// server gets hashes, the public key, and what is encrypted.
///
/// The first owner of an organization makes its keys here as well, and is in at once. Anybody else is confirmed by somebody
/// who has the organization's key. Your fingerprint phrase is printed: tell it to them over
/// another way than the server, so that they see that the key which it hands out for you is yours.
///
/// The link is as good as a key to your place in the organization. Leave it away, and it is asked for: it then stands in
/// no shell history. The master password is asked for on the terminal. Scripts use --password-file, --password-stdin or
/// the variable PROVOST_MASTER_PASSWORD.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Accept {
    /// The link of the invitation mail, in quotes. Without it, it is asked for, or read from the first line of stdin.
    link: Option<String>,
    /// The URL of the server, where it is another than that of the link. Plain http is for this machine alone.
    #[arg(long, env = "PROVOST_SERVER", value_name = "URL")]
    server: Option<String>,
    /// A certificate (PEM) of an authority to trust beside the machine's own.
    #[arg(long, env = "PROVOST_CA_CERT", value_name = "FILE")]
    ca_cert: Option<PathBuf>,
    #[command(flatten)]
    password: PasswordOptions,
    /// Your name, as others in the organization see it. Asked for where somebody can answer; what the directory calls you
    /// unless you give one.
    #[arg(long)]
    name: Option<String>,
    /// How the key of a new account is derived from the master password.
    #[arg(long, value_name = "FUNCTION", default_value = "pbkdf2")]
    kdf: KeyDerivation,
}

const EXAMPLES: &str = "\
Examples:
  Paste the link when asked for it:
    provost accept
  With a name, and a key derivation that is costlier to guess against:
    provost accept --name 'Dora Demo' --kdf argon2id
  In a script:
    provost accept --password-file /run/secrets/dora < link.txt

On stdin the link comes first, then with --password-stdin the master password, then codes.

Exit status: 0 joined, 1 it did not work, 2 wrong arguments.";

/// A key derivation of a new account, with the settings that Bitwarden's clients choose.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum KeyDerivation {
    /// PBKDF2 with 600,000 rounds.
    Pbkdf2,
    /// Argon2id: 6 passes over 32 MiB in 4 lanes.
    Argon2id,
}

impl From<KeyDerivation> for KdfSettings {
    fn from(kdf: KeyDerivation) -> Self {
        match kdf {
            KeyDerivation::Pbkdf2 => Self::default(),
            KeyDerivation::Argon2id => Self::Argon2id { iterations: 6, memory: 32, parallelism: 4 },
        }
    }
}

impl Accept {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let invitation = link::read(self.link)?;
        let server = self.server.as_deref().unwrap_or(&invitation.server);
        let client = account::connect(server, self.ca_cert.as_deref())?;
        // Whoever wrote the mail chose the server: better seen before a password is typed.
        let [organization, email] = [&invitation.organization_name, &invitation.email].map(|text| printable(text));
        eprintln!("Invitation to {organization}, for {email}, at {}", client.server());
        account::identify(&client, self.ca_cert.as_deref()).await?;
        let name = match self.name {
            None if !invitation.has_account => prompt::name()?,
            name => name,
        };
        let joining = Joining { client, invitation, name, kdf: self.kdf.into() };
        let (session, joined) = joining.join(&self.password).await?;
        report::tell(joined, &joining.invitation, &session, self.ca_cert.as_deref())?;
        Ok(ExitCode::SUCCESS)
    }
}
