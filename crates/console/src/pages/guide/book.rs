//! The pages of the guide, in the order of its contents (`SUMMARY.md`).

use super::markdown;
use std::sync::LazyLock;

/// Names the files of the guide.
macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../../../docs/guide/src/", $name, ".md")))),+]
    };
}

const FILES: [(&str, &str); 19] = files![
    "backup",
    "confirming",
    "directory-connector",
    "entra-id",
    "exposing-scim",
    "faq",
    "introduction",
    "joining",
    "jumpcloud",
    "okta",
    "onelogin",
    "other-scim-client",
    "ping",
    "revoking-and-restoring",
    "scim-keys",
    "set-up",
    "troubleshooting",
    "trying-it",
    "what-the-idp-may-send",
];

const SUMMARY: &str = include_str!("../../../../../docs/guide/src/SUMMARY.md");

/// The guide.
pub(crate) struct Book {
    /// Its pages in their order.
    pub(crate) pages: Vec<GuidePage>,
    /// The contents.
    pub(crate) chapters: Vec<Chapter>,
}

/// A page.
pub(crate) struct GuidePage {
    /// The name in its address.
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) html: String,
}

/// A part of the contents.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Chapter {
    /// Its heading; the first part has none.
    pub(crate) title: Option<String>,
    pub(crate) links: Vec<Link>,
}

/// A line of the contents.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) title: String,
    /// Whether it stands below the line before.
    pub(crate) is_below: bool,
}

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let chapters = contents(SUMMARY);
    let links = chapters.iter().flat_map(|chapter| &chapter.links);
    let page = |link: &Link| {
        let (name, text) = FILES.iter().find(|(name, _)| *name == link.name)?;
        Some(GuidePage { name, title: link.title.clone(), html: markdown::render(text) })
    };
    Book { pages: links.filter_map(page).collect(), chapters }
});

/// The guide, rendered when it is first asked for.
pub(crate) fn book() -> &'static Book {
    &BOOK
}

/// The contents as mdBook reads them: headings, and lists of links.
fn contents(summary: &str) -> Vec<Chapter> {
    let mut chapters = vec![Chapter { title: None, links: Vec::new() }];
    for line in summary.lines() {
        if let Some(title) = line.strip_prefix("# ") {
            chapters.push(Chapter { title: Some(title.to_owned()), links: Vec::new() });
        } else if let Some((title, target)) = line.split_once("](")
            && let Some(chapter) = chapters.last_mut()
        {
            let name = target.trim_end_matches(')').trim_end_matches(".md").to_owned();
            let title = title.trim_start_matches([' ', '-', '[']).to_owned();
            chapter.links.push(Link { name, title, is_below: line.starts_with(' ') });
        }
    }
    // The first heading is that of the file.
    chapters.retain(|chapter| !chapter.links.is_empty());
    if let Some(first) = chapters.first_mut() {
        first.title = None;
    }
    chapters
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn contents_are_headings_and_links() {
        let text = "# Summary\n\n[Start](a.md)\n\n# Connect\n\n- [B](b.md)\n  - [C](c.md)\n";
        let link =
            |name: &str, title: &str, is_below| Link { name: name.to_owned(), title: title.to_owned(), is_below };
        let first = Chapter { title: None, links: vec![link("a", "Start", false)] };
        let links = vec![link("b", "B", false), link("c", "C", true)];
        assert_eq!(contents(text), [first, Chapter { title: Some("Connect".to_owned()), links }]);
    }

    #[test]
    fn every_file_of_the_guide_is_a_page() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/src");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let files: BTreeSet<String> = files.filter_map(|name| Some(name.strip_suffix(".md")?.to_owned())).collect();
        let mut pages: BTreeSet<String> = book().pages.iter().map(|page| page.name.to_owned()).collect();
        pages.insert("SUMMARY".to_owned());
        assert_eq!(pages, files, "book.rs and SUMMARY.md name the files of docs/guide/src");
    }

    #[test]
    fn every_picture_is_shown_somewhere() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/guide");
        for file in std::fs::read_dir(folder).unwrap() {
            let src = crate::assets::url(&format!("guide/{}", file.unwrap().file_name().to_str().unwrap()));
            assert!(book().pages.iter().any(|page| page.html.contains(&src)), "{src}");
        }
    }

    #[test]
    fn pages_lead_to_pages() {
        for page in &book().pages {
            for target in page.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let name = target.strip_prefix("/guide/").map(|name| name.split('#').next().unwrap());
                let is_page = name.is_some_and(|name| book().pages.iter().any(|page| page.name == name));
                assert!(
                    is_page || target.starts_with("https://") || target.starts_with('#'),
                    "{}: {target}",
                    page.name
                );
            }
        }
    }
}
