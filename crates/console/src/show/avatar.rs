//! Somebody's initials.

/// The initials of a name, or of an address where there is none: two letters at most.
pub(crate) fn avatar(name: &str) -> String {
    let name = name.split('@').next().unwrap_or(name);
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let initials: Vec<char> = words.filter_map(|word| word.chars().next()).collect();
    let ends = match initials.as_slice() {
        [] => return "?".to_owned(),
        [only] => vec![*only],
        [first, .., last] => vec![*first, *last],
    };
    ends.into_iter().flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::avatar;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        for (name, initials) in [
            ("Ines Albrecht", "IA"),
            ("Sofía de la Élan", "SÉ"),
            ("dora@example.com", "D"),
            ("d.doe@x.y", "DD"),
            ("<>", "?"),
        ] {
            assert_eq!(avatar(name), initials, "{name}");
        }
    }
}
