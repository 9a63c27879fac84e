//! Mails: what they say, how they are written, and how they leave.

mod delivery_log;
mod directory;
mod letter;
pub mod letters;
mod links;
mod mailer;
mod message;
mod options;
mod pace;
mod smtp;
mod smtp_connection;
mod stored;
mod transport;
mod words;

pub use directory::MailDirectory;
pub use letter::Letter;
pub use links::InvitationLink;
pub use mailer::{MailCounts, Mailer};
pub use message::Mail;
pub use options::{InvalidMailSender, MailOptions, MailSender};
pub(crate) use pace::Pace;
pub use smtp::{InvalidSmtpOptions, SmtpLogin, SmtpOptions, SmtpRelay, SmtpSecurity, SmtpTimeouts, is_loopback};
pub use stored::StoredMail;
pub use transport::{MailStage, MailTransport, SendError};
