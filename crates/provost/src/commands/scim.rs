//! `provost scim`

use crate::installation::Installation;
use crate::options::{ChosenOrganization, DataOptions, ScimUrlOptions};
use crate::output;
use application::{ChangeOrganization, OrganizationChange};
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Switch an organization's SCIM endpoint on or off.
#[derive(Debug, Subcommand)]
pub(crate) enum Scim {
    /// Let identity providers in.
    Enable(Which),
    /// Turn identity providers away; keys and members stay.
    Disable(Which),
}

#[derive(Debug, Args)]
pub(crate) struct Which {
    #[command(flatten)]
    organization: ChosenOrganization,
    #[command(flatten)]
    scim_url: ScimUrlOptions,
    #[command(flatten)]
    data: DataOptions,
}

impl Scim {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let (which, enabled) = match self {
            Self::Enable(which) => (which, true),
            Self::Disable(which) => (which, false),
        };
        let installation = Installation::open_existing(&which.data).await?;
        let application = &installation.application;
        let organization = installation.organization(which.organization.id()).await?;
        let change = OrganizationChange { scim_enabled: Some(enabled), ..OrganizationChange::default() };
        let call = application.system_call();
        application.run(ChangeOrganization { call, organization_id: organization.id, change }).await?;
        let state = if enabled { "on" } else { "off" };
        output::line(&format!("SCIM is {state} for {}. A running server follows within 2 seconds.", organization.name));
        if enabled {
            output::line(&format!("SCIM URL: {}", which.scim_url.of(organization.id, &which.data)));
        }
        installation.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
