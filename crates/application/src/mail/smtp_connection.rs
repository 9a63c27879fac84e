//! One conversation with a mail server (RFC 5321), each step with its own patience.

use super::words::plain;
use super::{MailStage, SendError, SmtpRelay, SmtpSecurity};
use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use std::time::Duration;
use tokio::time::timeout;

/// As much of what a mail server says as is kept.
const REASON_MAX_LENGTH: usize = 300;

/// A connection on which a mail may begin. It is dropped, not used again, after anything but success.
pub(super) struct SmtpConnection {
    connection: AsyncSmtpConnection,
    patience: Duration,
}

impl SmtpConnection {
    /// Connects, encrypts and logs in as the relay wants it.
    pub(super) async fn open(relay: &SmtpRelay, note: &mut (dyn FnMut(MailStage) + Send)) -> Result<Self, SendError> {
        let options = &relay.options;
        let patience = options.timeouts.command;
        let server = (options.host.trim_start_matches('[').trim_end_matches(']'), options.port);
        let implicit = relay.tls.clone().filter(|_| options.security == SmtpSecurity::Tls);
        let connect = options.timeouts.connect;
        let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(connect), &relay.own_name, implicit, None);
        let mut connection = step(MailStage::Connect, connect + patience, connecting).await?;
        note(MailStage::Connect);
        if let (SmtpSecurity::StartTls, Some(tls)) = (options.security, &relay.tls) {
            if !connection.can_starttls() {
                let reason = "the mail server does not offer STARTTLS".to_owned();
                return Err(SendError { stage: MailStage::Encrypt, is_permanent: false, reason });
            }
            step(MailStage::Encrypt, patience, connection.starttls(tls.clone(), &relay.own_name)).await?;
        }
        if connection.is_encrypted() {
            note(MailStage::Encrypt);
        }
        if let Some(credentials) = &relay.credentials {
            step(MailStage::LogIn, patience, connection.auth(DEFAULT_MECHANISMS, credentials)).await?;
            note(MailStage::LogIn);
        }
        Ok(Self { connection, patience })
    }

    /// Whether the server still answers.
    pub(super) async fn answers(&mut self) -> bool {
        timeout(self.patience, self.connection.test_connected()).await.unwrap_or(false)
    }

    /// Sends a mail. How long its last word may take is the caller's to say.
    pub(super) async fn send(
        &mut self,
        message: &Message,
        note: &mut (dyn FnMut(MailStage) + Send),
    ) -> Result<(), SendError> {
        let (patience, bytes) = (self.patience, message.formatted());
        let parameters = self.parameters(message, &bytes)?;
        let envelope = message.envelope();
        let sender = Mail::new(envelope.from().cloned(), parameters);
        step(MailStage::Sender, patience, self.connection.command(sender)).await?;
        note(MailStage::Sender);
        for recipient in envelope.to() {
            let recipient = Rcpt::new(recipient.clone(), Vec::new());
            step(MailStage::Recipient, patience, self.connection.command(recipient)).await?;
        }
        note(MailStage::Recipient);
        step(MailStage::Deliver, patience, self.connection.command(Data)).await?;
        let taken = self.connection.message(&bytes).await;
        taken.map_err(|error| failure(MailStage::Deliver, &error))?;
        note(MailStage::Deliver);
        Ok(())
    }

    /// What the server must be told of the mail first, if it can take such a one.
    fn parameters(&self, message: &Message, bytes: &[u8]) -> Result<Vec<MailParameter>, SendError> {
        let mut parameters = Vec::new();
        let server = self.connection.server_info();
        if message.envelope().to().iter().any(|address| !address.to_string().is_ascii()) {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                let reason = "the mail server takes no addresses beyond ASCII (it does not offer SMTPUTF8)";
                return Err(SendError { stage: MailStage::Recipient, is_permanent: true, reason: reason.to_owned() });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !bytes.is_ascii() && server.supports_feature(Extension::EightBitMime) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(parameters)
    }
}

/// One step of the conversation.
async fn step<T>(
    stage: MailStage,
    patience: Duration,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, SendError> {
    match timeout(patience, work).await {
        Ok(result) => result.map_err(|error| failure(stage, &error)),
        Err(_) => Err(SendError { stage, is_permanent: false, reason: format!("no answer for {patience:?}") }),
    }
}

/// What a server says about a recipient or a mail for good (5yz) is final. A wrong password or sender is the operator's
/// mistake, and no reason to give mails up.
fn failure(stage: MailStage, error: &Error) -> SendError {
    let is_permanent = error.is_permanent() && matches!(stage, MailStage::Recipient | MailStage::Deliver);
    SendError { stage, is_permanent, reason: plain(&error.to_string()).chars().take(REASON_MAX_LENGTH).collect() }
}
