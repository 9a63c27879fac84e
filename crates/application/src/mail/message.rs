//! A mail, and its form on the wire (RFC 5322 and 2045).

use super::{Letter, MailSender, SendError};
use domain::{EmailAddress, Timestamp};
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::fmt;
use std::time::{Duration, UNIX_EPOCH};
use uuid::Uuid;

/// The longest line that travels as it is; RFC 5322 §2.1.1 has 998.
const LINE_MAX_LENGTH: usize = 990;

/// A letter to somebody. The same id, moment and letter make the same mail, byte for byte: where one is sent twice, the
/// receiver can see that it is one.
#[derive(Clone)]
pub struct Mail {
    pub(super) id: Uuid,
    pub(super) written_at: Timestamp,
    pub(super) recipient: EmailAddress,
    pub(super) letter: Letter,
}

/// Codes and tokens are in a letter: it is never shown.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Mail {
    /// A letter to an address, under an id of its own.
    pub fn new(id: Uuid, written_at: Timestamp, recipient: EmailAddress, letter: impl Into<Letter>) -> Self {
        Self { id, written_at, recipient, letter: letter.into() }
    }

    /// The form on the wire.
    ///
    /// # Errors
    /// Where the address is none that a mail can be sent to.
    pub(super) fn message(&self, sender: &MailSender, site: &str) -> Result<Message, SendError> {
        let recipient = mailable(self.recipient.text())?;
        let sender_only = Some(sender.0.email.clone());
        let envelope = Envelope::new(sender_only, vec![recipient.clone()]).map_err(|error| malformed(&error))?;
        let written = u64::try_from(self.written_at.micros()).map(Duration::from_micros).unwrap_or_default();
        Message::builder()
            .message_id(Some(format!("<{}@{}>", self.id, sender.domain())))
            .date(UNIX_EPOCH + written)
            .from(sender.0.clone())
            // As it is: the address was checked, and nobody expects it folded.
            .raw_header(raw("To", recipient.to_string()))
            .subject(self.letter.subject())
            // Out-of-office replies have no place to go (RFC 3834 §5).
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()))
            .envelope(envelope)
            .multipart(
                MultiPart::alternative()
                    .boundary(format!("provost-{}", self.id.simple()))
                    .singlepart(part(ContentType::TEXT_PLAIN, &self.letter.text(site)))
                    .singlepart(part(ContentType::TEXT_HTML, &self.letter.html(site))),
            )
            .map_err(|error| malformed(&error))
    }
}

/// The address as mail servers take it: an international domain in its ASCII form.
fn mailable(text: &str) -> Result<Address, SendError> {
    let address: Address = text.parse().map_err(|error| malformed(&error))?;
    if address.domain().is_ascii() {
        return Ok(address);
    }
    let domain = idna::domain_to_ascii(address.domain()).map_err(|error| malformed(&error))?;
    Address::new(address.user(), domain).map_err(|error| malformed(&error))
}

fn malformed(reason: &dyn fmt::Display) -> SendError {
    SendError::unwritten(true, &reason.to_string())
}

const fn header_name(name: &'static str) -> HeaderName {
    HeaderName::new_from_ascii_str(name)
}

fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(header_name(name), value.clone(), value)
}

/// A part that travels as it is where it can, and else quoted-printable: people can read either.
fn part(content_type: ContentType, text: &str) -> SinglePart {
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let is_plain = text.is_ascii() && text.lines().all(|line| line.len() <= LINE_MAX_LENGTH);
    let body = if is_plain {
        Body::dangerous_pre_encoded(text.into_bytes(), ContentTransferEncoding::SevenBit)
    } else {
        quoted_printable(text)
    };
    SinglePart::builder().content_type(content_type).body(body)
}

