//! What the log tells of mails that do not leave: that it begins, what changes, and that it is over.

use super::SendError;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The same failure is told again after so long.
const REPEAT: Duration = Duration::from_mins(1);
/// Another one sooner, yet no sooner than this: mails that are sent side by side may fail in turn for different reasons.
const PAUSE: Duration = Duration::from_secs(10);

/// How the sending of mails goes, for the log.
#[derive(Debug, Default)]
pub(super) struct DeliveryLog(Mutex<Told>);

#[derive(Debug, Default)]
struct Told {
    /// The last failure that was told.
    failure: Option<(Instant, String)>,
    untold: u64,
    /// Whether the last line said that mails do not leave.
    is_failing: bool,
}

impl DeliveryLog {
    /// A mail did not leave by this way. What a mail server refuses for good is about one mail, and told elsewhere.
    pub(super) fn failed(&self, way: &str, error: &SendError) {
        if error.is_permanent {
            return;
        }
        let reason = error.to_string();
        if let Some(untold) = self.lock().fail(&reason, Instant::now()) {
            tracing::warn!(way, reason, untold, "mails do not leave; they are tried again");
        }
    }

    /// A mail left.
    pub(super) fn sent(&self, way: &str) {
        if std::mem::take(&mut self.lock().is_failing) {
            tracing::info!(way, "mails leave again");
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Told {
    /// Whether this failure is to be told, with the number of those that were not.
    fn fail(&mut self, reason: &str, now: Instant) -> Option<u64> {
        if let Some((told_at, told)) = &self.failure
            && now.duration_since(*told_at) < if told == reason { REPEAT } else { PAUSE }
        {
            self.untold += 1;
            return None;
        }
        self.failure = Some((now, reason.to_owned()));
        self.is_failing = true;
        Some(std::mem::take(&mut self.untold))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_is_told_then_another_one_and_the_same_once_a_minute() {
        let (mut told, start) = (Told::default(), Instant::now());
        let mut fail = |seconds, reason| told.fail(reason, start + Duration::from_secs(seconds));
        assert_eq!(fail(0, "refused"), Some(0));
        assert_eq!([fail(1, "refused"), fail(2, "no route"), fail(59, "refused")], [None; 3]);
        assert_eq!(fail(60, "refused"), Some(3));
        assert_eq!(fail(71, "no route"), Some(0));
    }
}
