//! The text form of ciphertexts: `<type>.<parts joined by |>`.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

/// Standard alphabet, padded. Spare bits of the last symbol may be set, as Bitwarden's server and clients let them be.
pub(crate) const BASE64: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

const AES_BLOCK: usize = 16;
const RSA_2048: usize = 256;

/// How an [`EncString`] was encrypted. The discriminants are Bitwarden's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum EncryptionType {
    /// AES-256-CBC without a code (legacy).
    AesCbc256 = 0,
    /// AES-128-CBC with HMAC-SHA256 (legacy).
    AesCbc128HmacSha256 = 1,
    /// AES-256-CBC with PKCS#7 padding, and HMAC-SHA256 over IV and ciphertext.
    AesCbc256HmacSha256 = 2,
    /// RSA-2048 OAEP with SHA-256 (unused).
    RsaOaepSha256 = 3,
    /// RSA-2048 OAEP with SHA-1: a key sealed for a public key.
    RsaOaepSha1 = 4,
    /// RSA-2048 OAEP with SHA-256, and HMAC-SHA256 (unused).
    RsaOaepSha256HmacSha256 = 5,
    /// RSA-2048 OAEP with SHA-1, and HMAC-SHA256 (legacy).
    RsaOaepSha1HmacSha256 = 6,
}

impl EncryptionType {
    const ALL: [Self; 7] = [
        Self::AesCbc256,
        Self::AesCbc128HmacSha256,
        Self::AesCbc256HmacSha256,
        Self::RsaOaepSha256,
        Self::RsaOaepSha1,
        Self::RsaOaepSha256HmacSha256,
        Self::RsaOaepSha1HmacSha256,
    ];

    /// Bitwarden's number, 0 to 6.
    pub fn number(self) -> u8 {
        self as u8
    }

    fn from_number(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number().to_string() == text)
    }

    fn has_iv(self) -> bool {
        matches!(self, Self::AesCbc256 | Self::AesCbc128HmacSha256 | Self::AesCbc256HmacSha256)
    }

    fn has_mac(self) -> bool {
        !matches!(self, Self::AesCbc256 | Self::RsaOaepSha256 | Self::RsaOaepSha1)
    }

    fn accepts_length(self, length: usize) -> bool {
        if self.has_iv() { length > 0 && length.is_multiple_of(AES_BLOCK) } else { length == RSA_2048 }
    }
}

/// A ciphertext of a form that Bitwarden's clients read: the parts and their lengths are right. Whether anything can
/// open it is known only to who has the key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EncString {
    pub(crate) kind: EncryptionType,
    /// There exactly if the type is one of AES.
    pub(crate) iv: Option<[u8; 16]>,
    pub(crate) ciphertext: Vec<u8>,
    pub(crate) mac: Option<[u8; 32]>,
}

impl EncString {
    /// How it was encrypted.
    pub fn encryption_type(&self) -> EncryptionType {
        self.kind
    }
}

/// What is wrong with the form of an [`EncString`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncStringError {
    /// The number before the point is not one of 0 to 6.
    #[error("encryption type is not one of 0 to 6")]
    UnknownType,
    /// The type wants more parts, or fewer.
    #[error("wrong number of parts for the encryption type")]
    PartCount,
    /// A part is not standard base64 with padding.
    #[error("a part is not base64")]
    Base64,
    /// An IV of 16 bytes, whole AES blocks, 256 bytes of RSA or a code of 32 bytes has another length.
    #[error("a part has a length that its encryption type cannot have")]
    Length,
}

impl FromStr for EncString {
    type Err = EncStringError;

    /// Reads the text form. Without a number before a point, three parts are type 1 and fewer are type 0.
    fn from_str(text: &str) -> Result<Self, EncStringError> {
        let (kind, body) = match text.split_once('.') {
            Some((number, body)) => (EncryptionType::from_number(number).ok_or(EncStringError::UnknownType)?, body),
            None if text.matches('|').count() == 2 => (EncryptionType::AesCbc128HmacSha256, text),
            None => (EncryptionType::AesCbc256, text),
        };
        let mut parts = body.split('|');
        let mut part = || BASE64.decode(parts.next().ok_or(EncStringError::PartCount)?).or(Err(EncStringError::Base64));
        let iv = if kind.has_iv() { Some(sized(&part()?)?) } else { None };
        let ciphertext = part()?;
        let mac = if kind.has_mac() { Some(sized(&part()?)?) } else { None };
        if parts.next().is_some() {
            return Err(EncStringError::PartCount);
        }
        if !kind.accepts_length(ciphertext.len()) {
            return Err(EncStringError::Length);
        }
        Ok(Self { kind, iv, ciphertext, mac })
    }
}

fn sized<const N: usize>(bytes: &[u8]) -> Result<[u8; N], EncStringError> {
    bytes.try_into().or(Err(EncStringError::Length))
}

