//! What a page says once about what was just done.

use crate::cookie::{self, CookieName};
use crate::texts::{Argument, Texts};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// The cookie in which it waits for the next page. It can show a button that sends a form of ours, so that no other host may
/// set it.
const COOKIE: CookieName = CookieName { secure: "__Host-provost-flash", plain: "provost-flash" };
/// Most bytes of it.
const MOST: usize = 3000;

/// A text to be shown on the next page, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flash {
    /// Whether it tells of something that failed.
    pub(crate) is_bad: bool,
    /// The text's id.
    id: String,
    /// What it is filled with.
    values: Vec<(String, Value)>,
    /// A path whose form undoes what was done: text id of the button, path, fields.
    undo: Option<Undo>,
}

/// What a text is filled with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Value {
    Number(i64),
    Text(String),
}

/// A form of one button that takes something back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Undo {
    /// Where it is sent.
    pub(crate) action: String,
    /// What it sends.
    pub(crate) fields: Vec<(String, String)>,
}

impl Flash {
    /// Says that something was done.
    pub(crate) fn good(id: &str) -> Self {
        Self { is_bad: false, id: id.to_owned(), values: Vec::new(), undo: None }
    }

    /// Says that something was not done.
    pub(crate) fn bad(id: &str) -> Self {
        Self { is_bad: true, ..Self::good(id) }
    }

    /// Says that something was not done, for the reason that the rules give.
    pub(crate) fn refused(reason: &impl ToString) -> Self {
        Self::bad("flash-refused").with("reason", reason.to_string())
    }

    /// Fills the text's variable.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.values.push((name.to_owned(), value.into()));
        self
    }

    /// Offers to take it back: a button that sends a form to one of our paths.
    #[must_use]
    pub(crate) fn undo(mut self, action: String, fields: Vec<(String, String)>) -> Self {
        self.undo = Some(Undo { action, fields });
        self
    }

    /// Leads to a page, which shows it.
    pub(crate) fn then(self, path: &str) -> Response {
        let mut response = see_other(path);
        response.extensions_mut().insert(self);
        response
    }

    /// What it says.
    pub(crate) fn text(&self, t: Texts) -> String {
        t.find(&self.id).map_or_else(String::new, |phrase| {
            let filled = self.values.iter().fold(phrase, |phrase, (name, value)| phrase.with_owned(name, value));
            filled.to_string()
        })
    }

    /// The form that takes it back, if its path is one of ours.
    pub(crate) fn undo_form(&self) -> Option<&Undo> {
        self.undo.as_ref().filter(|undo| is_own_path(&undo.action))
    }

    /// The one that a request carries.
    pub(crate) fn read(headers: &HeaderMap, is_secure: bool) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(cookie::value(headers, COOKIE.over(is_secure))?).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// The header that keeps it for the next page. One that is overlong is not kept.
    pub(crate) fn set(&self, is_secure: bool) -> Option<HeaderValue> {
        let value = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).ok()?);
        if value.len() > MOST {
            return None;
        }
        cookie::header(COOKIE, &value, is_secure, "; Max-Age=60")
    }

    /// The header that drops it.
    pub(crate) fn remove(is_secure: bool) -> Option<HeaderValue> {
        cookie::header(COOKIE, "", is_secure, "; Max-Age=0")
    }
}

impl Argument for Value {
    fn argument(&self) -> fluent_bundle::FluentValue<'static> {
        match self {
            Self::Number(number) => number.argument(),
            Self::Text(text) => text.argument(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// 303: go on with this page.
pub(crate) fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// Whether a text is a path of this server: a browser takes `//` and `/\` for another host, and drops control characters.
pub(crate) fn is_own_path(text: &str) -> bool {
    text.starts_with('/')
        && !text.starts_with("//")
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_is_read() {
        let flash = Flash::good("flash-refused").with("reason", "<b>").with("count", 2_usize);
        let set = flash.set(true).unwrap();
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(pair).unwrap())]);
        assert_eq!(Flash::read(&headers, true), Some(flash));
        assert_eq!(Flash::read(&headers, false), None, "each scheme has its own");
    }

    #[test]
    fn a_path_stays_on_this_server() {
        for own in ["/", "/members?tab=all#top", "/a//b"] {
            assert!(is_own_path(own), "{own}");
        }
        for other in
            ["", "members", "//evil.example", "/\\evil.example", "/a\\b", "https://evil.example", "/\t/evil", "/é"]
        {
            assert!(!is_own_path(other), "{other}");
        }
    }
}
