//! Icons: lines of our own drawing on a grid of 24, in the color of the text beside them.

use askama::filters::HtmlSafe;
use std::fmt;

/// What each icon is drawn of (SVG 2 §10).
const DRAWINGS: [(&str, &str); 27] = [
    (
        "badge",
        r#"<rect x="4" y="4" width="16" height="16" rx="2"/><circle cx="12" cy="10" r="2.5"/><path d="M7.5 17a4.5 4.5 0 0 1 9 0"/>"#,
    ),
    (
        "brand",
        r#"<path d="M12 3 4.5 6v5.5c0 4.6 3.1 8 7.5 9.5 4.4-1.5 7.5-4.9 7.5-9.5V6z"/><circle cx="12" cy="10.5" r="2"/><path d="M12 12.5V16"/>"#,
    ),
    ("building", r#"<path d="M5 21V4h10v17M15 9h4v12M3 21h18M8.5 8h3M8.5 12h3M8.5 16h3"/>"#),
    ("check", r#"<path d="m5 12.5 5 5 9-11"/>"#),
    ("close", r#"<path d="m6 6 12 12M18 6 6 18"/>"#),
    (
        "collection",
        r#"<path d="M3 8V6a1.5 1.5 0 0 1 1.5-1.5H9l2 2.5h8.500A1.5 1.5 0 0 1 21 8.500V18a1.5 1.5 0 0 1-1.5 1.500h-15A1.5 1.5 0 0 1 3 18z"/>"#,
    ),
    ("copy", r#"<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V5.500A1.5 1.5 0 0 1 6.5 4H15"/>"#),
    ("device", r#"<rect x="3" y="5" width="18" height="11" rx="1.5"/><path d="M8 20h8M12 16v4"/>"#),
    ("down", r#"<path d="m6 9 6 6 6-6"/>"#),
    (
        "groups",
        r#"<rect x="3" y="4" width="8" height="7" rx="1.5"/><rect x="13" y="4" width="8" height="7" rx="1.5"/><rect x="8" y="14" width="8" height="7" rx="1.5"/>"#,
    ),
    ("home", r#"<path d="M4 11l8-7 8 7v9h-5v-6H9v6H4z"/>"#),
    ("key", r#"<circle cx="8" cy="15" r="4.5"/><path d="m11.5 11.5 8-8M16 7l3 3"/>"#),
    ("leave", r#"<path d="M14 4h5v16h-5M4 12h11M11 8l4 4-4 4"/>"#),
    ("log", r#"<path d="M5 4h14v16H5zM9 9h6M9 13h6M9 17h3"/>"#),
    ("mail", r#"<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.5 7.5 8.5 6 8.5-6"/>"#),
    ("menu", r#"<path d="M4 7h16M4 12h16M4 17h16"/>"#),
    (
        "people",
        r#"<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M16 5a3.5 3.5 0 0 1 0 6.5M18.5 15a6.5 6.5 0 0 1 3 5"/>"#,
    ),
    ("person", r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>"#),
    ("plug", r#"<path d="M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4"/>"#),
    ("plus", r#"<path d="M12 5v14M5 12h14"/>"#),
    ("right", r#"<path d="m9 6 6 6-6 6"/>"#),
    ("search", r#"<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>"#),
    (
        "server",
        r#"<rect x="4" y="4" width="16" height="7" rx="1.5"/><rect x="4" y="13" width="16" height="7" rx="1.5"/><path d="M8 7.500h.01M8 16.500h.01"/>"#,
    ),
    ("shield", r#"<path d="M12 3 5 6v5.500c0 4.4 2.9 7.6 7 9 4.1-1.4 7-4.6 7-9V6z"/>"#),
    ("sync", r#"<path d="M4 11a8 8 0 0 1 14-4l2 2M20 4v5h-5M20 13a8 8 0 0 1-14 4l-2-2M4 20v-5h5"/>"#),
    ("trash", r#"<path d="M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13"/>"#),
    ("warning", r#"<path d="M12 4 2.5 20h19zM12 10v4M12 17h.01"/>"#),
];

/// An icon. It says nothing that the text beside it does not say.
pub(crate) struct Icon(&'static str);

/// The icon of this name, as [`DRAWINGS`] calls it.
pub(crate) fn icon(name: &str) -> Icon {
    let found = DRAWINGS.iter().find(|(known, _)| *known == name);
    debug_assert!(found.is_some(), "icon.rs draws no {name}");
    Icon(found.map_or("", |(_, drawing)| drawing))
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attributes = r#"class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2""#;
        let ends = r#"stroke-linecap="round" stroke-linejoin="round" aria-hidden="true""#;
        write!(f, "<svg {attributes} {ends}>{}</svg>", self.0)
    }
}

impl HtmlSafe for Icon {}
