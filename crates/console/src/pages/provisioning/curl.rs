//! A call as a command line that makes it again, without the key.

use application::TraceEntry;

/// The command; none for a part of a bulk call, which nobody sends alone. The key is left to the shell's `SCIM_KEY`.
pub(super) fn curl(entry: &TraceEntry, main: &str, scim: &str) -> Option<String> {
    if entry.target.contains(" · ") {
        return None;
    }
    let is_main = entry.target.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("/scim/"));
    let url = format!("{}{}", if is_main { main } else { scim }, entry.target);
    let mut lines = vec![
        format!("curl --request {} {}", quoted(&entry.method), quoted(&url)),
        "--header \"Authorization: Bearer $SCIM_KEY\"".to_owned(),
    ];
    if let Some(body) = &entry.request {
        lines.push("--header 'Content-Type: application/scim+json'".to_owned());
        lines.push(format!("--data-raw {}", quoted(body)));
    }
    Some(lines.join(" \\\n  "))
}

/// A text as one word of a shell (POSIX §2.2.2): nothing in it means anything.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample_call;
    use std::process::Command;

    #[test]
    fn a_call_is_made_again_at_the_place_where_it_was_made() {
        let entry = |method: &str, target: &str| sample_call(method, target, 200, None).entry;
        let of = |entry: &TraceEntry| curl(entry, "https://main.example", "https://scim.example").unwrap();
        assert_eq!(
            of(&entry("GET", "/v2/1/Users?filter=a+eq+%22b%22")),
            "curl --request 'GET' 'https://scim.example/v2/1/Users?filter=a+eq+%22b%22' \\\n  --header \"Authorization: \
             Bearer $SCIM_KEY\""
        );
        assert!(of(&entry("GET", "/scim/v2/1/Users")).contains("'https://main.example/scim/v2/1/Users'"));
        assert_eq!(curl(&entry("POST", "/v2/1/Bulk · POST /Users"), "", ""), None);
    }

    #[test]
    fn whatever_was_sent_stays_one_word_of_the_shell() {
        let body = r#"{"userName":"a'; echo owned; '$(echo owned)`echo owned`"}"#;
        let mut entry = sample_call("POST", "/v2/1/Users", 201, None).entry;
        entry.request = Some(body.to_owned());
        let command = curl(&entry, "https://main.example", "https://scim.example").unwrap();
        let script = format!("curl() {{ for word; do printf '%s\\n' \"$word\"; done; }}\n{command}");
        let output = Command::new("sh").arg("-c").arg(script).env("SCIM_KEY", "key").output().unwrap();
        let words = String::from_utf8(output.stdout).unwrap();
        assert_eq!(words.lines().last(), Some(body), "{words}");
        assert!(words.contains("Authorization: Bearer key\n"), "{words}");
    }
}
