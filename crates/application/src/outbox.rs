//! Sends the mails of organizations: those that commands have written with the change that wants them.
//!
//! A mail is taken for a while (other nodes then leave it alone), sent outside of every transaction and lock, and then
//! removed. A node that dies in between leaves it to be sent again after that while, with the same Message-ID.

use crate::Application;
use crate::commands::take_mails::{MailOutcome, TakeMails};
use crate::mail::{Mail, Pace, SendError};
use crate::queries::list_mails::ListDueMails;
use domain::{EmailAddress, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;
use storage::StorageError;
use storage::tables::outbox::WaitingMail;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Mails on their way at once.
pub(crate) const SENDERS: usize = 8;
/// How often is looked at least: what another process wrote rings no bell here.
const SWEEP_INTERVAL: Duration = Duration::from_millis(900);
/// How long a bell is let ring before it is answered: a synchronization rings it thousands of times.
const BELL_PAUSE: Duration = Duration::from_millis(40);
/// How long the next ones wait: a thousand mails in a second are enough, and fewer while calls wait, which come first.
const PAUSE: Duration = Duration::from_millis(8);
const BUSY_PAUSE: Duration = Duration::from_millis(20);
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
    let pace = Pace::new(application.mailer().options().rate, Instant::now());
    let mut outbox = Outbox { application, pace, sending: JoinSet::new(), done: Vec::new() };
    while !stop.is_cancelled() {
        match outbox.turn(SENDERS).await {
            Ok(found) => drop(stop.run_until_cancelled(outbox.rest(found)).await),
            Err(error) => {
                tracing::warn!(%error, "the mails that are due could not be taken; it is tried again");
                stop.run_until_cancelled(sleep(SWEEP_INTERVAL)).await;
            }
        }
    }
    outbox.finish().await;
}

/// What is sent, and what was.
struct Outbox {
    application: Application,
    pace: Pace,
    sending: JoinSet<(WaitingMail, MailOutcome)>,
    /// What became of mails, not noted yet.
    done: Vec<(WaitingMail, MailOutcome)>,
}

impl Outbox {
    /// Notes what became of mails, and begins to send as many others as there is room for. True where some were due.
    async fn turn(&mut self, room: usize) -> Result<bool, StorageError> {
        while let Some(ended) = self.sending.try_join_next() {
            self.ended(ended);
        }
        let now = self.application.now();
        let limit = self.pace.allows(room.saturating_sub(self.sending.len()), Instant::now());
        let due = if limit > 0 { self.application.read(&ListDueMails { now, limit }).await? } else { Vec::new() };
        let found = !due.is_empty();
        let mut of_organizations = BTreeMap::<_, (Vec<_>, Vec<_>)>::new();
        for mail in due {
            of_organizations.entry(mail.organization_id).or_default().1.push(mail);
        }
        for (mail, outcome) in &self.done {
            of_organizations.entry(mail.organization_id).or_default().0.push((mail.clone(), outcome.clone()));
        }
        for (done, due) in of_organizations.into_values() {
            // Not by the application's own way, which rings the bell.
            let take = TakeMails { done, due, until: now.after(LEASE) };
            for mail in self.application.storage().run(take).await? {
                self.pace.spend(1, Instant::now());
                self.sending.spawn(send(self.application.clone(), mail));
            }
        }
        self.done.clear();
        Ok(found)
    }

    /// Waits until there may be something to do.
    async fn rest(&mut self, found: bool) {
        if found {
            let is_busy = self.application.storage().metrics().queue_depth > 0;
            sleep(if is_busy { BUSY_PAUSE } else { PAUSE }).await;
        }
        let wait = self.pace.wait(Instant::now());
        let has_room = self.sending.len() < SENDERS && wait.is_none();
        if found && has_room {
            return;
        }
        tokio::select! {
            Some(ended) = self.sending.join_next() => self.ended(ended),
            () = self.application.mail_bell().notified(), if has_room => sleep(BELL_PAUSE).await,
            () = sleep(wait.unwrap_or(SWEEP_INTERVAL)) => {}
        }
    }

    /// A mail whose sending panicked stays this node's own for its while, and is then tried again.
    fn ended(&mut self, ended: Result<(WaitingMail, MailOutcome), JoinError>) {
        match ended {
            Ok(done) => self.done.push(done),
            Err(error) => tracing::error!(%error, "sending a mail failed; it is tried again"),
        }
    }

    /// Gives the mails on their way a last moment, and notes what became of them.
    async fn finish(mut self) {
        let last = async {
            while let Some(ended) = self.sending.join_next().await {
                self.ended(ended);
            }
        };
        if timeout(LAST_CHANCE, last).await.is_err() {
            tracing::info!("mails on their way were cut off; they are sent again after the next start");
        }
        if let Err(error) = self.turn(0).await {
            tracing::warn!(%error, "what became of mails was not noted; they may be sent a second time");
        }
    }
}

/// Sends one mail, and says what becomes of it.
async fn send(application: Application, mail: WaitingMail) -> (WaitingMail, MailOutcome) {
    let outcome = match attempt(&application, &mail).await {
        Ok(true) => MailOutcome::Sent(application.now()),
        Ok(false) => MailOutcome::Needless,
        Err(error) => after_failure(&mail, application.now(), &error),
    };
    if let MailOutcome::GivenUp(_, reason) = &outcome {
        let organization = mail.organization_id;
        tracing::error!(mail = %mail.id, %organization, reason, "a mail is given up: see `provost mail list`");
    }
    (mail, outcome)
}

/// False where nobody needs the mail any more.
async fn attempt(application: &Application, waiting: &WaitingMail) -> Result<bool, SendError> {
    let letter = match application.read(&application.write_letter(waiting)).await {
        Ok(Ok(letter)) => letter,
        Ok(Err(reason)) => {
            tracing::info!(mail = %waiting.id, organization = %waiting.organization_id, reason, "a mail is dropped");
            return Ok(false);
        }
        Err(error) => return Err(SendError::unwritten(false, &error.to_string())),
    };
    let recipient = EmailAddress::parse(&waiting.recipient)
        .ok_or_else(|| SendError::unwritten(true, "the address is none that a mail can be sent to"))?;
    let mail = Mail::new(waiting.id.uuid(), waiting.created_at, recipient, letter);
    application.mailer().deliver(&mail).await?;
    Ok(true)
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
