//! The types of events in words.

use domain::{Change, Event, EventType};

/// Types of events that are about the same kind of thing.
pub(crate) struct Kind {
    /// Its word in addresses.
    pub(crate) word: &'static str,
    /// The text of its name.
    pub(crate) text: &'static str,
    /// The text that stands for one of which nothing more is known.
    pub(crate) one: &'static str,
    /// The text that stands for one of a name.
    pub(crate) named: &'static str,
    /// The number of the first type, of which there are a hundred at most.
    first: i64,
}

/// All kinds, those first that people look for.
pub(crate) const KINDS: [Kind; 7] = [
    Kind { word: "members", text: "events-members", one: "events-a-member", named: "events-the-member", first: 1500 },
    Kind { word: "groups", text: "events-groups", one: "events-a-group", named: "events-the-group", first: 1400 },
    Kind {
        word: "collections",
        text: "events-collections",
        one: "events-a-collection",
        named: "events-the-collection",
        first: 1300,
    },
    Kind { word: "items", text: "events-items", one: "events-an-item", named: "events-the-item", first: 1100 },
    Kind { word: "policies", text: "events-policies", one: "events-a-policy", named: "events-the-policy", first: 1700 },
    Kind {
        word: "organization",
        text: "events-organization",
        one: "events-an-organization",
        named: "events-the-organization",
        first: 1600,
    },
    Kind { word: "accounts", text: "events-accounts", one: "events-a-member", named: "events-the-member", first: 1000 },
];

impl Kind {
    /// The kind of a type.
    pub(crate) fn of(event_type: EventType) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.has(event_type))
    }

    /// Its types.
    pub(crate) fn types(&self) -> impl Iterator<Item = EventType> {
        EventType::ALL.iter().copied().filter(|event_type| self.has(*event_type))
    }

    fn has(&self, event_type: EventType) -> bool {
        (self.first..self.first + 100).contains(&event_type.number())
    }
}

/// The text of an event that is no change: somebody looked at a key.
pub(crate) fn text_of_key_shown(changes: &[Change]) -> Option<&'static str> {
    let shown = changes.iter().find(|change| change.after.as_deref() == Some(Event::KEY_SHOWN))?;
    match shown.field.split(' ').next()? {
        "scimKey" => Some("event-scim-key-shown"),
        "apiKey" => Some("event-api-key-shown"),
        _ => None,
    }
}

/// The text that says what somebody did. Its variable `whom` is what they did it with.
pub(crate) const fn text(event_type: EventType) -> &'static str {
    match event_type {
        EventType::AccountSignedIn => "event-signed-in",
        EventType::AccountChangedPassword => "event-changed-password",
        EventType::AccountChangedTwoStep => "event-changed-two-step",
        EventType::AccountDisabledTwoStep => "event-disabled-two-step",
        EventType::AccountRecoveredTwoStep => "event-recovered-two-step",
        EventType::AccountFailedSignIn => "event-failed-sign-in",
        EventType::AccountFailedTwoStep => "event-failed-two-step",
        EventType::ItemCreated | EventType::CollectionCreated | EventType::GroupCreated => "event-made",
        EventType::ItemUpdated
        | EventType::CollectionUpdated
        | EventType::GroupUpdated
        | EventType::MemberUpdated
        | EventType::PolicyUpdated
        | EventType::OrganizationUpdated => "event-changed",
        EventType::ItemDeleted | EventType::CollectionDeleted | EventType::GroupDeleted => "event-deleted",
        EventType::ItemViewed => "event-viewed",
        EventType::ItemPasswordShown => "event-password-shown",
        EventType::ItemHiddenFieldShown => "event-field-shown",
        EventType::ItemCardCodeShown => "event-card-code-shown",
        EventType::ItemPasswordCopied => "event-password-copied",
        EventType::ItemHiddenFieldCopied => "event-field-copied",
        EventType::ItemCardCodeCopied => "event-card-code-copied",
        EventType::ItemAutofilled => "event-filled-in",
        EventType::ItemCardNumberShown => "event-card-number-shown",
        EventType::ItemShared => "event-shared",
        EventType::ItemUpdatedCollections => "event-changed-collections",
        EventType::ItemSoftDeleted => "event-trashed",
        EventType::ItemRestored => "event-took-from-trash",
        EventType::MemberInvited => "event-invited",
        EventType::MemberConfirmed => "event-confirmed",
        EventType::MemberRemoved => "event-removed",
        EventType::MemberUpdatedGroups => "event-changed-groups",
        EventType::MemberEnrolledRecovery => "event-enrolled-recovery",
        EventType::MemberWithdrewRecovery => "event-withdrew-recovery",
        EventType::MemberPasswordReset => "event-password-reset",
        EventType::MemberRevoked => "event-revoked",
        EventType::MemberRestored => "event-restored",
        EventType::MemberAccountDeleted => "event-account-deleted",
        EventType::MemberLeft => "event-left",
        EventType::MemberRevokedForTwoStep => "event-revoked-two-step",
        EventType::MemberRevokedForSingleOrganization => "event-revoked-single",
        EventType::MemberStaged => "event-staged",
        EventType::OrganizationPurged => "event-purged",
        EventType::OrganizationExported => "event-exported",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;
    use domain::Timestamp;

    #[test]
    fn every_type_is_of_one_kind_and_has_its_words() {
        let t = Texts::sample(Timestamp::from_micros(0));
        for event_type in EventType::ALL {
            assert_eq!(KINDS.iter().filter(|kind| kind.has(*event_type)).count(), 1, "{event_type:?}");
            assert!(t.find(text(*event_type)).is_some(), "{event_type:?}");
        }
    }
}
