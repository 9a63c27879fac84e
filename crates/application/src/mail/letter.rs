//! What a mail says.

use super::words::plain;
use askama::Template;

/// What a mail says, in the parts that all our mails are made of. The words are written once; from them come the text
/// and the HTML.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    subject: String,
    heading: String,
    paragraphs: Vec<String>,
    code: Option<String>,
    button: Option<Button>,
    notes: Vec<String>,
}

#[derive(Clone, PartialEq, Eq)]
struct Button {
    label: String,
    link: String,
}

impl Letter {
    /// A letter with its subject line and its heading.
    pub(super) fn new(subject: &str, heading: &str) -> Self {
        Self {
            // An encoded word of somebody else's making would be decoded by whoever reads the header.
            subject: plain(subject).replace("=?", "= ?"),
            heading: plain(heading),
            paragraphs: Vec::new(),
            code: None,
            button: None,
            notes: Vec::new(),
        }
    }

    /// One paragraph more.
    #[must_use]
    pub(super) fn say(mut self, paragraph: &str) -> Self {
        self.paragraphs.push(plain(paragraph));
        self
    }

    /// A code to type, after the paragraphs.
    #[must_use]
    pub(super) fn code(mut self, code: &str) -> Self {
        self.code = Some(plain(code));
        self
    }

    /// A link to follow, after the paragraphs.
    #[must_use]
    pub(super) fn button(mut self, label: &str, link: &str) -> Self {
        self.button = Some(Button { label: plain(label), link: plain(link) });
        self
    }

    /// One remark more in small print, at the end.
    #[must_use]
    pub(super) fn note(mut self, note: &str) -> Self {
        self.notes.push(plain(note));
        self
    }

    pub(super) fn subject(&self) -> &str {
        &self.subject
    }

    /// The plain text, sent by the server at `site`.
    pub(super) fn text(&self, site: &str) -> String {
        rendered(&Text { letter: self, site })
    }

    /// The HTML.
    pub(super) fn html(&self, site: &str) -> String {
        rendered(&Html { letter: self, site })
    }
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Text<'l> {
    letter: &'l Letter,
    site: &'l str,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'l> {
    letter: &'l Letter,
    site: &'l str,
}

#[expect(clippy::expect_used, reason = "the templates write texts into memory, which cannot fail")]
fn rendered(template: &impl Template) -> String {
    template.render().expect("a template renders")
}
