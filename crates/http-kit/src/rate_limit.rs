//! How much one key, and one address with wrong keys or passwords, may ask.
//!
//! The generic cell rate algorithm over one map per limit: for each caller the instant at which all that it has used
//! is paid back. A look without taking is possible, and so is giving back, which the limits on what is wrong need: right
//! keys and passwords never count.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use domain::Timestamp;
use http::HeaderValue;
use parking_lot::Mutex;
use uuid::Uuid;

use crate::backoff::{Attempt, Backoff};
use crate::client_address::network_of;
use crate::refusal_log::RefusalLog;

/// The caller may ask again after so many whole seconds, at least one (RFC 9110 §10.2.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RetryAfter(pub u64);

impl RetryAfter {
    /// The value of the `Retry-After` header.
    pub fn header_value(self) -> HeaderValue {
        HeaderValue::from(self.0)
    }
}

impl From<Duration> for RetryAfter {
    fn from(wait: Duration) -> Self {
        let started = wait.subsec_nanos() > 0 || wait.is_zero();
        Self(wait.as_secs() + u64::from(started))
    }
}

/// Invitations that the people of one organization may send in an hour, by hand.
const INVITATIONS: NonZeroU32 = NonZeroU32::new(2_000).unwrap();
/// What the log calls the waits that grow with each wrong password.
const WRONG_PASSWORDS: &str = "wrong passwords and codes for an account";

/// The limits of one process.
#[derive(Debug)]
pub struct RateLimits {
    per_key: Option<Limit<Uuid>>,
    bad_keys: Option<Limit<IpAddr>>,
    sign_ins: Option<Limit<IpAddr>>,
    mails: Option<Limit<IpAddr>>,
    invitations: Option<Limit<Uuid>>,
    guesses: Backoff<[u8; 32]>,
    guess_log: RefusalLog,
}

impl RateLimits {
    /// `per_key` requests a second for each key, in bursts of as many; `wrong` a minute for each address, likewise: so many
    /// keys of programs, as many sign-ins of people, and as many mails may it ask for without having signed in. Each counts
    /// for itself: a directory with an old key keeps nobody behind the same address from signing in.
    pub fn new(per_key: Option<NonZeroU32>, wrong: Option<NonZeroU32>) -> Self {
        let a_minute = |of| wrong.map(|quota| Limit::new(of, quota, Duration::from_mins(1)));
        Self {
            per_key: per_key.map(|quota| Limit::new("requests of a SCIM key", quota, Duration::from_secs(1))),
            bad_keys: a_minute("wrong keys of an address"),
            sign_ins: a_minute("wrong sign-ins of an address"),
            mails: a_minute("mails that an address asks for"),
            invitations: Some(Limit::new("invitations of an organization", INVITATIONS, Duration::from_hours(1))),
            guesses: Backoff::default(),
            guess_log: RefusalLog::new(WRONG_PASSWORDS),
        }
    }

    /// No limit at all.
    pub fn off() -> Self {
        Self {
            per_key: None,
            bad_keys: None,
            sign_ins: None,
            mails: None,
            invitations: None,
            guesses: Backoff::off(),
            guess_log: RefusalLog::new(WRONG_PASSWORDS),
        }
    }

    /// Begins a guess at a password or a code, by the digest of who guesses at what; the log tells `who` must wait.
    pub fn guess(
        &self,
        guess: [u8; 32],
        who: impl fmt::Display,
        now: Timestamp,
    ) -> Result<Attempt<'_, [u8; 32]>, RetryAfter> {
        self.guesses.attempt(guess, now).inspect_err(|wait| self.guess_log.refused(who, *wait))
    }

    /// Counts one request of a key.
    pub fn check_key(&self, key_id: Uuid) -> Result<(), RetryAfter> {
        self.per_key.as_ref().map_or(Ok(()), |limit| limit.take(key_id, Instant::now()))
    }

    /// Whether the address may try a program's key: not after too many wrong ones. Counts nothing.
    pub fn check_address(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.bad_keys.as_ref().map_or(Ok(()), |limit| limit.look(&network_of(address), Instant::now()))
    }

    /// Counts a wrong key of a program.
    pub fn record_bad_key(&self, address: IpAddr) {
        if let Some(limit) = &self.bad_keys {
            // Beyond the limit nothing is added: a client that goes on is let in again as soon as one that stops.
            let _refused = limit.take(network_of(address), Instant::now());
        }
    }

    /// Counts a sign-in of a person as a wrong one until it turns out to be right: where the check takes its time, others
    /// come meanwhile, and a look would let them all pass.
    pub fn try_sign_in(&self, address: IpAddr) -> Result<SignInTry<'_>, RetryAfter> {
        let network = network_of(address);
        if let Some(limit) = &self.sign_ins {
            limit.take(network, Instant::now())?;
        }
        Ok(SignInTry { limit: self.sign_ins.as_ref(), network })
    }

    /// Counts so many invitations that somebody has an organization send: all of them may go, or none.
    pub fn check_invitations(&self, organization_id: Uuid, count: usize) -> Result<(), RetryAfter> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let limit = self.invitations.as_ref();
        limit.map_or(Ok(()), |limit| limit.take_several(organization_id, count, Instant::now()))
    }

    /// Counts a mail that somebody asks for without having signed in.
    pub fn check_mail(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.mails.as_ref().map_or(Ok(()), |limit| limit.take(network_of(address), Instant::now()))
    }
}

