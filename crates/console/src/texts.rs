//! The texts, in the reader's language. They stand in `locales/`, one file per area; templates ask for them by `t.say`.

use crate::show::{Badge, TimeTag, grouped};
use axum::http::{HeaderMap, header};
use domain::{MemberRole, MemberStatus, Origin, Timestamp};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

/// Names the files of a language.
macro_rules! language {
    ($tag:literal: $($file:literal),+ $(,)?) => {
        ($tag, &[$(($file, include_str!(concat!("../locales/", $tag, "/", $file, ".ftl")))),+])
    };
}

/// The languages with their files; the first is for readers of none of them.
const LANGUAGES: [(&str, &[(&str, &str)]); 1] = [
    language!("en": "account", "api-keys", "collections", "console", "errors", "events", "groups", "guide", "join", "keys", "member", "members", "operator", "organization", "outbox", "overview", "policies", "provisioning", "scim", "sign-in"),
];

static BUNDLES: LazyLock<HashMap<&'static str, Bundle>> =
    LazyLock::new(|| LANGUAGES.iter().map(|(tag, files)| (*tag, bundle(tag, files))).collect());

fn bundle(tag: &str, files: &[(&str, &str)]) -> Bundle {
    let language: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Its marks would be copied with what people copy.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(format_value));
    for (_, source) in files {
        // A file that cannot be read whole fails a test; what can be read of it is still shown.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn format_value<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "what is counted here is far below 2^52")]
            Some(grouped(number.value as i64))
        }
        _ => None,
    }
}

/// The texts of one request: a language, and the moment to which times are relative.
#[derive(Clone, Copy)]
pub(crate) struct Texts {
    tag: &'static str,
    now: Timestamp,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand out references")]
impl Texts {
    /// In the language that a browser prefers among those that exist.
    pub(crate) fn of(headers: &HeaderMap, now: Timestamp) -> Self {
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self { tag: preferred(wanted), now }
    }

    /// English, for the samples of templates.
    #[cfg(test)]
    pub(crate) fn sample(now: Timestamp) -> Self {
        Self { tag: "en", now }
    }

    /// The same at another moment: for what is shown later than the request came.
    pub(crate) fn at(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }

    /// The tag of the language, for `lang`.
    pub(crate) fn language(self) -> &'static str {
        self.tag
    }

    /// The present moment.
    pub(crate) fn now(self) -> Timestamp {
        self.now
    }

    /// A text, to be filled by [`Phrase::with`] where it has variables.
    pub(crate) fn say(self, id: &str) -> Phrase {
        Phrase { tag: self.tag, id: id.to_owned(), values: FluentArgs::new() }
    }

    /// The same, none where there is no such text: for ids that come from outside.
    pub(crate) fn find(self, id: &str) -> Option<Phrase> {
        BUNDLES.get(self.tag).is_some_and(|bundle| bundle.has_message(id)).then(|| self.say(id))
    }

    /// A whole number, its thousands apart: `3,214`.
    #[expect(clippy::unused_self, reason = "another language groups in another way")]
    pub(crate) fn number(self, number: impl Number) -> String {
        grouped(number.number())
    }

    /// `<time>`: how long ago, or until then, with the moment itself on hover.
    pub(crate) fn time(self, at: &Timestamp) -> TimeTag {
        TimeTag::new(self, *at)
    }

    /// The day of a moment, in UTC: `2026-01-31`.
    #[expect(clippy::unused_self, reason = "another language writes it in another way")]
    pub(crate) fn day(self, at: &Timestamp) -> String {
        let moment = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
        moment.strftime("%Y-%m-%d").to_string()
    }

    /// The status of a member, as a badge.
    pub(crate) fn status(self, status: &MemberStatus) -> Badge {
        let (tone, id) = match status {
            MemberStatus::Staged => ("", "status-staged"),
            MemberStatus::Invited => ("wait", "status-invited"),
            MemberStatus::Accepted => ("todo", "status-accepted"),
            MemberStatus::Confirmed => ("good", "status-confirmed"),
            MemberStatus::Revoked => ("bad", "status-revoked"),
        };
        Badge::new(tone, self.say(id))
    }

