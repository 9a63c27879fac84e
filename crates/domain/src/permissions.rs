//! What a Custom member may do.

use serde::{Deserialize, Serialize};

/// The permissions of the role Custom, in Bitwarden's names. Other roles have none of their own.
#[expect(clippy::struct_excessive_bools, reason = "each is a permission of its own, as clients send them")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Permissions {
    /// Read the event log.
    pub access_event_logs: bool,
    /// Import and export the vault.
    pub access_import_export: bool,
    /// Read reports.
    pub access_reports: bool,
    /// Make collections.
    pub create_new_collections: bool,
    /// Change any collection.
    pub edit_any_collection: bool,
    /// Remove any collection.
    pub delete_any_collection: bool,
    /// Make, change and remove groups.
    pub manage_groups: bool,
    /// Change policies.
    pub manage_policies: bool,
    /// Change single sign-on.
    pub manage_sso: bool,
    /// Invite, confirm, change, revoke and remove members.
    pub manage_users: bool,
    /// Reset members' master passwords.
    pub manage_reset_password: bool,
    /// Manage provisioning.
    pub manage_scim: bool,
}

impl Permissions {
    /// None at all.
    pub const NONE: Self = Self {
        access_event_logs: false,
        access_import_export: false,
        access_reports: false,
        create_new_collections: false,
        edit_any_collection: false,
        delete_any_collection: false,
        manage_groups: false,
        manage_policies: false,
        manage_sso: false,
        manage_users: false,
        manage_reset_password: false,
        manage_scim: false,
    };

    /// As a JSON object.
    pub fn to_json(self) -> String {
        serde_json::to_string(&self).unwrap_or_default()
    }

    /// From a JSON object; what it does not name is not allowed.
    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// Whether whoever has these may give `others`: only what one holds oneself.
    pub fn include(self, others: Self) -> bool {
        let own = self.as_array();
        others.as_array().iter().zip(own).all(|(other, own)| own || !other)
    }

    const fn as_array(self) -> [bool; 12] {
        [
            self.access_event_logs,
            self.access_import_export,
            self.access_reports,
            self.create_new_collections,
            self.edit_any_collection,
            self.delete_any_collection,
            self.manage_groups,
            self.manage_policies,
            self.manage_sso,
            self.manage_users,
            self.manage_reset_password,
            self.manage_scim,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_what_they_do_not_have() {
        let users = Permissions { manage_users: true, ..Permissions::default() };
        let both = Permissions { manage_scim: true, ..users };
        assert!(both.include(users) && users.include(users) && users.include(Permissions::default()));
        assert!(!users.include(both) && !Permissions::default().include(users));
    }
}
