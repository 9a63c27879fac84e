//! The set-up guides beside the settings: one of each identity provider, with the fields of its form filled in.

use serde::Deserialize;
use std::sync::LazyLock;

/// Names the files of `setup/`.
macro_rules! setups {
    ($($slug:literal),+ $(,)?) => {
        [$(($slug, include_str!(concat!("../../../setup/", $slug, ".toml")))),+]
    };
}

/// The guides in the order of the choice; the last is for every other provider.
const FILES: [(&str, &str); 6] = setups!["entra-id", "okta", "onelogin", "jumpcloud", "ping", "other"];

static SETUPS: LazyLock<Vec<(&'static str, Setup)>> = LazyLock::new(|| {
    let parsed = FILES.iter().filter_map(|(slug, text)| Some((*slug, basic_toml::from_str(text).ok()?)));
    // One that cannot be read fails a test.
    parsed.collect()
});

/// A guide, as its file has it; `setup/README.md` says what is what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setup {
    title: String,
    page: String,
    provider: Option<String>,
    step: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    title: String,
    text: Option<String>,
    #[serde(default)]
    fields: Vec<Field>,
    #[serde(default)]
    mappings: Vec<Mapping>,
    #[serde(default)]
    is_test: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    label: String,
    value: String,
    note: Option<String>,
}

/// What to compare in the provider's mappings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mapping {
    pub(crate) attribute: String,
    pub(crate) source: String,
    pub(crate) note: Option<String>,
}

/// What a guide is filled with.
pub(crate) struct Values<'v> {
    /// The organization's SCIM URL.
    pub(crate) url: &'v str,
    /// A key, where one is shown at this moment.
    pub(crate) key: Option<&'v str>,
    /// Whether the provider's test came through.
    pub(crate) is_connected: bool,
}

/// The guide of one provider, filled in.
pub(crate) struct Guide {
    pub(crate) title: &'static str,
    /// Its page in the guide.
    pub(crate) page: String,
    pub(crate) steps: Vec<GuideStep>,
}

/// What to do.
pub(crate) struct GuideStep {
    pub(crate) title: &'static str,
    pub(crate) text: Option<&'static str>,
    pub(crate) fields: Vec<GuideField>,
    pub(crate) mappings: Vec<Mapping>,
    pub(crate) is_test: bool,
    /// Whether it must have been done, since calls come through.
    pub(crate) is_done: bool,
}

/// A field of the provider's form.
pub(crate) struct GuideField {
    pub(crate) label: &'static str,
    /// What to type there; none where a key belongs there and none is shown.
    pub(crate) value: Option<String>,
    /// Whether it is ours to be copied, and no word to choose.
    pub(crate) is_ours: bool,
    pub(crate) note: Option<&'static str>,
}

/// The providers to choose from: what the query calls each, and its name.
pub(crate) fn choices() -> impl Iterator<Item = (&'static str, &'static str)> {
    SETUPS.iter().map(|(slug, setup)| (*slug, setup.title.as_str()))
}

/// The provider to begin with: the one asked for, else the one that called last, else the first.
pub(crate) fn choose(asked: &str, caller: Option<&str>) -> &'static str {
    let by_slug = SETUPS.iter().find(|(slug, _)| *slug == asked);
    let is_caller = |setup: &Setup| setup.provider.is_some() && setup.provider.as_deref() == caller;
    let found = by_slug.or_else(|| SETUPS.iter().find(|(_, setup)| is_caller(setup))).or_else(|| SETUPS.first());
    found.map_or("", |(slug, _)| *slug)
}

/// Whether it may be the chosen provider that calls. Not every provider is recognized.
pub(crate) fn may_be(chosen: &str, caller: Option<&str>) -> bool {
    let Some(caller) = caller else { return true };
    let has_guide = SETUPS.iter().any(|(_, setup)| setup.provider.as_deref() == Some(caller));
    let may_be = |setup: &Setup| setup.provider.as_deref().map_or(!has_guide, |provider| provider == caller);
    SETUPS.iter().any(|(slug, setup)| *slug == chosen && may_be(setup))
}

