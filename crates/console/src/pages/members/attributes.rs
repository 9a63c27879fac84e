//! What a directory sent of a person, field by field.

use serde_json::Value;

/// Most fields that are shown.
const MOST: usize = 200;

/// The fields of a JSON object by their paths, such as `name.givenName` and `emails[0].value`.
pub(super) fn fields(attributes: &str) -> Vec<(String, String)> {
    let value: Value = serde_json::from_str(attributes).unwrap_or_default();
    let mut found = Vec::new();
    collect("", &value, &mut found);
    found
}

fn collect(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    if found.len() >= MOST {
        return;
    }
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let dot = if path.is_empty() { "" } else { "." };
                collect(&format!("{path}{dot}{name}"), value, found);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                collect(&format!("{path}[{index}]"), value, found);
            }
        }
        Value::Null => {}
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        other => found.push((path.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_paths() {
        let sent = r#"{"name":{"givenName":"Dora"},"emails":[{"value":"d@x.y","primary":true}],"floor":5,"nick":null}"#;
        let expected =
            [("name.givenName", "Dora"), ("emails[0].value", "d@x.y"), ("emails[0].primary", "true"), ("floor", "5")];
        let mut found = fields(sent);
        found.sort();
        let mut expected = expected.map(|(path, value)| (path.to_owned(), value.to_owned()));
        expected.sort();
        assert_eq!(found, expected);
        assert_eq!(fields("no JSON"), []);
        assert_eq!(fields(&format!("[{}1]", "1,".repeat(1000))).len(), MOST);
    }
}
