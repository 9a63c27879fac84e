//! Logging in.

use super::prompt;
use super::trouble::explained;
use account_client::{Client, ClientError, Credentials, LoginCodes, SecondFactor, Secret, Session, TwoStepProvider};
use anyhow::Context as _;
use std::sync::Arc;

/// How often a wrong code may be corrected.
const CODE_ATTEMPTS: usize = 3;

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
             account, or use another one",
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
