//! What organizations want of a master password.

use crate::texts::Texts;
use serde_json::{Map, Value};

/// What the settings of a master password policy want, as items of a list for the reader.
pub(crate) fn password_demands(t: Texts, policy: &Map<String, Value>) -> Vec<String> {
    let mut wanted = Vec::new();
    if let Some(length) = policy.get("minLength").and_then(Value::as_i64).filter(|length| *length > 0) {
        wanted.push(t.say("password-wants-length").with("length", length).to_string());
    }
    for (name, id) in [
        ("requireUpper", "password-wants-upper"),
        ("requireLower", "password-wants-lower"),
        ("requireNumbers", "password-wants-digit"),
        ("requireSpecial", "password-wants-special"),
    ] {
        if policy.get(name) == Some(&Value::Bool(true)) {
            wanted.push(t.say(id).to_string());
        }
    }
    wanted
}
