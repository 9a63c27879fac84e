//! A mail server that takes our mails, and connections to it that are used again.

use super::smtp_connection::SmtpConnection;
use super::{MailStage, SendError};
use crate::outbox::SENDERS;
use lettre::Message;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Connections at once, beyond what the outbox uses: a code does not wait behind invitations.
const CONNECTIONS: usize = SENDERS + 4;
/// Connections that are kept for the next mail, and how long.
const IDLE_CONNECTIONS: usize = 4;
const IDLE_TIME: Duration = Duration::from_secs(20);

/// How the connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// STARTTLS, without which no mail leaves (RFC 3207); usually port 587.
    StartTls,
    /// TLS from the first byte (RFC 8314); usually port 465.
    Tls,
    /// None; usually port 25.
    None,
}

impl SmtpSecurity {
    /// The port that such servers usually have.
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// Who we are at a mail server.
#[derive(Clone)]
pub struct SmtpLogin {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for SmtpLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpLogin").field("user", &self.user).finish_non_exhaustive()
    }
}

/// How long a mail server is waited for.
#[derive(Debug, Clone, Copy)]
pub struct SmtpTimeouts {
    /// Until there is a connection.
    pub connect: Duration,
    /// Until one command is answered.
    pub command: Duration,
    /// Until a mail is delivered, from the connection on.
    pub mail: Duration,
}

impl Default for SmtpTimeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), command: Duration::from_secs(30), mail: Duration::from_secs(90) }
    }
}

/// A mail server, and how it is spoken to.
#[derive(Debug, Clone)]
pub struct SmtpOptions {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: SmtpSecurity,
    /// Who we are there, if it wants to know.
    pub login: Option<SmtpLogin>,
    /// Certificates (PEM) that are trusted beside those of the system.
    pub trusted: Option<Vec<u8>>,
    /// The name that we give ourselves; a mail server may look it up.
    pub own_name: Option<String>,
    /// How long it is waited for.
    pub timeouts: SmtpTimeouts,
}

/// Options that cannot work.
#[derive(Debug, thiserror::Error)]
pub enum InvalidSmtpOptions {
    /// A password would be readable on the way.
    #[error("the password would travel unencrypted")]
    PasswordInClear,
    /// The trusted certificates are none.
    #[error("the trusted certificates cannot be read: {0}")]
    Trusted(String),
    /// The host is no name or address.
    #[error("{0:?} is not the name of a host")]
    Host(String),
}

/// A mail server that takes our mails.
pub struct SmtpRelay {
    pub(super) options: SmtpOptions,
    pub(super) tls: Option<TlsParameters>,
    pub(super) credentials: Option<Credentials>,
    pub(super) own_name: ClientId,
    room: Semaphore,
    idle: Mutex<Vec<(Instant, SmtpConnection)>>,
}

impl fmt::Debug for SmtpRelay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpRelay").field("options", &self.options).finish_non_exhaustive()
    }
}

impl SmtpRelay {
    /// A mail server; nothing is asked of it yet.
    ///
    /// # Errors
    /// [`InvalidSmtpOptions`].
    pub fn new(options: SmtpOptions) -> Result<Self, InvalidSmtpOptions> {
        if options.host.is_empty() || options.host.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(InvalidSmtpOptions::Host(options.host));
        }
        if options.security == SmtpSecurity::None && options.login.is_some() && !is_loopback(&options.host) {
            return Err(InvalidSmtpOptions::PasswordInClear);
        }
        let tls = if options.security == SmtpSecurity::None { None } else { Some(tls(&options)?) };
        Ok(Self {
            tls,
            credentials: options.login.clone().map(|login| Credentials::new(login.user, login.password)),
            own_name: options.own_name.clone().map_or_else(ClientId::default, ClientId::Domain),
            options,
            room: Semaphore::new(CONNECTIONS),
            idle: Mutex::default(),
        })
    }

    /// The server, as `host:port`.
    pub fn name(&self) -> String {
        format!("{}:{}", self.options.host, self.options.port)
    }

    /// Sends one mail. A connection over which anything went wrong, or took too long, is never used again: what the
    /// server still says on it would be taken for the answer to something else.
    pub(super) async fn send(
        &self,
        message: &Message,
        mut reached: impl FnMut(MailStage) + Send,
    ) -> Result<(), SendError> {
        let _room = self.room.acquire().await;
        let mut stage = MailStage::Connect;
        let mut note = |now: MailStage| {
            stage = now;
            reached(now);
        };
        let sending = async {
            let mut connection = match self.idle_connection().await {
                Some(connection) => connection,
                None => SmtpConnection::open(self, &mut note).await?,
            };
            connection.send(message, &mut note).await?;
            Ok(connection)
        };
        match timeout(self.options.timeouts.mail, sending).await {
            Ok(Ok(connection)) => {
                self.keep(connection);
                Ok(())
            }
            Ok(Err(error)) => Err(error),
            Err(_) => {
                let reason = format!("not finished after {:?}", self.options.timeouts.mail);
                Err(SendError { stage: MailStage::Deliver, is_permanent: false, reason })
            }
        }
    }

    /// A connection of an earlier mail that still answers.
    async fn idle_connection(&self) -> Option<SmtpConnection> {
        loop {
            let (since, mut connection) = self.idle().pop()?;
            if since.elapsed() < IDLE_TIME && connection.answers().await {
                return Some(connection);
            }
        }
    }

    fn keep(&self, connection: SmtpConnection) {
        let mut idle = self.idle();
        if idle.len() < IDLE_CONNECTIONS {
            idle.push((Instant::now(), connection));
        }
    }

    /// Closes connections that nobody has used for a while.
    pub(super) fn close_idle(&self) {
        self.idle().retain(|(since, _)| since.elapsed() < IDLE_TIME);
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<(Instant, SmtpConnection)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a host is this machine: nobody listens in on the way there.
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn tls(options: &SmtpOptions) -> Result<TlsParameters, InvalidSmtpOptions> {
    let unreadable = |error: lettre::transport::smtp::Error| InvalidSmtpOptions::Trusted(error.to_string());
    let mut builder = TlsParameters::builder(options.host.clone());
    if let Some(pem) = &options.trusted {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(unreadable)?);
    }
    builder.build().map_err(unreadable)
}