/// The guide of a provider; none where there is no such one.
pub(crate) fn guide(chosen: &str, values: &Values<'_>) -> Option<Guide> {
    let (_, setup) = SETUPS.iter().find(|(slug, _)| *slug == chosen)?;
    let test = setup.step.iter().position(|step| step.is_test).unwrap_or(0);
    let step = |(place, step): (usize, &'static Step)| GuideStep {
        title: &step.title,
        text: step.text.as_deref(),
        fields: step.fields.iter().map(|field| fill(field, values)).collect(),
        mappings: step.mappings.clone(),
        is_test: step.is_test,
        is_done: values.is_connected && place <= test,
    };
    Some(Guide {
        title: &setup.title,
        page: format!("/guide/{}", setup.page),
        steps: setup.step.iter().enumerate().map(step).collect(),
    })
}

fn fill(field: &'static Field, values: &Values<'_>) -> GuideField {
    let wants_key = field.value.contains("{scim_key}");
    let value = field.value.replace("{scim_url}", values.url);
    let value = if wants_key { values.key.map(|key| value.replace("{scim_key}", key)) } else { Some(value) };
    GuideField {
        label: &field.label,
        value: value.filter(|value| !value.is_empty()),
        is_ours: wants_key || field.value.contains("{scim_url}"),
        note: field.note.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guide_is_read_and_asks_for_url_key_and_test() {
        for (slug, text) in FILES {
            let setup: Result<Setup, _> = basic_toml::from_str(text);
            let setup = setup.unwrap_or_else(|error| panic!("{slug}.toml: {error}"));
            let values: String = setup.step.iter().flat_map(|step| &step.fields).map(|field| &*field.value).collect();
            assert!(values.contains("{scim_url}") && values.contains("{scim_key}"), "{slug}.toml");
            assert_eq!(setup.step.iter().filter(|step| step.is_test).count(), 1, "{slug}.toml");
            assert!(setup.step.iter().any(|step| !step.mappings.is_empty()), "{slug}.toml");
            let page = format!("{}/../../docs/guide/src/{}.md", env!("CARGO_MANIFEST_DIR"), setup.page);
            assert!(std::path::Path::new(&page).exists(), "{slug}.toml names {page}");
        }
        assert_eq!(SETUPS.len(), FILES.len());
    }

    #[test]
    fn a_guide_is_filled_in() {
        let of =
            |key, is_connected| guide("okta", &Values { url: "https://scim.example/v2/1", key, is_connected }).unwrap();
        let fields = |guide: &Guide| -> Vec<(&str, Option<String>, bool)> {
            let fields = guide.steps.iter().flat_map(|step| &step.fields);
            fields.map(|field| (field.label, field.value.clone(), field.is_ours)).collect()
        };
        let url = ("Base URL", Some("https://scim.example/v2/1".to_owned()), true);
        let shown = fields(&of(Some("pvscim_x"), false));
        assert!(shown.contains(&url) && shown.contains(&("API Token", Some("pvscim_x".to_owned()), true)));
        assert!(fields(&of(None, false)).contains(&("API Token", None, true)), "no key is shown");
        assert!(!of(None, false).steps[0].is_done && of(None, true).steps[0].is_done);
        assert!(!of(None, true).steps.last().unwrap().is_done, "what comes after the test is not known");
    }

    #[test]
    fn what_one_provider_may_do_says_nothing_of_another() {
        assert!(may_be("okta", Some("Okta")) && !may_be("jumpcloud", Some("Okta")) && !may_be("other", Some("Okta")));
        assert!(may_be("other", Some("authentik")) && !may_be("okta", Some("authentik")));
        assert!(may_be("okta", None) && may_be("ping", None));
    }

    #[test]
    fn the_caller_is_chosen_unless_another_is_asked_for() {
        assert_eq!(choose("", None), "entra-id");
        assert_eq!(choose("", Some("Okta")), "okta");
        assert_eq!(choose("ping", Some("Okta")), "ping");
        assert_eq!(choose("../../etc", Some("Unheard of")), "entra-id");
    }
}
