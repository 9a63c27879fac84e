//! What the log tells of limits: who is refused, and how many more were since.

use crate::RetryAfter;
use parking_lot::Mutex;
use std::fmt;
use std::time::{Duration, Instant};

/// Lines of one limit are at least so far apart: whoever is refused asks again at once, and a thousand times.
const PAUSE: Duration = Duration::from_secs(10);

/// The lines of one limit.
#[derive(Debug)]
pub(crate) struct RefusalLog {
    /// What is limited.
    limit: &'static str,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    not_before: Option<Instant>,
    untold: u64,
}

impl RefusalLog {
    pub(crate) const fn new(limit: &'static str) -> Self {
        Self { limit, state: Mutex::new(State { not_before: None, untold: 0 }) }
    }

    /// Tells that somebody has to wait: an address, or the id of a key or an organization.
    pub(crate) fn refused(&self, who: impl fmt::Display, RetryAfter(seconds): RetryAfter) {
        if let Some(untold) = self.due(Instant::now()) {
            tracing::warn!(limit = self.limit, %who, seconds, untold, "a limit is reached: requests are refused");
        }
    }

    /// Whether a line is due, with the number of refusals that were not told since the last one.
    fn due(&self, now: Instant) -> Option<u64> {
        let mut state = self.state.lock();
        if state.not_before.is_some_and(|instant| now < instant) {
            state.untold += 1;
            return None;
        }
        state.not_before = Some(now + PAUSE);
        Some(std::mem::take(&mut state.untold))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_told_at_once_and_then_counted() {
        let log = RefusalLog::new("x");
        let start = Instant::now();
        let told: Vec<_> = (0..40).filter_map(|second| log.due(start + Duration::from_secs(second))).collect();
        assert_eq!(told, [0, 9, 9, 9]);
    }
}
