//! The ways a mail can leave.

use super::{Mail, MailDirectory, MailSender, SmtpRelay};
use std::fmt;

/// A way for mails to leave.
#[derive(Debug)]
pub enum MailTransport {
    /// Over a mail server.
    Smtp(Box<SmtpRelay>),
    /// Into a directory, one file each.
    File(MailDirectory),
    /// Not at all.
    None,
}

/// How far a mail has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailStage {
    /// It was put into its form.
    Write,
    /// The mail server was reached, and said who it is.
    Connect,
    /// The connection was encrypted.
    Encrypt,
    /// The mail server took our password.
    LogIn,
    /// The mail server took the sender.
    Sender,
    /// The mail server took the recipient.
    Recipient,
    /// The mail was taken.
    Deliver,
}

/// Why a mail has not left.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("could not {stage}: {reason}")]
pub struct SendError {
    /// What did not succeed.
    pub stage: MailStage,
    /// Whether it is about this mail, and will not change.
    pub is_permanent: bool,
    /// What was said.
    pub reason: String,
}

impl SendError {
    /// A mail that could not even be written.
    pub(crate) fn unwritten(is_permanent: bool, reason: &str) -> Self {
        Self { stage: MailStage::Write, is_permanent, reason: reason.to_owned() }
    }
}

impl fmt::Display for MailStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Write => "write the mail",
            Self::Connect => "reach the mail server",
            Self::Encrypt => "encrypt the connection",
            Self::LogIn => "log in at the mail server",
            Self::Sender => "name the sender",
            Self::Recipient => "name the recipient",
            Self::Deliver => "deliver the mail",
        })
    }
}

impl MailTransport {
    /// Whether mails leave at all.
    pub const fn is_on(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Where mails go: the mail server or the directory.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Smtp(relay) => relay.name(),
            Self::File(directory) => directory.path().display().to_string(),
            Self::None => "none".to_owned(),
        }
    }

    /// Sends one mail and tells each stage that it has reached.
    pub(super) async fn send(
        &self,
        mail: &Mail,
        sender: &MailSender,
        site: &str,
        reached: impl FnMut(MailStage) + Send,
    ) -> Result<(), SendError> {
        match self {
            Self::Smtp(relay) => relay.send(&mail.message(sender, site)?, reached).await,
            Self::File(directory) => directory.put(mail, &mail.message(sender, site)?.formatted()),
            Self::None => Err(SendError {
                stage: MailStage::Deliver,
                is_permanent: false,
                reason: "no way to send mails is configured".to_owned(),
            }),
        }
    }
}
