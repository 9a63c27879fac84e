//! Forms of our own pages.

use crate::Console;
use crate::error::PageError;
use crate::session::Session;
use crate::visit::Visit;
use axum::body;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::{HeaderMap, header};

/// Most bytes of a form: what a group reaches in some 5,000 collections, before and after.
const LIMIT: usize = 512 * 1024;
/// The field that proves that a form is of this session.
pub(crate) const CSRF_FIELD: &str = "csrf";

/// The fields of a form that a page of this session sent. Whatever another site makes a browser send is refused, by where it
/// comes from and by the hidden field.
#[derive(Clone, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// The first value of a field, trimmed; empty where it is absent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }

    /// All values of a field: of checkboxes that share a name.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Whether a checkbox is set.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        self.0.iter().any(|(found, _)| found == name)
    }

    /// All fields but the proof, to be sent once more.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter().filter(|(name, _)| name != CSRF_FIELD)
    }

    /// Reads the body of a request whose session is known.
    pub(crate) async fn read(session: &Session, headers: &HeaderMap, body: body::Body) -> Result<Self, PageError> {
        require_own(&session.visit, headers)?;
        let bytes = body::to_bytes(body, LIMIT).await.map_err(|_| PageError::BadForm)?;
        let fields: Vec<(String, String)> = form_urlencoded::parse(&bytes).into_owned().collect();
        // Not every database takes it in a text.
        if fields.iter().any(|(_, value)| value.contains('\0')) {
            return Err(PageError::BadForm);
        }
        let form = Self(fields);
        if session.cookie.is_csrf(form.get(CSRF_FIELD)) { Ok(form) } else { Err(PageError::ForeignForm) }
    }
}

/// Refuses what another site made the browser send. Browsers say where a request comes from, and pages cannot change it.
pub(crate) fn require_own(visit: &Visit, headers: &HeaderMap) -> Result<(), PageError> {
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_own = match (says("sec-fetch-site"), says(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == visit.origin,
        (None, None) => false,
    };
    if is_own { Ok(()) } else { Err(PageError::ForeignForm) }
}

impl FromRequest<Console> for Form {
    type Rejection = PageError;

    async fn from_request(request: Request, console: &Console) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let session = Session::from_request_parts(&mut parts, console).await?;
        Self::read(&session, &parts.headers, body).await
    }
}