impl fmt::Display for EncString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", self.kind.number())?;
        if let Some(iv) = self.iv {
            write!(f, "{}|", BASE64.encode(iv))?;
        }
        f.write_str(&BASE64.encode(&self.ciphertext))?;
        if let Some(mac) = self.mac {
            write!(f, "|{}", BASE64.encode(mac))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_enc_string() -> impl Strategy<Value = EncString> {
        let kind = proptest::sample::select(EncryptionType::ALL.to_vec());
        (kind, any::<[u8; 16]>(), 1..5_usize, any::<u8>(), any::<[u8; 32]>()).prop_map(
            |(kind, iv, blocks, fill, mac)| EncString {
                kind,
                iv: kind.has_iv().then_some(iv),
                ciphertext: vec![fill; if kind.has_iv() { blocks * AES_BLOCK } else { RSA_2048 }],
                mac: kind.has_mac().then_some(mac),
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_itself(value in any_enc_string()) {
            prop_assert_eq!(value.to_string().parse(), Ok(value));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "([0-9]{0,2}\\.)?([A-Za-z0-9+/=|.]{0,90}|\\PC{0,40})") {
            if let Ok(value) = text.parse::<EncString>() {
                prop_assert_eq!(value.to_string().parse(), Ok(value));
            }
        }

        /// One character more, less or other: it is read as another value, or refused, and never stops the program.
        #[test]
        fn a_damaged_text_is_read_or_refused(
            value in any_enc_string(), at in any::<prop::sample::Index>(), put in "[A-Za-z0-9+/=|.]{0,2}"
        ) {
            let mut text = value.to_string();
            let at = at.index(text.len());
            text.replace_range(at..=at, &put);
            if let Ok(value) = text.parse::<EncString>() {
                prop_assert_eq!(value.to_string().parse(), Ok(value));
            }
        }
    }

    const IV: &str = "AAAAAAAAAAAAAAAAAAAAAA==";
    const MAC: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    #[test]
    fn parts_must_fit_the_type() {
        let rsa = BASE64.encode([0; RSA_2048]);
        for (text, expected) in [
            (format!("0.{IV}|{IV}"), Ok(EncryptionType::AesCbc256)),
            (format!("1.{IV}|{IV}|{MAC}"), Ok(EncryptionType::AesCbc128HmacSha256)),
            (format!("2.{IV}|{IV}|{MAC}"), Ok(EncryptionType::AesCbc256HmacSha256)),
            (format!("3.{rsa}"), Ok(EncryptionType::RsaOaepSha256)),
            (format!("4.{rsa}"), Ok(EncryptionType::RsaOaepSha1)),
            (format!("5.{rsa}|{MAC}"), Ok(EncryptionType::RsaOaepSha256HmacSha256)),
            (format!("6.{rsa}|{MAC}"), Ok(EncryptionType::RsaOaepSha1HmacSha256)),
            (format!("{IV}|{IV}"), Ok(EncryptionType::AesCbc256)),
            (format!("{IV}|{IV}|{MAC}"), Ok(EncryptionType::AesCbc128HmacSha256)),
            (String::new(), Err(EncStringError::Length)),
            (format!("7.{IV}"), Err(EncStringError::UnknownType)),
            (format!("02.{IV}|{IV}|{MAC}"), Err(EncStringError::UnknownType)),
            (format!("+2.{IV}|{IV}|{MAC}"), Err(EncStringError::UnknownType)),
            (format!(".{IV}|{IV}"), Err(EncStringError::UnknownType)),
            (format!("2.{IV}|{IV}"), Err(EncStringError::PartCount)),
            (format!("2.{IV}|{IV}|{MAC}|{MAC}"), Err(EncStringError::PartCount)),
            (format!("4.{rsa}|{MAC}"), Err(EncStringError::PartCount)),
            (format!("2.{IV}|{IV}|{MAC}\n"), Err(EncStringError::Base64)),
            (format!("2.{IV}|AAAAAAAAAAAAAAAAAAAAAA|{MAC}"), Err(EncStringError::Base64)),
            (format!("2.{IV}||{MAC}"), Err(EncStringError::Length)),
            (format!("2.{MAC}|{IV}|{MAC}"), Err(EncStringError::Length)),
            (format!("2.{IV}|AAAA|{MAC}"), Err(EncStringError::Length)),
            (format!("2.{IV}|{IV}|{IV}"), Err(EncStringError::Length)),
            (format!("4.{IV}"), Err(EncStringError::Length)),
        ] {
            assert_eq!(text.parse().map(|value: EncString| value.encryption_type()), expected, "{text}");
        }
    }

    #[test]
    fn spare_bits_of_the_last_symbol_are_let_be() {
        let spare = IV.replace("A==", "B==");
        let value: EncString = format!("2.{spare}|{spare}|{MAC}").parse().unwrap();
        assert_eq!(value.to_string(), format!("2.{IV}|{IV}|{MAC}"));
    }
}