impl Default for RateLimits {
    /// 200 requests a second for each key (Entra ID asks for 25), 20 wrong keys and 20 wrong sign-ins a minute
    /// for each address.
    fn default() -> Self {
        Self::new(NonZeroU32::new(200), NonZeroU32::new(20))
    }
}

/// A password or key of a person that is being checked. Dropped, it was a wrong one: whoever goes away before the answer has
/// tried all the same.
#[derive(Debug)]
#[must_use]
pub struct SignInTry<'l> {
    limit: Option<&'l Limit<IpAddr>>,
    network: IpAddr,
}

impl SignInTry<'_> {
    /// It is right, and does not count.
    pub fn was_right(self) {
        if let Some(limit) = self.limit {
            limit.give_back(&self.network);
        }
    }
}

/// Callers remembered at most; beyond it new ones go uncounted rather than take memory without end.
const MAX_CALLERS: usize = 1 << 20;

#[derive(Debug)]
struct Limit<K> {
    log: RefusalLog,
    cost: Duration,
    burst: Duration,
    callers: Mutex<Callers<K>>,
}

#[derive(Debug)]
struct Callers<K> {
    paid_back_at: HashMap<K, Instant>,
    /// At this size those who have paid back are forgotten; doubling makes that a constant cost per request.
    sweep_at: usize,
    /// A full map whose callers all still owe is not swept for each request.
    sweep_not_before: Option<Instant>,
}

impl<K: Eq + Hash + fmt::Display> Limit<K> {
    fn new(of: &'static str, quota: NonZeroU32, period: Duration) -> Self {
        let callers = Callers { paid_back_at: HashMap::new(), sweep_at: 1024, sweep_not_before: None };
        let cost = period / quota.get();
        // The division rounds down: from the cost, a burst is exactly the quota.
        Self { log: RefusalLog::new(of), cost, burst: cost * quota.get(), callers: Mutex::new(callers) }
    }

    fn take(&self, caller: K, now: Instant) -> Result<(), RetryAfter> {
        self.take_several(caller, 1, now)
    }

    fn take_several(&self, caller: K, count: u32, now: Instant) -> Result<(), RetryAfter> {
        let mut callers = self.callers.lock();
        callers.sweep(now);
        let paid_back_at = callers.paid_back_at.get(&caller).copied();
        let after = self.after_more(&caller, paid_back_at, count, now)?;
        if paid_back_at.is_some() || callers.paid_back_at.len() < MAX_CALLERS {
            callers.paid_back_at.insert(caller, after);
        }
        Ok(())
    }

    fn look(&self, caller: &K, now: Instant) -> Result<(), RetryAfter> {
        let paid_back_at = self.callers.lock().paid_back_at.get(caller).copied();
        self.after_more(caller, paid_back_at, 1, now).map(drop)
    }

    fn give_back(&self, caller: &K) {
        if let Some(paid_back_at) = self.callers.lock().paid_back_at.get_mut(caller) {
            *paid_back_at = paid_back_at.checked_sub(self.cost).unwrap_or(*paid_back_at);
        }
    }

    fn after_more(
        &self,
        caller: &K,
        paid_back_at: Option<Instant>,
        count: u32,
        now: Instant,
    ) -> Result<Instant, RetryAfter> {
        let after = paid_back_at.map_or(now, |instant| instant.max(now)) + self.cost.saturating_mul(count);
        let excess = after.saturating_duration_since(now).saturating_sub(self.burst);
        if excess.is_zero() {
            return Ok(after);
        }
        let wait = RetryAfter::from(excess);
        self.log.refused(caller, wait);
        Err(wait)
    }
}

