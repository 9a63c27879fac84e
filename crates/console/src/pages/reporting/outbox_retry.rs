//! `POST /organizations/{organization}/outbox/retry`: a mail that was given up, or waits, is tried again now.

use crate::Console;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use application::{OutboxTab, ReadOutboxPage, RetryMails};
use axum::extract::State;
use domain::MailId;

/// Mails that are tried again in one go.
const MOST: u16 = 500;

/// The field `mail` says which; without one, all that were given up are meant.
pub(crate) async fn handle(State(console): State<Console>, session: OrganizationSession, form: Form) -> PageResult {
    session.require(|permissions| permissions.manage_users)?;
    let (organization_id, application) = (session.organization.id, &console.application);
    let now = application.now();
    let ids: Vec<MailId> = if form.is_set("mail") {
        form.all("mail").filter_map(MailId::parse).take(MOST.into()).collect()
    } else {
        let failed = ReadOutboxPage { organization_id, tab: OutboxTab::Failed, before: None, limit: MOST };
        application.read(&failed).await?.rows.iter().map(|row| row.id).collect()
    };
    let flash = match application.run(RetryMails { organization_id, ids, now }).await? {
        0 => Flash::bad("outbox-gone"),
        count => Flash::good("outbox-tried").with("n", count),
    };
    Ok(flash.then(&session.path("/outbox")))
}
