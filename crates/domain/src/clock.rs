//! Time as a value.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment this many microseconds after 1970-01-01T00:00:00Z.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This moment moved forward; saturates at the end of time.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// This moment, or one a millisecond after `previous` where that is later: clients, who are told milliseconds, see
    /// each change as newer than the one before.
    #[must_use]
    pub fn later_than(self, previous: Self) -> Self {
        self.max(previous.after(Duration::from_millis(1)))
    }

    /// This moment in milliseconds, rounded up.
    pub const fn millis_rounded_up(self) -> i64 {
        -(-self.0).div_euclid(1000)
    }

    /// This moment moved back; saturates at the beginning of time.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }
}

/// Where the time comes from: the system, or a test that moves it by hand.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The clock of the system.
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until [`Clock::advance`] moves it. Clones show the same time.
    pub fn manual(start: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(start.0))))
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.0.as_ref().map_or_else(system_time, |manual| Timestamp(manual.load(Ordering::SeqCst)))
    }

    /// Moves a manual clock forward; the system's clock is left alone.
    pub fn advance(&self, duration: Duration) {
        if let Some(manual) = &self.0 {
            manual.store(Timestamp(manual.load(Ordering::SeqCst)).after(duration).0, Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
fn system_time() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_moment_is_later_in_milliseconds_too() {
        let moment = Timestamp::from_micros;
        assert_eq!(moment(5_000_000).later_than(moment(4_000_000)), moment(5_000_000));
        assert_eq!(moment(5_000_000).later_than(moment(5_000_000)), moment(5_001_000));
        for previous in [0, 1, 999, 1000, 1001] {
            let later = moment(1000).later_than(moment(previous));
            assert!(later.millis_rounded_up() > moment(previous).millis_rounded_up(), "{previous}");
        }
        assert_eq!(moment(1001).millis_rounded_up(), 2);
        assert_eq!(moment(1000).millis_rounded_up(), 1);
    }

    #[test]
    fn a_manual_clock_moves_for_all_its_clones() {
        let clock = Clock::manual(Timestamp::from_micros(5));
        clock.clone().advance(Duration::from_micros(2));
        assert_eq!(clock.now().micros(), 7);
        assert!(Clock::system().now() > clock.now());
    }
}
