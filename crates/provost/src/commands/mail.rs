//! `provost mail`

mod list;
mod retry;
mod test;

use crate::installation::Installation;
use anyhow::Context as _;
use application::{ListMails, ListOrganizations, WaitingMail};
use clap::Subcommand;
use domain::{Organization, OrganizationId};
use std::process::ExitCode;

/// Mails read at once.
const PAGE: u16 = 500;

/// See and send mails that wait, and try the mail settings.
#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    List(list::List),
    Retry(retry::Retry),
    // Boxed, since its options are many.
    Test(Box<test::Test>),
}

impl Mail {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::List(list) => list.run().await,
            Self::Retry(retry) => retry.run().await,
            Self::Test(test) => test.run().await,
        }
    }
}

/// The named organization, or all of them.
async fn organizations(installation: &Installation, id: Option<OrganizationId>) -> anyhow::Result<Vec<Organization>> {
    match id {
        Some(id) => Ok(vec![installation.organization(Some(id)).await?]),
        None => installation.application.read(&ListOrganizations).await.context("the organizations"),
    }
}

/// Every mail of an organization that waits or was given up, in the order of writing.
async fn mails(installation: &Installation, organization_id: OrganizationId) -> anyhow::Result<Vec<WaitingMail>> {
    let mut mails: Vec<WaitingMail> = Vec::new();
    loop {
        let after = mails.last().map(|mail| mail.id);
        let page = installation.application.read(&ListMails { organization_id, after, limit: PAGE }).await?;
        let is_last = page.len() < usize::from(PAGE);
        mails.extend(page);
        if is_last {
            return Ok(mails);
        }
    }
}
