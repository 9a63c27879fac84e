//! Complaints about the command line, without the secrets that stand in it.

use std::ffi::OsString;

/// Characters of a data key: 32 bytes in base64.
const DATA_KEY_LENGTH: usize = 44;

/// Prints what is wrong with the command line, and ends the program. The usual complaint of clap repeats a word as it
/// stands, also one that is an address with a password in it.
pub(crate) fn exit(error: &clap::Error) -> ! {
    if !error.use_stderr() {
        // The help, or the version.
        error.exit();
    }
    let settings = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PROVOST_"));
    let words = std::env::args_os().skip(1).chain(settings.map(|(_, value)| value));
    let said = error.render().to_string();
    let masked = mask(&said, words);
    if masked == said {
        error.exit();
    }
    eprint!("{masked}");
    std::process::exit(error.exit_code());
}

/// The text without what is secret in those of these words that it repeats.
fn mask(text: &str, words: impl Iterator<Item = OsString>) -> String {
    let mut text = text.to_owned();
    for word in words {
        let word = word.to_string_lossy();
        let value = word.split_once('=').map_or(word.as_ref(), |(_, value)| value);
        for secret in [word.as_ref(), value].into_iter().filter_map(secret_in) {
            text = text.replace(secret, "…").replace(&secret.escape_debug().to_string(), "…");
        }
    }
    text
}

/// The part of a word that nobody else should see: user and password of an address, all of a key, an invitation's token.
fn secret_in(word: &str) -> Option<&str> {
    if word.len() == DATA_KEY_LENGTH && word.ends_with('=') {
        return Some(word);
    }
    if let Some(key) = word.strip_prefix("pvscim_") {
        return Some(key).filter(|key| !key.is_empty());
    }
    if let Some((_, token)) = word.split_once("token=") {
        // The link of an invitation, of which its bearer makes an account.
        return token.split('&').next().filter(|token| !token.is_empty());
    }
    let (before, _) = word.rsplit_once('@')?;
    let user = before.split_once("://").map_or(before, |(_, user)| user);
    Some(user).filter(|user| user.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_words_are_masked_however_they_are_repeated() {
        for (word, text, masked) in [
            (
                "postgres://u:pass@h/x",
                "unexpected 'postgres://u:pass@h/x' found",
                "unexpected 'postgres://…@h/x' found",
            ),
            ("--port=postgres://u:pass@h", "invalid 'postgres://u:pass@h'", "invalid 'postgres://…@h'"),
            ("--postgres://u:pass@h", "tip: '-- --postgres://u:pass@h'", "tip: '-- --postgres://…@h'"),
            ("u:pa@ss@h", "unexpected 'u:pa@ss@h'", "unexpected '…@h'"),
            ("ftp://u:pa\"s@h", "\"ftp://u:pa\\\"s@h\" is no URL", "\"ftp://…@h\" is no URL"),
            ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='", "'…'"),
            ("pvscim_abc", "unexpected 'pvscim_abc'", "unexpected 'pvscim_…'"),
            ("olga@acme.example", "unexpected 'olga@acme.example'", "unexpected 'olga@acme.example'"),
            (
                "https://h/x?email=d%40h&token=a.b",
                "unexpected 'https://h/x?email=d%40h&token=a.b'",
                "unexpected 'https://h/x?email=d%40h&token=…'",
            ),
            ("https://h:80/x", "unexpected 'https://h:80/x'", "unexpected 'https://h:80/x'"),
            ("pvscim_", "unexpected 'pvscim_'", "unexpected 'pvscim_'"),
        ] {
            assert_eq!(mask(text, std::iter::once(OsString::from(word))), masked);
        }
    }
}
