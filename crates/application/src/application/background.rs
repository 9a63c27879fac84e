//! Work that runs beside the calls.

use super::Application;
use crate::ListOrganizations;
use crate::commands::drop_sent_mails::DropSentMails;
use crate::commands::drop_trace::DropTraceBefore;
use crate::commands::record_key_use::RecordKeyUse;
use crate::outbox::send_outbox;
use crate::queries::find_tip::{FindTip, ListTips, TipState};
use crate::queries::list_mails::CountMails;
use crate::queries::trace_page::first_id_of;
use domain::{MailId, OrganizationId};
use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How often key uses are written down.
const KEY_USE_INTERVAL: Duration = Duration::from_secs(5);
/// How often tips are published.
const TIP_INTERVAL: Duration = Duration::from_secs(1);
/// How often mails that wait are counted.
const MAIL_COUNT_INTERVAL: Duration = Duration::from_secs(10);
/// How long after its death the sending of mails begins again.
const REVIVAL_PAUSE: Duration = Duration::from_secs(1);
/// How often connections to the mail server are looked after.
const MAIL_REST_INTERVAL: Duration = Duration::from_secs(10);
/// How often the event logs are checked as far as they have grown.
const VERIFY_INTERVAL: Duration = Duration::from_mins(1);
/// How often the numbers of members are written down.
const DAY_INTERVAL: Duration = Duration::from_mins(10);
/// How long it is known which mails were sent.
const SENT_MAIL_RETENTION: Duration = Duration::from_hours(30 * 24);
/// How often old trace entries, and what is known of old mails, are dropped.
const RETENTION_INTERVAL: Duration = Duration::from_mins(10);

/// Work that runs beside the calls.
#[derive(Debug)]
pub struct BackgroundJobs {
    tracker: TaskTracker,
    /// What may still be sending mails after the stop.
    outbox: TaskTracker,
    stop: CancellationToken,
}

impl BackgroundJobs {
    /// Starts the jobs; `write_trace` ends by itself when nobody writes any more.
    pub(super) fn start(application: &Application, write_trace: impl Future<Output = ()> + Send + 'static) -> Self {
        let jobs = Self { tracker: TaskTracker::new(), outbox: TaskTracker::new(), stop: CancellationToken::new() };
        jobs.tracker.spawn(write_trace);
        jobs.repeat(application, KEY_USE_INTERVAL, |application| async move { application.write_key_uses().await });
        jobs.repeat(application, TIP_INTERVAL, |application| async move { application.publish_tips().await });
        jobs.repeat(application, MAIL_COUNT_INTERVAL, |application| async move { application.count_mails().await });
        jobs.repeat(application, VERIFY_INTERVAL, |application| async move { application.verify_logs().await });
        jobs.repeat(application, DAY_INTERVAL, |application| async move { application.write_member_days().await });
        jobs.repeat(application, MAIL_REST_INTERVAL, |application| async move { application.mailer().rest() });
        jobs.repeat(application, RETENTION_INTERVAL, |application| async move {
            application.drop_old_trace().await;
            application.drop_old_mails().await;
        });
        if application.mailer().is_on() {
            jobs.outbox.spawn(send_outbox_always(application.clone(), jobs.stop.clone()));
        }
        jobs.tracker.close();
        jobs.outbox.close();
        jobs
    }

    /// Does a piece of work again and again until the jobs are stopped.
    fn repeat<F, W>(&self, application: &Application, interval: Duration, work: F)
    where
        F: Fn(Application) -> W + Send + 'static,
        W: Future<Output = ()> + Send + 'static,
    {
        let (application, stop) = (application.clone(), self.stop.clone());
        self.tracker.spawn(async move {
            while stop.run_until_cancelled(tokio::time::sleep(interval)).await.is_some() {
                // A task of its own, so that a round that panics ends itself alone.
                let mut round = JoinSet::new();
                round.spawn(work(application.clone()));
                if let Some(Err(error)) = round.join_next().await {
                    tracing::error!(%error, "a background job failed; it goes on with its next round");
                }
            }
        });
    }

    /// Stops the jobs and leaves everything as it is.
    pub fn abandon(self) {
        self.stop.cancel();
    }

