//! Texts of the program that the guide explains. A table whose first column is headed `text` or `message` quotes them
//! whole; `…` stands there for what differs from case to case.

use std::path::Path;

use anyhow::Context;

use crate::layers::{literals, rust_files};

/// Fewest characters of a text that must be the program's own.
const OWN: usize = 8;

/// Quoted texts that no source in `crates/*/src` has.
pub(super) fn breaches(pages: &[(String, String)], crates: &Path) -> anyhow::Result<Vec<String>> {
    let mut texts = Vec::new();
    for file in rust_files(crates)? {
        let source = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        texts.extend(literals(&source).iter().filter_map(|literal| Pattern::of(literal.text)));
    }
    let mut found = Vec::new();
    for (page, text) in pages {
        let missing = quotes(text).into_iter().filter(|(_, quote)| !texts.iter().any(|text| text.fits(quote)));
        found.extend(missing.map(|(line, quote)| format!("docs/guide/src/{page}:{line}: nothing says \"{quote}\"")));
    }
    Ok(found)
}

/// The quotes of a page, with their lines.
fn quotes(page: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut heading = None;
    for (number, line) in (1..).zip(page.lines()) {
        let Some(row) = line.strip_prefix("| ") else {
            heading = None;
            continue;
        };
        let first = row.split(" | ").next().unwrap_or_default();
        match heading {
            None => heading = Some(first),
            Some("text" | "message") if !first.starts_with("---") => found.push((number, first)),
            Some(_) => {}
        }
    }
    found
}

/// A text of the program, cut at its placeholders, in lower case: some begin with a capital only where they are shown.
struct Pattern(Vec<String>);

impl Pattern {
    /// Of a literal as it stands in the source; none where too little of it is fixed.
    fn of(literal: &str) -> Option<Self> {
        let text = unescaped(literal).to_lowercase();
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, (_, after))) = rest.split_once('{').and_then(|(a, b)| Some((a, b.split_once('}')?))) {
            parts.push(before.to_owned());
            rest = after;
        }
        parts.push(rest.trim_end_matches('.').to_owned());
        (parts.iter().map(String::len).sum::<usize>() >= OWN).then_some(Self(parts))
    }

    /// Whether a quote is this text, with anything for the placeholders and with or without its full stop.
    fn fits(&self, quote: &str) -> bool {
        let quote = quote.trim_end_matches('.').to_lowercase();
        let Some((last, before)) = self.0.split_last() else { return false };
        let Some((first, middle)) = before.split_first() else { return quote == *last };
        let Some(mut rest) = quote.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()))
        else {
            return false;
        };
        for part in middle {
            let Some((_, after)) = rest.split_once(part.as_str()) else { return false };
            rest = after;
        }
        true
    }
}

/// A literal without its escapes: quotes, backslashes, and line ends with the blanks that follow them.
fn unescaped(literal: &str) -> String {
    let mut text = String::with_capacity(literal.len());
    let mut rest = literal;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let mut escaped = after.chars();
        match escaped.next() {
            Some('\n') => rest = escaped.as_str().trim_start(),
            Some(character) => {
                text.push(character);
                rest = escaped.as_str();
            }
            None => rest = "",
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(literal: &str, quote: &str) -> bool {
        Pattern::of(literal).is_some_and(|pattern| pattern.fits(quote))
    }

    #[test]
    fn a_text_is_known_with_values_and_without() {
        let literal = "A group named \\\"{0}\\\" exists \\\n             already.";
        assert!(fits(literal, "A group named \"…\" exists already."));
        assert!(fits(literal, "A group named \"Eng\" exists already"));
        assert!(!fits(literal, "A group named \"…\" was there already."));
        assert!(fits("the body is not JSON: {problem} at {position}", "The body is not JSON: … at line …."));
        assert!(fits("User not found.", "User not found."));
        assert!(!fits("User not found.", "User not found here."));
        assert!(!fits("{name} {0}", "Anything at all"), "too little is fixed");
    }

    #[test]
    fn quotes_are_in_the_first_column_of_their_tables() {
        let page = "| text | fix |\n| --- | --- |\n| One. | a |\n\n| you see | fix |\n| --- | --- |\n| Two. | b |\n| text | c |";
        assert_eq!(quotes(page), [(3, "One.")]);
    }
}
