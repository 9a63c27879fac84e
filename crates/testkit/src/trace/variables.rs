//! `${name}` and `${name|filter}` in paths, headers, bodies and expectations.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, bail};
use serde_json::{Map, Value};

/// What is known so far: given, random or captured from an answer.
pub(super) type Variables = BTreeMap<String, Value>;

/// Replaces the variables in every string of a JSON value, keys included. A string that is only `${name}` keeps the
/// JSON type of the value. Fails on a variable that nobody set and on an unknown filter.
pub(super) fn substitute(value: &Value, variables: &Variables) -> anyhow::Result<Value> {
    Ok(match value {
        Value::Object(members) => {
            let member = |(key, item): (&String, &Value)| Ok((fill(key, variables)?, substitute(item, variables)?));
            Value::Object(members.iter().map(member).collect::<anyhow::Result<Map<_, _>>>()?)
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| substitute(item, variables)).collect::<anyhow::Result<_>>()?)
        }
        Value::String(text) => match whole_variable(text).and_then(|name| variables.get(name)) {
            Some(value) => value.clone(),
            None => Value::String(fill(text, variables)?),
        },
        other => other.clone(),
    })
}

/// Replaces the variables in a text.
pub(super) fn fill(text: &str, variables: &Variables) -> anyhow::Result<String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        filled.push_str(before);
        let (inside, behind) = after.split_once('}').unwrap_or((after, ""));
        if is_reference(inside) && after.len() > inside.len() {
            filled.push_str(&render(inside, variables)?);
            rest = behind;
        } else {
            filled.push_str("${");
            rest = after;
        }
    }
    filled.push_str(rest);
    Ok(filled)
}

/// A value as it stands in a path, header or longer text: a string without quotes, anything else as JSON.
pub(super) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Percent-encodes the bytes that are not `keep` (RFC 3986 §2.1).
pub(super) fn percent_encode(text: &str, keep: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if keep(byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}"); // writing to a String cannot fail
        }
    }
    encoded
}

fn whole_variable(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    (is_reference(name) && !name.contains('|')).then_some(name)
}

fn is_reference(inside: &str) -> bool {
    let name = inside.split('|').next().unwrap_or_default();
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && inside.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'|')
}

fn render(reference: &str, variables: &Variables) -> anyhow::Result<String> {
    let mut parts = reference.split('|');
    let name = parts.next().unwrap_or_default();
    let value = variables.get(name).with_context(|| format!("${{{name}}} from an earlier step"))?;
    parts.try_fold(as_text(value), |text, filter| {
        Ok(match filter {
            "url" => percent_encode(&text, |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)),
            "upper" => text.to_uppercase(),
            "lower" => text.to_lowercase(),
            unknown => bail!("a known filter in place of |{unknown}"),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn variables() -> Variables {
        [("n", json!(7)), ("mail", json!("Änne+x@Example.com")), ("key", json!("userName"))]
            .map(|(name, value)| (name.to_owned(), value))
            .into()
    }

    #[test]
    fn a_lone_variable_keeps_its_type_and_keys_are_filled() {
        let body = json!({"${key}": "${n}", "list": ["a${n}b", true]});
        assert_eq!(substitute(&body, &variables()).unwrap(), json!({"userName": 7, "list": ["a7b", true]}));
    }

    #[test]
    fn filters_apply_from_left_to_right() {
        assert_eq!(fill("${mail|url}", &variables()).unwrap(), "%C3%84nne%2Bx%40Example.com");
        assert_eq!(fill("<${mail|upper|url}>", &variables()).unwrap(), "<%C3%84NNE%2BX%40EXAMPLE.COM>");
        assert_eq!(fill("${key|lower}", &variables()).unwrap(), "username");
    }

    #[test]
    fn what_is_no_reference_stays_and_what_is_unknown_fails() {
        assert_eq!(fill("$ {n} ${1} ${ ${", &variables()).unwrap(), "$ {n} ${1} ${ ${");
        assert!(fill("${missing}", &variables()).unwrap_err().to_string().contains("${missing}"));
        assert!(fill("${n|rot13}", &variables()).is_err());
    }
}