    /// Stops the jobs, after one last round of those that must not lose anything, and closes the databases.
    pub async fn stop(self, application: Application) {
        self.stop.cancel();
        application.0.later.close();
        application.0.later.wait().await;
        application.write_key_uses().await;
        application.publish_tips().await;
        tokio::join!(self.outbox.wait(), application.0.mailer.finish());
        application.0.trace.flush().await;
        application.0.storage.close().await;
        application.0.trace_storage.close().await;
    }
}

/// Sends mails, and begins again where that panics.
async fn send_outbox_always(application: Application, stop: CancellationToken) {
    loop {
        let mut sending = JoinSet::new();
        sending.spawn(send_outbox(application.clone(), stop.clone()));
        match sending.join_next().await {
            Some(Err(error)) => tracing::error!(%error, "the sending of mails failed; it begins again"),
            _ => return,
        }
        if stop.run_until_cancelled(tokio::time::sleep(REVIVAL_PAUSE)).await.is_none() {
            return;
        }
    }
}

impl Application {
    /// Counts the mails that wait.
    async fn count_mails(&self) {
        if let Ok(totals) = self.read(&CountMails).await {
            *self.0.mail_totals.lock().unwrap_or_else(PoisonError::into_inner) = totals;
        }
    }

    /// Writes down when keys were last used.
    pub async fn write_key_uses(&self) {
        let uses = self.0.key_uses.take();
        if !uses.is_empty()
            && let Err(error) = self.run(RecordKeyUse(uses)).await
        {
            tracing::warn!(%error, "the last uses of SCIM keys were not written down");
        }
    }

    /// Publishes where the logs end now.
    pub async fn publish_tips(&self) {
        if let Err(reason) = self.try_publish_tips().await {
            tracing::warn!(reason, file = %self.0.tip_file.path().display(), "the tips of the event logs were not published");
        }
    }

    async fn try_publish_tips(&self) -> Result<(), String> {
        let current: BTreeMap<_, _> =
            self.read(&ListTips).await.map_err(|error| error.to_string())?.into_iter().collect();
        let published = self.0.tip_file.read().map_err(|error| error.to_string())?;
        for lost in published.keys().filter(|id| !current.contains_key(id)) {
            self.tell_broken(*lost, "the organization is gone, and its event log with it");
        }
        let mut newer = Vec::new();
        for (organization_id, tip) in current {
            let known = published.get(&organization_id).copied();
            if known == Some(tip) {
                continue;
            }
            let find_tip = FindTip { organization_id, published: known };
            match self.read(&find_tip).await.map_err(|error| error.to_string())? {
                Some(TipState::EndsAt(tip)) => newer.push((organization_id, tip)),
                Some(TipState::LostPublished) => {
                    self.tell_broken(organization_id, "the event log does not hold the event that was published last");
                }
                None => {}
            }
        }
        if newer.is_empty() { Ok(()) } else { self.0.tip_file.publish(&newer).map_err(|error| error.to_string()) }
    }

    /// Logs once for each organization that its log is broken.
    pub(super) fn tell_broken(&self, organization_id: OrganizationId, finding: &str) {
        if self.0.told_broken.lock().unwrap_or_else(PoisonError::into_inner).insert(organization_id) {
            tracing::error!(%organization_id, finding, "the event log is broken: run `provost audit verify`");
        }
    }

    /// Drops trace entries that are older than they are kept.
    pub async fn drop_old_trace(&self) {
        let Ok(organizations) = self.read(&ListOrganizations).await else { return };
        let bound = first_id_of(self.now().before(self.0.trace_retention));
        for organization in organizations {
            let drop_old = DropTraceBefore { organization_id: organization.id, bound };
            if let Err(error) = self.0.trace_storage.run(drop_old).await {
                tracing::warn!(%error, "old provisioning trace entries were not dropped");
            }
        }
    }

    /// Forgets which mails were sent long ago.
    pub async fn drop_old_mails(&self) {
        let Ok(organizations) = self.read(&ListOrganizations).await else { return };
        let bound = MailId::from_uuid(first_id_of(self.now().before(SENT_MAIL_RETENTION)));
        for organization in organizations {
            let drop_old = DropSentMails { organization_id: organization.id, bound };
            if let Err(error) = self.0.storage.run(drop_old).await {
                tracing::warn!(%error, "what is known of old mails was not dropped");
            }
        }
    }
}
