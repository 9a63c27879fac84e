//! The frame of every page.

use crate::error::PageError;
use crate::flash::{Flash, Undo};
use crate::rail::Rail;
use crate::session::Session;
use crate::show::avatar;
use crate::visit::Visit;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use domain::Account;

/// What a page's handler answers.
pub(crate) type PageResult = Result<Response, PageError>;

/// What `layout.html` shows around a page. A page's template has it as the field `layout`, beside `t`, the texts.
pub(crate) struct Layout {
    /// The page's name, for the title of the window.
    pub(crate) title: String,
    /// Who is signed in.
    pub(crate) viewer: Option<Viewer>,
    /// The links beside it.
    pub(crate) rail: Option<Rail>,
    /// What is said about what was just done.
    pub(crate) flash: Option<FlashNote>,
    /// What every form of the page carries; empty where nobody is signed in.
    pub(crate) csrf: String,
}

/// Who is signed in.
pub(crate) struct Viewer {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) initials: String,
    /// The first organization, to come back to from pages that are about none.
    pub(crate) is_operator: bool,
}

/// What is said about what was just done.
pub(crate) struct FlashNote {
    pub(crate) is_bad: bool,
    pub(crate) text: String,
    pub(crate) undo: Option<Undo>,
}

impl Layout {
    /// Around a page of somebody who is signed in.
    pub(crate) fn new(session: &Session, title: String, rail: Rail) -> Self {
        Self {
            title,
            viewer: Some(Viewer::of(&session.account, session.is_operator)),
            rail: Some(rail),
            flash: note(&session.visit),
            csrf: session.cookie.csrf(),
        }
    }

    /// Around a page that is for everybody.
    pub(crate) fn public(visit: &Visit, title: impl Into<String>) -> Self {
        Self { title: title.into(), viewer: None, rail: None, flash: note(visit), csrf: String::new() }
    }

    /// For the samples of templates.
    #[cfg(test)]
    pub(crate) fn sample(title: &str) -> Self {
        Self { title: title.to_owned(), viewer: None, rail: None, flash: None, csrf: "csrf-sample".to_owned() }
    }
}

impl Viewer {
    fn of(account: &Account, is_operator: bool) -> Self {
        let email = account.email.text().to_owned();
        let name = account.name.clone().unwrap_or_else(|| email.clone());
        Self { initials: avatar(&name), name, email, is_operator }
    }
}

fn note(visit: &Visit) -> Option<FlashNote> {
    let flash: &Flash = visit.flash.as_ref()?;
    let text = flash.text(visit.t);
    (!text.is_empty()).then(|| FlashNote { is_bad: flash.is_bad, text, undo: flash.undo_form().cloned() })
}

/// Renders a page.
pub(crate) fn page(template: &impl Template) -> PageResult {
    Ok(Html(template.render()?).into_response())
}