fn quoted_printable(text: String) -> Body {
    Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable)
        // It takes every text; were it not so, the text itself would still be better than nothing.
        .unwrap_or_else(Body::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::letters::Invitation;
    use crate::mail::{MailStage, StoredMail};

    const SITE: &str = "https://provost.example.com";

    fn invitation(organization: &str) -> Letter {
        let expires_at = Timestamp::from_micros(1_796_078_340_000_000);
        let link = "https://provost.example.com/accept-organization?token=abc";
        Invitation { organization, inviter: None, has_account: false, link, expires_at }.into()
    }

    fn written(recipient: &str, letter: Letter) -> Result<String, SendError> {
        let recipient = EmailAddress::parse(recipient).unwrap();
        let mail = Mail::new(Uuid::from_u128(1), Timestamp::from_micros(1_795_646_340_000_000), recipient, letter);
        let sender = "Provost <provost@example.com>".parse().unwrap();
        let message = mail.message(&sender, SITE)?;
        Ok(String::from_utf8(message.formatted()).unwrap())
    }

    /// The lines of the header, unfolded.
    fn headers(mail: &str) -> Vec<String> {
        let (head, _) = mail.split_once("\r\n\r\n").unwrap();
        head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn the_text_comes_first_and_can_be_read_as_it_is() {
        let mail = written("dora@example.com", invitation("Acme")).unwrap();
        let headers = headers(&mail);
        for line in [
            "Message-ID: <00000000-0000-0000-0000-000000000001@example.com>",
            "Date: Wed, 25 Nov 2026 22:39:00 +0000",
            "From: Provost <provost@example.com>",
            "To: dora@example.com",
            "Subject: Join Acme: create your account",
            "Auto-Submitted: auto-generated",
        ] {
            assert!(headers.iter().any(|header| header == line), "{line}\n{headers:#?}");
        }
        let (text, html) = (mail.find("text/plain").unwrap(), mail.find("text/html").unwrap());
        assert!(text < html);
        assert_eq!(mail.matches("Content-Transfer-Encoding: 7bit").count(), 2, "{mail}");
        assert!(mail.contains("\r\nhttps://provost.example.com/accept-organization?token=abc\r\n"), "{mail}");
        assert!(mail.contains("until Monday, 30 November 2026, 22:39"), "{mail}");
    }

    #[test]
    fn a_name_cannot_write_headers_or_html() {
        for name in ["Acme\r\nBcc: eve@example.com", "Acme\nBcc: eve@example.com", "Acme\rBcc: eve@example.com"] {
            let mail = written("dora@example.com", invitation(name)).unwrap();
            assert!(!headers(&mail).iter().any(|header| header.starts_with("Bcc")), "{mail}");
        }
        let mail = written("dora@example.com", invitation("<img src=x>\"&'")).unwrap();
        let (_, html) = mail.split_once("text/html").unwrap();
        assert!(!html.contains("<img") && html.contains("&#60;img src=x&#62;&#34;&#38;&#39;"), "{html}");
        let spoofed = written("dora@example.com", invitation("=?utf-8?B?RXZpbA==?=")).unwrap();
        assert!(!headers(&spoofed).iter().any(|header| header.contains("=?utf-8?B?RXZpbA==?=")), "{spoofed}");
    }

    #[test]
    fn a_name_of_another_script_is_encoded_and_no_line_is_too_long() {
        let name = "Ä".repeat(1000);
        let mail = written("dora@example.com", invitation(&name)).unwrap();
        assert!(mail.is_ascii() && mail.lines().all(|line| line.len() <= 998), "{mail}");
        assert!(
            mail.contains("Subject: Join =?utf-8?") && mail.contains("Content-Transfer-Encoding: quoted-printable")
        );
    }

    #[test]
    fn an_address_stands_on_one_line() {
        let long = format!("{}@{}.example.com", "d".repeat(64), "x".repeat(60));
        assert!(written(&long, invitation("Acme")).unwrap().contains(&format!("\r\nTo: {long}\r\n")));
        let international = written("dora@müller.example", invitation("Acme")).unwrap();
        assert!(international.contains("\r\nTo: dora@xn--mller-kva.example\r\n"), "{international}");
        let error = written("a(b)c@example.com", invitation("Acme")).unwrap_err();
        assert!(error.is_permanent && error.stage == MailStage::Write, "{error}");
    }

    #[test]
    fn the_same_mail_is_the_same_bytes() {
        let once = written("dora@example.com", invitation("Acme")).unwrap();
        assert_eq!(once, written("dora@example.com", invitation("Acme")).unwrap());
    }

    #[test]
    fn a_mail_can_be_read_back() {
        for name in ["Acme", "Ärzte & Söhne ügen Größe".repeat(6).as_str()] {
            let letter = invitation(name);
            let mail = StoredMail::parse(&written("dora@example.com", letter.clone()).unwrap()).unwrap();
            assert_eq!(mail.subject, letter.subject());
            assert_eq!(mail.text, letter.text(SITE).trim_end());
        }
        assert_eq!(StoredMail::parse("Subject: no body"), None);
    }
}
