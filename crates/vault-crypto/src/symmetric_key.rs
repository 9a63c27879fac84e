//! Keys that encrypt with AES-256-CBC and authenticate with HMAC-SHA256.

use std::fmt;

use aws_lc_rs::cipher::{
    AES_256, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::{hmac, rand};
use zeroize::Zeroizing;

use crate::{CryptoError, EncString, EncryptionType, Plaintext};

const HALF: usize = 32;
const AES_BLOCK: usize = 16;

/// 64 bytes: 32 encrypt, 32 authenticate. Wiped when dropped, never printed by `Debug`, compared in constant time.
#[derive(Clone)]
pub struct SymmetricKey(Box<Zeroizing<[u8; 2 * HALF]>>);

impl SymmetricKey {
    /// A new random key.
    pub fn generate() -> Result<Self, CryptoError> {
        let mut key = Self(Box::new(Zeroizing::new([0; 2 * HALF])));
        rand::fill(key.0.as_mut_slice()).or(Err(CryptoError::Unavailable))?;
        Ok(key)
    }

    /// Takes the 64 bytes of a key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        let mut key = Self(Box::new(Zeroizing::new([0; 2 * HALF])));
        if bytes.len() != key.0.len() {
            return Err(CryptoError::InvalidKey);
        }
        key.0.copy_from_slice(bytes);
        Ok(key)
    }

    /// The 64 bytes.
    pub fn reveal(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// Encrypts under a fresh random IV; type 2.
    pub fn encrypt(&self, plaintext: &[u8]) -> Result<EncString, CryptoError> {
        let mut iv = [0; AES_BLOCK];
        rand::fill(&mut iv).or(Err(CryptoError::Unavailable))?;
        self.encrypt_with_iv(plaintext, iv)
    }

    pub(crate) fn encrypt_with_iv(&self, plaintext: &[u8], iv: [u8; AES_BLOCK]) -> Result<EncString, CryptoError> {
        // Room for the padding: a buffer that grows would leave a copy of the plaintext behind.
        let mut buffer = Zeroizing::new(Vec::with_capacity(plaintext.len() + AES_BLOCK));
        buffer.extend_from_slice(plaintext);
        self.cipher_key()
            .and_then(PaddedBlockEncryptingKey::cbc_pkcs7)
            .and_then(|key| key.less_safe_encrypt(&mut *buffer, EncryptionContext::Iv128(FixedLength::from(iv))))
            .or(Err(CryptoError::Unavailable))?;
        let ciphertext = std::mem::take(&mut *buffer);
        let mac = self.mac(&iv, &ciphertext)?;
        Ok(EncString { kind: EncryptionType::AesCbc256HmacSha256, iv: Some(iv), ciphertext, mac: Some(mac) })
    }

    /// Opens type 2, after its code was found right. Type 0 has no code and is refused, as is everything else.
    pub fn decrypt(&self, sealed: &EncString) -> Result<Plaintext, CryptoError> {
        let (EncryptionType::AesCbc256HmacSha256, Some(iv), Some(mac)) = (sealed.kind, sealed.iv, sealed.mac) else {
            return Err(CryptoError::Decryption);
        };
        let expected = self.mac(&iv, &sealed.ciphertext)?;
        verify_slices_are_equal(&expected, &mac).or(Err(CryptoError::Decryption))?;
        let mut buffer = Zeroizing::new(sealed.ciphertext.clone());
        let length = self
            .cipher_key()
            .and_then(PaddedBlockDecryptingKey::cbc_pkcs7)
            .and_then(|key| Ok(key.decrypt(&mut buffer, DecryptionContext::Iv128(FixedLength::from(iv)))?.len()))
            .or(Err(CryptoError::Decryption))?;
        buffer.truncate(length);
        Ok(Plaintext::new(buffer))
    }

    /// Wraps another key; type 2.
    pub fn wrap(&self, key: &Self) -> Result<EncString, CryptoError> {
        self.encrypt(key.reveal())
    }

    /// Opens what [`SymmetricKey::wrap`] made.
    pub fn unwrap(&self, sealed: &EncString) -> Result<Self, CryptoError> {
        Self::from_bytes(self.decrypt(sealed)?.reveal()).or(Err(CryptoError::Decryption))
    }

    fn cipher_key(&self) -> Result<UnboundCipherKey, Unspecified> {
        UnboundCipherKey::new(&AES_256, self.0.split_at(HALF).0)
    }

    fn mac(&self, iv: &[u8], ciphertext: &[u8]) -> Result<[u8; 32], CryptoError> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.split_at(HALF).1);
        let mut context = hmac::Context::with_key(&key);
        context.update(iv);
        context.update(ciphertext);
        context.sign().as_ref().try_into().or(Err(CryptoError::Unavailable))
    }
}

