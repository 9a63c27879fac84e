//! Randomness as a value.

use std::sync::{Arc, Mutex, PoisonError};

/// Where random bytes come from: the system, or a seed in a test that wants the same bytes each time.
#[derive(Debug, Clone, Default)]
pub struct Entropy(Option<Arc<Mutex<u64>>>);

impl Entropy {
    /// The operating system's random generator.
    pub const fn system() -> Self {
        Self(None)
    }

    /// A predictable sequence, for tests only: it protects nothing.
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Arc::new(Mutex::new(seed))))
    }

    /// This many random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            None => system_bytes(&mut bytes),
            Some(state) => {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                bytes.fill_with(|| next_byte(&mut state));
            }
        }
        bytes
    }
}

#[expect(clippy::expect_used, reason = "without randomness no key may be made; there is nothing to go on with")]
fn system_bytes(bytes: &mut [u8]) {
    aws_lc_rs::rand::fill(bytes).expect("the operating system gives random bytes");
}

/// One step of `SplitMix64`, of which the top byte is taken.
fn next_byte(state: &mut u64) -> u8 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z.to_be_bytes()[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_the_system_does_not() {
        assert_eq!(Entropy::seeded(1).bytes::<16>(), Entropy::seeded(1).bytes::<16>());
        assert_ne!(Entropy::seeded(1).bytes::<16>(), Entropy::seeded(2).bytes::<16>());
        assert_ne!(Entropy::system().bytes::<16>(), Entropy::system().bytes::<16>());
    }
}