    /// A badge of one of the tones `good`, `wait`, `todo`, `bad` or none.
    pub(crate) fn badge(self, tone: &'static str, id: &str) -> Badge {
        Badge::new(tone, self.say(id))
    }

    /// The name of a role.
    pub(crate) fn role(self, role: &MemberRole) -> Phrase {
        self.say(match role {
            MemberRole::Owner => "role-owner",
            MemberRole::Admin => "role-admin",
            MemberRole::User => "role-user",
            MemberRole::Custom => "role-custom",
        })
    }

    /// Where something came from.
    pub(crate) fn origin(self, origin: &Origin) -> Phrase {
        self.say(match origin {
            Origin::Scim => "origin-scim",
            Origin::Console => "origin-console",
            Origin::PublicApi => "origin-public-api",
            Origin::Connector => "origin-connector",
        })
    }
}

/// The language for an `Accept-Language` (RFC 9110 §12.5.4).
fn preferred(wanted: &str) -> &'static str {
    let weighted = wanted.split(',').map(|range| {
        let (tag, weight) = range.split_once(";q=").unwrap_or((range, "1"));
        (tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase(), weight.trim().parse().unwrap_or(0.0))
    });
    let mut best: (&str, f32) = (LANGUAGES.first().map_or("en", |(tag, _)| tag), 0.0);
    for (tag, weight) in weighted {
        let known = LANGUAGES.iter().find(|(known, _)| *known == tag);
        if let Some((known, _)) = known.filter(|_| weight > best.1) {
            best = (known, weight);
        }
    }
    best.0
}

/// A text with what it is filled with. What it prints is escaped by the template.
pub(crate) struct Phrase {
    tag: &'static str,
    id: String,
    values: FluentArgs<'static>,
}

impl Phrase {
    /// Fills a variable.
    #[must_use]
    pub(crate) fn with(self, name: &'static str, value: impl Argument) -> Self {
        self.with_owned(name, &value)
    }

    /// Fills a variable whose name is not known beforehand.
    #[must_use]
    pub(crate) fn with_owned(mut self, name: &str, value: &impl Argument) -> Self {
        self.values.set(name.to_owned(), value.argument());
        self
    }
}

impl From<Phrase> for String {
    fn from(phrase: Phrase) -> Self {
        phrase.to_string()
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bundle = BUNDLES.get(self.tag);
        let pattern = bundle.and_then(|bundle| Some((bundle, bundle.get_message(&self.id)?.value()?)));
        let Some((bundle, pattern)) = pattern else { return f.write_str(&self.id) };
        let mut errors = Vec::new();
        f.write_str(&bundle.format_pattern(pattern, Some(&self.values), &mut errors))?;
        if !errors.is_empty() {
            tracing::error!(id = self.id, ?errors, "a text was not filled");
        }
        Ok(())
    }
}

/// What a variable of a text is filled with.
pub(crate) trait Argument {
    fn argument(&self) -> FluentValue<'static>;
}

impl<T: Argument + ?Sized> Argument for &T {
    fn argument(&self) -> FluentValue<'static> {
        (**self).argument()
    }
}

impl Argument for str {
    fn argument(&self) -> FluentValue<'static> {
        FluentValue::from(self.to_owned())
    }
}

impl Argument for String {
    fn argument(&self) -> FluentValue<'static> {
        self.as_str().argument()
    }
}

impl Argument for Phrase {
    fn argument(&self) -> FluentValue<'static> {
        FluentValue::from(self.to_string())
    }
}

/// A whole number of any type, or a reference to one, as templates hand it out.
pub(crate) trait Number {
    fn number(&self) -> i64;
}

impl<T: Number> Number for &T {
    fn number(&self) -> i64 {
        (**self).number()
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Number for $number {
            fn number(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }

        impl Argument for $number {
            fn argument(&self) -> FluentValue<'static> {
                FluentValue::from(Number::number(self))
            }
        }
    )+};
}

