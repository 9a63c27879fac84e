//! The short set-up guides that the console shows: they name the fields that the long ones name.

use std::path::Path;

use anyhow::Context;

/// The guide for clients that we do not know, whose fields are named by what they mean.
const UNNAMED: &str = "other-scim-client";

/// Set-up guides in `crates/console/setup` without a page, and their fields that the page does not have.
pub(super) fn breaches(pages: &[(String, String)], directory: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).with_context(|| directory.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.extend(differences(&name, &std::fs::read_to_string(&path)?, pages));
        }
    }
    found.sort();
    Ok(found)
}

fn differences(name: &str, setup: &str, pages: &[(String, String)]) -> Vec<String> {
    let page = values(setup, "page").next().unwrap_or_default();
    let Some((_, text)) = pages.iter().find(|(name, _)| name.strip_suffix(".md") == Some(page)) else {
        return vec![format!("crates/console/setup/{name}: the guide has no page \"{page}\"")];
    };
    let unknown = values(setup, "label").filter(|label| page != UNNAMED && !text.contains(label));
    unknown.map(|label| format!("crates/console/setup/{name}: {page}.md has no field \"{label}\"")).collect()
}

/// What `key = "…"` holds, wherever it stands.
fn values<'s>(setup: &'s str, key: &str) -> impl Iterator<Item = &'s str> {
    let start = format!("{key} = \"");
    let after: Vec<&str> = setup.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    after.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_the_page_lacks_is_found() {
        let pages = [("okta.md".to_owned(), "| **Base URL** | x |".to_owned())];
        let setup = "page = \"okta\"\nfields = [\n{ label = \"Base URL\", value = \"\" },\n{ label = \"Token\", value = \"\" }]";
        assert_eq!(
            differences("okta.toml", setup, &pages),
            ["crates/console/setup/okta.toml: okta.md has no field \"Token\""]
        );
        assert_eq!(differences("x.toml", "page = \"gone\"", &pages).len(), 1);
    }
}
