//! Pages that are told what happens while they are open (server-sent events, HTML §9.2).

use crate::Console;
use crate::organization_session::OrganizationSession;
use crate::streams::Place;
use application::StorageError;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use domain::Permissions;
use futures_util::stream::unfold;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::Instant;

/// How often it is looked whether something happened.
const LOOK: Duration = Duration::from_secs(1);
/// After so many looks the session is asked for.
const ASK: u32 = 3;
/// After so many looks what is there is sent in any case, since its times grow old.
const REPEAT: u32 = 9;
/// After so many looks a stream ends: whoever still watches has the browser connect again.
const LAST: u32 = 600;
/// A stream that has worked rests this many times as long.
const REST: u128 = 10;

/// What a page follows.
pub(crate) trait Followed: Send + 'static {
    /// The permission without which nobody may.
    const PERMISSION: fn(&Permissions) -> bool;

    /// The parts of the page as they are now: elements with `data-live`, each of which takes the place of the one of the same
    /// name. None where it is known that nothing happened, or cannot be said.
    fn look(&mut self, console: &Console, session: &OrganizationSession)
    -> impl Future<Output = Option<String>> + Send;
}

/// The stream of what is followed, for as long as the session goes on.
pub(crate) fn follow(console: Console, session: OrganizationSession, followed: impl Followed) -> Response {
    let Some(place) = console.streams.take(session.person.browser.id) else {
        // A browser that gets this does not ask again (HTML §9.2.3).
        return StatusCode::NO_CONTENT.into_response();
    };
    let feed = Feed { console, session, place, followed, looks: 0, rests_until: 0, sent: String::new() };
    let stream = Sse::new(unfold(Some(feed), Feed::next)).keep_alive(KeepAlive::default());
    // As on every page, nothing is kept; nor does nginx gather what it passes on.
    let headers = [(CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
    (headers, stream).into_response()
}

/// A page that watches.
struct Feed<F> {
    console: Console,
    session: OrganizationSession,
    place: Place,
    followed: F,
    looks: u32,
    /// The look before which none costs anything: what took long is not done at once again.
    rests_until: u32,
    /// What was sent last.
    sent: String,
}

impl<F: Followed> Feed<F> {
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
                match again::<F>(&feed.console, &feed.session).await {
                    Ok(Some(session)) => feed.session = session,
                    Ok(None) => return Some((Ok(Event::default().event("over").data("")), None)),
                    // As when the server stops: the browser comes back, and is asked who it is.
                    Err(_) => return None,
                }
            }
            if feed.looks < feed.rests_until {
                continue;
            }
            let Some(parts) = feed.look().await else { continue };
            if repeats || parts != feed.sent {
                feed.sent.clone_from(&parts);
                return Some((Ok(Event::default().event("part").data(parts)), Some(feed)));
            }
        }
    }

    async fn look(&mut self) -> Option<String> {
        let began = Instant::now();
        let parts = self.followed.look(&self.console, &self.session).await;
        self.rests_until = self.looks.saturating_add(rest_after(began.elapsed()));
        // Carriage returns would end a line of an event.
        parts.map(|parts| parts.replace('\r', " "))
    }
}

/// The looks that are left out after one that took this long.
fn rest_after(worked: Duration) -> u32 {
    u32::try_from(worked.as_millis() * REST / LOOK.as_millis()).unwrap_or(LAST)
}

/// The session as it is now; none where it ended, or lacks the permission.
async fn again<F: Followed>(
    console: &Console,
    session: &OrganizationSession,
) -> Result<Option<OrganizationSession>, StorageError> {
    let now = session.renewed(console).await?;
    Ok(now.filter(|now| now.require(F::PERMISSION).is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_long_is_not_done_at_once_again() {
        for (worked, rest) in [(20, 0), (99, 0), (100, 1), (900, 9), (1500, 15)] {
            assert_eq!(rest_after(Duration::from_millis(worked)), rest, "{worked} ms");
        }
        assert_eq!(rest_after(Duration::MAX), LAST);
    }
}
