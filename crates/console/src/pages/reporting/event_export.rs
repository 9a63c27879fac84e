//! `/organizations/{organization}/events.csv` and `events.ndjson`: the event log for other programs, row by row as it is read.

use super::event_address::EventAddress;
use super::event_people;
use crate::Console;
use crate::error::PageError;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use application::{EventExport, EventRow};
use axum::BoxError;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::IntoResponse as _;
use futures_util::stream::try_unfold;

/// A form of export.
#[derive(Clone, Copy)]
struct Format {
    ending: &'static str,
    media_type: &'static str,
    /// What the file begins with.
    header: fn() -> String,
    row: fn(&EventRow) -> String,
}

const CSV: Format = Format {
    ending: "csv",
    media_type: "text/csv; charset=utf-8; header=present",
    header: EventRow::csv_header,
    row: EventRow::to_csv,
};
const NDJSON: Format =
    Format { ending: "ndjson", media_type: "application/x-ndjson", header: String::new, row: EventRow::to_ndjson };

pub(crate) async fn csv(
    State(console): State<Console>,
    session: OrganizationSession,
    RawQuery(query): RawQuery,
) -> PageResult {
    export(&console, &session, query, CSV).await
}

pub(crate) async fn ndjson(
    State(console): State<Console>,
    session: OrganizationSession,
    RawQuery(query): RawQuery,
) -> PageResult {
    export(&console, &session, query, NDJSON).await
}

async fn export(console: &Console, session: &OrganizationSession, query: Option<String>, format: Format) -> PageResult {
    require_access(session)?;
    let mut address = EventAddress::read(&query.unwrap_or_default());
    // Whoever asks for one person is not given everybody's.
    if event_people::resolve(console, session, &mut address).await?.is_some() {
        return Err(PageError::NotFound);
    }
    let day = session.t().day(&session.t().now());
    let disposition = format!(r#"attachment; filename="events-{day}.{}""#, format.ending);
    let headers = [(header::CONTENT_TYPE, format.media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    let file = File {
        console: console.clone(),
        session: session.clone(),
        events: EventExport::new(session.organization.id, address.filter()),
        header: Some((format.header)()).filter(|header| !header.is_empty()),
        format,
    };
    Ok((headers, Body::from_stream(try_unfold(file, File::next))).into_response())
}

fn require_access(session: &OrganizationSession) -> Result<(), PageError> {
    session.require(|permissions| permissions.access_event_logs)
}

/// A file that is made while it is read.
struct File {
    console: Console,
    session: OrganizationSession,
    events: EventExport,
    /// What it begins with, until that was sent.
    header: Option<String>,
    format: Format,
}

impl File {
    /// The next piece. Where the database fails, or the reader may not see the log any more, the connection ends early, so
    /// that nobody takes a part for the whole.
    async fn next(mut self) -> Result<Option<(String, Self)>, BoxError> {
        if let Some(header) = self.header.take() {
            return Ok(Some((header, self)));
        }
        loop {
            let session = self.session.renewed(&self.console).await?;
            session.filter(|session| require_access(session).is_ok()).ok_or("the reader's access ended")?;
            match self.events.next(&self.console.application).await? {
                None => return Ok(None),
                Some(rows) if rows.is_empty() => {}
                Some(rows) => return Ok(Some((rows.iter().map(self.format.row).collect(), self))),
            }
        }
    }
}
