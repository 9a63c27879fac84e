//! Pages that stay open and are told what happens.

use domain::BrowserSessionId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// Streams of one session at a time: a few windows.
const OF_SESSION: usize = 4;
/// Streams of everybody at a time.
const IN_ALL: usize = 500;

/// The streams that are open. Clones share them.
#[derive(Clone)]
pub(crate) struct Streams {
    open: Arc<Mutex<HashMap<BrowserSessionId, usize>>>,
    /// Ends them all, when the server stops.
    end: CancellationToken,
}

/// The place of one stream, which is free again once it is dropped.
pub(crate) struct Place {
    streams: Streams,
    id: BrowserSessionId,
}

impl Streams {
    /// None open yet; `end` ends them.
    pub(crate) fn new(end: CancellationToken) -> Self {
        Self { open: Arc::default(), end }
    }

    /// A place for one more stream of a session; none where it has enough of them, or the server has.
    pub(crate) fn take(&self, id: BrowserSessionId) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let own = open.get(&id).copied().unwrap_or(0);
        if own >= OF_SESSION || open.values().sum::<usize>() >= IN_ALL {
            return None;
        }
        open.insert(id, own + 1);
        Some(Place { streams: self.clone(), id })
    }
}

impl Place {
    /// Whether the server stops.
    pub(crate) fn is_over(&self) -> bool {
        self.streams.end.is_cancelled()
    }

    /// Returns when the server stops.
    pub(crate) async fn over(&self) {
        self.streams.end.cancelled().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.id) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_session_has_a_few_streams_and_gets_their_places_back() {
        let streams = Streams::new(CancellationToken::new());
        let id = |number| BrowserSessionId::from_uuid(Uuid::from_u128(number));
        let mut places: Vec<Place> = (0..OF_SESSION).map(|_| streams.take(id(1)).unwrap()).collect();
        assert!(streams.take(id(1)).is_none() && streams.take(id(2)).is_some());
        places.pop();
        let again = streams.take(id(1));
        assert!(again.is_some() && streams.take(id(1)).is_none());
        drop((places, again));
        assert!(streams.open.lock().unwrap().is_empty(), "nothing is kept of sessions without streams");
    }

    #[test]
    fn all_sessions_together_have_so_many_and_no_more() {
        let streams = Streams::new(CancellationToken::new());
        let id = |number| BrowserSessionId::from_uuid(Uuid::from_u128(number));
        let places: Vec<Place> = (0..1_000).filter_map(|number| streams.take(id(number))).collect();
        assert_eq!(places.len(), IN_ALL);
    }
}
