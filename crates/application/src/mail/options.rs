//! How mails are sent.

use super::MailTransport;
use lettre::message::Mailbox;
use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

/// How mails are sent.
#[derive(Debug)]
pub struct MailOptions {
    /// The way they leave.
    pub transport: MailTransport,
    /// Who they are from.
    pub sender: MailSender,
    /// Where their links lead: the public URL of the main listener, without a slash at its end.
    pub site: String,
    /// How many mails of organizations leave in a minute at most; none lets them leave as they come. Codes that people
    /// wait for are not among them.
    pub rate: Option<NonZeroU32>,
}

impl MailOptions {
    /// No mails: those of organizations wait in the database.
    pub fn none() -> Self {
        Self {
            transport: MailTransport::None,
            sender: MailSender::default(),
            site: "http://localhost".to_owned(),
            rate: None,
        }
    }
}

/// The sender of mails: `Provost <provost@example.com>`, or the address alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSender(pub(super) Mailbox);

/// A text that is no sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an address, such as provost@example.com or \"Provost <provost@example.com>\"")]
pub struct InvalidMailSender;

impl MailSender {
    /// The domain of the address, in which the ids of mails are named.
    pub(super) fn domain(&self) -> &str {
        self.0.email.domain()
    }

    /// Without a name of their own, mails come from Provost.
    fn named(mailbox: Mailbox) -> Self {
        Self(Mailbox { name: mailbox.name.or_else(|| Some("Provost".to_owned())), ..mailbox })
    }
}

impl FromStr for MailSender {
    type Err = InvalidMailSender;

    fn from_str(text: &str) -> Result<Self, InvalidMailSender> {
        if text.chars().any(char::is_control) {
            return Err(InvalidMailSender);
        }
        let mailbox: Mailbox = text.parse().map_err(|_| InvalidMailSender)?;
        if mailbox.email.to_string().is_ascii() { Ok(Self::named(mailbox)) } else { Err(InvalidMailSender) }
    }
}

impl Default for MailSender {
    fn default() -> Self {
        Self::named(Mailbox::new(None, lettre::Address::new_dangerous("provost", "localhost")))
    }
}

impl fmt::Display for MailSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        let shown = |text: &str| text.parse::<MailSender>().map(|sender| sender.to_string());
        assert_eq!(shown("provost@example.com"), Ok("Provost <provost@example.com>".to_owned()));
        assert_eq!(shown("Acme IT <it@acme.example>"), Ok("Acme IT <it@acme.example>".to_owned()));
        for wrong in ["", "provost", "a@b\r\nBcc: c@d", "<a@b", "a@b, c@d"] {
            assert_eq!(shown(wrong), Err(InvalidMailSender), "{wrong}");
        }
    }
}