numbers!(i64, i32, u32, u64, usize);

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;
    use std::collections::BTreeSet;
    use std::path::Path;

    const T: Texts = Texts { tag: "en", now: Timestamp::from_micros(0) };

    #[test]
    fn a_language_is_chosen_among_those_that_exist() {
        for wanted in ["", "en", "en-US,en;q=0.9", "xx,en;q=0.1", "*", "xx;q=nonsense"] {
            assert_eq!(preferred(wanted), "en", "{wanted}");
        }
    }

    #[test]
    fn numbers_are_grouped_and_counted() {
        assert_eq!(
            T.say("organization-seats").with("used", 3_214).with("all", 3_500).to_string(),
            "3,214 of 3,500 seats"
        );
        assert_eq!(T.number(1_234_567_i64), "1,234,567");
    }

    #[test]
    fn what_is_no_text_is_none() {
        assert!(T.find("no-such-text").is_none() && T.find("sign-in-title").is_some());
    }

    /// The files are read whole, and no id stands twice.
    #[test]
    fn every_file_is_right() {
        for (tag, files) in LANGUAGES {
            let mut ids = BTreeSet::new();
            for (file, source) in files {
                let resource = FluentResource::try_new((*source).to_owned());
                assert!(resource.is_ok(), "{tag}/{file}.ftl: {:?}", resource.err().map(|(_, errors)| errors));
                for id in ids_in(source) {
                    assert!(ids.insert(id.clone()), "{tag}/{file}.ftl says {id} a second time");
                }
            }
            let english: BTreeSet<String> = LANGUAGES[0].1.iter().flat_map(|(_, source)| ids_in(source)).collect();
            assert_eq!(ids, english, "{tag} has other texts than en");
        }
        let listed: BTreeSet<String> = LANGUAGES[0].1.iter().map(|(file, _)| format!("{file}.ftl")).collect();
        let folder = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en")).unwrap();
        let present: BTreeSet<String> = folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(listed, present, "a file that is not listed in texts.rs is never read");
    }

    fn ids_in(source: &str) -> Vec<String> {
        let id = Regex::new(r"(?m)^([a-z][a-z0-9-]*) =").unwrap();
        id.captures_iter(source).map(|found| found[1].to_owned()).collect()
    }

    /// Every text that a template or source asks for is there, and every text that is there is asked for. An id always stands
    /// whole between quotes, so that both can be seen.
    #[test]
    fn no_text_is_missing_and_none_is_idle() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut text = String::new();
        for folder in ["src", "templates"] {
            collect(&root.join(folder), &mut text);
        }
        let known: BTreeSet<String> = LANGUAGES[0].1.iter().flat_map(|(_, source)| ids_in(source)).collect();
        let asked =
            Regex::new(r#"(?:say\(|badge\("[a-z]*",\s*|Flash::(?:good|bad)\(|layout\()\s*"([a-z0-9-]+)""#).unwrap();
        let missing: Vec<&str> = asked.captures_iter(&text).map(|found| found.get(1).unwrap().as_str()).collect();
        let missing: Vec<&&str> = missing.iter().filter(|id| !known.contains(**id)).collect();
        assert!(missing.is_empty(), "no file of locales/en says {missing:?}");
        let idle: Vec<&String> = known.iter().filter(|id| !text.contains(&format!("\"{id}\""))).collect();
        assert!(idle.is_empty(), "nobody asks for {idle:?}");
    }

    fn collect(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, text);
            } else if path.file_name().is_some_and(|name| name != "texts.rs") {
                text.push_str(&std::fs::read_to_string(&path).unwrap());
            } else {
                // What this file itself asks for stands before its tests, which name texts that do not exist.
                let source = std::fs::read_to_string(&path).unwrap();
                text.push_str(source.split("#[cfg(test)]\nmod tests").next().unwrap());
            }
        }
    }
}
