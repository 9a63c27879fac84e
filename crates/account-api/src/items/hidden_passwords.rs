//! Changes by somebody from whom an item's passwords are hidden: they stay as they were.

use crate::error::ApiError;
use serde_json::{Map, Value};

/// The parts of a login that are hidden.
const OF_LOGIN: [&str; 4] = ["password", "passwordRevisionDate", "totp", "fido2Credentials"];
/// The kind of a hidden field.
const HIDDEN: i64 = 1;

/// The new data with the hidden parts of the stored ones. Both are of the same key: clients keep an item's own key, and
/// where there is none it is the organization's.
pub(super) fn keep(stored: &str, new: &str) -> Result<String, ApiError> {
    let (stored, mut new) = (object(stored)?, object(new)?);
    let key = |data: &Map<String, Value>| data.get("key").cloned().unwrap_or_default();
    if key(&stored) != key(&new) {
        return Err(ApiError::invalid(
            "The passwords of this item are hidden from you, so that its key cannot change.",
        ));
    }
    if let (Some(Value::Object(old)), Some(Value::Object(login))) = (stored.get("login"), new.get_mut("login")) {
        for part in OF_LOGIN {
            login.insert(part.to_owned(), old.get(part).cloned().unwrap_or_default());
        }
    }
    let fields = |data: &Map<String, Value>, hidden: bool| -> Vec<Value> {
        let all = data.get("fields").and_then(Value::as_array).into_iter().flatten();
        all.filter(|field| (field.get("type").and_then(Value::as_i64) == Some(HIDDEN)) == hidden).cloned().collect()
    };
    let mut kept = fields(&new, false);
    kept.extend(fields(&stored, true));
    new.insert("fields".to_owned(), Value::Array(kept));
    new.insert("passwordHistory".to_owned(), stored.get("passwordHistory").cloned().unwrap_or_default());
    Ok(Value::Object(new).to_string())
}

fn object(text: &str) -> Result<Map<String, Value>, ApiError> {
    serde_json::from_str(text).map_err(|_| super::representation::corrupt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn data(password: &str, username: &str, fields: &Value) -> String {
        let login = json!({"username": username, "password": password, "totp": null});
        json!({"key": null, "login": login, "fields": fields, "passwordHistory": []}).to_string()
    }

    #[test]
    fn what_is_hidden_stays_as_it_was() {
        let stored = data("old", "ann", &json!([{"type": 1, "value": "pin"}, {"type": 0, "value": "a"}]));
        let sent = data("new", "bob", &json!([{"type": 0, "value": "b"}, {"type": 1, "value": "mine"}]));
        let kept: Value = serde_json::from_str(&keep(&stored, &sent).unwrap()).unwrap();
        assert_eq!(kept["login"]["password"], "old");
        assert_eq!(kept["login"]["username"], "bob");
        assert_eq!(kept["fields"], json!([{"type": 0, "value": "b"}, {"type": 1, "value": "pin"}]));
    }

    #[test]
    fn another_key_is_refused() {
        let sent = data("new", "bob", &json!([])).replace(r#""key":null"#, r#""key":"2.x""#);
        assert!(keep(&data("old", "ann", &json!([])), &sent).is_err());
    }
}
