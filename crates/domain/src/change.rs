//! What a call changed, field by field.

use serde::{Deserialize, Serialize};

/// One field before and after, as the provisioning trace and the event log show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field, in the spelling of the SCIM schema where it has one (`active`, `externalId`, `members`).
    pub field: String,
    /// Its value before; none where it was not there.
    pub before: Option<String>,
    /// Its value after; none where it went away.
    pub after: Option<String>,
}

impl Change {
    /// The change of a field, or none where both values are the same.
    pub fn of(field: &str, before: Option<&str>, after: Option<&str>) -> Option<Self> {
        (before != after).then(|| Self {
            field: field.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        })
    }
}
