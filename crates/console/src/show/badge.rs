//! A state in a word, with the color of what it asks for.

use crate::texts::Phrase;
use askama::filters::HtmlSafe;
use std::fmt;

/// A badge of a tone: `good` works, `wait` waits, `todo` needs you, `bad` failed, none is quiet.
pub(crate) struct Badge {
    tone: &'static str,
    text: Phrase,
}

impl Badge {
    pub(crate) fn new(tone: &'static str, text: Phrase) -> Self {
        Self { tone, text }
    }
}

impl fmt::Display for Badge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text.to_string();
        let text = askama::filters::escape(&text, askama::filters::Html).map_err(|_| fmt::Error)?;
        write!(f, r#"<span class="badge {}">{text}</span>"#, self.tone)
    }
}

impl HtmlSafe for Badge {}
