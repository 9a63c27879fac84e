//! The hint at a master password.

use crate::mail::{Letter, words::plain};

/// The hint that a person left for themselves.
pub struct PasswordHint<'l> {
    /// The hint, if there is one.
    pub hint: Option<&'l str>,
}

impl From<PasswordHint<'_>> for Letter {
    fn from(hint: PasswordHint<'_>) -> Self {
        let letter = Self::new("Your master password hint", "Your master password hint");
        let hint = hint.hint.map(plain).filter(|hint| !hint.is_empty());
        match hint {
            Some(hint) => letter.say("You left yourself this hint:").say(&hint),
            None => letter.say("You asked for it, but your account has no hint."),
        }
        .note(
            "Nobody but you knows your master password. If you cannot remember it, ask an admin of your organization.",
        )
        .note("If you did not ask for the hint, ignore the mail.")
    }
}
