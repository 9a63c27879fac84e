//! Sign-ins of the Admin Console.

use crate::{AccountId, BrowserSessionId, DeviceId, Timestamp};
use std::time::Duration;
use uuid::Uuid;

/// A browser that is signed in to the Admin Console. Its cookie holds a secret, of which the digest alone is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSession {
    /// Whose.
    pub account_id: AccountId,
    /// Its identifier.
    pub id: BrowserSessionId,
    /// The account's security stamp at the sign-in: with another one the session is over.
    pub security_stamp: Uuid,
    /// The device, by the name it gave itself.
    pub device_identifier: String,
    /// Our name of the device: once it is signed out, the session is over.
    pub device_id: DeviceId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to a minute.
    pub last_seen_at: Timestamp,
    /// When the person last proved to know the master password; not by the sign-in, but on a page that asked for it.
    pub verified_at: Option<Timestamp>,
    /// When it ends, however much it is used.
    pub expires_at: Timestamp,
}

impl BrowserSession {
    /// How long a session goes on at most.
    pub const LIFE: Duration = Duration::from_hours(12);
    /// How long it goes on without being used.
    pub const IDLE: Duration = Duration::from_mins(30);
    /// How often it is written down that it is used.
    pub const SEEN_EVERY: Duration = Duration::from_mins(1);
    /// How long a proof of the master password counts.
    pub const PROOF: Duration = Duration::from_mins(5);

    /// Whether it has run out.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.expires_at || now >= self.last_seen_at.after(Self::IDLE)
    }

    /// Whether its use is to be written down.
    pub fn is_to_be_seen(&self, now: Timestamp) -> bool {
        now >= self.last_seen_at.after(Self::SEEN_EVERY)
    }

    /// Whether the person proved a moment ago to know the master password.
    pub fn is_verified(&self, now: Timestamp) -> bool {
        self.verified_at.is_some_and(|at| now < at.after(Self::PROOF))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

    fn session() -> BrowserSession {
        BrowserSession {
            account_id: AccountId::from_uuid(Uuid::nil()),
            id: BrowserSessionId::from_uuid(Uuid::nil()),
            security_stamp: Uuid::nil(),
            device_identifier: "browser".to_owned(),
            device_id: DeviceId::from_uuid(Uuid::nil()),
            created_at: START,
            last_seen_at: START,
            verified_at: None,
            expires_at: START.after(BrowserSession::LIFE),
        }
    }

    #[test]
    fn a_session_ends_unused_or_after_its_life() {
        let after = |minutes| START.after(Duration::from_mins(minutes));
        assert!(!session().is_over(after(29)) && session().is_over(after(30)));
        let used = BrowserSession { last_seen_at: after(719), ..session() };
        assert!(!used.is_over(after(719)) && used.is_over(after(720)));
    }

    #[test]
    fn its_use_is_written_down_once_a_minute() {
        assert!(!session().is_to_be_seen(START.after(Duration::from_secs(59))));
        assert!(session().is_to_be_seen(START.after(Duration::from_mins(1))));
    }

    #[test]
    fn a_proof_counts_for_five_minutes() {
        assert!(!session().is_verified(START));
        let proved = BrowserSession { verified_at: Some(START), ..session() };
        assert!(proved.is_verified(START.after(Duration::from_secs(299))));
        assert!(!proved.is_verified(START.after(Duration::from_mins(5))));
    }
}
