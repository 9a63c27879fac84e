//! Queries: each reads one moment of one organization.

pub(crate) mod authenticate_scim_key;
pub(crate) mod find_account;
pub(crate) mod find_api_key;
pub(crate) mod find_group;
pub(crate) mod find_member;
pub(crate) mod find_membership;
pub(crate) mod find_organization_keys;
pub(crate) mod find_public_key;
pub(crate) mod find_sign_in;
pub(crate) mod find_tip;
pub(crate) mod find_two_step;
pub(crate) mod is_remembered;
pub(crate) mod list_devices;
pub(crate) mod list_groups;
pub(crate) mod list_mails;
pub(crate) mod list_members;
pub(crate) mod list_memberships;
pub(crate) mod list_organizations;
pub(crate) mod list_policies;
pub(crate) mod list_scim_keys;
pub(crate) mod list_trace;
pub(crate) mod listing;
pub(crate) mod manages_collection;
pub(crate) mod member_details;
pub(crate) mod verify_events;
pub(crate) mod write_letter;
