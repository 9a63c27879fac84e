//! RSA-2048 pairs: one per account and one per organization.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{
    KeySize, OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
    PublicEncryptingKey,
};
use base64::Engine;
use zeroize::Zeroizing;

use crate::enc_string::BASE64;
use crate::{CryptoError, EncString, EncryptionType, Plaintext, SymmetricKey};

const BITS: usize = 2048;

/// The half that everybody may know; seals keys for the owner of the other half.
#[derive(Clone)]
pub struct PublicKey {
    key: PublicEncryptingKey,
    /// The only DER of this key, since fingerprints are made of these bytes.
    spki: Vec<u8>,
}

impl PublicKey {
    /// From the DER of a `SubjectPublicKeyInfo` of RSA-2048.
    pub fn from_spki(der: &[u8]) -> Result<Self, CryptoError> {
        let key = PublicEncryptingKey::from_der(der).or(Err(CryptoError::InvalidKey))?;
        let key = Self::of(key)?;
        // The library reads over bytes after the end, by which a server could try for the phrase of another key.
        if key.key.key_size_bits() == BITS && key.spki == der { Ok(key) } else { Err(CryptoError::InvalidKey) }
    }

    fn of(key: PublicEncryptingKey) -> Result<Self, CryptoError> {
        let der: PublicKeyX509Der<'_> = key.as_der().or(Err(CryptoError::Unavailable))?;
        let spki = der.as_ref().to_vec();
        Ok(Self { key, spki })
    }

    /// The DER of the `SubjectPublicKeyInfo`.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// Seals a key of 64 bytes with OAEP and SHA-1; type 4.
    pub fn seal(&self, key: &SymmetricKey) -> Result<EncString, CryptoError> {
        let mut ciphertext = vec![0; BITS / 8];
        let length = OaepPublicEncryptingKey::new(self.key.clone())
            .and_then(|oaep| Ok(oaep.encrypt(&OAEP_SHA1_MGF1SHA1, key.reveal(), &mut ciphertext, None)?.len()))
            .or(Err(CryptoError::Unavailable))?;
        ciphertext.truncate(length);
        Ok(EncString { kind: EncryptionType::RsaOaepSha1, iv: None, ciphertext, mac: None })
    }
}

impl FromStr for PublicKey {
    type Err = CryptoError;

    /// Reads the base64 of [`PublicKey::spki`], as servers hand it out.
    fn from_str(text: &str) -> Result<Self, CryptoError> {
        Self::from_spki(&BASE64.decode(text).or(Err(CryptoError::InvalidKey))?)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(&self.spki))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for PublicKey {}

/// The half that opens what was sealed for the other. Never printed by `Debug`.
#[derive(Clone)]
pub struct PrivateKey(PrivateDecryptingKey);

impl PrivateKey {
    /// A new random pair; takes tens of milliseconds, at times a second.
    pub fn generate() -> Result<Self, CryptoError> {
        PrivateDecryptingKey::generate(KeySize::Rsa2048).map(Self).or(Err(CryptoError::Unavailable))
    }

    /// From the DER of PKCS#8 of RSA-2048.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, CryptoError> {
        let key = PrivateDecryptingKey::from_pkcs8(der).or(Err(CryptoError::InvalidKey))?;
        if key.key_size_bits() == BITS { Ok(Self(key)) } else { Err(CryptoError::InvalidKey) }
    }

    /// The other half.
    pub fn public_key(&self) -> Result<PublicKey, CryptoError> {
        PublicKey::of(self.0.public_key())
    }

    /// The DER of PKCS#8.
    pub fn reveal_pkcs8(&self) -> Result<Plaintext, CryptoError> {
        let der: Pkcs8V1Der<'_> = self.0.as_der().or(Err(CryptoError::Unavailable))?;
        Ok(Plaintext::new(Zeroizing::new(der.as_ref().to_vec())))
    }

    /// Encrypts it under an account's user key or an organization's key; type 2.
    pub fn wrap(&self, key: &SymmetricKey) -> Result<EncString, CryptoError> {
        key.encrypt(self.reveal_pkcs8()?.reveal())
    }

    /// Opens what [`PrivateKey::wrap`] made.
    pub fn unwrap(sealed: &EncString, key: &SymmetricKey) -> Result<Self, CryptoError> {
        Self::from_pkcs8(key.decrypt(sealed)?.reveal()).or(Err(CryptoError::Decryption))
    }

