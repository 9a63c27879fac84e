//! What commands that act as a person share: they log in and hold keys, on the person's own machine.

pub(crate) mod password;
pub(crate) mod prompt;
pub(crate) mod sign_in;
pub(crate) mod trouble;

use account_client::Client;
use anyhow::Context as _;
use std::path::Path;

/// The connection to a server, which may have a certificate of an authority of its own.
pub(crate) fn connect(server: &str, ca_cert: Option<&Path>) -> anyhow::Result<Client> {
    let pem = match ca_cert {
        Some(file) => Some(std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?),
        None => None,
    };
    Client::new(server, pem.as_deref()).map_err(trouble::explained)
}

/// Makes sure that a server of this API answers, before anything is shown to it.
pub(crate) async fn identify(client: &Client, ca_cert: Option<&Path>) -> anyhow::Result<()> {
    client.identify().await.map_err(|error| trouble::explained_at_first(error, ca_cert))
}
