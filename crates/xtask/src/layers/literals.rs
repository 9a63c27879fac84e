//! The string literals of a Rust source, found by a small scanner: comments, characters and lifetimes are told apart.

/// A string literal and the line on which it starts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Literal<'s> {
    pub(crate) line: usize,
    pub(crate) text: &'s str,
}

/// Every string, byte string, C string and raw string literal, as written between its quotes.
pub(crate) fn literals(source: &str) -> Vec<Literal<'_>> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['/', '\'', '"']) {
        let (before, here) = rest.split_at(at);
        let skipped = if here.starts_with("//") {
            here.find('\n').unwrap_or(here.len())
        } else if here.starts_with("/*") {
            block_comment(here)
        } else if here.starts_with('\'') {
            character(here)
        } else if here.starts_with('"') {
            let (text, length) = string(before, here);
            found.push(Literal { line: line_of(source, here), text });
            length
        } else {
            1
        };
        rest = here.get(skipped..).unwrap_or_default();
    }
    found
}

fn line_of(source: &str, here: &str) -> usize {
    let offset = source.len() - here.len();
    source.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// Length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            let Some(next) = rest.chars().next() else { break };
            at += next.len_utf8();
        }
    }
    text.len()
}

/// Length of a character literal, or of the quote alone where it starts a lifetime.
fn character(text: &str) -> usize {
    let mut inside = text.char_indices().skip(1);
    match inside.next() {
        Some((_, '\\')) => text.get(3..).and_then(|rest| rest.find('\'')).map_or(text.len(), |end| end + 4),
        Some(_) => match inside.next() {
            Some((end, '\'')) => end + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// The text of a string literal and its length with quotes. `before` ends with `r##` where it is raw.
fn string<'s>(before: &str, text: &'s str) -> (&'s str, usize) {
    let hashes = before.len() - before.trim_end_matches('#').len();
    let prefix = before.trim_end_matches('#');
    let body = text.get(1..).unwrap_or_default();
    let end = if prefix.ends_with('r') && (hashes > 0 || !is_word(prefix)) {
        body.find(&format!("\"{}", "#".repeat(hashes)))
    } else {
        let mut escaped = false;
        body.find(|character| {
            let end = character == '"' && !escaped;
            escaped = character == '\\' && !escaped;
            end
        })
    };
    let end = end.unwrap_or(body.len());
    (body.get(..end).unwrap_or_default(), end + 2)
}

/// True where the final `r` ends an identifier and is no prefix; `br` and `cr` are prefixes too.
fn is_word(prefix: &str) -> bool {
    let word: String = prefix.chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    !matches!(word.as_str(), "r" | "rb" | "rc")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        literals(source).into_iter().map(|literal| literal.text).collect()
    }

    #[test]
    fn strings_of_every_kind_are_found() {
        let source = r##"f("a\"b", r"c\", br#"d"e"#, b"f", c"g", "multi
line")"##;
        assert_eq!(texts(source), [r#"a\"b"#, r"c\", r#"d"e"#, "f", "g", "multi\nline"]);
    }

    #[test]
    fn comments_characters_and_lifetimes_are_not() {
        let source = "// \"no\"\n/* \"no\" /* \"no\" */ \"no\" */ fn f<'a>(x: &'a str) { ('\"', '\\'', '\\u{22}', 'ä', \"yes\") }";
        assert_eq!(texts(source), ["yes"]);
        assert_eq!(texts("for (\"a\") / \"b\" "), ["a", "b"]);
    }

    #[test]
    fn the_line_is_that_of_the_opening_quote() {
        assert_eq!(
            literals("\n\nx = \"a\nb\";\n\"c\""),
            [Literal { line: 3, text: "a\nb" }, Literal { line: 5, text: "c" }]
        );
    }

    #[test]
    fn unfinished_sources_end() {
        for source in ["\"", "'", "/*", "r#\"", "'\\", "\"\\"] {
            let _ = literals(source);
        }
    }
}
