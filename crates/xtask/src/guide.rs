//! The guide in `docs/guide`: what it quotes of the program is what the program says, its links lead somewhere, and it
//! keeps to the Markdown that both mdBook and the console render.

mod quotes;
mod setup;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use crate::command::{program, root};
use crate::tools;

const MDBOOK: &str = "0.5.4";

/// Checks the guide and makes the book of it, in `target/guide`; exit code 1 where it has a breach.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let breaches = breaches()?;
    for breach in &breaches {
        eprintln!("{breach}");
    }
    if !breaches.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    let mdbook = tools::cargo_tool("mdbook", MDBOOK)?;
    let made = program(mdbook, ["build", "docs/guide"]).passes()?;
    Ok(if made { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every breach in the guide, a line each.
fn breaches() -> anyhow::Result<Vec<String>> {
    let directory = root().join("docs/guide/src");
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(&directory).with_context(|| directory.display().to_string())? {
        let path = entry?.path();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            pages.push((name, std::fs::read_to_string(&path)?));
        }
    }
    pages.sort();
    let mut found = quotes::breaches(&pages, &root().join("crates"))?;
    found.extend(setup::breaches(&pages, &root().join("crates/console/setup"))?);
    for (name, text) in &pages {
        found.extend(broken_links(name, text, &directory));
        found.extend(foreign_markup(name, text));
    }
    found.extend(unlisted(&pages));
    Ok(found)
}

/// Links to files that are not there.
fn broken_links(page: &str, text: &str, directory: &Path) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    targets
        .filter(|target| !target.starts_with("https://"))
        .filter(|target| !directory.join(target.split('#').next().unwrap_or_default()).is_file())
        .map(|target| format!("docs/guide/src/{page}: {target} leads nowhere"))
        .collect()
}

/// HTML, and what mdBook alone understands, outside of code.
fn foreign_markup(page: &str, text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        fenced ^= line.starts_with("```");
        if fenced || line.starts_with("    ") {
            continue;
        }
        let outside_code: String = line.split('`').step_by(2).collect();
        let starts_tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        if outside_code.split('<').skip(1).any(starts_tag) || outside_code.contains("{{") {
            found.push(format!(
                "docs/guide/src/{page}:{number}: neither HTML nor {{{{…}}}}: the console renders it, too"
            ));
        }
    }
    found
}

/// Pages that the contents do not name.
fn unlisted(pages: &[(String, String)]) -> Vec<String> {
    let contents = pages.iter().find(|(name, _)| name == "SUMMARY.md").map_or("", |(_, text)| text);
    let names = pages.iter().map(|(name, _)| name).filter(|name| *name != "SUMMARY.md");
    names
        .filter(|name| !contents.contains(&format!("]({name})")))
        .map(|name| format!("docs/guide/src/SUMMARY.md: {name} is missing"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_keeps_its_word() {
        let breaches = breaches().unwrap();
        assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        let here = root().join("docs/guide/src");
        let text = "[a](okta.md) [b](okta.md#assign) [c](https://x.example) [d](gone.md)";
        assert_eq!(broken_links("x.md", text, &here), ["docs/guide/src/x.md: gone.md leads nowhere"]);
    }

    #[test]
    fn markup_is_found_outside_of_code_alone() {
        let good = "a `<b>` < c\n    <code>\n```\n<code> {{x}}\n```\n";
        assert_eq!(foreign_markup("x.md", good), [""; 0]);
        for bad in ["a <br> b", "</div>", "<!-- x -->", "{{#include x}}"] {
            assert_eq!(foreign_markup("x.md", bad).len(), 1, "{bad}");
        }
    }

    #[test]
    fn a_page_that_the_contents_forget_is_found() {
        let pages = [("SUMMARY.md", "[A](a.md)"), ("a.md", ""), ("b.md", "")];
        let pages = pages.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(unlisted(&pages), ["docs/guide/src/SUMMARY.md: b.md is missing"]);
    }
}
