#![no_main]

use libfuzzer_sys::fuzz_target;
use vault_crypto::{CryptoError, EncString, SymmetricKey};

fuzz_target!(|text: &str| {
    let Ok(sealed) = text.parse::<EncString>() else { return };
    let printed = sealed.to_string();
    assert_eq!(printed.parse(), Ok(sealed.clone()), "{printed}");
    let Ok(key) = SymmetricKey::from_bytes(&[7; 64]) else { return };
    assert_eq!(key.decrypt(&sealed).err(), Some(CryptoError::Decryption), "{printed}");
});
