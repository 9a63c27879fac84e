//! SCIM keys: what the identity provider shows to be let in.

use crate::{Entropy, OrganizationId, ScimKeyId, Timestamp};
use aws_lc_rs::digest;
use std::fmt;
use std::time::Duration;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

const PREFIX: &str = "pvscim_";
const SECRET_LENGTH: usize = 43;
const CHECKSUM_LENGTH: usize = 6;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A SCIM key in clear: `pvscim_`, 43 characters that carry 256 random bits, and 6 of a checksum, so that scanners find
/// leaked keys and a mistyped one is told at once. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct ScimKey(Zeroizing<String>);

impl fmt::Debug for ScimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScimKey(…)")
    }
}

impl ScimKey {
    /// A new random key.
    pub fn generate(entropy: &Entropy) -> Self {
        let secret = base62(&entropy.bytes::<32>(), SECRET_LENGTH);
        let checksum = checksum(&secret);
        Self(Zeroizing::new(format!("{PREFIX}{secret}{checksum}")))
    }

    /// Takes a text that has the form of a key and whose checksum fits.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(PREFIX)?;
        if rest.len() != SECRET_LENGTH + CHECKSUM_LENGTH || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let (secret, given) = rest.split_at_checked(SECRET_LENGTH)?;
        (checksum(secret) == given).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The key itself. Show it to its owner and to nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The part that lists show, by which people tell their keys apart.
    pub fn visible_prefix(&self) -> &str {
        self.0.get(..PREFIX.len() + 6).unwrap_or_default()
    }

    /// What is stored and looked up.
    pub fn digest(&self) -> ScimKeyDigest {
        let digest = digest::digest(&digest::SHA256, self.0.as_bytes());
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(digest.as_ref()) {
            *to = *from;
        }
        ScimKeyDigest(bytes)
    }
}

/// SHA-256 of a key. A key has 256 random bits, so no slower hash is needed. Compared in constant time.
#[derive(Clone, Copy)]
pub struct ScimKeyDigest([u8; 32]);

impl ScimKeyDigest {
    /// A stored digest; none if it has not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for ScimKeyDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for ScimKeyDigest {}

impl fmt::Debug for ScimKeyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScimKeyDigest(…)")
    }
}

/// What a key may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyScope {
    /// Reading only.
    Read = 1,
    /// Reading, and changing users.
    Users = 2,
    /// Reading, and changing users and groups.
    UsersAndGroups = 3,
}

impl KeyScope {
    /// Its number in storage.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The scope with this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Read),
            2 => Some(Self::Users),
            3 => Some(Self::UsersAndGroups),
            _ => None,
        }
    }

    /// Its name, as the command line takes and shows it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Users => "users",
            Self::UsersAndGroups => "users-and-groups",
        }
    }

    /// Whether users may be changed.
    pub const fn writes_users(self) -> bool {
        matches!(self, Self::Users | Self::UsersAndGroups)
    }

    /// Whether groups may be changed.
    pub const fn writes_groups(self) -> bool {
        matches!(self, Self::UsersAndGroups)
    }
}

/// A key as it is stored: everything but the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimKeyRecord {
    /// Whose key.
    pub organization_id: OrganizationId,
    /// Its identifier.
    pub id: ScimKeyId,
    /// What people call it.
    pub name: String,
    /// The part of the key that may be shown.
    pub visible_prefix: String,
    /// What it may be used for.
    pub scope: KeyScope,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working; none is never.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked by hand.
    pub revoked_at: Option<Timestamp>,
    /// When a rotation replaced it.
    pub replaced_at: Option<Timestamp>,
    /// When, from where and by what it was last used.
    pub last_used_at: Option<Timestamp>,
    /// Address of the last use.
    pub last_used_address: Option<String>,
    /// User agent of the last use.
    pub last_used_agent: Option<String>,
}

impl ScimKeyRecord {
    /// How long a revocation may be taken back.
    const REGRET: Duration = Duration::from_mins(10);

    /// Whether it lets anybody in at this moment.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }

