//! The part of a form that says what somebody is and may do.

use crate::form::Form;
use crate::texts::Texts;
use domain::{Authority, MemberRole, Organization, Permissions};
use serde_json::{Map, Value};

/// The permissions by the names that the rules give them, with their texts.
const PERMISSIONS: [(&str, &str); 12] = [
    ("manageUsers", "permission-manage-users"),
    ("manageGroups", "permission-manage-groups"),
    ("manageScim", "permission-manage-scim"),
    ("managePolicies", "permission-manage-policies"),
    ("manageSso", "permission-manage-sso"),
    ("manageResetPassword", "permission-manage-reset-password"),
    ("accessEventLogs", "permission-access-event-logs"),
    ("accessReports", "permission-access-reports"),
    ("accessImportExport", "permission-access-import-export"),
    ("createNewCollections", "permission-create-new-collections"),
    ("editAnyCollection", "permission-edit-any-collection"),
    ("deleteAnyCollection", "permission-delete-any-collection"),
];

/// The roles in the order in which they are offered, with the text that says what each is.
const ROLES: [(&str, MemberRole, &str); 4] = [
    ("user", MemberRole::User, "role-user-why"),
    ("custom", MemberRole::Custom, "role-custom-why"),
    ("admin", MemberRole::Admin, "role-admin-why"),
    ("owner", MemberRole::Owner, "role-owner-why"),
];

/// What `members/role_fields.html` shows: the roles and permissions that somebody may give.
pub(super) struct RoleFields {
    pub(super) roles: Vec<RoleChoice>,
    /// None where whoever gives cannot give any.
    pub(super) permissions: Vec<PermissionChoice>,
}

pub(super) struct RoleChoice {
    pub(super) word: &'static str,
    pub(super) name: String,
    pub(super) why: &'static str,
    pub(super) is_chosen: bool,
}

pub(super) struct PermissionChoice {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
    pub(super) is_set: bool,
}

impl RoleFields {
    /// What `by` may give somebody who is this now.
    pub(super) fn new(
        t: Texts,
        by: &Authority,
        organization: &Organization,
        role: MemberRole,
        permissions: Permissions,
    ) -> Self {
        let may_give = |role, permissions| by.require_grant(role, permissions, organization).is_ok();
        let roles = ROLES.into_iter().filter(|(_, role, _)| may_give(*role, Permissions::NONE));
        let roles = roles.map(|(word, offered, why)| RoleChoice {
            word,
            name: t.role(&offered).to_string(),
            why,
            is_chosen: offered == role,
        });
        let known = serde_json::to_value(permissions).unwrap_or_default();
        let permissions = PERMISSIONS.into_iter().filter(|(name, _)| may_give(MemberRole::Custom, only(&[name])));
        let permissions = permissions.map(|(name, text)| PermissionChoice {
            name,
            text,
            is_set: known.get(name).and_then(Value::as_bool).unwrap_or_default(),
        });
        Self { roles: roles.collect(), permissions: permissions.collect() }
    }

    /// What a form says. None where it names no role.
    pub(super) fn read(form: &Form) -> Option<(MemberRole, Permissions)> {
        let (_, role, _) = ROLES.into_iter().find(|(word, ..)| *word == form.get("role"))?;
        let named: Vec<&str> = form.all("permission").collect();
        Some((role, if role == MemberRole::Custom { only(&named) } else { Permissions::NONE }))
    }

    /// The fields that say this.
    pub(super) fn fields(role: MemberRole, permissions: Permissions) -> Vec<(&'static str, String)> {
        let word = ROLES.into_iter().find(|(_, known, _)| *known == role).map_or("", |(word, ..)| word);
        let known = serde_json::to_value(permissions).unwrap_or_default();
        let set = |name: &str| known.get(name).and_then(Value::as_bool).unwrap_or_default();
        let set = PERMISSIONS.into_iter().filter(|(name, _)| set(name));
        std::iter::once(("role", word.to_owned())).chain(set.map(|(name, _)| ("permission", name.to_owned()))).collect()
    }
}

/// These permissions and no others.
fn only(names: &[&str]) -> Permissions {
    let known = PERMISSIONS.iter().filter(|(name, _)| names.contains(name));
    let set: Map<String, Value> = known.map(|(name, _)| ((*name).to_owned(), Value::Bool(true))).collect();
    Permissions::from_json(&Value::Object(set).to_string()).unwrap_or(Permissions::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_its_box() {
        let Value::Object(all) = serde_json::to_value(Permissions::NONE).unwrap() else { panic!("no object") };
        let mut names: Vec<&str> = all.keys().map(String::as_str).collect();
        let mut boxes: Vec<&str> = PERMISSIONS.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        boxes.sort_unstable();
        assert_eq!(names, boxes);
        let users = only(&["manageUsers", "nonsense"]);
        assert_eq!(users, Permissions { manage_users: true, ..Permissions::NONE });
        let fields = RoleFields::fields(MemberRole::Custom, users);
        assert_eq!(fields, [("role", "custom".to_owned()), ("permission", "manageUsers".to_owned())]);
    }
}
