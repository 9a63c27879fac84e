//! `provost audit`

use crate::installation::Installation;
use crate::options::{DataOptions, organization_id};
use crate::output;
use anyhow::Context as _;
use application::{FindOrganization, ListOrganizations};
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
            Some(id) => application.read(&FindOrganization(id)).await?.map(|(found, _)| found).into_iter().collect(),
            None => application.read(&ListOrganizations).await?,
        };
        let file = application.tip_file();
        let tips = file.read().with_context(|| {
            format!(
                "the published tips {} cannot be read. Put a copy of the file back, or move it away to check the logs \
                 without it",
                file.path().display()
            )
        })?;
        if let Some(id) = verify.organization.filter(|id| organizations.is_empty() && !tips.contains_key(id)) {
            installation.organization(Some(id)).await?;
        }
        let mut whole = true;
        let wanted = |id: &&OrganizationId| verify.organization.is_none_or(|wanted| wanted == **id);
        for lost in tips.keys().filter(wanted).filter(|id| !organizations.iter().any(|found| found.id == **id)) {
            let report = application.read(&application.verify_events(*lost)?).await?;
            match report.finding {
                None if report.is_deleted => output::line(&format!(
                    "{lost}  deleted by its owner: {} events, whole, head {}",
                    report.events, report.head
                )),
                None => {
                    whole = false;
                    output::line(&format!("{lost}  BROKEN: the organization is gone, and its log does not say how"));
                }
                Some(_) => {
                    whole = false;
                    output::line(&format!("{lost}  BROKEN: the organization is gone, and its event log with it"));
                }
            }
        }
        for organization in organizations {
            let (id, name) = (organization.id, &organization.name);
            let report = application.read(&application.verify_events(id)?).await?;
            let unpublished = if report.events > 0 && !tips.contains_key(&id) {
                " (its tip was never published: a tail that was cut with its tip would not show)"
            } else {
                ""
            };
            match report.finding {
                None => output::line(&format!(
                    "{id}  {name}: {} events, whole, head {}{unpublished}",
                    report.events, report.head
                )),
                Some(finding) => {
                    whole = false;
                    output::line(&format!("{id}  {name}: BROKEN: {finding}"));
                }
            }
        }
        // A check writes nothing: neither must a broken log become the published one, nor a lost file of tips reappear.
        installation.abandon();
        Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