    /// Opens type 4: a key that was sealed for the other half.
    pub fn open(&self, sealed: &EncString) -> Result<SymmetricKey, CryptoError> {
        if sealed.kind != EncryptionType::RsaOaepSha1 {
            return Err(CryptoError::Decryption);
        }
        let mut buffer = Zeroizing::new(vec![0; BITS / 8]);
        let opened = OaepPrivateDecryptingKey::new(self.0.clone())
            .and_then(|oaep| Ok(&*oaep.decrypt(&OAEP_SHA1_MGF1SHA1, &sealed.ciphertext, &mut buffer, None)?))
            .or(Err(CryptoError::Decryption))?;
        SymmetricKey::from_bytes(opened).or(Err(CryptoError::Decryption))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_key_opens_for_its_owner_alone() {
        let owner = PrivateKey::generate().unwrap();
        let key = SymmetricKey::generate().unwrap();
        let mut sealed = owner.public_key().unwrap().seal(&key).unwrap();
        assert_eq!(sealed.encryption_type(), EncryptionType::RsaOaepSha1);
        assert_eq!(owner.open(&sealed), Ok(key));
        assert_eq!(PrivateKey::generate().unwrap().open(&sealed), Err(CryptoError::Decryption));
        sealed.ciphertext[100] ^= 1;
        assert_eq!(owner.open(&sealed), Err(CryptoError::Decryption));
        sealed.ciphertext[100] ^= 1;
        sealed.kind = EncryptionType::RsaOaepSha256;
        assert_eq!(owner.open(&sealed), Err(CryptoError::Decryption));
    }

    #[test]
    fn what_is_sealed_but_no_key_is_not_opened() {
        let owner = PrivateKey::generate().unwrap();
        let mut ciphertext = vec![0; 256];
        OaepPublicEncryptingKey::new(owner.0.public_key())
            .and_then(|oaep| oaep.encrypt(&OAEP_SHA1_MGF1SHA1, &[7; 32], &mut ciphertext, None).map(|_| ()))
            .unwrap();
        let sealed = EncString { kind: EncryptionType::RsaOaepSha1, iv: None, ciphertext, mac: None };
        assert_eq!(owner.open(&sealed), Err(CryptoError::Decryption));
    }

    #[test]
    fn a_private_key_is_wrapped_and_unwrapped() {
        let key = SymmetricKey::generate().unwrap();
        let private = PrivateKey::generate().unwrap();
        let wrapped = private.wrap(&key).unwrap();
        let again = PrivateKey::unwrap(&wrapped, &key).unwrap();
        assert_eq!(again.public_key(), private.public_key());
        let other = SymmetricKey::generate().unwrap();
        assert_eq!(PrivateKey::unwrap(&wrapped, &other).unwrap_err(), CryptoError::Decryption);
        let no_der = key.encrypt(b"not a key").unwrap();
        assert_eq!(PrivateKey::unwrap(&no_der, &key).unwrap_err(), CryptoError::Decryption);
    }

    #[test]
    fn other_sizes_and_other_bytes_are_no_keys() {
        let large = PrivateDecryptingKey::generate(KeySize::Rsa3072).unwrap();
        let private: Pkcs8V1Der<'_> = large.as_der().unwrap();
        assert_eq!(PrivateKey::from_pkcs8(private.as_ref()).unwrap_err(), CryptoError::InvalidKey);
        let public: PublicKeyX509Der<'_> = large.public_key().as_der().unwrap();
        assert_eq!(PublicKey::from_spki(public.as_ref()), Err(CryptoError::InvalidKey));
        for text in ["", "AAAA", "not base64!"] {
            assert_eq!(text.parse::<PublicKey>(), Err(CryptoError::InvalidKey), "{text}");
        }
        let good = PrivateKey::generate().unwrap().public_key().unwrap();
        assert_eq!(good.to_string().parse(), Ok(good.clone()));
    }

    #[test]
    fn a_key_has_one_form() {
        let key = PrivateKey::generate().unwrap().public_key().unwrap();
        let longer = [key.spki(), &[0]].concat();
        assert_eq!(PublicKey::from_spki(&longer), Err(CryptoError::InvalidKey));
    }
}
