//! `provost audit`

use crate::installation::Installation;
use crate::options::{DataOptions, organization_id};
use crate::output;
use application::ListOrganizations;
use clap::{Args, Subcommand};
use domain::OrganizationId;
use std::process::ExitCode;

/// Check the event log.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    Verify(Verify),
}

/// Check that no event was edited, put in, deleted or cut off.
///
/// Every event carries a keyed hash over itself and the one before it; the last one is also kept in the file event-tips
/// beside the data key, outside the database. Exit status: 0 all logs are whole, 1 one is not.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// One organization; all of them unless given.
    #[arg(long, value_parser = organization_id)]
    organization: Option<OrganizationId>,
    #[command(flatten)]
    data: DataOptions,
}

impl Audit {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Verify(verify) = self;
        let installation = Installation::open_existing(&verify.data).await?;
        let application = &installation.application;
        let organizations = match verify.organization {
            Some(id) => vec![installation.organization(Some(id)).await?],
            None => application.read(&ListOrganizations).await?,
        };
        let mut whole = true;
        for organization in organizations {
            let report = application.read(&application.verify_events(organization.id)?).await?;
            match report.finding {
                None => output::line(&format!(
                    "{}  {}: {} events, whole, head {}",
                    organization.id, organization.name, report.events, report.head
                )),
                Some(finding) => {
                    whole = false;
                    output::line(&format!("{}  {}: BROKEN: {finding}", organization.id, organization.name));
                }
            }
        }
        if whole {
            installation.close().await;
        } else {
            // A broken log must not become the published one.
            installation.abandon();
        }
        Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
