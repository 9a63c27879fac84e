//! Text to a JSON value in one pass, stricter than RFC 8259 demands of a reader.
//!
//! Two readers may disagree about what a repeated key or a NUL means, and depth and number of values are what makes a
//! small text a large tree; all are refused while the tree is built, so that no second pass is needed.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Value};

use crate::json::{JsonError, Position};

/// Objects and arrays within each other.
pub const MAX_DEPTH: usize = 64;

/// Values in one text. Each takes up to 80 bytes of memory, whereas `0,` takes two of the text.
pub const MAX_VALUES: usize = 1_000_000;

/// Parses a whole text; `bytes` may begin with a byte order mark.
pub fn parse_json(bytes: &[u8]) -> Result<Value, JsonError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| JsonError::InvalidUtf8(Position::of_offset(bytes, error.valid_up_to())))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_ascii().is_empty() {
        return Err(JsonError::Empty);
    }
    let reader = Reader { fault: RefCell::new(None), values: Cell::new(0) };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let node = Node { reader: &reader, depth: 0 };
    let value = node.deserialize(&mut deserializer).map_err(|error| reader.error(&error))?;
    deserializer.end().map_err(|error| JsonError::Trailing(Position::of_error(&error)))?;
    Ok(value)
}

/// What serde's error type cannot carry out of a visitor.
#[derive(Debug)]
enum Fault {
    Nul,
    DuplicateKey(String),
    TooDeep,
    TooManyValues,
}

#[derive(Debug)]
struct Reader {
    fault: RefCell<Option<Fault>>,
    values: Cell<usize>,
}

impl Reader {
    /// Stops the reading with a fault of ours.
    fn stop<E: de::Error>(&self, fault: Fault) -> E {
        self.fault.replace(Some(fault));
        E::custom("refused")
    }

    fn without_nul<E: de::Error>(&self, text: &str) -> Result<(), E> {
        if memchr::memchr(0, text.as_bytes()).is_some() { Err(self.stop(Fault::Nul)) } else { Ok(()) }
    }

    fn error(&self, error: &serde_json::Error) -> JsonError {
        let position = Position::of_error(error);
        match self.fault.take() {
            Some(Fault::Nul) => JsonError::Nul(position),
            Some(Fault::DuplicateKey(key)) => JsonError::DuplicateKey { key, position },
            Some(Fault::TooDeep) => JsonError::TooDeep(position),
            Some(Fault::TooManyValues) => JsonError::TooManyValues(position),
            None => JsonError::Syntax { problem: problem(error), position },
        }
    }
}

/// The library's message without the position at its end, which we give ourselves.
fn problem(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    if let Some(end) = message.rfind(" at line ") {
        message.truncate(end);
    }
    message
}

/// Reads one value at a depth.
#[derive(Clone, Copy)]
struct Node<'r> {
    reader: &'r Reader,
    depth: usize,
}

impl Node<'_> {
    fn child<E: de::Error>(self) -> Result<Self, E> {
        if self.depth < MAX_DEPTH {
            Ok(Self { depth: self.depth + 1, ..self })
        } else {
            Err(self.reader.stop(Fault::TooDeep))
        }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let values = self.reader.values.get() + 1;
        if values > MAX_VALUES {
            return Err(self.reader.stop(Fault::TooManyValues));
        }
        self.reader.values.set(values);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        self.reader.without_nul(&value)?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let child = self.child()?;
        let mut array = Vec::new();
        while let Some(element) = elements.next_element_seed(child)? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let child = self.child()?;
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            self.reader.without_nul(&key)?;
            match object.entry(key) {
                Entry::Vacant(entry) => entry.insert(members.next_value_seed(child)?),
                Entry::Occupied(entry) => return Err(self.reader.stop(Fault::DuplicateKey(entry.key().clone()))),
            };
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> JsonError {
        parse_json(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn what_is_sound_equals_what_the_library_reads() {
        for text in [
            r#"{"a":[1,-2,3.5,1e3,18446744073709551615,true,false,null,"é\u00e9\n"],"b":{},"A":[[]],"":""}"#,
            " \n[1]\t\r\n",
            "\"text\"",
            "0",
        ] {
            assert_eq!(parse_json(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap());
        }
        assert_eq!(parse_json("\u{feff}{}".as_bytes()).unwrap(), Value::Object(Map::new()));
    }

    #[test]
    fn the_order_of_keys_is_kept() {
        assert_eq!(parse_json(br#"{"z":1,"a":2,"m":3}"#).unwrap().to_string(), r#"{"z":1,"a":2,"m":3}"#);
    }

    #[test]
    fn each_fault_has_its_name_and_place() {
        let at = |line, column| Position { line, column };
        assert_eq!(error("{\n \"a\": tru }").to_string(), "the body is not JSON: expected ident at line 2, column 10");
        assert_eq!(error("{\"a\":1} x"), JsonError::Trailing(at(1, 9)));
        assert_eq!(error("{\"a\":1,\n\"a\":2}"), JsonError::DuplicateKey { key: "a".into(), position: at(2, 3) });
        assert_eq!(
            error("[{\"b\":{\"k\":1,\"\\u006b\":2}}]"),
            JsonError::DuplicateKey { key: "k".into(), position: at(1, 21) }
        );
        assert_eq!(error("[\"a\\u0000b\"]"), JsonError::Nul(at(1, 11)));
        assert_eq!(error("{\"a\\u0000b\":1}"), JsonError::Nul(at(1, 11)));
        assert_eq!(parse_json(b"[\n\"\xff\"]").unwrap_err(), JsonError::InvalidUtf8(at(2, 2)));
        assert_eq!(error(" \n"), JsonError::Empty);
    }

    #[test]
    fn unfinished_and_crooked_texts_are_syntax_errors() {
        for text in [
            "{",
            "[1,",
            "{\"a\"}",
            "'a'",
            "{a:1}",
            "[1,]",
            "nul",
            "01",
            "1e999",
            "\"\\ud800\"",
            "\"\n\"",
            "NaN",
            "\u{0}",
        ] {
            assert!(matches!(error(text), JsonError::Syntax { .. }), "{text}");
        }
    }

    #[test]
    fn depth_is_capped_at_sixty_four() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse_json(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert!(matches!(error(&nested(MAX_DEPTH + 1)), JsonError::TooDeep(_)));
        assert!(matches!(error(&"{\"a\":".repeat(1_000_000)), JsonError::TooDeep(_)));
    }

    #[test]
    fn the_number_of_values_is_capped() {
        let array = |count: usize| format!("[{}0]", "0,".repeat(count - 2));
        assert!(parse_json(array(MAX_VALUES).as_bytes()).is_ok());
        assert!(matches!(error(&array(MAX_VALUES + 1)), JsonError::TooManyValues(_)));
    }
}
