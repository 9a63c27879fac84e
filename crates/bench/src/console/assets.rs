//! The files that a browser loads with its first page.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;

use super::browser::Browser;

impl Browser {
    /// The files of a page, and their bytes as they come over the wire: those that it links, the modules that it starts, and
    /// whatever these import.
    pub(super) async fn assets(&self, page: &str) -> anyhow::Result<(usize, usize)> {
        let page = self.text(page).await?;
        let linked: Vec<&str> = after(&page, "\"/assets/").collect();
        let hash = linked.iter().find_map(|path| path.split('/').next()).context("no assets")?;
        let mut wanted: Vec<String> =
            linked.iter().filter_map(|path| path.split_once('/')).map(|(_, name)| name.to_owned()).collect();
        wanted.extend(after(&page, "data-module=\"").map(|module| format!("{module}.js")));
        let (mut known, mut bytes) = (BTreeSet::new(), 0);
        while let Some(name) = wanted.pop() {
            if !known.insert(name.clone()) {
                continue;
            }
            let (compressed, text) = self.file(&format!("/assets/{hash}/{name}")).await?;
            bytes += compressed;
            if Path::new(&name).extension().is_some_and(|extension| extension == "js") {
                wanted.extend(after(&text, "from \"").filter_map(|import| beside(&name, import)));
            }
        }
        Ok((known.len(), bytes))
    }
}

/// What stands between each of these beginnings and the next quotation mark.
fn after<'t>(text: &'t str, beginning: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(beginning).skip(1).filter_map(|rest| rest.split('"').next())
}

/// The name of a file that another one imports by a relative path.
fn beside(importer: &str, import: &str) -> Option<String> {
    let directory = importer.rsplit_once('/').map_or("", |(directory, _)| directory);
    if let Some(name) = import.strip_prefix("./") {
        return Some(if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") });
    }
    import.strip_prefix("../").map(str::to_owned) // directories are one deep
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_where_they_are_named() {
        let page = r#"<script src="/assets/77/console.js"></script><div data-module="sign-in" data-x="y">"#;
        assert_eq!(after(page, "\"/assets/").collect::<Vec<_>>(), ["77/console.js"]);
        assert_eq!(after(page, "data-module=\"").collect::<Vec<_>>(), ["sign-in"]);
        assert_eq!(beside("keys.js", "./keys/error.js").as_deref(), Some("keys/error.js"));
        assert_eq!(beside("keys/error.js", "./state.js").as_deref(), Some("keys/state.js"));
        assert_eq!(beside("keys/error.js", "../page.js").as_deref(), Some("page.js"));
        assert_eq!(beside("keys.js", "elsewhere"), None);
    }
}
