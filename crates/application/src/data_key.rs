//! The server's data key: 32 secret bytes outside the database, from which every other secret is derived.

use crate::{MadeUpKdf, TokenSigner};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{AccountId, ChainKey, CodePurpose, Entropy, OrganizationId, ScimKey, ScimKeyId, SecretDigest};
use std::fmt;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Why a data key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataKeyError {
    /// Not 32 bytes in base64.
    #[error("the data key is not 32 bytes in base64 (44 characters)")]
    Malformed,
    /// The sealed text was made under another key, or was changed.
    #[error("the sealed key does not open with this data key")]
    DoesNotOpen,
}

/// The data key, as the keys that are derived from it.
pub struct DataKey {
    chain: ChainKey,
    sealing: LessSafeKey,
    tokens: TokenSigner,
    made_up_kdf: MadeUpKdf,
    secrets: LessSafeKey,
    codes: hmac::Key,
    check: [u8; 32],
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(…)")
    }
}

impl DataKey {
    /// Reads the key from base64, as its file holds it.
    ///
    /// # Errors
    /// [`DataKeyError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, DataKeyError> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| DataKeyError::Malformed)?;
        let secret: [u8; 32] = bytes.try_into().map_err(|_| DataKeyError::Malformed)?;
        Self::from_secret(&secret).ok_or(DataKeyError::Malformed)
    }

    /// A new random key as base64, for its file.
    pub fn generate_text(entropy: &Entropy) -> String {
        STANDARD.encode(entropy.bytes::<32>())
    }

    fn from_secret(secret: &[u8; 32]) -> Option<Self> {
        let sealing = UnboundKey::new(&AES_256_GCM, &derive(secret, b"provost scim key sealing")?).ok()?;
        Some(Self {
            chain: ChainKey::new(&derive(secret, b"provost event chain")?),
            sealing: LessSafeKey::new(sealing),
            tokens: TokenSigner::new(&derive(secret, b"provost token signing")?)?,
            made_up_kdf: MadeUpKdf::new(&derive(secret, b"provost made-up kdf")?),
            secrets: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &derive(secret, b"provost secret sealing")?).ok()?),
            codes: hmac::Key::new(hmac::HMAC_SHA256, &derive(secret, b"provost mailed codes")?),
            check: derive(secret, b"provost data key check")?,
        })
    }

    /// The key of the event chains.
    pub const fn chain_key(&self) -> &ChainKey {
        &self.chain
    }

    /// What signs and reads tokens.
    pub const fn tokens(&self) -> &TokenSigner {
        &self.tokens
    }

    /// Key derivation settings of accounts that do not exist.
    pub const fn made_up_kdf(&self) -> &MadeUpKdf {
        &self.made_up_kdf
    }

    /// What the database keeps to notice another key: it tells nothing about this one.
    pub const fn check(&self) -> &[u8; 32] {
        &self.check
    }

    /// Seals a SCIM key for storage, bound to its row. None where the cipher fails, which it does not.
    pub(crate) fn seal(
        &self,
        key: &ScimKey,
        organization_id: OrganizationId,
        id: ScimKeyId,
        entropy: &Entropy,
    ) -> Option<Vec<u8>> {
        seal(&self.sealing, key.reveal().as_bytes(), &binding(organization_id, id), entropy)
    }

    /// Opens what [`DataKey::seal`] made.
    pub(crate) fn open(
        &self,
        sealed: &[u8],
        organization_id: OrganizationId,
        id: ScimKeyId,
    ) -> Result<ScimKey, DataKeyError> {
        let text = open(&self.sealing, sealed, &binding(organization_id, id)).ok_or(DataKeyError::DoesNotOpen)?;
        let text = std::str::from_utf8(&text).map_err(|_| DataKeyError::DoesNotOpen)?;
        ScimKey::parse(text).ok_or(DataKeyError::DoesNotOpen)
    }

    /// Seals a secret for storage, bound to what it is (`kind`) and whose. None where the cipher fails, which it does not.
    pub(crate) fn seal_secret(&self, kind: &str, owner: Uuid, secret: &[u8], entropy: &Entropy) -> Option<Vec<u8>> {
        seal(&self.secrets, secret, &secret_binding(kind, owner), entropy)
    }

    /// Opens what [`DataKey::seal_secret`] made of the same kind and owner.
    pub(crate) fn open_secret(&self, kind: &str, owner: Uuid, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        open(&self.secrets, sealed, &secret_binding(kind, owner))
    }

    /// What is stored of a mailed code: without this key its few digits cannot be guessed from it.
    pub(crate) fn code_digest(&self, account_id: AccountId, purpose: CodePurpose, code: &str) -> SecretDigest {
        let mut context = hmac::Context::with_key(&self.codes);
        context.update(account_id.uuid().as_bytes());
        context.update(&purpose.number().to_be_bytes());
        context.update(code.as_bytes());
        SecretDigest::of(context.sign().as_ref())
    }
}

