//! Waits that grow with each failure: what keeps guesses of passwords and codes few.

use crate::RetryAfter;
use domain::Timestamp;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

/// Failures that nobody waits for: people mistype.
const FREE: u32 = 5;
/// The longest wait.
const LONGEST: Duration = Duration::from_mins(15);
/// After so long without a failure all is forgotten.
const MEMORY: Duration = Duration::from_hours(24);
/// Attempts of one caller that may run at the same time: clients of a person that start together, and no more, since each
/// may turn out to be a guess.
const RUNNING: u32 = 4;
/// Callers remembered at most; beyond it the oldest failures are forgotten.
const MAX_CALLERS: usize = 1 << 17;

/// Failures of each caller, whatever a caller is told apart by.
#[derive(Debug)]
pub struct Backoff<K> {
    is_on: bool,
    callers: Mutex<HashMap<K, Failures>>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    running: u32,
    last: Timestamp,
}

impl Failures {
    /// From when on a further attempt is taken.
    fn until(self) -> Timestamp {
        match self.count.checked_sub(FREE) {
            None => self.last,
            Some(beyond) => self.last.after(LONGEST.min(Duration::from_secs(1_u64 << beyond.min(20)))),
        }
    }

    fn is_forgotten(self, now: Timestamp) -> bool {
        self.running == 0 && self.last.after(MEMORY) <= now
    }
}

impl<K: Eq + Hash + Clone> Backoff<K> {
    /// Nobody waits.
    pub fn off() -> Self {
        Self { is_on: false, callers: Mutex::default() }
    }

    /// Begins an attempt, which ends with [`Attempt::succeeded`] or [`Attempt::failed`]; where it ends with neither, since
    /// something else went wrong or the caller went away, nobody has learned anything and it counts as neither.
    pub fn attempt(&self, caller: K, now: Timestamp) -> Result<Attempt<'_, K>, RetryAfter> {
        if !self.is_on {
            return Ok(Attempt { backoff: self, caller: None, now });
        }
        let mut callers = self.callers.lock();
        if callers.len() >= MAX_CALLERS && !callers.contains_key(&caller) {
            make_room(&mut callers, now);
        }
        let failures = callers.entry(caller.clone()).or_insert(Failures { count: 0, running: 0, last: now });
        if failures.is_forgotten(now) {
            failures.count = 0;
        }
        let wait = failures.until().micros().saturating_sub(now.micros());
        if failures.count >= FREE && wait > 0 {
            return Err(RetryAfter::from(Duration::from_micros(wait.unsigned_abs())));
        }
        // Should all that run fail, nobody has guessed more often at once than one after the other.
        if failures.running >= FREE.saturating_sub(failures.count).clamp(1, RUNNING) {
            return Err(RetryAfter(1));
        }
        failures.running += 1;
        Ok(Attempt { backoff: self, caller: Some(caller), now })
    }

    fn end(&self, caller: &K, change: impl FnOnce(&mut Failures)) {
        let mut callers = self.callers.lock();
        let Some(failures) = callers.get_mut(caller) else { return };
        failures.running = failures.running.saturating_sub(1);
        change(failures);
        if failures.count == 0 && failures.running == 0 {
            callers.remove(caller);
        }
    }
}

impl<K> Default for Backoff<K> {
    fn default() -> Self {
        Self { is_on: true, callers: Mutex::default() }
    }
}

/// Forgets those whose failures are the oldest, half of them at once so that it is seldom done.
fn make_room<K: Eq + Hash>(callers: &mut HashMap<K, Failures>, now: Timestamp) {
    callers.retain(|_, failures| !failures.is_forgotten(now));
    if callers.len() < MAX_CALLERS {
        return;
    }
    let mut last: Vec<Timestamp> = callers.values().map(|failures| failures.last).collect();
    let middle = last.len() / 2;
    let (_, median, _) = last.select_nth_unstable(middle);
    let median = *median;
    callers.retain(|_, failures| failures.running > 0 || failures.last > median);
}

