//! How the connection with the identity provider stands, by its latest calls.

use application::TraceRow;
use domain::{Organization, Timestamp};

/// How the connection stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Connection {
    /// SCIM is switched off: every call is refused.
    Off,
    /// Nobody has called yet, or not for as long as calls are kept.
    Waiting,
    /// The newest call was let in.
    Works {
        /// When it was made.
        at: Timestamp,
        /// By whom, where that is known.
        provider: Option<String>,
    },
    /// The newest call was not let in, or the server failed it.
    Fails {
        /// When it was made.
        at: Timestamp,
        /// Why, in plain words.
        cause: Option<String>,
        /// What to do.
        fix: Option<String>,
    },
}

impl Connection {
    /// By the latest calls, the newest first.
    pub(crate) fn of(organization: &Organization, calls: &[TraceRow]) -> Self {
        let Some(newest) = calls.first().map(|row| &row.entry) else {
            return if organization.scim.enabled { Self::Waiting } else { Self::Off };
        };
        // What is refused for its content came through; a key that is wrong, or not enough, did not.
        let fails = matches!(newest.status, 401 | 403 | 500..);
        if !organization.scim.enabled {
            Self::Off
        } else if fails {
            Self::Fails { at: newest.occurred_at, cause: newest.cause.clone(), fix: newest.fix.clone() }
        } else {
            Self::Works { at: newest.occurred_at, provider: newest.provider.clone() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample_call;
    use domain::{OrganizationId, ScimSettings};
    use uuid::Uuid;

    #[test]
    fn the_newest_call_says_how_it_stands() {
        let id = OrganizationId::from_uuid(Uuid::nil());
        let off = Organization::new(id, "Acme", Timestamp::from_micros(0)).unwrap();
        let on = Organization { scim: ScimSettings { enabled: true, ..off.scim }, ..off.clone() };
        let call = |status| sample_call("POST", "/v2/x/Users", status, None);
        let works = |calls: &[TraceRow]| matches!(Connection::of(&on, calls), Connection::Works { .. });
        assert_eq!(Connection::of(&on, &[]), Connection::Waiting);
        assert_eq!(Connection::of(&off, &[call(200)]), Connection::Off);
        assert!(works(&[call(201), call(401)]));
        assert!(works(&[call(409), call(401)]), "a conflict came through");
        for status in [401, 403, 500, 503] {
            let connection = Connection::of(&on, &[call(status), call(200)]);
            assert!(matches!(connection, Connection::Fails { .. }), "{status}");
        }
    }
}
