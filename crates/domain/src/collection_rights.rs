//! Who may do what with the collections and items of an organization.
//!
//! Three things decide: the role, with a Custom member's permissions; the access that the member was given to a
//! collection; and the organization's switches.

use crate::{CollectionAccess, Member, MemberRole, MemberStatus, Organization, Permissions};

impl Member {
    /// Whether the member sees what is in every collection, without having been given any: owners and admins, unless the
    /// organization says otherwise.
    pub fn sees_all_items(&self, organization: &Organization) -> bool {
        self.administers() && organization.collections.admins_access_all
    }

    /// Whether the member may change every item when acting for the organization.
    pub fn edits_all_items(&self, organization: &Organization) -> bool {
        self.sees_all_items(organization) || self.has(|permissions| permissions.edit_any_collection)
    }

    /// Whether the member takes care of items that are in no collection.
    pub fn keeps_unassigned_items(&self, organization: &Organization) -> bool {
        self.administers() || self.edits_all_items(organization)
    }

    /// Whether the member is shown every collection, with who reaches it: whoever gives access must see what there is.
    pub fn lists_all_collections(&self) -> bool {
        self.administers()
            || self.has(|permissions| {
                permissions.edit_any_collection
                    || permissions.delete_any_collection
                    || permissions.manage_users
                    || permissions.manage_groups
            })
    }

    /// Whether the member may make collections.
    pub fn creates_collections(&self, organization: &Organization) -> bool {
        self.administers()
            || self.has(|permissions| permissions.create_new_collections)
            || (self.status == MemberStatus::Confirmed && !organization.collections.limit_creation)
    }

    /// Whether the member may change a collection and who reaches it. One that nobody manages is the administrators' to
    /// take care of.
    pub fn edits_collection(
        &self,
        organization: &Organization,
        access: Option<CollectionAccess>,
        is_managed: bool,
    ) -> bool {
        self.edits_all_items(organization) || manages(access) || (self.administers() && !is_managed)
    }

    /// Whether the member may remove a collection. Where the organization limits that, managing it is not enough for a
    /// User or Custom member.
    pub fn deletes_collection(
        &self,
        organization: &Organization,
        access: Option<CollectionAccess>,
        is_managed: bool,
    ) -> bool {
        self.sees_all_items(organization)
            || self.has(|permissions| permissions.delete_any_collection)
            || (manages(access) && (self.administers() || !organization.collections.limit_deletion))
            || (self.administers() && !is_managed)
    }

    fn administers(&self) -> bool {
        self.status == MemberStatus::Confirmed && matches!(self.role, MemberRole::Owner | MemberRole::Admin)
    }

    /// Whether this is a Custom member who was given a permission.
    fn has(&self, permission: impl Fn(&Permissions) -> bool) -> bool {
        self.status == MemberStatus::Confirmed && self.role == MemberRole::Custom && permission(&self.permissions)
    }
}

