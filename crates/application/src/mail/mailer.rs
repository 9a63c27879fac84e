//! Sends mails.

use super::delivery_log::DeliveryLog;
use super::{Mail, MailOptions, MailStage, MailTransport, SendError, StoredMail};
use crate::SentMail;
use domain::{Clock, Timestamp};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Mails that may wait in memory; more are not taken.
const ROOM: usize = 1_000;
/// Mails that may wait beside these of those that anybody may ask for: whoever asks for many keeps nobody from their codes.
const STRANGERS_ROOM: usize = 250;
/// Until a mail is tried again: at first, and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// How long a stopping server waits for the mails that are on their way.
const LAST_CHANCE: Duration = Duration::from_secs(3);

/// Sends mails. Clones share everything.
#[derive(Debug, Clone)]
pub struct Mailer(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    options: MailOptions,
    clock: Clock,
    room: Arc<Semaphore>,
    strangers_room: Arc<Semaphore>,
    tracker: TaskTracker,
    stop: CancellationToken,
    log: DeliveryLog,
    sent: AtomicU64,
    failed: AtomicU64,
    dropped: AtomicU64,
}

/// What became of mails since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailCounts {
    /// Mails that left.
    pub sent: u64,
    /// Attempts that failed.
    pub failed: u64,
    /// Mails that never left: too late, or too many.
    pub dropped: u64,
}

impl Mailer {
    /// A mailer beside the application, or its own.
    pub fn new(options: MailOptions, clock: Clock) -> Self {
        Self(Arc::new(Shared {
            options,
            clock,
            room: Arc::new(Semaphore::new(ROOM)),
            strangers_room: Arc::new(Semaphore::new(STRANGERS_ROOM)),
            tracker: TaskTracker::new(),
            stop: CancellationToken::new(),
            log: DeliveryLog::default(),
            sent: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
        }))
    }

    /// Whether mails leave at all. Where they do not, nobody should be told to look into their mail.
    pub fn is_on(&self) -> bool {
        self.0.options.transport.is_on()
    }

    /// How mails are sent.
    pub fn options(&self) -> &MailOptions {
        &self.0.options
    }

    /// Where links in mails lead: the public URL, without a slash at its end.
    pub fn site(&self) -> &str {
        &self.0.options.site
    }

    /// Sends a mail that is kept in memory alone, such as a code: at once, and again after a while where that fails, until
    /// it would come too late. Whether it came the caller does not learn.
    pub fn send_soon(&self, mail: Mail, until: Timestamp) {
        self.take_in(&self.0.room, mail, until);
    }

    /// The same for a mail that somebody asked for who has shown nothing.
    pub fn send_soon_for_stranger(&self, mail: Mail, until: Timestamp) {
        self.take_in(&self.0.strangers_room, mail, until);
    }

    fn take_in(&self, room: &Arc<Semaphore>, mail: Mail, until: Timestamp) {
        let Ok(room) = Arc::clone(room).try_acquire_owned() else {
            self.drop_mail(&mail, "too many mails wait already");
            return;
        };
        if !self.is_on() {
            self.drop_mail(&mail, "no way to send mails is configured (--mail-transport)");
            return;
        }
        let mailer = self.clone();
        self.0.tracker.spawn(async move {
            mailer.0.stop.run_until_cancelled(mailer.keep_trying(mail, until)).await;
            drop(room);
        });
    }

    async fn keep_trying(&self, mail: Mail, until: Timestamp) {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.deliver(&mail).await {
                Ok(()) => return,
                Err(error) if error.is_permanent => return self.drop_mail(&mail, &error.to_string()),
                Err(_) => {}
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
            if self.0.clock.now() >= until {
                return self.drop_mail(&mail, "what it says has run out");
            }
        }
    }

    /// Sends a mail now, once. The log tells when mails stop leaving, and when they leave again.
    pub(crate) async fn deliver(&self, mail: &Mail) -> Result<(), SendError> {
        let result = self.send(mail, |_| {}).await;
        let way = self.0.options.transport.name();
        match &result {
            Ok(()) => self.0.log.sent(&way),
            Err(error) => self.0.log.failed(&way, error),
        }
        result
    }

    /// Sends a mail now, once, and tells each stage that it has reached.
    ///
    /// # Errors
    /// [`SendError`].
    pub async fn send(&self, mail: &Mail, reached: impl FnMut(MailStage) + Send) -> Result<(), SendError> {
        let options = &self.0.options;
        let result = options.transport.send(mail, &options.sender, &options.site, reached).await;
        let counter = if result.is_ok() { &self.0.sent } else { &self.0.failed };
        counter.fetch_add(1, Ordering::Relaxed);
        result
    }

    /// What became of mails since the start.
    pub fn counts(&self) -> MailCounts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        MailCounts { sent: read(&self.0.sent), failed: read(&self.0.failed), dropped: read(&self.0.dropped) }
    }

    /// What a mail says that was sent into a directory; none where mails leave otherwise, or the file is gone. Whoever reads
    /// it can do what its links do.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn read_back(&self, mail: &SentMail) -> io::Result<Option<StoredMail>> {
        let MailTransport::File(directory) = &self.0.options.transport else { return Ok(None) };
        Ok(directory.read(mail.id.uuid(), mail.created_at)?.and_then(|text| StoredMail::parse(&text)))
    }

    /// Closes connections that nobody uses.
    pub(crate) fn rest(&self) {
        if let MailTransport::Smtp(relay) = &self.0.options.transport {
            relay.close_idle();
        }
    }

    /// Gives mails that are kept in memory a last moment, and drops the rest.
    pub(crate) async fn finish(&self) {
        self.0.tracker.close();
        if timeout(LAST_CHANCE, self.0.tracker.wait()).await.is_err() {
            tracing::warn!("mails with codes were not sent before the stop; people ask for new ones");
        }
        self.0.stop.cancel();
    }

    fn drop_mail(&self, mail: &Mail, reason: &str) {
        self.0.dropped.fetch_add(1, Ordering::Relaxed);
        tracing::warn!(mail = %mail.id, reason, "a mail was not sent and is dropped");
    }
}
