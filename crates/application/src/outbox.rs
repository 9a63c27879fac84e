//! Sends the mails of organizations: those that commands have written with the change that wants them.
//!
//! A mail is taken for a while (other nodes then leave it alone), sent outside of every transaction and lock, and then
//! removed. A node that dies in between leaves it to be sent again after that while, with the same Message-ID.

use crate::Application;
use crate::commands::claim_mails::ClaimMails;
use crate::commands::settle_mail::{MailOutcome, SettleMail};
use crate::mail::{Mail, SendError};
use crate::queries::list_mails::ListDueMails;
use domain::{EmailAddress, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;
use storage::StorageError;
use storage::tables::outbox::WaitingMail;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Mails on their way at once.
pub(crate) const SENDERS: usize = 8;
/// How often is looked at least: what another process wrote rings no bell here.
const SWEEP_INTERVAL: Duration = Duration::from_millis(900);
/// How long a bell is let ring before it is answered: a synchronization rings it thousands of times.
const BELL_PAUSE: Duration = Duration::from_millis(40);
/// How long a mail is this node's own: longer than sending one can take.
const LEASE: Duration = Duration::from_mins(3);
/// How long is waited after the first failure; each time twice as long, to a day at most.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
const LONGEST_PAUSE: Duration = Duration::from_hours(24);
/// Attempts until a mail is given up: three and a half days of pauses, less than an invitation lives.
const ATTEMPTS: i64 = 14;
/// How long a stopping server waits for the mails that are on their way.
const LAST_CHANCE: Duration = Duration::from_secs(3);

/// Sends what is due until it is stopped.
pub(crate) async fn send_outbox(application: Application, stop: CancellationToken) {
    let mut sending = JoinSet::new();
    while !stop.is_cancelled() {
        drain(&mut sending);
        let claimed = match claim(&application, SENDERS.saturating_sub(sending.len())).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::warn!(%error, "the mails that are due could not be looked up");
                Vec::new()
            }
        };
        let found = !claimed.is_empty();
        for mail in claimed {
            let application = application.clone();
            sending.spawn(async move { send(&application, mail).await });
        }
        let is_full = sending.len() >= SENDERS;
        let waiting = async {
            if is_full {
                if let Some(ended) = sending.join_next().await {
                    told(ended);
                }
            } else if !found {
                // Whichever comes first; the bell of the meantime is kept.
                let _ = timeout(SWEEP_INTERVAL, application.mail_bell().notified()).await;
                sleep(BELL_PAUSE).await;
            }
        };
        stop.run_until_cancelled(waiting).await;
    }
    let rest = async { while sending.join_next().await.is_some() {} };
    if timeout(LAST_CHANCE, rest).await.is_err() {
        tracing::info!("mails on their way were cut off; they are sent again after the next start");
    }
}

/// Forgets the mails whose sending has ended.
fn drain(sending: &mut JoinSet<()>) {
    while let Some(ended) = sending.try_join_next() {
        told(ended);
    }
}

/// A mail whose sending panicked stays this node's own for its while, and is then tried again.
fn told(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "sending a mail failed; it is tried again");
    }
}

/// Takes some mails that are due, organization by organization.
async fn claim(application: &Application, room: usize) -> Result<Vec<WaitingMail>, StorageError> {
    if room == 0 {
        return Ok(Vec::new());
    }
    let now = application.now();
    let mut of_organizations = BTreeMap::<_, Vec<WaitingMail>>::new();
    for mail in application.read(&ListDueMails { now, limit: room }).await? {
        of_organizations.entry(mail.organization_id).or_default().push(mail);
    }
    let mut claimed = Vec::with_capacity(room);
    for mails in of_organizations.into_values() {
        claimed.extend(application.storage().run(ClaimMails { mails, until: now.after(LEASE) }).await?);
    }
    Ok(claimed)
}

/// Sends one mail and notes what became of it.
async fn send(application: &Application, waiting: WaitingMail) {
    let outcome = match attempt(application, &waiting).await {
        Ok(()) => MailOutcome::Gone,
        Err(error) => after_failure(&waiting, application.now(), &error),
    };
    if let MailOutcome::GivenUp(_, reason) = &outcome {
        let (mail, organization) = (waiting.id, waiting.organization_id);
        tracing::error!(%mail, %organization, reason, "a mail is given up: see `provost mail list`");
    }
    let settle = SettleMail { mail: waiting, outcome };
    if let Err(error) = application.storage().run(settle).await {
        tracing::warn!(%error, "what became of a mail was not noted; it may be sent a second time");
    }
}

async fn attempt(application: &Application, waiting: &WaitingMail) -> Result<(), SendError> {
    let letter = match application.read(&application.write_letter(waiting)).await {
        Ok(Ok(letter)) => letter,
        Ok(Err(reason)) => {
            tracing::info!(mail = %waiting.id, organization = %waiting.organization_id, reason, "a mail is dropped");
            return Ok(());
        }
        Err(error) => return Err(SendError::unwritten(false, &error.to_string())),
    };
    let recipient = EmailAddress::parse(&waiting.recipient)
        .ok_or_else(|| SendError::unwritten(true, "the address is none that a mail can be sent to"))?;
    let mail = Mail::new(waiting.id.uuid(), waiting.created_at, recipient, letter);
    application.mailer().send(&mail, |_| {}).await
}

/// Whether a mail is tried again, and when.
fn after_failure(mail: &WaitingMail, now: Timestamp, error: &SendError) -> MailOutcome {
    if error.is_permanent || mail.attempts >= ATTEMPTS {
        return MailOutcome::GivenUp(now, error.to_string());
    }
    let doublings = u32::try_from(mail.attempts - 1).unwrap_or(0).min(20);
    let pause = FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE);
    MailOutcome::Again(now.after(pause), error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{MailId, MailKind, MemberId, OrganizationId};
    use uuid::Uuid;

    #[test]
    fn pauses_double_to_a_day_and_the_last_failure_is_final() {
        let now = Timestamp::from_micros(0);
        let error = SendError::unwritten(false, "no route to host");
        let pause = |attempts| match after_failure(&waiting(attempts), now, &error) {
            MailOutcome::Again(at, _) => Some(at.micros() / 60_000_000),
            _ => None,
        };
        let minutes: Vec<_> = (1..=15).map(pause).collect();
        let doubled = (0..11).map(|doublings| Some(1 << doublings));
        let expected: Vec<_> = doubled.chain([Some(1440), Some(1440), None, None]).collect();
        assert_eq!(minutes, expected);
        let whole: i64 = minutes.iter().flatten().sum();
        assert!(whole < 120 * 60, "it ends while the invitation is valid");
        let refused = SendError::unwritten(true, "no such mailbox");
        assert!(matches!(after_failure(&waiting(1), now, &refused), MailOutcome::GivenUp(..)));
    }

    fn waiting(attempts: i64) -> WaitingMail {
        let (now, id) = (Timestamp::from_micros(0), Uuid::from_u128(1));
        WaitingMail {
            organization_id: OrganizationId::from_uuid(id),
            id: MailId::from_uuid(id),
            kind: MailKind::Invitation,
            member_id: MemberId::from_uuid(id),
            recipient: "dora@example.com".to_owned(),
            acting_account_id: None,
            created_at: now,
            due_at: now,
            attempts,
            dead_at: None,
            last_error: None,
        }
    }
}
