//! What an organization wants of its members' master passwords.

use serde_json::Value;
use std::fmt;

/// Characters that count as special ones for Bitwarden's clients.
const SPECIAL: &str = "!@#$%^&*";

/// One thing that a master password must have. `Display` says what, for a list after "must have".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordDemand {
    /// So many characters, counted in UTF-16 as clients in JavaScript count them.
    Length(u64),
    /// A letter that is not lower case.
    UpperCase,
    /// A letter that is not upper case.
    LowerCase,
    /// One of 0 to 9.
    Digit,
    /// One of eight characters.
    Special,
}

impl PasswordDemand {
    /// Whether a password has it.
    pub fn is_met_by(self, password: &str) -> bool {
        match self {
            Self::Length(least) => password.encode_utf16().count() as u64 >= least,
            Self::UpperCase => password.to_lowercase() != password,
            Self::LowerCase => password.to_uppercase() != password,
            Self::Digit => password.contains(|character: char| character.is_ascii_digit()),
            Self::Special => password.contains(|character| SPECIAL.contains(character)),
        }
    }
}

impl fmt::Display for PasswordDemand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(least) => write!(f, "at least {least} characters"),
            Self::UpperCase => f.write_str("an upper-case letter"),
            Self::LowerCase => f.write_str("a lower-case letter"),
            Self::Digit => f.write_str("a digit"),
            Self::Special => write!(f, "one of {SPECIAL}"),
        }
    }
}

/// The master password policy of an organization, Bitwarden's policy 1. How hard a password is to guess (`minComplexity`)
/// clients estimate each in its own way, and this one does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MasterPasswordPolicy {
    /// What a master password must have.
    pub demands: Vec<PasswordDemand>,
}

impl MasterPasswordPolicy {
    /// Reads the settings of the policy. What is missing or of another type wants nothing.
    pub(crate) fn read(settings: &Value) -> Self {
        let length = settings.get("minLength").and_then(Value::as_u64).filter(|least| *least > 0);
        let wants = |name: &str| settings.get(name) == Some(&Value::Bool(true));
        let kinds = [
            ("requireUpper", PasswordDemand::UpperCase),
            ("requireLower", PasswordDemand::LowerCase),
            ("requireNumbers", PasswordDemand::Digit),
            ("requireSpecial", PasswordDemand::Special),
        ];
        let kinds = kinds.into_iter().filter(|(name, _)| wants(name)).map(|(_, demand)| demand);
        Self { demands: length.map(PasswordDemand::Length).into_iter().chain(kinds).collect() }
    }

    /// What a password lacks.
    pub fn unmet(&self, password: &str) -> Vec<PasswordDemand> {
        self.demands.iter().copied().filter(|demand| !demand.is_met_by(password)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_demand_is_met_by_what_has_it() {
        for (demand, meets, lacks) in [
            (PasswordDemand::Length(4), "ab🔑", "abc"),
            (PasswordDemand::UpperCase, "blueÄ", "blue 4!ß"),
            (PasswordDemand::LowerCase, "BLUEä", "BLUE 4!"),
            (PasswordDemand::Digit, "blue4", "blue ４"),
            (PasswordDemand::Special, "blue^", "blue-kettle?"),
        ] {
            assert!(demand.is_met_by(meets) && !demand.is_met_by(lacks), "{demand}");
        }
    }

    #[test]
    fn settings_are_read_as_far_as_they_are_any() {
        let settings = json!({"minLength": 14, "requireUpper": true, "requireNumbers": true, "requireLower": false,
            "requireSpecial": null, "minComplexity": 3, "enforceOnLogin": true});
        let policy = MasterPasswordPolicy::read(&settings);
        assert_eq!(policy.demands, [PasswordDemand::Length(14), PasswordDemand::UpperCase, PasswordDemand::Digit]);
        assert_eq!(policy.unmet("correct horse battery 4"), [PasswordDemand::UpperCase]);
        for nothing in
            [json!(null), json!({}), json!({"minLength": null, "requireUpper": "yes"}), json!({"minLength": 0})]
        {
            assert_eq!(MasterPasswordPolicy::read(&nothing), MasterPasswordPolicy::default());
        }
    }
}
