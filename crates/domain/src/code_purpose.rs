//! What a code is for that was mailed to a person.

/// What a mailed code is for: a code of one purpose is nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePurpose {
    /// Taking another address.
    EmailChange = 1,
    /// The second step of a sign-in.
    TwoStepLogin = 2,
    /// Switching the second step by mail on.
    TwoStepSetup = 3,
    /// Signing in with a device that is new.
    NewDevice = 4,
}

impl CodePurpose {
    /// Its number in storage.
    pub const fn number(self) -> i64 {
        self as i64
    }
}
