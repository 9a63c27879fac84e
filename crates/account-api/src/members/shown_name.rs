//! The name by which others know a member.

use application::MemberDetails;
use domain::CaseInsensitiveText;
use serde::Deserialize;
use std::borrow::Cow;

/// What a directory may say of a name beside the name to show: `name` of a User (RFC 7643 §4.1.1). What is no text says
/// nothing.
#[derive(Deserialize)]
struct Written {
    name: Option<Parts>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parts {
    formatted: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
}

/// The person's own name; else what the directory shows, its formatted name, or given and family name; else the name known
/// from elsewhere. A blank one is none.
pub(super) fn shown_name(details: &MemberDetails) -> Option<Cow<'_, str>> {
    let member = &details.member;
    let own = details.person.as_ref().and_then(|person| person.name.as_deref());
    let shown = member.profile.display_name.as_ref().map(CaseInsensitiveText::text);
    let known = [own, shown].into_iter().flatten().find(|name| !name.trim().is_empty()).map(Cow::Borrowed);
    let written = || written_name(member.profile.attributes.as_deref()?).map(Cow::Owned);
    known.or_else(written).or_else(|| member.name.as_deref().map(Cow::Borrowed))
}

fn written_name(attributes: &str) -> Option<String> {
    let parts = serde_json::from_str::<Written>(attributes).ok()?.name?;
    let said = |part: Option<String>| part.filter(|text| !text.trim().is_empty());
    match (said(parts.formatted), said(parts.given_name), said(parts.family_name)) {
        (Some(formatted), ..) => Some(formatted),
        (None, Some(given), Some(family)) => Some(format!("{} {}", given.trim(), family.trim())),
        (None, one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formatted_name_goes_before_its_parts_and_blanks_say_nothing() {
        for (attributes, name) in [
            (
                r#"{"name": {"formatted": "Dr. Dora Doe", "givenName": "Dora", "familyName": "Doe"}}"#,
                Some("Dr. Dora Doe"),
            ),
            (r#"{"name": {"formatted": " ", "givenName": "Dora ", "familyName": "Doe"}}"#, Some("Dora Doe")),
            (r#"{"userName": "d", "name": {"familyName": "D\u00f6e \"x\"", "middleName": 7}}"#, Some("Döe \"x\"")),
            (r#"{"name": {"givenName": "Dora"}}"#, Some("Dora")),
            (r#"{"name": {"givenName": ""}}"#, None),
            (r#"{"name": {}}"#, None),
            (r#"{"name": null}"#, None),
            (r#"{"name": "Dora"}"#, None),
            ("{}", None),
        ] {
            assert_eq!(written_name(attributes).as_deref(), name, "{attributes}");
        }
    }
}