impl PartialEq for SymmetricKey {
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(self.reveal(), other.reveal()).is_ok()
    }
}

impl Eq for SymmetricKey {}

impl fmt::Debug for SymmetricKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SymmetricKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(fill: u8) -> SymmetricKey {
        SymmetricKey::from_bytes(&[fill; 64]).unwrap()
    }

    proptest! {
        #[test]
        fn what_is_encrypted_opens(plaintext in prop::collection::vec(any::<u8>(), 0..200)) {
            let sealed = key(1).encrypt(&plaintext).unwrap();
            let read: EncString = sealed.to_string().parse().unwrap();
            let opened = key(1).decrypt(&read).unwrap();
            prop_assert_eq!(opened.reveal(), &plaintext);
        }

        #[test]
        fn one_flipped_bit_is_noticed(
            plaintext in prop::collection::vec(any::<u8>(), 0..60), at in any::<prop::sample::Index>(), bit in 0..8_u8
        ) {
            let mut sealed = key(1).encrypt(&plaintext).unwrap();
            let bytes = sealed.iv.iter_mut().flatten().chain(&mut sealed.ciphertext).chain(sealed.mac.iter_mut().flatten());
            let mut bytes: Vec<_> = bytes.collect();
            let at = at.index(bytes.len());
            *bytes[at] ^= 1 << bit;
            prop_assert_eq!(key(1).decrypt(&sealed).unwrap_err(), CryptoError::Decryption);
        }
    }

    #[test]
    fn another_key_does_not_open() {
        let sealed = key(1).encrypt(b"secret").unwrap();
        assert_eq!(key(2).decrypt(&sealed).unwrap_err(), CryptoError::Decryption);
        // The code alone decides: the half that encrypts is right here, the half that authenticates is not.
        let half = SymmetricKey::from_bytes(&[[1; 32], [2; 32]].concat()).unwrap();
        assert_eq!(half.decrypt(&sealed).unwrap_err(), CryptoError::Decryption);
    }

    /// With the right code, padding that is wrong looks no different from a code that is wrong.
    #[test]
    fn wrong_padding_is_the_same_error() {
        let iv = [0; 16];
        let ciphertext = vec![7; 32];
        let mac = key(1).mac(&iv, &ciphertext).unwrap();
        let sealed = EncString { kind: EncryptionType::AesCbc256HmacSha256, iv: Some(iv), ciphertext, mac: Some(mac) };
        assert_eq!(key(1).decrypt(&sealed).unwrap_err(), CryptoError::Decryption);
    }

    #[test]
    fn a_ciphertext_without_a_code_is_not_opened() {
        let mut sealed = key(1).encrypt(b"secret").unwrap();
        sealed.kind = EncryptionType::AesCbc256;
        sealed.mac = None;
        assert_eq!(key(1).decrypt(&sealed).unwrap_err(), CryptoError::Decryption);
    }

    #[test]
    fn no_iv_is_used_twice() {
        assert_ne!(key(1).encrypt(b"same").unwrap(), key(1).encrypt(b"same").unwrap());
        assert_ne!(SymmetricKey::generate().unwrap(), SymmetricKey::generate().unwrap());
    }

    #[test]
    fn keys_wrap_keys_and_nothing_else_unwraps() {
        let inner = SymmetricKey::generate().unwrap();
        assert_eq!(key(1).unwrap(&key(1).wrap(&inner).unwrap()), Ok(inner));
        let short = key(1).encrypt(&[0; 63]).unwrap();
        assert_eq!(key(1).unwrap(&short), Err(CryptoError::Decryption));
        assert_eq!(SymmetricKey::from_bytes(&[0; 63]), Err(CryptoError::InvalidKey));
    }
}
