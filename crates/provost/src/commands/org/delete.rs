//! `provost org delete`

use crate::commands::account::prompt;
use crate::installation::Installation;
use crate::options::{ChosenOrganization, DataOptions};
use crate::output;
use anyhow::{Context as _, bail};
use application::{DeleteOrganization, FindOrganization};
use clap::Args;
use std::process::ExitCode;

/// Delete an organization with all that is in it.
///
/// Its members, groups, collections, items, SCIM keys, waiting mails and provisioning trace are gone for good. The accounts
/// of its members stay, with their own items, and so does its event log, which proves what was done and by whom.
///
/// The name of the organization is asked for, so that it is no other one.
#[derive(Debug, Args)]
pub(crate) struct Delete {
    #[command(flatten)]
    organization: ChosenOrganization,
    /// Ask nothing. The organization must be named then.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    data: DataOptions,
}

impl Delete {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        if self.yes && self.organization.id().is_none() {
            bail!("--yes answers for you, so name the organization (see `{}`)", self.data.command("org list"));
        }
        let installation = Installation::open_existing(&self.data).await?;
        let application = &installation.application;
        let id = installation.organization(self.organization.id()).await?.id;
        let found = application.read(&FindOrganization(id)).await?;
        let (organization, ledger) = found.context("the organization is gone")?;
        let name = output::printable(&organization.name);
        eprintln!(
            "{name} ({id}) goes for good: its members ({}) and groups ({}), and all its collections, items, SCIM keys, waiting \
             mails and provisioning trace. The accounts of its members stay, and so does its event log.",
            ledger.members, ledger.groups
        );
        if !self.yes {
            let typed = prompt::text("Type the organization's name to delete it: ")?;
            let typed = typed.context("nobody can type the name: say --yes, and name the organization")?;
            if typed.reveal().trim() != organization.name.trim() {
                bail!("that is not its name: nothing was deleted");
            }
        }
        application
            .delete_organization(DeleteOrganization { call: application.system_call(), organization_id: id })
            .await?;
        output::line(&format!("{name} is deleted."));
        installation.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
