//! `provost mail retry`

use super::{mails, organizations};
use crate::installation::Installation;
use crate::options::{DataOptions, organization_id};
use crate::output;
use anyhow::bail;
use application::{RetryMails, WaitingMail};
use clap::Args;
use domain::{MailId, OrganizationId};
use std::process::ExitCode;

/// Mails of one transaction, during which nobody else writes.
const TOGETHER: usize = 500;

/// Try mails again that could not be sent.
///
/// A running server does so within a second. What nobody needs any more, such as an invitation that has run out, is
/// dropped then.
#[derive(Debug, Args)]
pub(crate) struct Retry {
    /// Mails, as `provost mail list` shows them; every one that waits for its next attempt unless given.
    #[arg(value_name = "ID", value_parser = mail_id)]
    mails: Vec<MailId>,
    /// Mails that were given up, too.
    #[arg(long)]
    dead: bool,
    /// One organization; all of them unless given.
    #[arg(long, value_name = "ID", value_parser = organization_id)]
    organization: Option<OrganizationId>,
    #[command(flatten)]
    data: DataOptions,
}

impl Retry {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let installation = Installation::open_existing(&self.data).await?;
        let application = &installation.application;
        let mut retried = 0;
        for organization in organizations(&installation, self.organization).await? {
            let meant = mails(&installation, organization.id).await?.into_iter().filter(|mail| self.means(mail));
            let ids: Vec<MailId> = meant.map(|mail| mail.id).collect();
            for ids in ids.chunks(TOGETHER) {
                let (organization_id, ids, now) = (organization.id, ids.to_vec(), application.now());
                retried += application.run(RetryMails { organization_id, ids, now }).await?;
            }
        }
        installation.close().await;
        if retried < self.mails.len() {
            bail!(
                "{retried} of {} mails are tried again; the others are not there any more: `{}`",
                self.mails.len(),
                self.data.command("mail list")
            );
        }
        output::line(&match retried {
            1 => "1 mail is tried again.".to_owned(),
            _ => format!("{retried} mails are tried again."),
        });
        Ok(ExitCode::SUCCESS)
    }

    /// Whether a mail is to be tried again. One that was never tried is due already.
    fn means(&self, mail: &WaitingMail) -> bool {
        if self.mails.is_empty() {
            mail.last_error.is_some() && (self.dead || mail.dead_at.is_none())
        } else {
            self.mails.contains(&mail.id)
        }
    }
}

fn mail_id(text: &str) -> Result<MailId, String> {
    MailId::parse(text).ok_or_else(|| "not a mail's id; `provost mail list` shows them".to_owned())
}
