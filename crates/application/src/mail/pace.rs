//! How fast the mails of organizations leave.

use std::num::NonZeroU32;
use std::time::Duration;
use tokio::time::Instant;

/// So many mails a minute, a tenth of them in one go: a few leave at once, and thousands do not.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    /// Between two mails; none where nobody is flooded.
    interval: Option<Duration>,
    burst: Duration,
    /// When all that have left are paid back.
    paid_back_at: Instant,
}

impl Pace {
    /// `rate` mails a minute, or as many as there are.
    pub(crate) fn new(rate: Option<NonZeroU32>, now: Instant) -> Self {
        let interval = rate.map(|rate| Duration::from_mins(1) / rate.get());
        let burst = interval.map_or(Duration::ZERO, |interval| interval.max(Duration::from_secs(6)));
        Self { interval, burst, paid_back_at: now }
    }

    /// How many may leave now, of so many.
    pub(crate) fn allows(&self, wanted: usize, now: Instant) -> usize {
        let Some(interval) = self.interval else { return wanted };
        let spare = self.burst.saturating_sub(self.paid_back_at.saturating_duration_since(now));
        let count = spare.as_nanos().checked_div(interval.as_nanos()).unwrap_or(u128::MAX);
        usize::try_from(count).unwrap_or(usize::MAX).min(wanted)
    }

    /// Notes that so many leave.
    pub(crate) fn spend(&mut self, count: usize, now: Instant) {
        if let Some(interval) = self.interval {
            let cost = interval.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX));
            self.paid_back_at = self.paid_back_at.max(now) + cost;
        }
    }

    /// How long it is until one may leave; none where one may now.
    pub(crate) fn wait(&self, now: Instant) -> Option<Duration> {
        let after = self.paid_back_at.max(now) + self.interval?;
        Some(after.saturating_duration_since(now).saturating_sub(self.burst)).filter(|wait| !wait.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_few_leave_at_once_and_the_others_one_after_another() {
        let start = Instant::now();
        let mut pace = Pace::new(NonZeroU32::new(600), start);
        let mut leave = |after: Duration| {
            let now = start + after;
            let count = pace.allows(1_000, now);
            pace.spend(count, now);
            assert_eq!(pace.allows(1, now), 0);
            assert_eq!(pace.wait(now), Some(Duration::from_millis(100)));
            count
        };
        assert_eq!(leave(Duration::ZERO), 60);
        assert_eq!(leave(Duration::from_millis(100)), 1);
        assert_eq!(leave(Duration::from_secs(1)), 9);
        assert_eq!(leave(Duration::from_hours(1)), 60, "who rests saves up no more than that");
    }

    #[tokio::test]
    async fn a_slow_one_sends_each_alone_and_none_knows_no_wait() {
        let start = Instant::now();
        let mut slow = Pace::new(NonZeroU32::new(2), start);
        assert_eq!((slow.allows(8, start), slow.wait(start)), (1, None));
        slow.spend(1, start);
        assert_eq!((slow.allows(8, start), slow.wait(start)), (0, Some(Duration::from_secs(30))));
        let mut none = Pace::new(None, start);
        none.spend(10_000, start);
        assert_eq!((none.allows(8, start), none.wait(start)), (8, None));
    }
}