impl<K: Eq + Hash> Callers<K> {
    fn sweep(&mut self, now: Instant) {
        if self.paid_back_at.len() < self.sweep_at || self.sweep_not_before.is_some_and(|instant| now < instant) {
            return;
        }
        self.paid_back_at.retain(|_, instant| *instant > now);
        self.sweep_at = (self.paid_back_at.len() * 2).clamp(1024, MAX_CALLERS);
        self.sweep_not_before = Some(now + Duration::from_secs(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(count: u32) -> NonZeroU32 {
        NonZeroU32::new(count).unwrap()
    }

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let limit = Limit::new("x", quota(4), Duration::from_secs(1));
        let start = Instant::now();
        let allowed = |at: Duration| (0..100).filter(|_| limit.take("key", start + at).is_ok()).count();
        assert_eq!(allowed(Duration::ZERO), 4);
        assert_eq!(allowed(Duration::from_millis(500)), 2);
        assert_eq!(allowed(Duration::from_mins(1)), 4);
        assert!(limit.take("another key", start).is_ok());
    }

    #[test]
    fn the_wait_is_in_whole_seconds_and_at_least_one() {
        let limit = Limit::new("x", quota(2), Duration::from_mins(1));
        let now = Instant::now();
        for _ in 0..2 {
            limit.take("address", now).unwrap();
        }
        assert_eq!(limit.take("address", now), Err(RetryAfter(30)));
        assert_eq!(limit.take("address", now + Duration::from_millis(29_500)), Err(RetryAfter(1)));
        assert_eq!(limit.take("address", now + Duration::from_secs(30)), Ok(()));
        assert_eq!(RetryAfter::from(Duration::ZERO), RetryAfter(1));
        assert_eq!(RetryAfter::from(Duration::from_millis(1001)), RetryAfter(2));
    }

    #[test]
    fn an_address_is_refused_after_its_wrong_keys_and_never_for_right_ones() {
        let limits = RateLimits::new(None, Some(quota(3)));
        let address: IpAddr = "2001:db8::1".parse().unwrap();
        for _ in 0..1000 {
            limits.check_address(address).unwrap();
        }
        for _ in 0..3 {
            limits.check_address(address).unwrap();
            limits.record_bad_key(address);
        }
        assert!(limits.check_address(address).is_err());
        assert!(limits.check_address("2001:db8::2".parse().unwrap()).is_err(), "same network");
        assert!(limits.check_address("2001:db8:0:1::1".parse().unwrap()).is_ok());
    }

    #[test]
    fn sign_ins_count_while_they_are_checked_and_right_ones_no_longer() {
        let limits = RateLimits::new(None, Some(quota(3)));
        let address: IpAddr = "192.0.2.1".parse().unwrap();
        for _ in 0..1000 {
            limits.try_sign_in(address).unwrap().was_right();
        }
        let running: Vec<_> = (0..3).map(|_| limits.try_sign_in(address).unwrap()).collect();
        assert!(limits.try_sign_in(address).is_err());
        running.into_iter().for_each(SignInTry::was_right);
        for _ in 0..3 {
            drop(limits.try_sign_in(address).unwrap());
        }
        assert!(limits.try_sign_in(address).is_err());
    }

    #[test]
    fn wrong_keys_and_wrong_sign_ins_count_each_for_themselves() {
        let limits = RateLimits::new(None, Some(quota(3)));
        let [one, other]: [IpAddr; 2] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse().unwrap());
        for _ in 0..3 {
            limits.record_bad_key(one);
            drop(limits.try_sign_in(other).unwrap());
        }
        assert!(limits.check_address(one).is_err() && limits.try_sign_in(other).is_err());
        limits.try_sign_in(one).unwrap().was_right();
        limits.check_address(other).unwrap();
    }

    #[test]
    fn invitations_of_an_organization_are_as_many_as_an_hour_has() {
        let limits = RateLimits::new(None, None);
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for _ in 0..3 {
            limits.check_invitations(one, 500).unwrap();
        }
        let RetryAfter(wait) = limits.check_invitations(one, 501).unwrap_err();
        assert!((1..=3).contains(&wait), "{wait}");
        limits.check_invitations(one, 500).unwrap();
        let RetryAfter(wait) = limits.check_invitations(one, 500).unwrap_err();
        assert!((898..=900).contains(&wait), "{wait}");
        limits.check_invitations(other, 2_000).unwrap();
    }

    #[test]
    fn off_limits_nothing() {
        let limits = RateLimits::off();
        let address = "192.0.2.1".parse().unwrap();
        for _ in 0..1000 {
            limits.check_key(Uuid::nil()).unwrap();
            limits.record_bad_key(address);
            limits.check_address(address).unwrap();
            drop(limits.try_sign_in(address).unwrap());
            limits.check_mail(address).unwrap();
            limits.check_invitations(Uuid::nil(), 2_000).unwrap();
        }
    }

    #[test]
    fn who_has_paid_back_is_forgotten() {
        let limit = Limit::new("x", quota(1), Duration::from_secs(1));
        let start = Instant::now();
        for caller in 0..10_000_u32 {
            limit.take(caller, start + Duration::from_secs(u64::from(caller))).unwrap();
        }
        assert!(limit.callers.lock().paid_back_at.len() <= 1024);
    }
}
