//! Words of others in our mails: an organization's name is whatever somebody typed.

/// As many characters of a name as a mail shows.
const NAME_MAX_LENGTH: usize = 80;
/// A line of a plain text is broken before it is longer, where it can be.
const LINE_LENGTH: usize = 76;

/// A text as one line that shows what it is: line breaks and other control characters are blanks, and characters that
/// are not seen but change how the rest is read (direction marks, zero widths, tags) are left out.
pub(super) fn plain(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_unseen(*c)).map(|c| if c.is_control() { ' ' } else { c });
    visible.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name, cut where it is longer than a mail has room for.
pub(super) fn name(text: &str) -> String {
    let name = plain(text);
    match name.char_indices().nth(NAME_MAX_LENGTH) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default().trim_end()),
        None => name,
    }
}

/// Format characters without a place in a name. The joiners stay: Persian and emoji need them.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// A paragraph broken into lines. A longer word stands on a line of its own.
pub(super) fn wrapped(paragraph: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    for word in paragraph.split(' ') {
        let word_length = word.chars().count();
        match lines.last_mut() {
            Some(line) if length + 1 + word_length <= LINE_LENGTH => {
                line.push(' ');
                line.push_str(word);
                length += 1 + word_length;
            }
            _ => {
                lines.push(word.to_owned());
                length = word_length;
            }
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_not_kept() {
        assert_eq!(plain("Acme\r\nBcc: eve@example.com"), "Acme Bcc: eve@example.com");
        assert_eq!(plain(" a\t\u{0}b\u{2028}c "), "a bc");
        assert_eq!(plain("Acme \u{202e}gnp.exe\u{2069}"), "Acme gnp.exe");
        assert_eq!(plain("نام\u{200c}ها"), "نام\u{200c}ها");
    }

    #[test]
    fn a_long_name_is_cut_at_a_character() {
        assert_eq!(name(&"ä".repeat(81)), format!("{}…", "ä".repeat(80)));
        assert_eq!(name(&"ä".repeat(80)), "ä".repeat(80));
    }

    #[test]
    fn lines_are_broken_at_blanks() {
        let text = wrapped(&"word ".repeat(40));
        assert!(text.lines().count() > 2 && text.lines().all(|line| line.len() <= LINE_LENGTH), "{text}");
        let long = "x".repeat(200);
        assert_eq!(wrapped(&format!("a {long} b")), format!("a\n{long}\nb"));
    }
}
