//! Texts of others, of which nobody knows how long they are.

/// Most characters of a name or a filter in a sentence.
const MOST: usize = 80;

/// A text, cut where it is too long for a sentence.
pub(crate) fn clipped(text: &str) -> String {
    clipped_to(text, MOST)
}

/// A text, cut behind so many characters.
pub(crate) fn clipped_to(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, clipped, clipped_to};

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(clipped(&"ö".repeat(10_000)).chars().count(), MOST + 1);
        assert_eq!((clipped_to("öö", 2), clipped_to("ööö", 2)), ("öö".to_owned(), "öö…".to_owned()));
    }
}
