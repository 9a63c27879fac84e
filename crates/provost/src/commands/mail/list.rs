//! `provost mail list`

use super::{mails, organizations};
use crate::installation::Installation;
use crate::options::{DataOptions, organization_id};
use crate::output;
use application::WaitingMail;
use clap::Args;
use domain::{Organization, OrganizationId};
use serde_json::{Value, json};
use std::process::ExitCode;

/// List mails that were not sent yet, or given up, with the reason.
///
/// A mail that could not be sent is tried again after a minute, then after ever longer pauses for three and a half days. What
/// the mail server refuses for good is given up at once: it is listed as dead until it is tried again or its member is gone.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Mails that were given up alone.
    #[arg(long)]
    dead: bool,
    /// One organization; all of them unless given.
    #[arg(long, value_name = "ID", value_parser = organization_id)]
    organization: Option<OrganizationId>,
    /// Print one line of JSON for each mail.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataOptions,
}

impl List {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let installation = Installation::open_existing(&self.data).await?;
        let mut rows = Vec::new();
        for organization in organizations(&installation, self.organization).await? {
            let listed = mails(&installation, organization.id).await?;
            for mail in listed.iter().filter(|mail| !self.dead || mail.dead_at.is_some()) {
                if self.json {
                    output::line(&as_json(&organization, mail).to_string());
                } else {
                    rows.push(row(&organization, mail));
                }
            }
        }
        if !self.json && rows.is_empty() {
            output::line(if self.dead { "No mail was given up." } else { "No mail waits." });
        } else if !self.json {
            output::table(&["ID", "ORGANIZATION", "KIND", "TO", "WRITTEN", "TRIED", "NEXT", "LAST ERROR"], &rows);
        }
        installation.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn row(organization: &Organization, mail: &WaitingMail) -> Vec<String> {
    vec![
        mail.id.to_string(),
        organization.name.clone(),
        mail.kind.name().to_owned(),
        mail.recipient.clone(),
        output::moment(mail.created_at),
        mail.attempts.to_string(),
        if mail.dead_at.is_some() { "dead".to_owned() } else { output::moment(mail.due_at) },
        mail.last_error.clone().unwrap_or_else(|| "-".to_owned()),
    ]
}

fn as_json(organization: &Organization, mail: &WaitingMail) -> Value {
    json!({
        "id": mail.id,
        "organizationId": organization.id,
        "kind": mail.kind.name(),
        "memberId": mail.member_id,
        "recipient": mail.recipient,
        "written": output::moment(mail.created_at),
        "attempts": mail.attempts,
        "next": mail.dead_at.is_none().then(|| output::moment(mail.due_at)),
        "dead": mail.dead_at.map(output::moment),
        "lastError": mail.last_error,
    })
}
