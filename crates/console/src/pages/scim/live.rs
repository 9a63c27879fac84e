//! `/organizations/{organization}/settings/scim/live`: the panel of the latest calls as they come (server-sent events, HTML
//! §9.2).

use super::ScimSession;
use super::panel::Panel;
use crate::Console;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use crate::streams::Place;
use askama::Template as _;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::IntoResponse as _;
use axum::response::sse::{Event, Sse};
use futures_util::stream::unfold;
use std::convert::Infallible;
use std::time::Duration;

/// How often it is looked whether somebody called.
const LOOK: Duration = Duration::from_secs(1);
/// After so many looks the session is asked for.
const ASK: u32 = 3;
/// After so many looks the panel is sent in any case, since its times grow old.
const REPEAT: u32 = 9;
/// After so many looks a stream ends: whoever still watches has the browser connect again.
const LAST: u32 = 600;

pub(crate) async fn handle(State(console): State<Console>, ScimSession(session): ScimSession) -> PageResult {
    let Some(place) = console.streams.take(session.person.browser.id) else {
        // A browser that gets this does not ask again (HTML §9.2.3).
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let feed = Feed { console, session, place, looks: 0, sent: String::new() };
    // As on every page, nothing is kept; nor does nginx gather what it passes on.
    let headers = [(CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
    Ok((headers, Sse::new(unfold(Some(feed), Feed::next))).into_response())
}

/// A page that watches.
struct Feed {
    console: Console,
    session: OrganizationSession,
    place: Place,
    looks: u32,
    /// What was sent last.
    sent: String,
}

impl Feed {
    /// The next thing to send; none ends the stream.
    async fn next(feed: Option<Self>) -> Option<(Result<Event, Infallible>, Option<Self>)> {
        let mut feed = feed?;
        loop {
            if feed.looks > 0 {
                tokio::select! {
                    () = feed.place.over() => {}
                    () = tokio::time::sleep(LOOK) => {}
                }
            }
            // The browser finds the server again once it is back, and is then asked who it is.
            if feed.place.is_over() || feed.looks == LAST {
                return None;
            }
            let (asks, repeats) = (feed.looks.is_multiple_of(ASK), feed.looks.is_multiple_of(REPEAT));
            feed.looks += 1;
            if asks {
                let Some(session) = again(&feed.console, &feed.session).await else {
                    return Some((Ok(Event::default().event("over").data("")), None));
                };
                feed.session = session;
            }
            let Ok(part) = feed.panel().await else { continue };
            if repeats || part != feed.sent {
                feed.sent.clone_from(&part);
                return Some((Ok(Event::default().event("part").data(part)), Some(feed)));
            }
        }
    }

    /// The panel at this moment; carriage returns would end a line of an event.
    async fn panel(&self) -> Result<String, ()> {
        let t = self.session.t().at(self.console.application.now());
        let panel = Panel::read(&self.console, &self.session, t).await.map_err(drop)?;
        panel.render().map(|html| html.replace('\r', " ")).map_err(drop)
    }
}

/// The session as it is now; none where it ended, or manages provisioning no more.
async fn again(console: &Console, session: &OrganizationSession) -> Option<OrganizationSession> {
    let now = session.renewed(console).await.ok()??;
    now.require(|permissions| permissions.manage_scim).is_ok().then_some(now)
}
