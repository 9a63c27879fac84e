//! Who is signed in.

use crate::Console;
use crate::cookie::SessionCookie;
use crate::error::PageError;
use crate::layout::Layout;
use crate::rail::{Entry, Rail};
use crate::texts::Texts;
use crate::visit::Visit;
use application::{BrowserSessionUse, Call, FindBrowserSession, StorageError, UseBrowserSession};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{Account, Actor, BrowserSession};

/// A request of somebody who is signed in. Account, device and session are read anew for every request, so that what was
/// ended is over. Whoever is not signed in is sent to the sign-in.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) visit: Visit,
    pub(crate) account: Account,
    pub(crate) browser: BrowserSession,
    pub(crate) cookie: SessionCookie,
    pub(crate) is_operator: bool,
}

impl Session {
    /// Who is signed in; none where nobody is.
    pub(crate) async fn find(parts: &Parts, console: &Console) -> Result<Option<Self>, StorageError> {
        let visit = Visit::of(parts, console);
        let Some(cookie) = SessionCookie::read(&parts.headers, visit.is_secure()) else { return Ok(None) };
        let now = console.application.now();
        let find = FindBrowserSession { account_id: cookie.account_id, id: cookie.id, digest: cookie.digest(), now };
        let Some((browser, account)) = console.application.read(&find).await? else { return Ok(None) };
        let is_operator = console.is_operator(&account);
        let session = Self { visit, account, browser, cookie, is_operator };
        if !session.visit.is_poll && session.browser.is_to_be_seen(now) {
            session.note(console, BrowserSessionUse::Seen).await?;
        }
        Ok(Some(session))
    }

    /// Writes down what happens to the session.
    pub(crate) async fn note(&self, console: &Console, what: BrowserSessionUse) -> Result<(), StorageError> {
        let (account_id, id) = (self.browser.account_id, self.browser.id);
        console.application.run(UseBrowserSession { account_id, id, what, now: console.application.now() }).await
    }

    /// The texts.
    pub(crate) fn t(&self) -> Texts {
        self.visit.t
    }

    /// The context of a command by this person.
    pub(crate) fn command(&self, console: &Console) -> Call {
        self.visit.command(console, Actor::Account(self.account.id))
    }

    /// The frame of a page about the person's own account, under a title that the reader sees.
    pub(crate) fn layout(&self, title: impl Into<String>, current: Entry) -> Layout {
        Layout::new(self, title.into(), Rail::of_account(self, current))
    }
}

impl FromRequestParts<Console> for Session {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, PageError> {
        match Self::find(parts, console).await? {
            Some(session) => Ok(session),
            None => Err(PageError::SignInFirst),
        }
    }
}
