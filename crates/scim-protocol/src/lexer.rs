//! A cursor over the text of a filter or a path; every error knows its byte offset.

use crate::attribute::AttributePath;
use crate::filter::{FilterError, Literal};

/// Characters that only a word processor puts around a value.
const SMART_QUOTES: [char; 10] = ['“', '”', '„', '‟', '«', '»', '‘', '’', '‚', '‛'];

pub(crate) struct Lexer<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, offset: 0 }
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.offset..).unwrap_or_default()
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(crate) fn at_end(&self) -> bool {
        self.offset >= self.text.len()
    }

    pub(crate) fn expected(&self, expected: impl Into<String>) -> FilterError {
        FilterError { offset: self.offset, expected: expected.into() }
    }

    /// Skips blanks; says whether there were any.
    pub(crate) fn blanks(&mut self) -> bool {
        let rest = self.rest();
        let skipped = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        self.offset += skipped;
        skipped > 0
    }

    pub(crate) fn take(&mut self, character: char) -> bool {
        let taken = self.rest().starts_with(character);
        if taken {
            self.offset += character.len_utf8();
        }
        taken
    }

    /// The word here, which may be empty, without going past it.
    pub(crate) fn peek_word(&self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|character: char| !is_word(character)).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    pub(crate) fn word(&mut self) -> &'a str {
        let word = self.peek_word();
        self.offset += word.len();
        word
    }

    /// An attribute path: `[urn ":"] name ["." sub-attribute]`.
    pub(crate) fn attribute_path(&mut self) -> Result<AttributePath, FilterError> {
        let start = self.offset;
        let word = self.word();
        let (schema, names) = match word.rfind(':') {
            Some(colon) => (word.get(..colon), word.get(colon + 1..).unwrap_or_default()),
            None => (None, word),
        };
        let (name, sub_attribute) = match names.split_once('.') {
            Some((name, sub_attribute)) => (name, Some(sub_attribute)),
            None => (names, None),
        };
        let malformed = |expected: &str| FilterError { offset: start, expected: expected.to_owned() };
        if schema.is_some_and(|urn| !urn.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("urn:"))) {
            return Err(malformed("a URN before the last colon of the attribute name"));
        }
        if !is_name(name) || sub_attribute.is_some_and(|name| !is_name(name)) {
            return Err(malformed("an attribute name"));
        }
        Ok(AttributePath {
            schema: schema.map(str::to_owned),
            name: name.to_owned(),
            sub_attribute: sub_attribute.map(str::to_owned),
        })
    }

    /// The right side of a comparison: a JSON literal, or where `unquoted` allows it a bare run of characters
    /// ([`Quirk::UnquotedFilterValue`](crate::Quirk::UnquotedFilterValue)).
    pub(crate) fn literal(&mut self, unquoted: bool) -> Result<Literal, FilterError> {
        if self.peek() == Some('"') {
            return self.string().map(Literal::String);
        }
        let rest = self.rest();
        let end = rest.find([' ', '\t', ')', ']']).unwrap_or(rest.len());
        let run = rest.get(..end).unwrap_or_default();
        let literal = match run {
            "true" => Some(Literal::Boolean(true)),
            "false" => Some(Literal::Boolean(false)),
            "null" => Some(Literal::Null),
            _ => number(run),
        };
        let literal = match literal {
            Some(literal) => literal,
            None if run.is_empty() => return Err(self.expected("a value")),
            None if run.starts_with(['"', '\'', '\\']) || run.starts_with(SMART_QUOTES) => {
                return Err(self.expected("a value in plain double quotes"));
            }
            None if !unquoted => return Err(self.expected("a JSON string, a number, true, false or null")),
            None if run.contains(char::is_control) => return Err(self.expected("a value without control characters")),
            None => Literal::String(run.to_owned()),
        };
        self.offset += end;
        Ok(literal)
    }

    /// A JSON string, escapes and all. It holds no NUL, which no store could keep.
    fn string(&mut self) -> Result<String, FilterError> {
        let rest = self.rest();
        let mut escaped = false;
        let length = rest.char_indices().skip(1).find_map(|(at, character)| {
            let closes = character == '"' && !escaped;
            escaped = character == '\\' && !escaped;
            closes.then_some(at + 1)
        });
        let Some(length) = length else {
            return Err(FilterError { offset: self.text.len(), expected: "a closing double quote".to_owned() });
        };
        let literal = rest.get(..length).unwrap_or_default();
        match serde_json::from_str::<String>(literal) {
            Ok(text) if !text.contains('\0') => {
                self.offset += length;
                Ok(text)
            }
            _ => Err(self.expected("a JSON string without control characters")),
        }
    }
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | ':' | '$')
}

pub(crate) fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '$' || first == '_')
        && characters.all(|character| is_word(character) && character != '.' && character != ':')
}

/// A JSON number; one that would not print as it was written is left to be text, so that an identifier of
/// many digits stays what it is.
fn number(run: &str) -> Option<Literal> {
    if !run.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return None;
    }
    let number: serde_json::Number = run.parse().ok()?;
    (number.to_string() == run).then_some(Literal::Number(number))
}
