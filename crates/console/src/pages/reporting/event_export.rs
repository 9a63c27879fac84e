//! `/organizations/{organization}/events.csv` and `events.ndjson`: the event log for other programs, row by row as it is read.

use super::event_address::EventAddress;
use crate::Console;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use application::{Application, EventExport, EventRow, StorageError};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::IntoResponse as _;
use futures_util::stream::{Stream, try_unfold};

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
    export(&console, &session, query, CSV)
}

pub(crate) async fn ndjson(
    State(console): State<Console>,
    session: OrganizationSession,
    RawQuery(query): RawQuery,
) -> PageResult {
    export(&console, &session, query, NDJSON)
}

fn export(console: &Console, session: &OrganizationSession, query: Option<String>, format: Format) -> PageResult {
    session.require(|permissions| permissions.access_event_logs)?;
    let filter = EventAddress::read(&query.unwrap_or_default()).filter();
    let export = EventExport::new(session.organization.id, filter);
    let day = session.t().day(&session.t().now());
    let disposition = format!(r#"attachment; filename="events-{day}.{}""#, format.ending);
    let headers = [(header::CONTENT_TYPE, format.media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(pieces(console.application.clone(), export, format))).into_response())
}

/// The file piece by piece. Where the database fails, the connection ends early, so that nobody takes a part for the whole.
fn pieces(
    application: Application,
    export: EventExport,
    format: Format,
) -> impl Stream<Item = Result<String, StorageError>> {
    let header = Some((format.header)()).filter(|header| !header.is_empty());
    try_unfold((export, header), move |(mut export, header)| {
        let application = application.clone();
        async move {
            if let Some(header) = header {
                return Ok(Some((header, (export, None))));
            }
            while let Some(rows) = export.next(&application).await? {
                if !rows.is_empty() {
                    return Ok(Some((rows.iter().map(format.row).collect(), (export, None))));
                }
            }
            Ok(None)
        }
    })
}
