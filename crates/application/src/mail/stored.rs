//! A mail that lies in a directory, read back: of what this program writes ([`Mail`](super::Mail)), nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a person reads of a mail. Links in it hold tokens: it is for whoever may try the program out.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredMail {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Codes and tokens are in a mail: it is never shown.
impl std::fmt::Debug for StoredMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredMail").finish_non_exhaustive()
    }
}

impl StoredMail {
    /// Reads the form on the wire; none where it is not as this program writes it.
    pub(super) fn parse(mail: &str) -> Option<Self> {
        let (head, body) = mail.split_once("\r\n\r\n")?;
        let subject = header(head, "subject")?;
        let boundary = format!("--{}", header(head, "content-type")?.split_once("boundary=\"")?.1.split('"').next()?);
        let part = body.split(boundary.as_str()).nth(1)?;
        let (head, text) = part.trim_start_matches("\r\n").split_once("\r\n\r\n")?;
        let is_quoted = header(head, "content-transfer-encoding").is_some_and(|name| name == "quoted-printable");
        let text = if is_quoted { unquoted(text)? } else { text.to_owned() };
        Some(Self { subject: decoded(&subject), text: text.trim_end().replace("\r\n", "\n") })
    }
}

/// The value of a header, unfolded.
fn header(head: &str, name: &str) -> Option<String> {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let mut lines = unfolded.split("\r\n").filter_map(|line| line.split_once(':'));
    lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
}

/// Quoted-printable (RFC 2045 §6.7) of UTF-8.
fn unquoted(text: &str) -> Option<String> {
    let text = text.replace("=\r\n", "");
    let mut parts = text.split('=');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(hex, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// A header's text with its encoded words (RFC 2047, base64) put in clear; blanks between two of them do not count.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("=?utf-8?b?") {
        if !(bytes.is_empty() || before.trim().is_empty()) || bytes.is_empty() {
            bytes.extend_from_slice(before.as_bytes());
        }
        let (word, left) = after.split_once("?=").unwrap_or((after, ""));
        bytes.extend(STANDARD.decode(word).unwrap_or_default());
        rest = left;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}
