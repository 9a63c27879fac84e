//! Answers of the server: their letter case, and what they say about refusals.

use crate::ClientError;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A whole answer, with the first letter of every name lowered, since servers differ in it.
pub(crate) struct Answer {
    /// Method and path of what was asked.
    request: String,
    pub(crate) status: u16,
    /// Null where the body is empty, a text where it is no JSON.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn new(request: String, status: u16, body: &[u8]) -> Self {
        let text = || Value::String(String::from_utf8_lossy(body).into_owned());
        let parsed =
            if body.is_empty() { Value::Null } else { serde_json::from_slice(body).unwrap_or_else(|_| text()) };
        Self { request, status, body: with_lowered_names(parsed) }
    }

    /// The answer, unless it is a refusal.
    pub(crate) fn accepted(self) -> Result<Self, ClientError> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        Err(ClientError::Refused { status: self.status, message: self.message() })
    }

    /// What was asked for.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T, ClientError> {
        let Self { request, body, .. } = self;
        serde_json::from_value(body).map_err(|error| {
            // Other words of the parser would repeat values.
            let words = error.to_string();
            let reason = if words.starts_with("missing field") { words } else { "it has another shape".to_owned() };
            ClientError::Answer { request, reason }
        })
    }

    /// The words for a person, where other clients look for them.
    fn message(&self) -> String {
        let text = |pointer: &str| self.body.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let validation = || {
            let errors = self.body.get("validationErrors")?.as_object()?;
            Some(errors.values().next()?.get(0)?.as_str()?.to_owned())
        };
        let found = text("/errorModel/message").or_else(validation).or_else(|| text("/message"));
        let found = found.or_else(|| text("/error_description")).or_else(|| text("/error")).or_else(|| text(""));
        let found = found.map(|words| words.trim().to_owned()).filter(|words| is_short_line(words));
        found.unwrap_or_else(|| format!("the server answered {} to {}", self.status, self.request))
    }
}

/// Whether a text is meant for people: pages of proxies are not.
fn is_short_line(text: &str) -> bool {
    !text.is_empty() && text.len() <= 1000 && !text.starts_with('<') && !text.chars().any(char::is_control)
}

fn with_lowered_names(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let lowered = fields.into_iter().map(|(name, value)| (lowered(&name), with_lowered_names(value)));
            Value::Object(lowered.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(with_lowered_names).collect()),
        other => other,
    }
}

fn lowered(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body: &str) -> String {
        Answer::new("GET /x".to_owned(), 400, body.as_bytes()).message()
    }

    #[test]
    fn the_words_of_the_server_are_found_wherever_it_puts_them() {
        for (body, expected) in [
            (r#"{"message":"No.","validationErrors":null}"#, "No."),
            (r#"{"message":"The model state is invalid.","validationErrors":{"Email":["Bad."]}}"#, "Bad."),
            (
                r#"{"error":"invalid_grant","error_description":"x","ErrorModel":{"Message":"Wrong.","Object":"error"}}"#,
                "Wrong.",
            ),
            (r#"{"error":"invalid_client"}"#, "invalid_client"),
            ("No such thing.", "No such thing."),
            ("<html><h1>502</h1></html>", "the server answered 400 to GET /x"),
            ("", "the server answered 400 to GET /x"),
        ] {
            assert_eq!(message(body), expected, "{body}");
        }
    }

    #[test]
    fn words_that_move_the_cursor_are_not_repeated() {
        assert_eq!(message(r#"{"message":"\u001b[2J"}"#), "the server answered 400 to GET /x");
    }

    #[test]
    fn names_are_found_in_either_case_at_every_depth() {
        let answer = Answer::new(String::new(), 200, br#"{"Data":[{"Id":1,"userId":2}]}"#);
        assert_eq!(answer.body, serde_json::json!({"data": [{"id": 1, "userId": 2}]}));
    }

    #[test]
    fn what_is_not_understood_repeats_no_value() {
        let answer = Answer::new("GET /x".to_owned(), 200, br#""a secret""#);
        let error = answer.read::<u32>().unwrap_err().to_string();
        assert_eq!(error, "the server's answer to GET /x is not understood: it has another shape");
    }
}