/// An attempt that runs.
#[derive(Debug)]
#[must_use]
pub struct Attempt<'b, K: Eq + Hash + Clone> {
    backoff: &'b Backoff<K>,
    caller: Option<K>,
    now: Timestamp,
}

impl<K: Eq + Hash + Clone> Attempt<'_, K> {
    /// It was right: the failures before are forgotten.
    pub fn succeeded(mut self) {
        self.end(|failures| failures.count = 0);
    }

    /// It was wrong.
    pub fn failed(mut self) {
        let now = self.now;
        self.end(|failures| {
            failures.count = failures.count.saturating_add(1);
            failures.last = failures.last.max(now);
        });
    }

    fn end(&mut self, change: impl FnOnce(&mut Failures)) {
        if let Some(caller) = self.caller.take() {
            self.backoff.end(&caller, change);
        }
    }
}

impl<K: Eq + Hash + Clone> Drop for Attempt<'_, K> {
    fn drop(&mut self) {
        self.end(|_| {});
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

    fn at(seconds: u64) -> Timestamp {
        NOW.after(Duration::from_secs(seconds))
    }

    #[test]
    fn waits_grow_with_each_failure_and_end_with_a_success() {
        let backoff = Backoff::default();
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..17 {
            match backoff.attempt("caller", at(now)) {
                Ok(attempt) => attempt.failed(),
                Err(RetryAfter(wait)) => panic!("after {waits:?} at {now} s another {wait} s"),
            }
            let failures = backoff.callers.lock()["caller"];
            let wait = if failures.count < FREE { 0 } else { failures.until().micros() - at(now).micros() };
            let wait = wait.unsigned_abs() / 1_000_000;
            waits.push(wait);
            now += wait;
        }
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
        backoff.attempt("caller", at(now)).unwrap().succeeded();
        for _ in 0..4 {
            backoff.attempt("caller", at(now)).unwrap().failed();
        }
        assert!(backoff.attempt("caller", at(now)).is_ok());
        assert!(backoff.attempt("another", at(now)).is_ok());
    }

    #[test]
    fn nobody_waits_where_it_is_off() {
        let backoff = Backoff::off();
        for _ in 0..100 {
            backoff.attempt("caller", NOW).unwrap().failed();
        }
        assert!(backoff.callers.lock().is_empty());
    }

    #[test]
    fn a_day_forgets() {
        let backoff = Backoff::default();
        for _ in 0..5 {
            backoff.attempt("caller", NOW).unwrap().failed();
        }
        assert!(backoff.attempt("caller", NOW).is_err());
        let tomorrow = NOW.after(MEMORY);
        for _ in 0..5 {
            backoff.attempt("caller", tomorrow).unwrap().failed();
        }
        assert!(backoff.attempt("caller", tomorrow).is_err());
    }

    #[test]
    fn attempts_at_the_same_time_are_few_and_fewer_after_failures() {
        let backoff = Backoff::default();
        let begin_all = || std::iter::from_fn(|| backoff.attempt("caller", at(900)).ok()).collect::<Vec<_>>();
        for (failures, at_once) in [(0, 4), (1, 4), (2, 3), (3, 2), (4, 1), (5, 1)] {
            for _ in 0..failures {
                backoff.attempt("caller", NOW).unwrap().failed();
            }
            assert_eq!(begin_all().len(), at_once, "after {failures} failures");
            // Those ended undecided, and made room.
            let running = begin_all();
            assert_eq!(running.len(), at_once, "after {failures} failures");
            assert_eq!(backoff.attempt("caller", at(900)).map(drop), Err(RetryAfter(1)));
            running.into_iter().for_each(Attempt::succeeded);
            assert!(backoff.callers.lock().is_empty());
        }
    }

    #[test]
    fn the_oldest_make_room() {
        let backoff = Backoff::default();
        for number in 0..=MAX_CALLERS {
            backoff.attempt(number, NOW.after(Duration::from_micros(number as u64))).unwrap().failed();
        }
        let callers = backoff.callers.lock();
        assert!(callers.len() < MAX_CALLERS && callers.contains_key(&MAX_CALLERS) && !callers.contains_key(&0));
    }
}
