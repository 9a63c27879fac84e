//! Numbers of items that clients read as one of a few.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// A number from `MIN` to `MAX`. Another one would break the lists of everybody who has the item: clients refuse the whole
/// list for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Bounded<const MIN: i64, const MAX: i64>(i64);

impl<'de, const MIN: i64, const MAX: i64> Deserialize<'de> for Bounded<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(deserializer)?;
        if (MIN..=MAX).contains(&number) {
            Ok(Self(number))
        } else {
            Err(D::Error::custom(format!("a number from {MIN} to {MAX} is expected")))
        }
    }
}