fn seal(key: &LessSafeKey, secret: &[u8], binding: &[u8], entropy: &Entropy) -> Option<Vec<u8>> {
    let nonce: [u8; NONCE_LEN] = entropy.bytes();
    let mut text = secret.to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(binding), &mut text).ok()?;
    Some([nonce.as_slice(), &text].concat())
}

fn open(key: &LessSafeKey, sealed: &[u8], binding: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut text = Zeroizing::new(text.to_vec());
    let length = key.open_in_place(nonce, Aad::from(binding), &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

fn secret_binding(kind: &str, owner: Uuid) -> Vec<u8> {
    [kind.as_bytes(), &[0], owner.as_bytes().as_slice()].concat()
}

fn binding(organization_id: OrganizationId, id: ScimKeyId) -> [u8; 32] {
    let mut bytes = [0; 32];
    let both = organization_id.uuid().into_bytes().into_iter().chain(id.uuid().into_bytes());
    for (to, from) in bytes.iter_mut().zip(both) {
        *to = from;
    }
    bytes
}

fn derive(secret: &[u8; 32], purpose: &[u8]) -> Option<[u8; 32]> {
    let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, b"provost").extract(secret);
    let mut key = [0; 32];
    extracted.expand(&[purpose], hkdf::HKDF_SHA256).ok()?.fill(&mut key).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_key_opens_in_its_own_row_alone() {
        let entropy = Entropy::seeded(1);
        let data_key = DataKey::parse(&DataKey::generate_text(&entropy)).unwrap();
        let (organization, id) =
            (OrganizationId::from_uuid(Uuid::from_u128(1)), ScimKeyId::from_uuid(Uuid::from_u128(2)));
        let key = ScimKey::generate(&entropy);
        let mut sealed = data_key.seal(&key, organization, id, &entropy).unwrap();
        assert!(!sealed.windows(8).any(|window| window == &key.reveal().as_bytes()[8..16]));
        assert_eq!(data_key.open(&sealed, organization, id).unwrap(), key);
        assert!(data_key.open(&sealed, organization, ScimKeyId::from_uuid(Uuid::from_u128(3))).is_err());
        let other = DataKey::parse(&DataKey::generate_text(&entropy)).unwrap();
        assert!(other.open(&sealed, organization, id).is_err());
        sealed[20] ^= 1;
        assert!(data_key.open(&sealed, organization, id).is_err());
    }

    #[test]
    fn a_sealed_secret_opens_for_its_kind_and_owner_alone() {
        let entropy = Entropy::seeded(1);
        let data_key = DataKey::parse(&DataKey::generate_text(&entropy)).unwrap();
        let (owner, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed = data_key.seal_secret("api key", owner, b"secret", &entropy).unwrap();
        assert_eq!(data_key.open_secret("api key", owner, &sealed).unwrap().as_slice(), b"secret");
        assert!(data_key.open_secret("api key", other, &sealed).is_none());
        assert!(data_key.open_secret("two-step", owner, &sealed).is_none());
        assert!(data_key.open_secret("api key", owner, &sealed[1..]).is_none());
    }

    #[test]
    fn a_code_is_for_one_person_and_one_purpose() {
        let data_key = DataKey::parse(&DataKey::generate_text(&Entropy::seeded(1))).unwrap();
        let digest = |person: u128, purpose, code| {
            data_key.code_digest(AccountId::from_uuid(Uuid::from_u128(person)), purpose, code)
        };
        let one = digest(1, CodePurpose::NewDevice, "123456");
        assert_eq!(digest(1, CodePurpose::NewDevice, "123456"), one);
        for other in [
            digest(2, CodePurpose::NewDevice, "123456"),
            digest(1, CodePurpose::EmailChange, "123456"),
            digest(1, CodePurpose::NewDevice, "123457"),
        ] {
            assert_ne!(other, one);
        }
    }

    #[test]
    fn a_malformed_key_is_refused() {
        for text in ["", "abc", &STANDARD.encode([0; 31]), &STANDARD.encode([0; 33])] {
            assert!(matches!(DataKey::parse(text), Err(DataKeyError::Malformed)));
        }
        assert!(DataKey::parse(&format!(" {}\n", STANDARD.encode([0; 32]))).is_ok());
    }
}
