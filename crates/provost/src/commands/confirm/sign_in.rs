//! Logging in as the person who confirms.

use super::prompt;
use super::trouble::explained;
use account_client::{Client, ClientError, Credentials, LoginCodes, SecondFactor, Secret, Session, TwoStepProvider};
use anyhow::{Context as _, bail};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// How often a wrong code may be corrected.
const CODE_ATTEMPTS: usize = 3;
const PASSWORD_VARIABLE: &str = "PROVOST_MASTER_PASSWORD";

/// Where the master password comes from, when nobody can type it.
#[derive(Debug, Args)]
pub(crate) struct PasswordOptions {
    /// A file whose first line is the master password. Nobody else should be able to read it.
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    password_file: Option<PathBuf>,
    /// Read the master password from the first line of stdin; codes and answers come from the lines after it.
    #[arg(long)]
    password_stdin: bool,
}

impl PasswordOptions {
    /// The master password.
    pub(crate) fn read(&self, email: &str) -> anyhow::Result<Secret> {
        let password = if let Some(file) = &self.password_file {
            let text = std::fs::read_to_string(file).map(Secret::from);
            let text = text.with_context(|| format!("{} cannot be read", file.display()))?;
            text.reveal().lines().next().unwrap_or_default().into()
        } else if self.password_stdin {
            prompt::line()?.context("stdin has no line with the master password")?
        } else if let Some(value) = std::env::var_os(PASSWORD_VARIABLE) {
            let Some(text) = value.to_str() else { bail!("{PASSWORD_VARIABLE} is not UTF-8") };
            text.into()
        } else {
            prompt::password(email)?
        };
        if password.reveal().is_empty() {
            bail!("the master password is empty");
        }
        Ok(password)
    }
}

/// Logs in and unlocks, asking for the codes that the server wants. With `remember` a later login needs no code.
pub(crate) async fn sign_in(
    client: &Client,
    email: &str,
    password: &Secret,
    remember: bool,
) -> anyhow::Result<Session> {
    let credentials = Arc::new(client.credentials(email, password.reveal()).await.map_err(explained)?);
    let mut codes = LoginCodes::default();
    let mut attempts = 0;
    loop {
        match client.log_in_with(credentials.clone(), &codes).await {
            Ok(session) => return Ok(session),
            Err(ClientError::TwoStepRequired { providers }) if attempts < CODE_ATTEMPTS => {
                attempts += 1;
                let provider = usable(&providers)?;
                let code = second_code(client, &credentials, provider).await?;
                codes.second_factor = Some(SecondFactor { provider, code, remember });
            }
            Err(ClientError::NewDevice) if codes.new_device.is_none() => {
                codes.new_device = Some(prompt::code("Code from the mail about a new device: ")?);
            }
            Err(error @ ClientError::Refused { status: 400, .. }) if (1..CODE_ATTEMPTS).contains(&attempts) => {
                attempts += 1;
                eprintln!("{error}");
                if let Some(second) = &mut codes.second_factor {
                    second.code = prompt::code("Code: ")?;
                }
            }
            Err(error) => return Err(explained(error)),
        }
    }
}

fn usable(providers: &[TwoStepProvider]) -> anyhow::Result<TwoStepProvider> {
    let preferred = [TwoStepProvider::Authenticator, TwoStepProvider::Email];
    let found = preferred.into_iter().find(|provider| providers.contains(provider));
    found.with_context(|| {
        let names: Vec<_> = providers.iter().map(ToString::to_string).collect();
        format!(
            "two-step login of this account is by {}, which this command cannot do. Add an authenticator app to the \
             account, or confirm with another one",
            names.join(", ")
        )
    })
}

async fn second_code(client: &Client, credentials: &Credentials, provider: TwoStepProvider) -> anyhow::Result<Secret> {
    if provider == TwoStepProvider::Email {
        client.send_login_code(credentials).await.map_err(explained)?;
        return prompt::code("Code from the mail: ");
    }
    prompt::code("Code of the authenticator app: ")
}