    /// Whether a revocation may still be taken back: for a few minutes, and for as long as the overlap of a replaced key
    /// would have run; never beyond the key's own end.
    pub fn may_return(&self, now: Timestamp) -> bool {
        let has_time_left = self.expires_at.is_none_or(|end| end > now);
        let is_fresh = self.revoked_at.is_some_and(|at| now < at.after(Self::REGRET));
        has_time_left && self.revoked_at.is_some() && (is_fresh || self.replaced_at.is_some())
    }
}

fn checksum(secret: &str) -> String {
    let digest = digest::digest(&digest::SHA256, format!("{PREFIX}{secret}").as_bytes());
    base62(digest.as_ref().get(..4).unwrap_or_default(), CHECKSUM_LENGTH)
}

/// The bytes as a number in base 62, least significant digit first, padded to `length` digits.
fn base62(bytes: &[u8], length: usize) -> String {
    let mut number = bytes.to_vec();
    let mut digits = String::with_capacity(length);
    for _ in 0..length {
        let mut remainder = 0_u32;
        for byte in &mut number {
            let value = remainder * 256 + u32::from(*byte);
            *byte = u8::try_from(value / 62).unwrap_or(0);
            remainder = value % 62;
        }
        let digit = ALPHABET.get(remainder as usize).copied().unwrap_or(b'0');
        digits.push(char::from(digit));
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_recognised_and_a_mistyped_one_is_not() {
        let key = ScimKey::generate(&Entropy::seeded(3));
        let text = key.reveal().to_owned();
        assert_eq!(text.len(), PREFIX.len() + SECRET_LENGTH + CHECKSUM_LENGTH);
        assert_eq!(ScimKey::parse(&text).unwrap().digest(), key.digest());
        let mistyped = text.replace(&text[20..21], if &text[20..21] == "a" { "b" } else { "a" });
        assert!(ScimKey::parse(&mistyped).is_none());
        assert!(ScimKey::parse(&text[1..]).is_none());
        assert!(ScimKey::parse(&format!("{text}x")).is_none());
        assert!(text.starts_with(key.visible_prefix()));
    }

    #[test]
    fn a_revocation_may_be_taken_back_for_a_while() {
        let start = Timestamp::from_micros(1_767_225_600_000_000);
        let after = |minutes| start.after(Duration::from_mins(minutes));
        let revoked = ScimKeyRecord {
            organization_id: OrganizationId::from_uuid(uuid::Uuid::nil()),
            id: ScimKeyId::from_uuid(uuid::Uuid::nil()),
            name: "Directory".to_owned(),
            visible_prefix: "pvscim_abcdef".to_owned(),
            scope: KeyScope::Read,
            created_at: start,
            expires_at: None,
            revoked_at: Some(start),
            replaced_at: None,
            last_used_at: None,
            last_used_address: None,
            last_used_agent: None,
        };
        assert!(revoked.may_return(after(9)) && !revoked.may_return(after(10)));
        let in_use = ScimKeyRecord { revoked_at: None, ..revoked.clone() };
        assert!(!in_use.may_return(start));
        let replaced = ScimKeyRecord { replaced_at: Some(start), expires_at: Some(after(60)), ..revoked.clone() };
        assert!(replaced.may_return(after(59)) && !replaced.may_return(after(60)), "its overlap");
        let ending = ScimKeyRecord { expires_at: Some(after(5)), ..revoked };
        assert!(ending.may_return(after(4)) && !ending.may_return(after(5)));
    }

    #[test]
    fn secrets_stay_out_of_debug() {
        let key = ScimKey::generate(&Entropy::system());
        assert!(!format!("{key:?} {:?}", key.digest()).contains(&key.reveal()[8..20]));
    }

    #[test]
    fn all_256_bits_reach_the_text() {
        assert_ne!(base62(&[0xff; 32], SECRET_LENGTH), base62(&[0xfe; 32], SECRET_LENGTH));
        let mut low = [0; 32];
        low[31] = 1;
        assert!(base62(&low, SECRET_LENGTH).starts_with('1'));
        let mut high = [0; 32];
        high[0] = 0x80;
        assert_ne!(base62(&high, SECRET_LENGTH), base62(&[0; 32], SECRET_LENGTH));
    }
}