fn manages(access: Option<CollectionAccess>) -> bool {
    access.is_some_and(|access| access.manage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CaseInsensitiveText, EmailAddress, MemberId, MemberProfile, OrganizationId, Origin, Timestamp};
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::from_micros(0);

    fn organization() -> Organization {
        Organization::new(OrganizationId::from_uuid(Uuid::nil()), "Acme", NOW).unwrap()
    }

    fn member(role: MemberRole, permissions: Permissions) -> Member {
        let email = EmailAddress::parse("dora@acme.example").unwrap();
        let profile = MemberProfile {
            user_name: CaseInsensitiveText::new(email.text()),
            email,
            other_email_keys: Vec::new(),
            external_id: None,
            display_name: None,
            attributes: None,
        };
        let (organization_id, id) = (OrganizationId::from_uuid(Uuid::nil()), MemberId::from_uuid(Uuid::nil()));
        let new = Member::new(organization_id, id, profile, Origin::Console, NOW);
        Member { role, permissions, status: MemberStatus::Confirmed, ..new }
    }

    fn custom(permissions: Permissions) -> Member {
        member(MemberRole::Custom, permissions)
    }

    /// Everybody here, by a letter: owner, admin, user, custom without permissions, custom who may edit any collection,
    /// delete any, make new ones, manage users, manage groups.
    fn everybody() -> [(char, Member); 9] {
        let none = Permissions::default();
        [
            ('O', member(MemberRole::Owner, none)),
            ('A', member(MemberRole::Admin, none)),
            ('U', member(MemberRole::User, none)),
            ('c', custom(none)),
            ('e', custom(Permissions { edit_any_collection: true, ..none })),
            ('d', custom(Permissions { delete_any_collection: true, ..none })),
            ('n', custom(Permissions { create_new_collections: true, ..none })),
            ('u', custom(Permissions { manage_users: true, ..none })),
            ('g', custom(Permissions { manage_groups: true, ..none })),
        ]
    }

    fn who(may: impl Fn(&Member) -> bool) -> String {
        everybody().iter().filter(|(_, member)| may(member)).map(|(letter, _)| letter).collect()
    }

    #[test]
    fn owners_and_admins_see_all_unless_the_organization_says_otherwise() {
        let mut acme = organization();
        assert_eq!(who(|member| member.sees_all_items(&acme)), "OA");
        assert_eq!(who(|member| member.edits_all_items(&acme)), "OAe");
        assert_eq!(who(Member::lists_all_collections), "OAedug");
        acme.collections.admins_access_all = false;
        assert_eq!(who(|member| member.sees_all_items(&acme)), "");
        assert_eq!(who(|member| member.edits_all_items(&acme)), "e");
        assert_eq!(who(|member| member.keeps_unassigned_items(&acme)), "OAe");
    }

    #[test]
    fn everybody_makes_collections_unless_that_is_limited() {
        let mut acme = organization();
        assert_eq!(who(|member| member.creates_collections(&acme)), "OAUcednug");
        acme.collections.limit_creation = true;
        assert_eq!(who(|member| member.creates_collections(&acme)), "OAn");
    }

    #[test]
    fn whoever_manages_a_collection_changes_it() {
        let (edit, manage) = (Some(CollectionAccess::EDIT), Some(CollectionAccess::MANAGE));
        let mut acme = organization();
        assert_eq!(who(|member| member.edits_collection(&acme, edit, true)), "OAe");
        assert_eq!(who(|member| member.edits_collection(&acme, manage, true)), "OAUcednug");
        acme.collections.admins_access_all = false;
        assert_eq!(who(|member| member.edits_collection(&acme, None, true)), "e");
        assert_eq!(who(|member| member.edits_collection(&acme, None, false)), "OAe");
    }

    #[test]
    fn whoever_manages_a_collection_removes_it_unless_that_is_limited() {
        let manage = Some(CollectionAccess::MANAGE);
        let mut acme = organization();
        assert_eq!(who(|member| member.deletes_collection(&acme, None, true)), "OAd");
        assert_eq!(who(|member| member.deletes_collection(&acme, manage, true)), "OAUcednug");
        acme.collections.limit_deletion = true;
        assert_eq!(who(|member| member.deletes_collection(&acme, manage, true)), "OAd");
        acme.collections.admins_access_all = false;
        assert_eq!(who(|member| member.deletes_collection(&acme, manage, true)), "OAd");
        assert_eq!(who(|member| member.deletes_collection(&acme, None, true)), "d");
        assert_eq!(who(|member| member.deletes_collection(&acme, None, false)), "OAd");
    }

    #[test]
    fn who_is_not_confirmed_may_nothing() {
        let acme = organization();
        for (letter, mut member) in everybody() {
            member.status = MemberStatus::Revoked;
            let may = member.sees_all_items(&acme)
                || member.edits_all_items(&acme)
                || member.lists_all_collections()
                || member.creates_collections(&acme)
                || member.edits_collection(&acme, None, false)
                || member.deletes_collection(&acme, None, false);
            assert!(!may, "{letter}");
        }
    }
}
